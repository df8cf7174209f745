import { isWorking, tellsOfDenied } from "@churned/domain";
import { useQuery, useQueryClient } from "@tanstack/solid-query";
import { createEffect, createSignal, on, onMount, Show, untrack } from "solid-js";
import { call } from "../../../api/call.ts";
import { ApiProblem } from "../../../api/problem.ts";
import { queries } from "../../../api/queries.ts";
import type { Connection } from "../../../api/types.ts";
import { language } from "../../../language.ts";
import { Page } from "../../../shell/page.tsx";
import { Card } from "../../../ui/card.tsx";
import { LanguageSwitch } from "../../../ui/language-switch.tsx";
import { ProblemNote } from "../../../ui/problem-note.tsx";
import { InviteButton } from "../invite/invite-button.tsx";
import { RetiringToken } from "../retiring-token.tsx";
import { loadSealing, makeBrowserSaver } from "./browser-saver.ts";
import { ConnectAgain } from "./connect-again.tsx";
import { followCheck } from "./follow-check.ts";
import { Guide } from "./guide.tsx";
import { createGuideState } from "./guide-state.ts";
import { stepCount } from "./guide-steps.ts";
import { headlineFor } from "./headline.ts";
import { Promises } from "./promises.tsx";
import { TestResult } from "./test-result.tsx";
import { type RegionKnown, TokenForm } from "./token-form.tsx";
import "./connect.css";

/** Leads to the field itself. */
const tokenHash = "#token";

/** Guide, form and verdict. A guest, whom a customer invited, sees these and nothing else. */
export function ConnectJourney(props: {
  connection: Connection;
  reader: "customer" | "guest";
  /** A guest's token works: their invitation has ended. */
  isGuestDone?: boolean;
  onGuestDone?: () => void;
}) {
  const client = useQueryClient();
  const saver = makeBrowserSaver();
  const guide = createGuideState(untrack(() => props.connection.id));
  const [text, setText] = createSignal("");
  const [region, setRegion] = createSignal<RegionKnown>();
  const [savedText, setSavedText] = createSignal<string>();
  const [isSaving, setIsSaving] = createSignal(false);
  const [isAsking, setIsAsking] = createSignal(false);
  const [saveProblem, setSaveProblem] = createSignal<unknown>();
  const [askProblem, setAskProblem] = createSignal<unknown>();
  const [isUnfolded, setIsUnfolded] = createSignal(false);
  let field: HTMLInputElement | undefined;

  const id = () => props.connection.id;
  const requests = useQuery(() => ({
    ...queries.syncRequests(id()),
    enabled: props.reader === "customer",
  }));
  const { check, done, isTesting, ownId, follow } = followCheck(() => props.connection);
  const denied = () => {
    const verdict = check()?.verdict;
    return verdict != null && tellsOfDenied(verdict.kind) ? verdict.models : [];
  };
  // Nothing folds away under somebody's eyes: only who comes back to a working connection finds it folded.
  const cameConnected = untrack(() => props.connection.state === "connected");
  const isReturning = untrack(
    () => props.connection.verdict !== null || props.connection.candidate !== null,
  );
  const isFolded = () => cameConnected && props.connection.state === "connected" && !isUnfolded();
  const isSyncAskedFor = () =>
    props.connection.freshAt !== null ||
    (requests.isSuccess &&
      requests.data.items.some(({ state }) => state === "waiting" || state === "approved"));

  createEffect(
    on(done, (seen) => {
      if (seen === undefined || seen.id !== ownId()) return;
      saver.settle();
      if (seen.supersededBy !== null) follow(seen.supersededBy);
      if (seen.verdict === null) return;
      // A token that is stored need not stay in this page's memory.
      if (!seen.verdict.destroysToken && text() === savedText()) setText("");
      if (!isWorking(seen.verdict.kind)) return;
      guide.setStep(stepCount + 1);
      props.onGuestDone?.();
    }),
  );

  async function save(token: string): Promise<void> {
    setIsSaving(true);
    setSaveProblem(undefined);
    try {
      const saved = await saveWithRegion(token);
      setText(token);
      setSavedText(token);
      follow(saved);
      guide.setStep(stepCount);
      requestAnimationFrame(() =>
        document
          .querySelector("[data-running], [data-verdict-card]")
          ?.scrollIntoView({ block: "nearest", behavior: "smooth" }),
      );
      void client.invalidateQueries({ queryKey: ["connection"] });
    } catch (error) {
      setSaveProblem(error);
    } finally {
      setIsSaving(false);
    }
  }

  async function saveWithRegion(token: string): Promise<string> {
    const known = region();
    if (known === undefined || known.isUnknown) return await saver.save(id(), token);
    try {
      return await saver.save(id(), token, known.name);
    } catch (error) {
      const isRefused =
        error instanceof ApiProblem && error.errors.some(({ path }) => path === "host");
      if (!isRefused) throw error;
      // A region that Churned does not know keeps no token from being tried everywhere else.
      setRegion({ ...known, isUnknown: true });
      return await saver.save(id(), token);
    }
  }

  async function testAgain(): Promise<void> {
    setIsAsking(true);
    setAskProblem(undefined);
    try {
      follow((await call("createCheck", { id: id() })).id);
    } catch (error) {
      setAskProblem(error);
    } finally {
      setIsAsking(false);
    }
  }

  onMount(() => {
    // "Replace the token" leads here.
    if (location.hash === tokenHash) requestAnimationFrame(goToField);
  });

  function goToField(): void {
    field?.scrollIntoView({ block: "center", behavior: "smooth" });
    field?.focus({ preventScroll: true });
  }

  const words = () =>
    headlineFor(
      {
        state: props.connection.state,
        lastFour: props.connection.lastFour,
        hasData: props.connection.hasData,
        hasCandidate: props.connection.candidate !== null,
      },
      check(),
      isGuestDone() ? "guest_done" : "reader",
      language(),
    );
  const hasUnsavedText = () => text() !== "" && text() !== savedText();
  // What was said of a paste that was thrown away is not said beside the next one.
  const isAboutEarlierPaste = () => {
    return (
      hasUnsavedText() &&
      check()?.verdict?.destroysToken === true &&
      props.connection.state !== "needs_customer"
    );
  };
  const stored = () => {
    const { lastFour } = props.connection;
    return lastFour === null
      ? undefined
      : `In use: …${lastFour}. Another one takes its place only once it works.`;
  };

  const isPaused = () => props.connection.state === "paused";
  // An invitation ends with a token that works; one to replace a token begins with such a connection.
  const isGuestDone = () =>
    props.reader === "guest" &&
    (props.isGuestDone === true ||
      (!cameConnected &&
        props.connection.state === "connected" &&
        props.connection.candidate === null));
  const Form = () => (
    <Show when={!isGuestDone()}>
      <SaveForm />
    </Show>
  );
  const SaveForm = () => (
    <Show when={!isPaused()} fallback={<PausedForm />}>
      <TokenForm
        ref={(input) => (field = input)}
        text={text()}
        onText={setText}
        stored={stored()}
        busy={isSaving()}
        problem={saveProblem()}
        isNext={hasUnsavedText() || (check()?.verdict ?? null) === null}
        onSave={(token) => void save(token)}
        region={region()}
        onRegion={(name) => setRegion(name === undefined ? undefined : { name, isUnknown: false })}
        onReach={() => void loadSealing()}
      />
    </Show>
  );
  const Result = () => (
    <>
      <Show when={askProblem()}>
        <ProblemNote problem={askProblem()} onRetry={() => void testAgain()} />
      </Show>
      <Show when={isAboutEarlierPaste() ? undefined : check()} fallback={<Promises />}>
        {(seen) => (
          <TestResult
            check={seen()}
            connection={props.connection}
            isSyncAskedFor={isSyncAskedFor()}
            isNext={!hasUnsavedText()}
            isGuest={props.reader === "guest"}
            busy={isAsking() || isTesting()}
            onTestAgain={() => void testAgain()}
            onPasteAnother={() => {
              setText("");
              goToField();
            }}
            onShowStep={(step) => {
              setIsUnfolded(true);
              guide.setStep(step);
              queueMicrotask(() =>
                document
                  .querySelector("[data-step=current]")
                  ?.scrollIntoView({ block: "nearest", behavior: "smooth" }),
              );
            }}
          />
        )}
      </Show>
    </>
  );

  const OldToken = () => (
    <Show when={props.reader === "customer"}>
      <RetiringToken retiring={props.connection.retiring} />
    </Show>
  );

  const Journey = () => (
    <div
      data-connect
      data-settled={isFolded() ? "" : undefined}
      data-returning={isReturning ? "" : undefined}
    >
      <Guide
        step={guide.step()}
        which={guide.which()}
        folded={isFolded()}
        plan={props.connection.plan}
        denied={denied()}
        onStep={guide.setStep}
        onInterface={guide.setWhich}
        onFold={(folded) => setIsUnfolded(!folded)}
        onPaste={goToField}
      />
      <div data-answers>
        <Show
          when={isFolded()}
          fallback={
            <>
              <Form />
              <OldToken />
              <Result />
            </>
          }
        >
          <OldToken />
          <Result />
          <Form />
        </Show>
      </div>
    </div>
  );

  const Actions = () => (
    <>
      <Show when={props.reader === "customer" && props.connection.state !== "connected"}>
        <InviteButton connectionId={id()} />
      </Show>
      <Show when={props.reader === "customer"}>
        <LanguageSwitch />
      </Show>
    </>
  );

  // Of a connection that is over, neither the guide nor the last verdict is true any more.
  return (
    <Page
      eyebrow="Planhat"
      headline={words().headline}
      below={words().below}
      actions={
        <Show when={props.connection.state !== "disconnected"}>
          <Actions />
        </Show>
      }
      width={props.connection.state === "disconnected" ? "reading" : "wide"}
    >
      <Show when={props.connection.state === "disconnected"} fallback={<Journey />}>
        <ConnectAgain name={props.connection.name} />
      </Show>
    </Page>
  );
}

function PausedForm() {
  return (
    <Card title="API access token">
      <p data-muted>
        A token can be saved once Churned has resumed this connection. The one that is stored stays.
      </p>
    </Card>
  );
}
