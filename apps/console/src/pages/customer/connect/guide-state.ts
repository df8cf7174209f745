/**
 * The current step of the guide, for each connection. The step survives a reload, because half of the steps happen in
 * another tab.
 */
import { createSignal } from "solid-js";
import { type PlanhatInterface, planhatInterfaces, stepCount } from "./guide-steps.ts";

const interfaceKey = "planhat-interface";

function recall(storage: () => Storage, key: string): string | null {
  try {
    return storage().getItem(key);
  } catch {
    // Storage is blocked: the guide starts at step one.
    return null;
  }
}

function keep(storage: () => Storage, key: string, value: string): void {
  try {
    storage().setItem(key, value);
  } catch {
    // Storage is blocked: a reload starts the guide again.
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
