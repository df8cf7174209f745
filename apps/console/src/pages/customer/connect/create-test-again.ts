import { createSignal } from "solid-js";
import { call } from "../../../api/call.ts";

/** The button *Test again*: requests a check. `onAsked` then follows the check. */
export function createTestAgain(connectionId: () => string, onAsked: (checkId: string) => void) {
  const [isAsking, setIsAsking] = createSignal(false);
  const [problem, setProblem] = createSignal<unknown>();

  async function testAgain(): Promise<void> {
    setIsAsking(true);
    setProblem(undefined);
    try {
      onAsked((await call("createCheck", { id: connectionId() })).id);
    } catch (error) {
      setProblem(error);
    } finally {
      setIsAsking(false);
    }
  }

  return { testAgain, isAsking, problem };
}
