import type { Plan } from "@churned/domain/plan";
import { useQuery } from "@tanstack/solid-query";
import RefreshCw from "lucide-solid/icons/refresh-cw";
import { createSignal, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import { queries } from "../../../api/queries.ts";
import type { Check, Connection } from "../../../api/types.ts";
import { dataOf } from "../../../api/read.ts";
import { language } from "../../../ui/language.ts";
import { CheckList } from "../../shared/check/check-list.tsx";
import { findVerdictWords } from "../../shared/check/find-words.ts";
import { MailHistory } from "../../shared/mail/mail-history.tsx";
import { ProbeList } from "../../shared/check/probe-list.tsx";
import { RecordFiles } from "../../shared/record/record-files.tsx";
import { OwnLinkButton } from "../../../shell/own-link.tsx";
import { Page } from "../../../shell/page.tsx";
import { Button, LinkButton } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { Loaded } from "../../../shell/loaded.tsx";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import { pageNow, Time } from "../../../ui/time.tsx";
import Invitations from "../invite/invitations.tsx";
import { WithOwnConnection } from "../own-connection.tsx";
import { RetiringToken } from "../retiring-token.tsx";
import { ConnectionFacts } from "./connection-facts.tsx";
import { DataLine } from "./data-line.tsx";
import { Disconnect } from "./disconnect.tsx";
import { headlineForStatus } from "./headline.ts";
import { ReceiptLink } from "./receipt-link.tsx";
import { TenantLanguage } from "./tenant-language.tsx";
import { Candidate, LastReplacement } from "./token-notes.tsx";
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

  const past = () => dataOf(checks)?.items ?? [];
  const isTesting = () => isAsking() || (hasChecks() && past()[0]?.state !== "done");
  const hasChecks = () => past().length > 0;
  const title = () => findVerdictWords(props.connection, past())?.title;
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
      below={<DataLine connection={props.connection} />}
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
          {/* While a connection is paused, no token can be saved. */}
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
            <Card title="Mails from Churned">
              <MailHistory
                connectionId={props.connection.id}
                none="No mail about this connection is kept."
              />
            </Card>
            <TenantLanguage connection={props.connection} />
            <Disconnect connectionId={props.connection.id} />
          </Show>
        </div>
      </div>
    </Page>
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
        variant={isNext() ? "filled" : "outline"}
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

function MayRead(props: { checks: readonly Check[]; plan: Plan }) {
  // The latest conclusive check. A check during an outage does not show what the token may read.
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
