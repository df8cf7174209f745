import { useQueryClient } from "@tanstack/solid-query";
import { createSignal, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { ProblemNote } from "../../../ui/problem-note.tsx";
import { showToast } from "../../../ui/toast.tsx";

/** The way out: asked once, done at once. */
export function Disconnect(props: { connectionId: string }) {
  const client = useQueryClient();
  const [isOpen, setIsOpen] = createSignal(false);
  const [isBusy, setIsBusy] = createSignal(false);
  const [reason, setReason] = createSignal("");
  const [problem, setProblem] = createSignal<unknown>();

  async function disconnect(): Promise<void> {
    setIsBusy(true);
    setProblem(undefined);
    try {
      const given = reason().trim();
      await call("disconnectConnection", {
        id: props.connectionId,
        body: given === "" ? {} : { reason: given },
      });
      setIsOpen(false);
      showToast("Disconnected. The token is destroyed.");
      void client.invalidateQueries({ queryKey: ["connection"] });
    } catch (error) {
      setProblem(error);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <Card title="Disconnect">
      <p data-muted>
        Destroys the token and stops all reading. It cannot be undone; connecting again begins anew,
        with a new token. Remember to remove the service account in Planhat as well.
      </p>
      <div data-below-text>
        <Button look="danger" onClick={() => setIsOpen(true)}>
          Disconnect…
        </Button>
      </div>
      <Dialog open={isOpen()} title="Disconnect Planhat?" onClose={() => setIsOpen(false)}>
        <p>The token is destroyed at once, and Churned’s predictions stop getting newer.</p>
        <Field label="Why? (optional)">
          {(ids) => (
            <textarea
              id={ids.id}
              data-input
              maxlength={500}
              value={reason()}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          )}
        </Field>
        <Show when={problem()}>
          <ProblemNote problem={problem()} />
        </Show>
        <footer>
          <Button onClick={() => setIsOpen(false)}>Keep it connected</Button>
          <Button look="danger" busy={isBusy()} onClick={() => void disconnect()}>
            {isBusy() ? "Disconnecting…" : "Disconnect"}
          </Button>
        </footer>
      </Dialog>
    </Card>
  );
}
