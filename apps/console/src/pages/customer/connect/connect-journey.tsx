import { onMount, Show } from "solid-js";
import { Page } from "../../../shell/page.tsx";
import { createJourney, type JourneyProps } from "./create-journey.ts";
import { Guide } from "./guide.tsx";
import { JourneyActions } from "./journey-actions.tsx";
import { JourneyForm } from "./journey-form.tsx";
import { JourneyResult } from "./journey-result.tsx";
import { ConnectAgain, preloadParts, RetiringToken } from "./later-parts.tsx";
import "./connect.css";

/** The hash that moves the focus to the token's field. */
const tokenHash = "#token";

/** The guide, the form and the verdict. A guest sees nothing else. */
export function ConnectJourney(props: JourneyProps) {
  const journey = createJourney(props);
  const { guide } = journey;

  onMount(() => {
    // The code is loaded now, while the API answers, so that Save and its verdict need not wait for code.
    preloadParts();
    // The link "Replace the token" leads to this hash.
    if (location.hash === tokenHash) requestAnimationFrame(journey.goToField);
  });

  const Form = () => <JourneyForm journey={journey} connection={props.connection} />;
  const Result = () => (
    <JourneyResult
      journey={journey}
      connection={props.connection}
      isGuest={props.reader === "guest"}
    />
  );
  const OldToken = () => (
    <Show when={props.reader === "customer" && props.connection.retiring}>
      {(retiring) => <RetiringToken retiring={retiring()} />}
    </Show>
  );
  const Steps = () => (
    <div
      data-connect
      data-settled={journey.isFolded() ? "" : undefined}
      data-returning={journey.isReturning ? "" : undefined}
    >
      <Guide
        step={guide.step()}
        which={guide.which()}
        folded={journey.isFolded()}
        plan={props.connection.plan}
        denied={journey.denied()}
        onStep={guide.setStep}
        onInterface={guide.setWhich}
        onFold={(folded) => journey.setIsUnfolded(!folded)}
        onPaste={journey.goToField}
      />
      <div data-answers>
        <Show
          when={journey.isFolded()}
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

  // After a disconnect, the guide and the last verdict no longer apply.
  return (
    <Page
      eyebrow="Planhat"
      headline={journey.words().headline}
      below={journey.words().below}
      actions={
        <Show when={props.connection.state !== "disconnected"}>
          <JourneyActions connection={props.connection} isCustomer={props.reader === "customer"} />
        </Show>
      }
      width={props.connection.state === "disconnected" ? "reading" : "wide"}
    >
      <Show when={props.connection.state === "disconnected"} fallback={<Steps />}>
        <ConnectAgain name={props.connection.name} />
      </Show>
    </Page>
  );
}
