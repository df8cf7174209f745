import { useQueryClient } from "@tanstack/solid-query";
import { createSignal, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import "./connect-again.css";

/** Connects again after a disconnect. Makes a new connection; the old connection does not change. */
export default function ConnectAgain(props: { name: string }) {
  const client = useQueryClient();
  const [isBusy, setIsBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<unknown>();

  async function begin(): Promise<void> {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await call("createConnection", { body: { name: props.name } });
      await client.invalidateQueries({ queryKey: ["connection"] });
    } catch (error) {
      setProblem(error);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <Card title="Connect again">
      <div data-connect-again>
        <p>
          A new connection begins empty: with a new token, a test, and your word to Churned. If you
          have not yet, remove the old service account in Planhat.
        </p>
        <Show when={problem()}>
          <ProblemNote title="No new connection was made" problem={problem()} />
        </Show>
        <Button variant="filled" busy={isBusy()} onClick={() => void begin()}>
          {isBusy() ? "Making it…" : "Connect again"}
        </Button>
      </div>
    </Card>
  );
}
