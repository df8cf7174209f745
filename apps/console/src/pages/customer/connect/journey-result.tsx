import { Show } from "solid-js";
import type { Connection } from "../../../api/types.ts";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import type { Journey } from "./create-journey.ts";
import { Promises } from "./promises.tsx";
import { TestResult } from "./test-result.tsx";

/** The test and its verdict. Before the first test, Churned's promises about the token. */
export function JourneyResult(props: {
  journey: Journey;
  connection: Connection;
  isGuest: boolean;
}) {
  const { guide, saving, asking, ...journey } = props.journey;
  function showStep(step: number): void {
    journey.setIsUnfolded(true);
    guide.setStep(step);
    queueMicrotask(() =>
      document
        .querySelector("[data-step=current]")
        ?.scrollIntoView({ block: "nearest", behavior: "smooth" }),
    );
  }
  return (
    <>
      <Show when={asking.problem()}>
        <ProblemNote problem={asking.problem()} onRetry={() => void asking.testAgain()} />
      </Show>
      <Show
        when={journey.isAboutEarlierPaste() ? undefined : journey.check()}
        fallback={<Promises />}
      >
        {(seen) => (
          <TestResult
            check={seen()}
            connection={props.connection}
            isSyncAskedFor={journey.isSyncAskedFor()}
            isNext={!saving.hasUnsavedText()}
            isGuest={props.isGuest}
            which={guide.which()}
            busy={asking.isAsking() || journey.isTesting()}
            onTestAgain={() => void asking.testAgain()}
            onPasteAnother={() => {
              saving.setText("");
              journey.goToField();
            }}
            onShowStep={showStep}
          />
        )}
      </Show>
    </>
  );
}
