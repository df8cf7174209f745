import { createSignal, For, Show } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import { formatClock } from "../../../ui/relative-time.ts";
import { snoozeChoices } from "./snooze-times.ts";

/** Asks until when an inbox item is hidden. If `onSnooze` rejects, the dialog stays open and shows the error. */
export function SnoozeDialog(props: {
  open: boolean;
  name: string;
  onClose: () => void;
  onSnooze: (until: Date) => Promise<unknown>;
}) {
  const [isBusy, setIsBusy] = createSignal(false);
  const [fault, setFault] = createSignal<unknown>();
  const [own, setOwn] = createSignal("");
  const [isPast, setIsPast] = createSignal(false);

  async function snooze(until: Date): Promise<void> {
    if (isBusy()) return;
    const isGood = until.getTime() > Date.now();
    setIsPast(!isGood);
    if (!isGood) return;
    setIsBusy(true);
    setFault(undefined);
    try {
      await props.onSnooze(until);
      props.onClose();
    } catch (error) {
      setFault(error);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <Dialog open={props.open} title={`Snooze ${props.name}`} onClose={() => props.onClose()}>
      <p>It leaves the list until then, and comes back by itself. Its tests go on.</p>
      <div data-snooze-choices>
        <For each={snoozeChoices(new Date())}>
          {(choice, position) => (
            <Button
              autofocus={position() === 0}
              busy={isBusy()}
              onClick={() => void snooze(choice.until)}
            >
              <span>{choice.label}</span>
              <small data-figures>{formatClock(choice.until, new Date())}</small>
            </Button>
          )}
        </For>
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void snooze(new Date(own()));
        }}
      >
        <Field label="Or until" problem={isPast() ? "Choose a time to come." : undefined}>
          {(ids) => (
            <input
              id={ids.id}
              data-input
              type="datetime-local"
              aria-invalid={ids.invalid}
              aria-describedby={ids.describedBy}
              value={own()}
              onInput={(event) => {
                setIsPast(false);
                setOwn(event.currentTarget.value);
              }}
            />
          )}
        </Field>
        <Show when={fault()}>
          <ProblemNote problem={fault()} />
        </Show>
        <footer>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button type="submit" variant="filled" busy={isBusy()}>
            Snooze
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
