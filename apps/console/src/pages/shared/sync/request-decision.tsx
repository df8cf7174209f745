import { useQuery, useQueryClient } from "@tanstack/solid-query";
import { createSignal, createUniqueId, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import { queries } from "../../../api/queries.ts";
import type { Estimate, SyncRequest } from "../../../api/types.ts";
import { dataOf } from "../../../api/read.ts";
import { Button } from "../../../ui/button.tsx";
import { formatCount, formatRounded } from "../../../ui/numbers.ts";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import { ReasonDialog } from "../../../shell/reason-dialog.tsx";
import { formatSpan } from "../../../ui/relative-time.ts";
import { showToast } from "../../../ui/toast.tsx";

/** Approves or declines a sync request. `isNext`: approving is the page's next step. */
export function RequestDecision(props: { request: SyncRequest; isNext: boolean }) {
  const client = useQueryClient();
  const id = createUniqueId();
  const [isBusy, setIsBusy] = createSignal(false);
  const [isDeclining, setIsDeclining] = createSignal(false);
  const [problem, setProblem] = createSignal<unknown>();

  const readAgain = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["sync_request"] }),
      client.invalidateQueries({ queryKey: ["sync"] }),
    ]);

  async function approve(): Promise<void> {
    setIsBusy(true);
    setProblem(undefined);
    const name = props.request.connectionName;
    try {
      await call("approveSyncRequest", { id: props.request.id });
      showToast(`Approved. The sync of ${name} begins.`);
      await readAgain();
    } catch (error) {
      setProblem(error);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <div data-decision>
      <span id={id} data-unseen>
        {props.request.connectionName}
      </span>
      <Button aria-describedby={id} onClick={() => setIsDeclining(true)}>
        Decline…
      </Button>
      <Button
        variant={props.isNext ? "filled" : "outline"}
        aria-describedby={id}
        busy={isBusy()}
        onClick={() => void approve()}
      >
        {isBusy() ? "Approving…" : "Approve"}
      </Button>
      <Show when={problem()}>
        <ProblemNote problem={problem()} />
      </Show>
      <ReasonDialog
        open={isDeclining()}
        title={`Decline the sync of ${props.request.connectionName}?`}
        text="The customer reads your reason, and may ask again once it is settled."
        label="Reason for the customer"
        action="Decline"
        onClose={() => setIsDeclining(false)}
        onConfirm={async (reason) => {
          await call("declineSyncRequest", { id: props.request.id, body: { reason } });
          await readAgain();
        }}
      />
    </div>
  );
}

const orMore = ({ isAtLeast }: Estimate): string => (isAtLeast ? " or more" : "");

/**
 * "about 518,000 records · 322 calls or more · ~3 min", or "at least 12,400 records · 322 calls or more · 3 min or
 * more".
 */
export function EstimateLine(props: { connectionId: string }) {
  const estimate = useQuery(() => queries.estimate(props.connectionId));
  const ready = () => {
    const known = dataOf(estimate);
    return known?.state === "ready" ? known : undefined;
  };
  return (
    <span data-figures>
      <Show when={ready()} fallback={dataOf(estimate) ? "still being counted" : ""}>
        {(found) => (
          <>
            <span title={formatCount(found().records)}>
              {found().isAtLeast
                ? `at least ${formatCount(found().records)}`
                : `about ${formatRounded(found().records)}`}{" "}
              records
            </span>
            {" · "}
            {formatCount(found().calls)} calls or more · ~{formatSpan(found().minutes * 60_000)}
            {orMore(found())}
          </>
        )}
      </Show>
    </span>
  );
}
