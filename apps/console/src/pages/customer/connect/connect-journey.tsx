import { isWorking, tellsOfDenied } from "@churned/domain/verdict";
import { useQuery, useQueryClient } from "@tanstack/solid-query";
import { createEffect, createSignal, on, onMount, Show, untrack } from "solid-js";
import { queries } from "../../../api/queries.ts";
import type { Connection } from "../../../api/types.ts";
import { dataOf } from "../../../api/read.ts";
import { language } from "../../../ui/language.ts";
import { Page } from "../../../shell/page.tsx";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import { loadSealing } from "./browser-saver.ts";
import { createSave } from "./create-save.ts";
import { createTestAgain } from "./create-test-again.ts";
import { followCheck } from "./follow-check.ts";
import { Guide } from "./guide.tsx";
import { createGuideState } from "./guide-state.ts";
import { stepCount } from "./guide-steps.ts";
import { headlineFor } from "./headline.ts";
import { JourneyActions } from "./journey-actions.tsx";
import { PausedForm } from "./paused-form.tsx";
import { ConnectAgain, preloadParts, RetiringToken } from "./later-parts.tsx";
import { Promises } from "./promises.tsx";
import { showResult } from "./show-result.ts";
import { TestResult } from "./test-result.tsx";
import { TokenForm } from "./token-form.tsx";
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
  const guide = createGuideState(untrack(() => props.connection.id));
  const [isUnfolded, setIsUnfolded] = createSignal(false);
  let field: HTMLInputElement | undefined;

  const id = () => props.connection.id;
  const requests = useQuery(() => ({
    ...queries.syncRequests(id()),
    enabled: props.reader === "customer",
  }));
  const { check, done, isTesting, ownId, follow } = followCheck(() => props.connection);
  const saving = createSave({
    connectionId: id,
    onSaved: (checkId) => {
      follow(checkId);
      guide.setStep(stepCount);
      showResult();
      void client.invalidateQueries({ queryKey: ["connection"] });
    },
  });
  const { text, setText, hasUnsavedText } = saving;
  const asking = createTestAgain(id, follow);
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
    dataOf(requests)?.items.some(({ state }) => state === "waiting" || state === "approved") ===
      true;

  createEffect(
    on(done, (seen) => {
      if (seen === undefined || seen.id !== ownId()) return;
      saving.settle();
      if (seen.supersededBy !== null) follow(seen.supersededBy);
      if (seen.verdict === null) return;
      showResult();
      // A token that is stored need not stay in this page's memory.
      if (!seen.verdict.destroysToken && text() === saving.savedText()) setText("");
      if (!isWorking(seen.verdict.kind)) return;
      guide.setStep(stepCount + 1);
      props.onGuestDone?.();
    }),
  );

  onMount(() => {
    // Now, while the API answers: Save and its verdict must not wait for code.
    preloadParts();
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
        busy={saving.isSaving()}
        isResending={saving.isResending()}
        problem={saving.problem()}
        isNext={hasUnsavedText() || (check()?.verdict ?? null) === null}
        onSave={(token) => void saving.save(token)}
        region={saving.region()}
        onRegion={(name) =>
          saving.setRegion(name === undefined ? undefined : { name, isUnknown: false })
        }
        onReach={() => void loadSealing().catch(() => undefined)}
      />
    </Show>
  );
  const Result = () => (
    <>
      <Show when={asking.problem()}>
        <ProblemNote problem={asking.problem()} onRetry={() => void asking.testAgain()} />
      </Show>
      <Show when={isAboutEarlierPaste() ? undefined : check()} fallback={<Promises />}>
        {(seen) => (
          <TestResult
            check={seen()}
            connection={props.connection}
            isSyncAskedFor={isSyncAskedFor()}
            isNext={!hasUnsavedText()}
            isGuest={props.reader === "guest"}
            which={guide.which()}
            busy={asking.isAsking() || isTesting()}
            onTestAgain={() => void asking.testAgain()}
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
    <Show when={props.reader === "customer" && props.connection.retiring}>
      {(retiring) => <RetiringToken retiring={retiring()} />}
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
              <Result />
              <OldToken />
            </>
          }
        >
          <Result />
          <OldToken />
          <Form />
        </Show>
      </div>
    </div>
  );

  // Of a connection that is over, neither the guide nor the last verdict is true any more.
  return (
    <Page
      eyebrow="Planhat"
      headline={words().headline}
      below={words().below}
      actions={
        <Show when={props.connection.state !== "disconnected"}>
          <JourneyActions connection={props.connection} isCustomer={props.reader === "customer"} />
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
