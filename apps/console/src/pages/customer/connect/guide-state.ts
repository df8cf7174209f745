/**
 * Where somebody is in the guide, for each connection: a new one begins at step one. It outlives the tab's reload, since
 * half of the steps are in another tab.
 */
import { createSignal } from "solid-js";
import { type PlanhatInterface, planhatInterfaces, stepCount } from "./guide-steps.ts";

const interfaceKey = "planhat-interface";

function recall(storage: () => Storage, key: string): string | null {
  try {
    return storage().getItem(key);
  } catch {
    // Storage is blocked: the guide begins at its beginning.
    return null;
  }
}

function keep(storage: () => Storage, key: string, value: string): void {
  try {
    storage().setItem(key, value);
  } catch {
    // As above; nothing is lost but convenience.
  }
}

export function createGuideState(connectionId: string) {
  const stepKey = `guide-step/${connectionId}`;
  const storedStep = Number(recall(() => sessionStorage, stepKey) ?? 1);
  const [step, setStepSignal] = createSignal(
    Number.isInteger(storedStep) ? Math.min(stepCount + 1, Math.max(1, storedStep)) : 1,
  );
  const storedInterface = recall(() => localStorage, interfaceKey);
  const [which, setWhichSignal] = createSignal<PlanhatInterface>(
    planhatInterfaces.find((name) => name === storedInterface) ?? "classic",
  );
  return {
    step,
    which,
    setStep: (next: number): void => {
      setStepSignal(next);
      keep(() => sessionStorage, stepKey, String(next));
    },
    setWhich: (next: PlanhatInterface): void => {
      setWhichSignal(next);
      keep(() => localStorage, interfaceKey, next);
    },
  };
}
