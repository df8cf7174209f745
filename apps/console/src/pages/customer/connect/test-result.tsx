import { type Plan } from "@churned/domain/plan";
import type { VerdictKind } from "@churned/domain/verdict";
import { isConfirmedByCustomer, isInconclusive, isWorking } from "@churned/domain/verdict";
import RefreshCw from "lucide-solid/icons/refresh-cw";
import Send from "lucide-solid/icons/send";
import { createSignal, Match, onCleanup, Show, Switch } from "solid-js";
import type { Check, Connection, VerdictBody } from "../../../api/types.ts";
import { OwnLinkButton } from "../../../shell/own-link.tsx";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Progress } from "../../../ui/progress.tsx";
import { formatDuration } from "../../../ui/relative-time.ts";
import { Time } from "../../../ui/time.tsx";
import { wordForTrigger } from "../../shared/words.ts";
import { type PlanhatInterface, portfolioStep } from "./guide-steps.ts";
import { guideStepFor, nextStepAfter, tellOtherTruth, wasSent } from "./next-step.ts";
import { Attempts, CompaniesQuestion, ConfirmPart, ProbeList } from "./later-parts.tsx";
import { Countdown } from "../../../ui/countdown.tsx";
import { VerdictCard } from "./verdict-card.tsx";
import "./test-result.css";

export interface TestResultProps {
  check: Check;
  connection: Connection;
  isSyncAskedFor: boolean;
  /** False if something else on the page is the next step. */
  isNext: boolean;
  /** True for a guest. A guest has nothing left to do when a token works. */
  isGuest: boolean;
  busy: boolean;
  /** The interface of Planhat that the reader chose. */
  which: PlanhatInterface;
  onTestAgain: () => void;
  onPasteAnother: () => void;
  onShowStep: (step: number) => void;
}

/** A test, while it runs and when it is done: first the verdict, then its evidence. */
export function TestResult(props: TestResultProps) {
  // The number of companies belongs to the token in use. So the question appears only beside that token's verdict.
  const isAboutUse = () =>
    props.connection.state === "connected" && props.connection.candidate === null;
  return (
    <>
      <Show when={props.check.verdict} fallback={<Running check={props.check} />}>
        {(verdict) => (
          <VerdictCard
            verdict={verdict()}
            also={tellOtherTruth(
              {
                state: props.connection.state,
                lastFour: props.connection.lastFour,
                hasData: props.connection.hasData,
                hasCandidate: props.connection.candidate !== null,
              },
              { trigger: props.check.trigger, verdict: verdict().kind },
            )}
            planhat={props.check.planhat}
            which={props.which}
            when={
              <>
                <When check={props.check} />
                <NextTry connection={props.connection} verdict={verdict().kind} />
              </>
            }
          >
            <Steps {...props} verdict={verdict()} />
          </VerdictCard>
        )}
      </Show>
      <Show
        when={!props.isGuest && isAboutUse() && isWorking(props.check.verdict?.kind ?? "our_fault")}
      >
        <CompaniesQuestion
          connection={props.connection}
          onMore={() => props.onShowStep(portfolioStep)}
        />
      </Show>
      <Show
        when={
          props.check.probes.length > 0 ||
          props.check.attempts.length > 0 ||
          props.check.state !== "done"
        }
      >
        <Evidence check={props.check} plan={props.connection.plan} />
      </Show>
    </>
  );
}

function When(props: { check: Check }) {
  const at = () => props.check.doneAt ?? props.check.createdAt;
  return (
    <Show
      when={wasSent(props.check.verdict?.kind)}
      fallback={
        <>
          Looked at <Time at={at()} />, and not sent to Planhat
        </>
      }
    >
      Tested <Time at={at()} />, {wordForTrigger(props.check.trigger)}
    </Show>
  );
}

/** Says when an inconclusive check is repeated automatically. */
function NextTry(props: { connection: Connection; verdict: VerdictKind }) {
  const at = () => (isInconclusive(props.verdict) ? props.connection.nextCheckAt : null);
  return (
    <Show when={at()}>
      {(next) => (
        <>
          {" "}
          · tested again by itself <Countdown to={next()} />
        </>
      )}
    </Show>
  );
}

const patientMs = 4_000;

function Running(props: { check: Check }) {
  const [isSlow, setIsSlow] = createSignal(false);
  const timer = setTimeout(() => setIsSlow(true), patientMs);
  onCleanup(() => clearTimeout(timer));
  const total = () => props.check.models.length;
  return (
    <Card>
      <div data-running role="status">
        <h2>
          {props.check.state === "queued" ? "The test is about to begin…" : "Asking Planhat…"}
        </h2>
        <Progress
          share={total() === 0 ? undefined : props.check.probes.length / total()}
          label="Test"
        />
        <p>
          <Show
            when={isSlow()}
            fallback="One small read for each kind of record. This takes about a second."
          >
            <Show
              when={props.check.state === "queued"}
              fallback="Planhat is slow to answer. There is an answer within 20 seconds, whatever it is."
            >
              It takes longer than usual to begin. You can leave this page: the test goes on, and
              the answer waits here.
            </Show>
          </Show>
        </p>
      </div>
    </Card>
  );
}

function Steps(props: TestResultProps & { verdict: VerdictBody }) {
  const next = () =>
    props.connection.state === "paused"
      ? "wait"
      : nextStepAfter(props.verdict.kind, {
          isAskedFor: props.isSyncAskedFor,
          isGuest: props.isGuest,
        });
  // An inconclusive check is repeated automatically, so no button is the next step.
  const variant = () =>
    props.isNext && !isInconclusive(props.verdict.kind) ? "filled" : "outline";
  const step = () => guideStepFor(props.verdict.kind);
  const confirmable = () => {
    const { kind } = props.verdict;
    return !props.isGuest && isConfirmedByCustomer(kind) && kind;
  };
  // The account may only be paused. After the pause, the same token works again, so no new token is needed.
  const isRejectedInUse = () =>
    props.verdict.kind === "token_rejected" && props.connection.state === "needs_customer";
  return (
    <>
      <Show when={step()}>
        {(number) => (
          <Button onClick={() => props.onShowStep(number())}>Show me in step {number()}</Button>
        )}
      </Show>
      <Switch>
        <Match when={next() === "test_again"}>
          <Button
            variant={variant()}
            icon={<RefreshCw size={14} />}
            busy={props.busy}
            onClick={() => props.onTestAgain()}
          >
            {props.busy ? "Testing…" : "Test again"}
          </Button>
        </Match>
        <Match when={next() === "paste_another"}>
          <Button variant={variant()} onClick={() => props.onPasteAnother()}>
            Paste another token
          </Button>
        </Match>
        <Match when={next() === "notify_churned"}>
          <OwnLinkButton href="/sync" variant={variant()} icon={<Send size={14} />}>
            Notify Churned
          </OwnLinkButton>
        </Match>
        <Match when={next() === "see_sync"}>
          <OwnLinkButton href="/sync" variant={variant()}>
            See the sync
          </OwnLinkButton>
        </Match>
      </Switch>
      <Show when={confirmable()}>
        {(kind) => <ConfirmPart connectionId={props.connection.id} kind={kind()} />}
      </Show>
      <Show
        when={
          !props.isGuest &&
          props.connection.state !== "paused" &&
          (isWorking(props.verdict.kind) || isRejectedInUse())
        }
      >
        <Button variant="quiet" busy={props.busy} onClick={() => props.onTestAgain()}>
          {props.busy ? "Testing…" : "Test again"}
        </Button>
      </Show>
    </>
  );
}

function Evidence(props: { check: Check; plan: Plan }) {
  const total = () => Math.max(props.check.models.length, props.check.probes.length);
  const took = () =>
    props.check.doneAt === null
      ? ""
      : ` · ${formatDuration(Date.parse(props.check.doneAt) - Date.parse(props.check.createdAt))}`;
  return (
    <Card
      title="What the token may read"
      aside={`${props.check.probes.length} of ${total()}${took()}`}
    >
      <ProbeList check={props.check} plan={props.plan} />
      <Show when={props.check.attempts.length > 0}>
        <Attempts attempts={props.check.attempts} />
      </Show>
    </Card>
  );
}
