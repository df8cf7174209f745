import { useQuery, useQueryClient } from "@tanstack/solid-query";
import { createSignal, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import { queries } from "../../../api/queries.ts";
import type { Connection } from "../../../api/types.ts";
import { dataOf } from "../../../api/read.ts";
import { Button } from "../../../ui/button.tsx";
import { ReasonDialog } from "../../../shell/reason-dialog.tsx";
import { showToast } from "../../../ui/toast.tsx";
import { describeIdentity } from "./identity-words.ts";
import "./confirm-different.css";

/** Lets an operator confirm, with a reason, that a token of a different Planhat is intended. */
export function ConfirmDifferent(props: { connection: Connection }) {
  const client = useQueryClient();
  const [isAsking, setIsAsking] = createSignal(false);
  const isWaiting = () =>
    props.connection.verdict === "different_planhat" ||
    props.connection.candidate?.verdict === "different_planhat";
  const candidateCheckId = () => props.connection.candidate?.checkId;
  const check = useQuery(() => ({
    ...queries.check(candidateCheckId() ?? ""),
    enabled: isWaiting() && candidateCheckId() !== undefined,
  }));
  return (
    <Show when={isWaiting()}>
      <div data-confirm-different data-tone="warn">
        <div>
          <p>
            <b>Is it right that this connection reads another Planhat from now on?</b> A move to a
            new Planhat is a good reason; a token pasted into the wrong form is not.
          </p>
          <dl>
            <Show when={describeIdentity(props.connection.planhat, "en")}>
              {(words) => (
                <div>
                  <dt>The data here</dt>
                  <dd>{words()}</dd>
                </div>
              )}
            </Show>
            <Show when={describeIdentity(dataOf(check)?.planhat, "en")}>
              {(words) => (
                <div>
                  <dt>The new token</dt>
                  <dd>{words()}</dd>
                </div>
              )}
            </Show>
          </dl>
        </div>
        <Button onClick={() => setIsAsking(true)}>Yes, use this Planhat…</Button>
      </div>
      <ReasonDialog
        open={isAsking()}
        title={`Let ${props.connection.name} read another Planhat?`}
        text="The token is used from now on, and everything that landed from the earlier Planhat is erased. Your reason is written on the timeline."
        label="Reason"
        action="Use it, erase the old data"
        variant="danger"
        onClose={() => setIsAsking(false)}
        onConfirm={async (reason) => {
          const { id, name } = props.connection;
          await call("confirmConnection", {
            id,
            body: { kind: "different_planhat", reason },
          });
          showToast(`${name} reads the other Planhat from now on.`);
          await Promise.all([
            client.invalidateQueries({ queryKey: ["connection"] }),
            client.invalidateQueries({ queryKey: ["inbox"] }),
          ]);
        }}
      />
    </Show>
  );
}
