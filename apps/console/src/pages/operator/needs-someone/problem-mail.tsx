import type { ConnectionMail, ConnectionProblem } from "../../../api/types.ts";
import { useQueryClient } from "@tanstack/solid-query";
import Send from "lucide-solid/icons/send";
import { createEffect, createSignal, on, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import { MailHistory } from "../../shared/mail/mail-history.tsx";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CopyButton } from "../../../ui/copy-button.tsx";
import { Field } from "../../../ui/field.tsx";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import { StateShape } from "../../../ui/state.tsx";
import { Time } from "../../../ui/time.tsx";
import { type Language, languageNames, languages } from "../../../ui/language.ts";

import { SendAgain } from "./send-again.tsx";

interface Sent {
  readonly to: readonly string[];
  readonly at: string;
  readonly subject: string;
  /** False where the same text went out earlier today, and no second one did. */
  readonly isNew: boolean;
}

interface Draft {
  readonly subject: string;
  readonly body: string;
}

/** The mail that is ready: read it, change it, send it, and see who got it. */
export function ProblemMail(props: {
  problem: ConnectionProblem;
  /** Where sending it is what comes next. */
  isNext: boolean;
  ref: (focus: () => void) => void;
}) {
  const client = useQueryClient();
  const ready = (): Draft => ({
    subject: props.problem.mail.subject,
    body: props.problem.mail.body,
  });
  const [own, setOwn] = createSignal<Draft>();
  const draft = () => own() ?? ready();
  const [isBusy, setIsBusy] = createSignal(false);
  const [sent, setSent] = createSignal<Sent>();
  /** One like it went out already: whoever sends is asked first. */
  const [same, setSame] = createSignal<ConnectionMail>();
  const [fault, setFault] = createSignal<unknown>();
  let body: HTMLTextAreaElement | undefined;
  props.ref(() => {
    body?.scrollIntoView({ block: "center" });
    body?.focus({ preventScroll: true });
  });
  // A mail in another language is another mail.
  createEffect(
    on(
      () => props.problem.mail.language,
      () => setOwn(undefined),
      { defer: true },
    ),
  );

  async function act(work: () => Promise<unknown>): Promise<void> {
    setIsBusy(true);
    setFault(undefined);
    try {
      await work();
    } catch (error) {
      setFault(error);
    } finally {
      setIsBusy(false);
    }
  }
  const send = (after?: string) =>
    act(async () => {
      const { id } = props.problem.connection;
      const mail = draft();
      const { sentTo, isNew, sameMail } = await call("sendProblemMail", {
        id,
        body: { ...mail, ...(after === undefined ? {} : { after }) },
      });
      setSame(sameMail ?? undefined);
      if (sameMail !== null) return;
      setSent({ to: sentTo, at: new Date().toISOString(), subject: mail.subject, isNew });
      void client.invalidateQueries({ queryKey: ["timeline", id] });
      void client.invalidateQueries({ queryKey: ["mail", id] });
    });
  const speak = (language: Language) =>
    act(async () => {
      const { id, tenantId } = props.problem.connection;
      await call("setLanguage", { id: tenantId, body: { language } });
      await client.invalidateQueries({ queryKey: ["problem", "one", id] });
    });

  return (
    <Card
      title="The mail is ready"
      aside={
        <label data-mail-language>
          <span data-unseen>Language of this tenant’s mails</span>
          <select
            data-input
            disabled={own() !== undefined || isBusy()}
            title="The language of all mails to this tenant"
            onChange={(event) => void speak(event.currentTarget.value === "nl" ? "nl" : "en")}
          >
            {languages.map((language) => (
              <option value={language} selected={props.problem.mail.language === language}>
                {languageNames[language]}
              </option>
            ))}
          </select>
        </label>
      }
    >
      <section data-mailed-before aria-label="Mails so far">
        <h3>Mailed so far</h3>
        <MailHistory
          connectionId={props.problem.connection.id}
          none="No mail about this connection is kept."
        />
      </section>
      <SendAgain
        mail={same()}
        busy={isBusy()}
        onClose={() => setSame(undefined)}
        onSend={(id) => void send(id)}
      />
      <form
        data-problem-mail
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy()) void send();
        }}
      >
        <p data-to>
          To <b>{props.problem.mail.to.join(", ") || "nobody: this tenant has no customer yet"}</b>
        </p>
        <Field label="Subject">
          {(ids) => (
            <input
              id={ids.id}
              data-input
              required
              maxlength={200}
              lang={props.problem.mail.language}
              value={draft().subject}
              onInput={(event) => setOwn({ ...draft(), subject: event.currentTarget.value })}
            />
          )}
        </Field>
        <Field label="Text">
          {(ids) => (
            <textarea
              ref={(element) => (body = element)}
              id={ids.id}
              data-input
              required
              maxlength={10_000}
              rows={10}
              lang={props.problem.mail.language}
              value={draft().body}
              onInput={(event) => setOwn({ ...draft(), body: event.currentTarget.value })}
            />
          )}
        </Field>
        <Show when={fault()}>
          <ProblemNote problem={fault()} />
        </Show>
        <div data-row-of-buttons>
          <Button
            type="submit"
            look={props.isNext && sent() === undefined ? "filled" : "outline"}
            icon={<Send size={14} />}
            busy={isBusy()}
            disabled={props.problem.mail.to.length === 0}
          >
            {isBusy() ? "Sending…" : sent() === undefined ? "Send the mail" : "Send it again"}
          </Button>
          <CopyButton text={`${draft().subject}\n\n${draft().body}`} label="Copy" />
          <Show when={own() !== undefined}>
            <Button look="quiet" onClick={() => setOwn(undefined)}>
              Undo my changes
            </Button>
          </Show>
        </div>
        <div aria-live="polite">
          <Show when={sent()}>
            {(done) => (
              <p data-sent data-tone="ok">
                <StateShape tone="ok" size={14} />
                <span>
                  <Show
                    when={done().isNew}
                    fallback={
                      <>
                        The same text went out today already, to <b>{done().to.join(", ")}</b>:
                        nothing was sent again.
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
      </form>
    </Card>
  );
}
