import { destroysCandidate, isOver, type Plan } from "@churned/domain";
import { useQuery } from "@tanstack/solid-query";
import RefreshCw from "lucide-solid/icons/refresh-cw";
import { createSignal, Match, Show, Switch } from "solid-js";
import { call } from "../../../api/call.ts";
import { queries } from "../../../api/queries.ts";
import type { Check, Connection } from "../../../api/types.ts";
import { language } from "../../../language.ts";
import { CheckList } from "../../../parts/check-list.tsx";
import { findVerdictWords } from "../../../parts/find-words.ts";
import { Facts } from "../../../parts/facts.tsx";
import { describeIdentity } from "../../../parts/identity-words.ts";
import { tellFreshness } from "../../../parts/freshness.ts";
import { ProbeList } from "../../../parts/probe-list.tsx";
import { RecordFiles } from "../../../parts/record-files.tsx";
import { Page } from "../../../shell/page.tsx";
import { OwnLink, OwnLinkButton } from "../../../shell/own-link.tsx";
import { Button, LinkButton } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { ProblemNote } from "../../../ui/problem-note.tsx";
import { StateBadge, StateShape } from "../../../ui/state.tsx";
import { pageNow, Time } from "../../../ui/time.tsx";
import { wordForConnection, wordForVerdict } from "../../../words.ts";
import Invitations from "../invite/invitations.tsx";
import { WithOwnConnection } from "../own-connection.tsx";
import { RetiringToken } from "../retiring-token.tsx";
import { stageOf } from "../sync/stage.ts";
import { Disconnect } from "./disconnect.tsx";
import { headlineForStatus, tellTokenInUse } from "./headline.ts";
import { ReceiptLink } from "./receipt-link.tsx";
import { TenantLanguage } from "./tenant-language.tsx";
import "./status.css";

export default function StatusPage() {
  return (
    <WithOwnConnection>{(connection) => <Status connection={connection()} />}</WithOwnConnection>
  );
}

function Status(props: { connection: Connection }) {
  const checks = useQuery(() => queries.checks(props.connection.id));
  const [isAsking, setIsAsking] = createSignal(false);
  const [problem, setProblem] = createSignal<unknown>();

  const isTesting = () =>
    isAsking() || (checks.isSuccess && checks.data.items[0]?.state !== "done" && hasChecks());
  const hasChecks = () => checks.isSuccess && checks.data.items.length > 0;
  const title = () =>
    checks.isSuccess ? findVerdictWords(props.connection, checks.data.items)?.title : undefined;
  const hasToken = () => props.connection.lastFour !== null || props.connection.candidate !== null;
  const canTest = () =>
    hasToken() && props.connection.state !== "paused" && props.connection.state !== "disconnected";

  async function testNow(): Promise<void> {
    setIsAsking(true);
    setProblem(undefined);
    try {
      await call("createCheck", { id: props.connection.id });
      await checks.refetch();
    } catch (error) {
      setProblem(error);
    } finally {
      setIsAsking(false);
    }
  }

  return (
    <Page
      eyebrow="Status"
      headline={headlineForStatus(props.connection, title(), pageNow(), language())}
      below={<Below connection={props.connection} />}
      actions={
        <>
          <Show when={canTest()}>
            <Button
              icon={<RefreshCw size={14} />}
              busy={isTesting()}
              onClick={() => void testNow()}
            >
              {isTesting() ? "Testing…" : "Test now"}
            </Button>
          </Show>
          {/* What is paused takes no token. */}
          <Show when={props.connection.state !== "paused"}>
            <ConnectLink connection={props.connection} />
          </Show>
        </>
      }
    >
      <Show when={problem()}>
        <ProblemNote problem={problem()} onRetry={() => void testNow()} />
      </Show>
      <Candidate connection={props.connection} />
      <LastReplacement connection={props.connection} />
      <RetiringToken retiring={props.connection.retiring} />
      <div data-status>
        <div>
          <Card title="Connection">
            <ConnectionFacts connection={props.connection} />
          </Card>
          <Show when={hasToken()}>
            <Card title="What the token may read">
              <Loaded read={checks} label="Reading the last tests" rows={6}>
                {(page) => <MayRead checks={page().items} plan={props.connection.plan} />}
              </Loaded>
            </Card>
          </Show>
        </div>
        <div>
          <Card title="Last tests" flush>
            <Loaded read={checks} label="Reading the last tests" rows={5}>
              {(page) => (
                <Show
                  when={page().items.length > 0}
                  fallback={
                    <Empty title="No test yet">The first one comes with the first token.</Empty>
                  }
                >
                  <CheckList checks={page().items.slice(0, 10)} />
                </Show>
              )}
            </Loaded>
          </Card>
          <Show when={props.connection.freshAt}>
            <RecordFiles connectionId={props.connection.id} />
          </Show>
          <Show
            when={props.connection.state !== "disconnected"}
            fallback={<ReceiptLink connectionId={props.connection.id} />}
          >
            <Card title="Invite the colleague who has the admin rights">
              <Invitations connectionId={props.connection.id} />
            </Card>
            <TenantLanguage connection={props.connection} />
            <Disconnect connectionId={props.connection.id} />
          </Show>
        </div>
      </div>
    </Page>
  );
}

function Below(props: { connection: Connection }) {
  return (
    <Show
      when={props.connection.freshAt}
      fallback={
        <Show
          when={props.connection.state === "connected"}
          fallback={<WorkedBefore connection={props.connection} />}
        >
          <Reading connection={props.connection} />
        </Show>
      }
    >
      {(freshAt) => (
        <>
          Your data is complete as of <Time at={freshAt()} show="both" />.{" "}
          <span lang={language()}>{tellFreshness(props.connection, pageNow(), language())}</span>
        </>
      )}
    </Show>
  );
}

/** A connection that worked is not told as one that never did. */
function WorkedBefore(props: { connection: Connection }) {
  return (
    <Show when={props.connection.workedSince}>
      {(since) => (
        <>
          It first worked <Time at={since()} show="both" />.{" "}
          {props.connection.hasData
            ? "The data here is not complete yet."
            : "No data was read yet."}
        </>
      )}
    </Show>
  );
}

/** What is known before a first sync is complete: the sync page's answer, in one line. */
function Reading(props: { connection: Connection }) {
  const requests = useQuery(() => queries.syncRequests(props.connection.id));
  const syncs = useQuery(() => queries.syncs(props.connection.id));
  const stage = () =>
    requests.isSuccess && syncs.isSuccess
      ? stageOf(props.connection, requests.data.items, syncs.data.items)
      : undefined;
  const live = () => {
    const at = stage();
    return at?.kind === "sync" && !isOver(at.sync.state);
  };
  return (
    <Switch>
      <Match when={stage()?.kind === "ready"}>
        No data was read yet. <OwnLink href="/sync">Notify Churned</OwnLink> to begin.
      </Match>
      <Match when={stage()?.kind === "waiting"}>
        No data was read yet. Churned was notified, and has yet to say yes.
      </Match>
      <Match when={stage()?.kind === "declined"}>
        Churned said not yet. <OwnLink href="/sync">See why</OwnLink>
      </Match>
      <Match when={live()}>
        Your data is being read. <OwnLink href="/sync">See how far it is</OwnLink>
      </Match>
      <Match when={stage()?.kind === "sync"}>
        Your data is not complete yet. <OwnLink href="/sync">See the sync</OwnLink>
      </Match>
    </Switch>
  );
}

function ConnectLink(props: { connection: Connection }) {
  const isNext = () =>
    props.connection.state === "awaiting_token" || props.connection.state === "needs_customer";
  const isReplacing = () => !isNext();
  return (
    <Show
      when={props.connection.state !== "disconnected"}
      fallback={<LinkButton href="/planhat">Connect again</LinkButton>}
    >
      <OwnLinkButton
        href={isReplacing() ? "/planhat#token" : "/planhat"}
        look={isNext() ? "filled" : "outline"}
      >
        {props.connection.state === "awaiting_token"
          ? "Connect Planhat"
          : props.connection.state === "needs_customer"
            ? "See what to do"
            : "Replace the token"}
      </OwnLinkButton>
    </Show>
  );
}

/** The second truth, where there is one: a newer token that is not in use yet. */
function Candidate(props: { connection: Connection }) {
  return (
    <Show when={props.connection.lastFour !== null && props.connection.candidate}>
      {(candidate) => {
        const word = () => {
          const { verdict } = candidate();
          return verdict === null
            ? { tone: "busy" as const, word: "is being tested" }
            : wordForVerdict(verdict);
        };
        return (
          <p data-candidate data-tone={word().tone}>
            <StateShape tone={word().tone} />
            <span>
              A newer token waits: <b>{word().word}</b>. {tellTokenInUse(props.connection)}{" "}
              <OwnLink href="/planhat">See the new one</OwnLink>
            </span>
          </p>
        );
      }}
    </Show>
  );
}

/** A replacement that was thrown away leaves a trace: whoever comes back later still learns of it. */
function LastReplacement(props: { connection: Connection }) {
  const last = () => {
    const { lastReplacement, lastFour, candidate } = props.connection;
    if (lastReplacement === null) return undefined;
    const isThrownAway = destroysCandidate(lastReplacement.verdict);
    return lastFour !== null && candidate === null && isThrownAway ? lastReplacement : undefined;
  };
  return (
    <Show when={last()}>
      {(replacement) => (
        <p data-candidate data-tone="warn">
          <StateShape tone="warn" />
          <span>
            A newer token was tried <Time at={replacement().at} show="both" /> and thrown away:{" "}
            <b>{wordForVerdict(replacement().verdict).word}</b>. {tellTokenInUse(props.connection)}{" "}
            <OwnLink href="/planhat#token">Try another one</OwnLink>
          </span>
        </p>
      )}
    </Show>
  );
}

function never(text: string) {
  return <small>{text}</small>;
}

function ConnectionFacts(props: { connection: Connection }) {
  const word = () => wordForConnection(props.connection.state, "customer");
  return (
    <Facts
      facts={[
        {
          name: "State",
          value: (
            <>
              <StateBadge tone={word().tone}>{word().word}</StateBadge>
              <small>
                since <Time at={props.connection.stateSince} show="clock" />
              </small>
            </>
          ),
        },
        {
          name: "Planhat",
          value: (
            <>
              {props.connection.host ?? never("found with the first token")}
              <small data-whose-planhat lang={language()}>
                {describeIdentity(props.connection.planhat, language())}
              </small>
            </>
          ),
        },
        {
          name: "Token in use",
          value: (
            <Show when={props.connection.lastFour} fallback={never("none")}>
              <code>…{props.connection.lastFour}</code> <small>sealed</small>
            </Show>
          ),
        },
        {
          name: "Last test",
          value: (
            <Show when={props.connection.checkedAt} fallback={never("not yet")}>
              {(at) => <Time at={at()} show="both" />}
            </Show>
          ),
        },
        {
          name: "Next test",
          value: (
            <Show when={props.connection.nextCheckAt} fallback={never("none planned")}>
              {(at) => (
                <>
                  <Time at={at()} show="both" isPlan /> <small>by itself</small>
                </>
              )}
            </Show>
          ),
        },
        {
          name: "Data as of",
          value: (
            <Show
              when={props.connection.freshAt}
              fallback={never(props.connection.hasData ? "not complete yet" : "no data yet")}
            >
              {(at) => <Time at={at()} show="both" />}
            </Show>
          ),
        },
        {
          name: "Next sync",
          value: (
            <Show when={props.connection.nextSyncAt} fallback={never("none planned")}>
              {(at) => (
                <>
                  <Time at={at()} show="both" isPlan /> <small>by itself</small>
                </>
              )}
            </Show>
          ),
        },
      ]}
    />
  );
}

function MayRead(props: { checks: readonly Check[]; plan: Plan }) {
  // The latest check that Planhat answered: an outage says nothing about what may be read.
  const latest = () =>
    props.checks.find(
      ({ trigger, probes }) =>
        trigger !== "rotation" && probes.some(({ outcome }) => outcome !== "unknown"),
    );
  const newest = () =>
    props.checks.find(({ trigger, state }) => trigger !== "rotation" && state === "done");
  return (
    <Show when={latest()} fallback={<p data-muted>No test has been answered by Planhat yet.</p>}>
      {(check) => (
        <>
          <Show when={check().id !== newest()?.id}>
            <p data-muted>
              As of the test <Time at={check().doneAt ?? check().createdAt} show="both" />; those
              since could not tell.
            </p>
          </Show>
          <ProbeList check={check()} plan={props.plan} />
        </>
      )}
    </Show>
  );
}
