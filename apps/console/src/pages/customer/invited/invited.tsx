import { useQuery, useQueryClient } from "@tanstack/solid-query";
import { createSignal, Match, onMount, Show, Switch } from "solid-js";
import { call, send } from "../../../api/call.ts";
import { ApiProblem, isSignedOut } from "../../../api/problem.ts";
import { queries } from "../../../api/queries.ts";
import { dataOf } from "../../../api/read.ts";
import { untilAnswered } from "../../../api/retry.ts";
import { Live } from "../../../live/live.tsx";
import { NotYet } from "../../../live/not-yet.tsx";
import { tellSignedOut } from "../../../shell/sign-outs.ts";
import { Brand } from "../../../shell/brand.tsx";
import { Button } from "../../../ui/button.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { LanguageSwitch } from "../../../shell/language-switch.tsx";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import { Time } from "../../../ui/time.tsx";
import { showToast } from "../../../ui/toast.tsx";
import { ConnectJourney } from "../connect/connect-journey.tsx";
import { forgetAdmission, keepAdmission, type KeptAdmission, readAdmission } from "./admission.ts";
import { describeInvitation, endedWords } from "./invitation-words.ts";
import { language } from "../../../ui/language.ts";
import "./invited.css";

/** After this time, the page stops trying and asks the guest. */
const tryForMs = 10 * 60_000;

/** The page of an invitation: guide, form and verdict of one connection, for a guest without an account. */
export default function Invited() {
  const [admission, setAdmission] = createSignal<KeptAdmission>();
  const [fault, setFault] = createSignal<unknown>();
  const [isUnanswered, setIsUnanswered] = createSignal(false);
  let secret = "";

  onMount(() => {
    document.title = "Connect Planhat · Churned Connect";
    secret = location.hash.slice(1);
    // A secret must not stay in the browser's history.
    history.replaceState(history.state, "", location.pathname);
    void enter();
  });

  async function enter(): Promise<void> {
    setFault(undefined);
    const kept = secret === "" ? readAdmission() : undefined;
    if (kept !== undefined) {
      setAdmission(kept);
      return;
    }
    try {
      // Opening the link is idempotent, so the call can be repeated.
      const exchange = () => call("exchangeInvitation", { body: { secret } });
      const admitted = await untilAnswered(exchange, {
        forMs: tryForMs,
        onUnanswered: () => setIsUnanswered(true),
      });
      keepAdmission(admitted);
      setAdmission(admitted);
    } catch (error) {
      setFault(error);
    }
  }

  const isSignedIn = () => {
    const why = fault();
    return why instanceof ApiProblem && why.status === 409;
  };
  const isOver = () => fault() instanceof ApiProblem && !isPassing(fault());

  return (
    <div data-invited>
      <header>
        <Brand />
        <p>
          <Show when={admission()?.tenantName}>{(name) => <span>{name()}</span>}</Show>
          <LanguageSwitch />
        </p>
      </header>
      <main id="content">
        <Switch
          fallback={
            <NotYet label="Opening your invitation" rows={3} isUnanswered={isUnanswered()} />
          }
        >
          <Match when={admission()}>
            {(admitted) => (
              <Guest
                admission={admitted()}
                onOver={(why) => {
                  forgetAdmission();
                  setAdmission(undefined);
                  setFault(why);
                }}
              />
            )}
          </Match>
          <Match when={isSignedIn()}>
            <SignedIn onSignedOut={() => void enter()} />
          </Match>
          <Match when={isOver()}>
            <InvitationOver why={fault()} />
          </Match>
          <Match when={fault()}>
            <ProblemNote
              title="Your invitation was not opened yet"
              problem={fault()}
              onRetry={() => void enter()}
            />
          </Match>
        </Switch>
      </main>
    </div>
  );
}

/** True if opening the link may succeed in a moment. */
function isPassing(fault: unknown): boolean {
  return (
    !(fault instanceof ApiProblem) ||
    fault.status === 0 ||
    fault.status === 429 ||
    fault.status >= 500
  );
}

function Guest(props: { admission: KeptAdmission; onOver: (why: unknown) => void }) {
  const connection = useQuery(() => queries.connection(props.admission.connectionId));
  const [isDone, setIsDone] = createSignal(props.admission.isDone === true);
  // The page stays, because it may contain a pasted token. Planhat shows a token only once.
  const isOver = () => isSignedOut(connection.error);
  function finish(): void {
    keepAdmission({ ...props.admission, isDone: true });
    setIsDone(true);
  }
  return (
    <Switch
      fallback={
        <NotYet
          label="Looking up the connection"
          rows={5}
          isUnanswered={connection.failureCount > 0}
        />
      }
    >
      <Match when={dataOf(connection)}>
        {(found) => (
          <>
            <Show when={isOver() && !isDone()} fallback={<InvitedBy admission={props.admission} />}>
              <Ended />
            </Show>
            <ConnectJourney
              connection={found()}
              reader="guest"
              isGuestDone={isDone()}
              onGuestDone={finish}
            />
            <Show when={!isDone() && !isOver()}>
              <Live userId={`guest ${props.admission.connectionId}`} language={language()} />
            </Show>
          </>
        )}
      </Match>
      <Match when={connection.isError && isPassing(connection.error)}>
        <ProblemNote problem={connection.error} onRetry={() => void connection.refetch()} />
      </Match>
      <Match when={connection.isError}>
        <Over tell={() => props.onOver(connection.error)} />
      </Match>
    </Switch>
  );
}

/** Says who sent the link and what it is for. A guest may never have heard of Churned. */
function InvitedBy(props: { admission: KeptAdmission }) {
  const told = () => describeInvitation(props.admission, language());
  return (
    <section data-invited-by lang={language()}>
      <p>
        <b>{told().invited}</b>
      </p>
      <p>
        {told().can} {told().cannot}
      </p>
      <p>
        {told().endsBy} <Time at={props.admission.expiresAt} show="clock" />.
      </p>
    </section>
  );
}

/** Shown when the invitation ends while the page is open. */
function Ended() {
  return (
    <div data-invited-by data-ended role="alert" lang={language()}>
      <p>
        <b>{endedWords[language()]}</b>
      </p>
    </div>
  );
}

function Over(props: { tell: () => void }) {
  onMount(() => props.tell());
  return <InvitationOver why={undefined} />;
}

/** Shown when a signed-in person opens the link. As a guest, this person would have other rights. */
function SignedIn(props: { onSignedOut: () => void }) {
  const client = useQueryClient();
  const [isBusy, setIsBusy] = createSignal(false);
  async function signOut(): Promise<void> {
    setIsBusy(true);
    try {
      await send("POST", "/api/auth/sign-out", { body: {} });
      tellSignedOut();
      client.clear();
      props.onSignedOut();
    } catch {
      showToast("No answer came: you may still be signed in. Try again.", "warn");
    } finally {
      setIsBusy(false);
    }
  }
  return (
    <Empty
      heading="h1"
      title="You are signed in with your own account"
      action={
        <Button variant="filled" busy={isBusy()} onClick={() => void signOut()}>
          Sign out and open the invitation
        </Button>
      }
    >
      The link is for a colleague without one. To use it in this browser, sign out first.
    </Empty>
  );
}

function InvitationOver(props: { why: unknown }) {
  return (
    <Empty heading="h1" title="This invitation is over">
      {props.why instanceof ApiProblem && props.why.status === 404
        ? props.why.message
        : "It was used, withdrawn, or is older than 72 hours. If your token worked, everything is done; otherwise ask for a new link."}
    </Empty>
  );
}
