import type { ConnectionProblem } from "../../../api/types.ts";
import { A } from "@solidjs/router";
import { useQuery, useQueryClient } from "@tanstack/solid-query";
import CircleCheck from "lucide-solid/icons/circle-check";
import Moon from "lucide-solid/icons/moon";
import RefreshCw from "lucide-solid/icons/refresh-cw";
import Sun from "lucide-solid/icons/sun";
import { createEffect, createSignal, For, on, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import { ApiProblem } from "../../../api/problem.ts";
import { problemQueries } from "../../../api/problem-queries.ts";
import { ConfirmDifferent } from "../../shared/check/confirm-different.tsx";
import { Countdown } from "../../../ui/countdown.tsx";
import { HeldDeletesQuestion } from "../../shared/sync/held-deletes.tsx";
import { SharedToken } from "../../shared/check/shared-token.tsx";
import { RequestTable } from "../../shared/sync/request-table.tsx";
import { language } from "../../../ui/language.ts";
import { Button, LinkButton } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CopyButton } from "../../../ui/copy-button.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { Loaded } from "../../../shell/loaded.tsx";
import { countOf } from "../../../ui/numbers.ts";
import { formatClock } from "../../../ui/relative-time.ts";
import { StateBadge, StateShape } from "../../../ui/state.tsx";
import { Time } from "../../../ui/time.tsx";
import { showToast } from "../../../ui/toast.tsx";
import { wordForConnection, wordForVerdict } from "../../shared/words.ts";
import { Assignment } from "./assignment.tsx";
import { ProblemMail } from "./problem-mail.tsx";
import { ProblemNotes } from "./problem-notes.tsx";
import { createTest, TestLine } from "./problem-test.tsx";
import { SnoozeDialog } from "./snooze-dialog.tsx";
import "./problem-panel.css";

/** What a key asks of the panel. */
export type PanelWish = "test" | "snooze" | "mail" | "read";

interface PanelProps {
  id: string;
  /** It has the page for itself, whose headline names it already. */
  isAlone?: boolean;
  wish: PanelWish | undefined;
  onWishMet: () => void;
  /** It was snoozed: on to the next one. */
  onGone: () => void;
}

/** One connection that needs someone: what happened, what it rests on, and everything there is to do. */
export function ProblemPanel(props: PanelProps) {
  const problem = useQuery(() => problemQueries.one(props.id));
  const isGone = () => problem.error instanceof ApiProblem && problem.error.status === 404;
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
      <Loaded read={problem} label="Reading what happened" rows={7}>
        {(found) => <Problem {...props} problem={found()} />}
      </Loaded>
    </Show>
  );
}

function Problem(props: PanelProps & { problem: ConnectionProblem }) {
  const client = useQueryClient();
  const [isSnoozing, setIsSnoozing] = createSignal(false);
  const connection = () => props.problem.connection;
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

  function keep(after: ConnectionProblem): void {
    client.setQueryData(["problem", "one", connection().id], after);
    void client.invalidateQueries({ queryKey: ["problem", "list"] });
  }
  async function snooze(until: Date | null): Promise<void> {
    const { id, name } = connection();
    keep(await call("snoozeProblem", { id, body: { until: until?.toISOString() ?? null } }));
    if (until === null) return;
    showToast(`${name} is back ${formatClock(until, new Date())}.`);
    props.onGone();
  }

  return (
    <article
      data-problem-panel={props.isAlone === true ? "alone" : ""}
      aria-label={`${connection().tenantName}, ${connection().name}`}
    >
      <header>
        <div>
          <p data-where>
            <Show when={props.isAlone !== true}>
              <b>{connection().tenantName}</b>
            </Show>
            <A href={`/connections/${connection().id}`}>{connection().name}</A>
            <Show when={connection().host}>
              <span data-mark>{connection().host}</span>
            </Show>
            <Show when={connection().lastFour}>
              <code data-mark>…{connection().lastFour}</code>
            </Show>
          </p>
          <p data-whose>
            <StateBadge tone={wordForConnection(connection().state, "operator").tone}>
              {wordForConnection(connection().state, "operator").word}
            </StateBadge>
            <small>
              since <Time at={props.problem.since} show="both" />
              <Show when={connection().nextCheckAt}>
                {(at) => (
                  <>
                    {" "}
                    · tested again by itself <Countdown to={at()} />
                  </>
                )}
              </Show>
            </small>
          </p>
        </div>
        <div data-row-of-buttons>
          <Button
            icon={<RefreshCw size={14} />}
            busy={test.isTesting()}
            onClick={() => void test.test()}
          >
            {test.isTesting() ? "Testing…" : "Test now"}
          </Button>
          <Show
            when={props.problem.snoozedUntil}
            fallback={
              <Button icon={<Moon size={14} />} onClick={() => setIsSnoozing(true)}>
                Snooze
              </Button>
            }
          >
            <Button icon={<Sun size={14} />} onClick={() => void snooze(null)}>
              Wake it now
            </Button>
          </Show>
          <Assignment problem={props.problem} onChange={keep} />
        </div>
      </header>
      <TestLine test={test} />
      <Show when={props.problem.snoozedUntil}>
        {(until) => (
          <p data-muted>
            Snoozed, and back <Time at={until()} show="both" />.
          </p>
        )}
      </Show>
      <section data-explained lang={language()}>
        <StateShape tone={toneOf(props.problem)} size={18} />
        <div>
          <h2 ref={(element) => (heading = element)} tabindex="-1">
            {props.problem.verdict.title}
          </h2>
          <p>{props.problem.verdict.explanation}</p>
          <p data-harm-line>{props.problem.harm}</p>
          <Show when={props.problem.verdict.remedy.length > 0}>
            <ol data-remedy={props.problem.verdict.remedy.length === 1 ? "one" : "many"}>
              <For each={props.problem.verdict.remedy}>{(step) => <li>{step}</li>}</For>
            </ol>
          </Show>
        </div>
      </section>
      <SharedToken connection={connection()} />
      <ConfirmDifferent connection={connection()} />
      <Show when={props.problem.heldDeletes}>
        <HeldDeletesQuestion connectionId={connection().id} isExplained />
      </Show>
      <ProblemMail
        problem={props.problem}
        isNext={connection().state === "needs_customer"}
        ref={(focus) => (focusMail = focus)}
      />
      <Show when={props.problem.heldDeletes === null && !isUnread(props.problem)}>
        <Card title="What it rests on" aside={countOf(props.problem.evidence.length, "request")}>
          <Show
            when={props.problem.evidence.length > 0}
            fallback={<p data-muted>None is kept: Planhat was not asked, or over 30 days ago.</p>}
          >
            <RequestTable requests={props.problem.evidence} label="Requests of the last check" />
          </Show>
        </Card>
      </Show>
      <Card
        title="For Planhat’s support"
        aside={<CopyButton text={props.problem.supportText} label="Copy" />}
      >
        <details data-support>
          <summary>Read it first</summary>
          <pre>{props.problem.supportText}</pre>
        </details>
      </Card>
      <ProblemNotes problem={props.problem} />
      <SnoozeDialog
        open={isSnoozing()}
        name={connection().name}
        onClose={() => setIsSnoozing(false)}
        onSnooze={snooze}
      />
    </article>
  );
}

/** A sync found it, and no check. */
const isUnread = ({ cause }: ConnectionProblem): boolean => cause.startsWith("unread_models");

function toneOf(problem: ConnectionProblem) {
  const { verdict, heldDeletes } = problem;
  if (heldDeletes !== null || isUnread(problem)) return "warn";
  const { tone } = wordForVerdict(verdict.kind);
  return tone === "ok" ? "idle" : tone;
}
