import Send from "lucide-solid/icons/send";
import { Show } from "solid-js";
import type { ConnectionInboxItem } from "../../../api/types.ts";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import { Button } from "../../../ui/button.tsx";
import { CopyButton } from "../../../ui/copy-button.tsx";
import { Field } from "../../../ui/field.tsx";
import { StateShape } from "../../../ui/state.tsx";
import { Time } from "../../../ui/time.tsx";
import type { createMail, SentMail } from "./create-mail.ts";

/** The form to change and send the ready mail. */
export function MailForm(props: {
  item: ConnectionInboxItem;
  mail: ReturnType<typeof createMail>;
  /** True if sending is the next step. */
  isNext: boolean;
  ref: (text: HTMLTextAreaElement) => void;
}) {
  return (
    <form
      data-inbox-mail
      onSubmit={(event) => {
        event.preventDefault();
        if (!props.mail.isBusy()) void props.mail.send();
      }}
    >
      <p data-to>
        To <b>{props.item.mail.to.join(", ") || "nobody: this tenant has no customer yet"}</b>
      </p>
      <Field label="Subject">
        {(ids) => (
          <input
            id={ids.id}
            data-input
            required
            maxlength={200}
            lang={props.item.mail.language}
            value={props.mail.draft().subject}
            onInput={(event) => props.mail.edit({ subject: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field label="Text">
        {(ids) => (
          <textarea
            ref={(element) => props.ref(element)}
            id={ids.id}
            data-input
            required
            maxlength={10_000}
            rows={10}
            lang={props.item.mail.language}
            value={props.mail.draft().body}
            onInput={(event) => props.mail.edit({ body: event.currentTarget.value })}
          />
        )}
      </Field>
      <Show when={props.mail.fault()}>
        <ProblemNote problem={props.mail.fault()} />
      </Show>
      <div data-row-of-buttons>
        <Button
          type="submit"
          variant={props.isNext && props.mail.sent() === undefined ? "filled" : "outline"}
          icon={<Send size={14} />}
          busy={props.mail.isBusy()}
          disabled={props.item.mail.to.length === 0}
        >
          {props.mail.isBusy()
            ? "Sending…"
            : props.mail.sent() === undefined
              ? "Send the mail"
              : "Send it again"}
        </Button>
        <CopyButton
          text={`${props.mail.draft().subject}\n\n${props.mail.draft().body}`}
          label="Copy"
        />
        <Show when={props.mail.isEdited()}>
          <Button variant="quiet" onClick={() => props.mail.undo()}>
            Undo my changes
          </Button>
        </Show>
      </div>
      <MailSent sent={props.mail.sent()} />
    </form>
  );
}

/** Confirms a sent mail, with its recipients. */
function MailSent(props: { sent: SentMail | undefined }) {
  return (
    <div aria-live="polite">
      <Show when={props.sent}>
        {(done) => (
          <p data-sent data-tone="ok">
            <StateShape tone="ok" size={14} />
            <span>
              <Show
                when={done().isNew}
                fallback={
                  <>
                    The same text went out today already, to <b>{done().to.join(", ")}</b>: nothing
                    was sent again.
                  </>
                }
              >
                On its way to <b>{done().to.join(", ")}</b> <Time at={done().at} />: “
                {done().subject}”
              </Show>
            </span>
          </p>
        )}
      </Show>
    </div>
  );
}
