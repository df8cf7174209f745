import { useNavigate } from "@solidjs/router";
import { useQueryClient } from "@tanstack/solid-query";
import { createSignal, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import "./disconnect.css";

/** Disconnects after the customer has confirmed one question. */
export function Disconnect(props: { connectionId: string }) {
  const client = useQueryClient();
  const [isOpen, setIsOpen] = createSignal(false);
  const [isBusy, setIsBusy] = createSignal(false);
  const navigate = useNavigate();
  const [data, setData] = createSignal<"keep" | "erase">();
  const [isUndecided, setIsUndecided] = createSignal(false);
  const [reason, setReason] = createSignal("");
  const [problem, setProblem] = createSignal<unknown>();

  async function disconnect(): Promise<void> {
    const chosen = data();
    setIsUndecided(chosen === undefined);
    if (chosen === undefined) return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      const given = reason().trim();
      await call("disconnectConnection", {
        id: props.connectionId,
        body: { data: chosen, ...(given === "" ? {} : { reason: given }) },
      });
      setIsOpen(false);
      void client.invalidateQueries({ queryKey: ["connection"] });
      navigate(`/receipt/${props.connectionId}`);
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
        <Button variant="danger" onClick={() => setIsOpen(true)}>
          Disconnect…
        </Button>
      </div>
      <Dialog open={isOpen()} title="Disconnect Planhat?" onClose={() => setIsOpen(false)}>
        <p>All work stops and the token is destroyed at once. A receipt says what is gone.</p>
        <fieldset data-fate aria-describedby={isUndecided() ? "fate-problem" : undefined}>
          <legend>What becomes of the data that was read?</legend>
          <label>
            <input
              type="radio"
              name="fate"
              checked={data() === "keep"}
              onChange={() => setData("keep")}
            />
            <span>
              <b>Keep it</b>
              <small>What was read stays with Churned, and gets no newer.</small>
            </span>
          </label>
          <label>
            <input
              type="radio"
              name="fate"
              checked={data() === "erase"}
              onChange={() => setData("erase")}
            />
            <span>
              <b>Erase it</b>
              <small>Every record that was read from Planhat is erased. It cannot be undone.</small>
            </span>
          </label>
          <Show when={isUndecided() && data() === undefined}>
            <p id="fate-problem" data-tone="bad" role="alert">
              Choose one of the two.
            </p>
          </Show>
        </fieldset>
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
          <Button variant="danger" busy={isBusy()} onClick={() => void disconnect()}>
            {isBusy() ? "Disconnecting…" : "Disconnect"}
          </Button>
        </footer>
      </Dialog>
    </Card>
  );
}
