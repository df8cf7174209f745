import type { ConnectionInboxItem } from "../../../api/types.ts";
import { useQuery, useQueryClient } from "@tanstack/solid-query";
import CircleCheck from "lucide-solid/icons/circle-check";
import { createEffect, createSignal, on, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import { ApiProblem } from "../../../api/problem.ts";
import { inboxQueries } from "../../../api/inbox-queries.ts";
import { ConfirmDifferent } from "../../shared/check/confirm-different.tsx";
import { HeldDeletionsQuestion } from "../../shared/sync/held-deletions.tsx";
import { SharedToken } from "../../shared/check/shared-token.tsx";
import { RequestTable } from "../../shared/sync/request-table.tsx";
import { LinkButton } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CopyButton } from "../../../ui/copy-button.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { Loaded } from "../../../shell/loaded.tsx";
import { countOf } from "../../../ui/numbers.ts";
import { formatClock } from "../../../ui/relative-time.ts";
import { Time } from "../../../ui/time.tsx";
import { showToast } from "../../../ui/toast.tsx";
import { isFoundBySync, ProblemExplained } from "./item-explained.tsx";
import { ProblemHeader } from "./item-header.tsx";
import { InboxMail } from "./inbox-mail.tsx";
import { TriageNotes } from "./triage-notes.tsx";
import { createTest, TestLine } from "./item-test.tsx";
import { SnoozeDialog } from "./snooze-dialog.tsx";
import "./triage-panel.css";

/** What a shortcut key asks the panel to do. */
export type PanelWish = "test" | "snooze" | "mail" | "read";

interface PanelProps {
  id: string;
  /** True if the panel is alone on the page. Then the page's headline is the tenant's name. */
  isAlone?: boolean;
  wish: PanelWish | undefined;
  onWishMet: () => void;
  /** Called after snoozing, to show the next item. */
  onGone: () => void;
}

/** One inbox item: what happened, the evidence, and everything an operator can do. */
export function TriagePanel(props: PanelProps) {
  const item = useQuery(() => inboxQueries.one(props.id));
  const isGone = () => item.error instanceof ApiProblem && item.error.status === 404;
  return (
    <Show
      when={!isGone()}
      fallback={
        <Card>
          <Empty
            icon={<CircleCheck size={18} />}
            title="It needs nobody any more"
            action={<LinkButton href={`/connections/${props.id}`}>See the connection</LinkButton>}
          >
            It works again, or somebody settled it meanwhile.
          </Empty>
        </Card>
      }
    >
      <Loaded read={item} label="Reading what happened" rows={7}>
        {(found) => <Item {...props} item={found()} />}
      </Loaded>
    </Show>
  );
}

function Item(props: PanelProps & { item: ConnectionInboxItem }) {
  const client = useQueryClient();
  const [isSnoozing, setIsSnoozing] = createSignal(false);
  const connection = () => props.item.connection;
  const test = createTest(() => connection().id);
  let heading: HTMLHeadingElement | undefined;
  let focusMail: (() => void) | undefined;

  createEffect(
    on(
      () => props.wish,
      (wish) => {
        if (wish === undefined) return;
        props.onWishMet();
        if (wish === "test") void test.test();
        if (wish === "snooze") setIsSnoozing(true);
        if (wish === "mail") focusMail?.();
        if (wish === "read") heading?.focus({ preventScroll: true });
      },
    ),
  );

  function keep(after: ConnectionInboxItem): void {
    client.setQueryData(["inbox", "one", connection().id], after);
    void client.invalidateQueries({ queryKey: ["inbox", "list"] });
  }
  async function snooze(until: Date | null): Promise<void> {
    const { id, name } = connection();
    keep(await call("snoozeInboxItem", { id, body: { until: until?.toISOString() ?? null } }));
    if (until === null) return;
    showToast(`${name} is back ${formatClock(until, new Date())}.`);
    props.onGone();
  }

  return (
    <article
      data-triage-panel={props.isAlone === true ? "alone" : ""}
      aria-label={`${connection().tenantName}, ${connection().name}`}
    >
      <ProblemHeader
        item={props.item}
        isAlone={props.isAlone === true}
        test={test}
        onSnooze={() => setIsSnoozing(true)}
        onWake={() => void snooze(null)}
        onChange={keep}
      />
      <TestLine test={test} />
      <Show when={props.item.snoozedUntil}>
        {(until) => (
          <p data-muted>
            Snoozed, and back <Time at={until()} show="both" />.
          </p>
        )}
      </Show>
      <ProblemExplained item={props.item} ref={(element) => (heading = element)} />
      <SharedToken connection={connection()} />
      <ConfirmDifferent connection={connection()} />
      <Show when={props.item.heldDeletions}>
        <HeldDeletionsQuestion connectionId={connection().id} isExplained />
      </Show>
      <InboxMail
        item={props.item}
        isNext={connection().state === "needs_customer"}
        ref={(focus) => (focusMail = focus)}
      />
      <Show when={props.item.heldDeletions === null && !isFoundBySync(props.item)}>
        <Card title="What it rests on" aside={countOf(props.item.evidence.length, "request")}>
          <Show
            when={props.item.evidence.length > 0}
            fallback={<p data-muted>None is kept: Planhat was not asked, or over 30 days ago.</p>}
          >
            <RequestTable requests={props.item.evidence} label="Requests of the last check" />
          </Show>
        </Card>
      </Show>
      <Card
        title="For Planhat’s support"
        aside={<CopyButton text={props.item.supportText} label="Copy" />}
      >
        <details data-support>
          <summary>Read it first</summary>
          <pre>{props.item.supportText}</pre>
        </details>
      </Card>
      <TriageNotes item={props.item} />
      <SnoozeDialog
        open={isSnoozing()}
        name={connection().name}
        onClose={() => setIsSnoozing(false)}
        onSnooze={snooze}
      />
    </article>
  );
}
