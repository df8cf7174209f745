import { Show } from "solid-js";
import type { Connection } from "../../../api/types.ts";
import { loadSealing } from "./browser-saver.ts";
import type { Journey } from "./create-journey.ts";
import { PausedForm } from "./paused-form.tsx";
import { TokenForm } from "./token-form.tsx";

/** The form for the token. Hidden if no token can be saved now. */
export function JourneyForm(props: { journey: Journey; connection: Connection }) {
  const saving = () => props.journey.saving;
  const stored = () => {
    const { lastFour } = props.connection;
    return lastFour === null
      ? undefined
      : `In use: …${lastFour}. Another one takes its place only once it works.`;
  };
  // During a test there is no next step. After the test, the verdict offers the next step.
  const isNext = () => saving().hasUnsavedText() || props.journey.check() === undefined;
  return (
    <Show when={!props.journey.isGuestDone()}>
      <Show when={props.connection.state !== "paused"} fallback={<PausedForm />}>
        <TokenForm
          ref={props.journey.setField}
          text={saving().text()}
          onText={saving().setText}
          stored={stored()}
          busy={saving().isSaving()}
          isResending={saving().isResending()}
          problem={saving().problem()}
          isNext={isNext()}
          onSave={(token) => void saving().save(token)}
          region={saving().region()}
          onRegion={(name) =>
            saving().setRegion(name === undefined ? undefined : { name, isUnknown: false })
          }
          onReach={() => void loadSealing().catch(() => undefined)}
        />
      </Show>
    </Show>
  );
}
