import { createSignal, Show } from "solid-js";
import { Button, type ButtonVariant } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { ProblemNote } from "./problem-note.tsx";

/** Asks for a reason before an action. The reason is stored with the action. */
export function ReasonDialog(props: {
  open: boolean;
  title: string;
  /** Says what the action does, and who reads the reason. */
  text: string;
  label: string;
  action: string;
  variant?: ButtonVariant;
  onClose: () => void;
  /** If the promise rejects, the dialog stays open and shows the error. */
  onConfirm: (reason: string) => Promise<unknown>;
}) {
  const [reason, setReason] = createSignal("");
  const [isBusy, setIsBusy] = createSignal(false);
  const [isMissing, setIsMissing] = createSignal(false);
  const [problem, setProblem] = createSignal<unknown>();

  async function confirm(): Promise<void> {
    const given = reason().trim();
    setIsMissing(given === "");
    if (given === "") return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      await props.onConfirm(given);
      setReason("");
      props.onClose();
    } catch (error) {
      setProblem(error);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <Dialog open={props.open} title={props.title} onClose={() => props.onClose()}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy()) void confirm();
        }}
      >
        <p>{props.text}</p>
        <Field label={props.label} problem={isMissing() ? "Say why in a few words." : undefined}>
          {(ids) => (
            <textarea
              id={ids.id}
              data-input
              autofocus
              maxlength={500}
              aria-invalid={ids.invalid}
              aria-describedby={ids.describedBy}
              value={reason()}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          )}
        </Field>
        <Show when={problem()}>
          <ProblemNote problem={problem()} />
        </Show>
        <footer>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button variant={props.variant ?? "filled"} type="submit" busy={isBusy()}>
            {props.action}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
