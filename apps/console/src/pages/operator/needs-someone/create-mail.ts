import { useQueryClient } from "@tanstack/solid-query";
import { type Accessor, createEffect, createSignal, on } from "solid-js";
import { call } from "../../../api/call.ts";
import type { ConnectionMail, ConnectionInboxItem } from "../../../api/types.ts";
import type { Language } from "../../../ui/language.ts";

/** A sent mail. `isNew` is false if the same text was already sent earlier today. */
export interface SentMail {
  readonly to: readonly string[];
  readonly at: string;
  readonly subject: string;
  readonly isNew: boolean;
}

interface Draft {
  readonly subject: string;
  readonly body: string;
}

/** The state of an inbox item's ready mail: the operator's changes, and sending the mail. */
export function createMail(item: Accessor<ConnectionInboxItem>) {
  const client = useQueryClient();
  const [own, setOwn] = createSignal<Draft>();
  const draft = (): Draft => own() ?? item().mail;
  const [isBusy, setIsBusy] = createSignal(false);
  const [sent, setSent] = createSignal<SentMail>();
  const [same, setSame] = createSignal<ConnectionMail>();
  const [fault, setFault] = createSignal<unknown>();
  // If the language changes, the mail has another text, so the operator's changes are dropped.
  createEffect(
    on(
      () => item().mail.language,
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
  /** `after`: the id of a similar mail that the operator has seen and accepts. */
  const send = (after?: string) =>
    act(async () => {
      const { id } = item().connection;
      const { subject, body } = draft();
      const { sentTo, isNew, sameMail } = await call("sendInboxMail", {
        id,
        body: { subject, body, ...(after === undefined ? {} : { after }) },
      });
      setSame(sameMail ?? undefined);
      if (sameMail !== null) return;
      setSent({ to: sentTo, at: new Date().toISOString(), subject, isNew });
      void client.invalidateQueries({ queryKey: ["timeline", id] });
      void client.invalidateQueries({ queryKey: ["mail", id] });
    });
  /** Changes the language of all mails to this tenant. */
  const speak = (language: Language) =>
    act(async () => {
      const { id, tenantId } = item().connection;
      await call("setLanguage", { id: tenantId, body: { language } });
      await client.invalidateQueries({ queryKey: ["inbox", "one", id] });
    });

  return {
    draft,
    edit: (change: Partial<Draft>) =>
      setOwn({ subject: draft().subject, body: draft().body, ...change }),
    undo: () => setOwn(undefined),
    isEdited: () => own() !== undefined,
    isBusy,
    sent,
    /** A similar mail that was already sent. The operator must confirm before the mail is sent again. */
    same,
    forgetSame: () => setSame(undefined),
    fault,
    send,
    speak,
  };
}
