/** Letters about a verdict: the ready mail to the customer, and the text for Planhat's support. */
import type { Language } from "../shared/language.ts";
import type { HeldModel } from "../sync/held-deletions.ts";
import { countMissing } from "./missing-records.ts";
import type { ModelName } from "../plan/models.ts";
import { listLabels } from "../plan/models.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { isWorking } from "../verdict/verdict.ts";
import { explainVerdict, factsOf } from "./verdict.ts";
import type { ReadyMailWords } from "./ready-mail-texts.ts";
import { readyMailsEn } from "./en/ready-mails.ts";
import { readyMailsNl } from "./nl/ready-mails.ts";

const letters: Readonly<Record<Language, ReadyMailWords>> = { en: readyMailsEn, nl: readyMailsNl };

/** A request that a check stored: without the token, and without other secrets. */
export interface SentRequest {
  /** When the request was sent, ISO 8601 in UTC. */
  readonly at: string;
  /** The name of the Planhat host. */
  readonly host: string;
  readonly method: string;
  /** The path with the query. */
  readonly path: string;
  /** Planhat's HTTP status; null if no answer came. */
  readonly status: number | null;
}

/** A mail that is written and waits for a person to change or send it. */
export interface ReadyMail {
  readonly subject: string;
  readonly body: string;
}

/** The recipients of a mail to the people of a customer, and the facts that the mail names. */
interface MailTo {
  readonly language: Language;
  readonly names: readonly string[];
  readonly tenantName: string;
  /** The address of the connection's page. */
  readonly link: string;
  readonly connectionName: string;
  /** The last characters of the token that the mail is about; null if unknown, or if the mail is about no token. */
  readonly lastFour: string | null;
}

function composeMail(to: MailTo, why: string, toDo: readonly string[]): string {
  const { mail } = letters[to.language];
  const steps = toDo.map((step, index) => `${index + 1}. ${step}`);
  const isToDo = steps.length > 0;
  return [
    mail.greeting(to.names),
    why,
    mail.about(to.connectionName, to.lastFour),
    isToDo ? [mail.whatToDo, ...steps].join("\n") : mail.nothingToDo,
    `${mail.seeHere}\n${to.link}`,
    isToDo ? mail.stuck : mail.questions,
    mail.signature,
  ].join("\n\n");
}

/** The mail about a verdict to the people of a customer, with the steps to take and a link. */
export function writeReadyMail(
  verdict: Verdict,
  about: MailTo & {
    /** True if records of the connection have landed (are stored). */
    readonly hasLanded: boolean;
  },
): ReadyMail {
  const { mail, verdicts } = letters[about.language];
  const { subject, opening } = verdicts[verdict.kind];
  const facts = factsOf(verdict, about.language);
  const why = opening({ ...facts, tenantName: about.tenantName });
  const { remedy } = explainVerdict(verdict, about.language);
  const isKept = about.hasLanded && !isWorking(verdict.kind);
  return {
    subject: subject(facts),
    body: composeMail(about, isKept ? `${why} ${mail.dataIsKept}` : why, remedy),
  };
}

/** The mail to the people of a customer about records that Planhat no longer shows. */
export function writeMissingMail(models: readonly HeldModel[], about: MailTo): ReadyMail {
  const { missing } = letters[about.language];
  const names = { kind: "missing_permissions", models: models.map(({ model }) => model) } as const;
  const { list } = factsOf(names, about.language);
  const opening = missing.opening(about.tenantName, countMissing(models, about.language));
  return { subject: missing.subject, body: composeMail(about, opening, missing.steps(list)) };
}

/** The mail to the people of a customer about models that cannot be read although the token works. */
export function writeUnreadMail(models: readonly ModelName[], about: MailTo): ReadyMail {
  const { unread } = letters[about.language];
  const list = listLabels(models);
  const opening = unread.opening(about.tenantName, list);
  return { subject: unread.subject(list), body: composeMail(about, opening, unread.steps(list)) };
}

/** The facts that a text for Planhat's support names. */
interface SupportCase {
  readonly language: Language;
  readonly tenantName: string;
  /** The last characters of the token, with which Planhat's support can find the token; null if unknown. */
  readonly lastFour: string | null;
}

/** The text for Planhat's support about a verdict, with the requests as evidence. */
export function writeSupportText(
  verdict: Verdict,
  about: SupportCase & { readonly requests: readonly SentRequest[] },
): string {
  const { support, verdicts } = letters[about.language];
  const lines = about.requests.map(
    ({ at, host, method, path, status }) =>
      `${at.replace("T", " ").slice(0, 19)} UTC  ${host}  ${method} ${path}  ${status ?? support.noAnswer}`,
  );
  return composeSupportText(about, [
    verdicts[verdict.kind].support(factsOf(verdict, about.language)),
    lines.length === 0 ? support.noRequests : `${support.requests}\n\n${lines.join("\n")}`,
  ]);
}

/** The text for Planhat's support about records that Planhat no longer shows. */
export function writeMissingSupportText(models: readonly HeldModel[], about: SupportCase): string {
  const { missing } = letters[about.language];
  return composeSupportText(about, [missing.support(countMissing(models, about.language))]);
}

/** The text for Planhat's support about models that cannot be read although the token works. */
export function writeUnreadSupportText(models: readonly ModelName[], about: SupportCase): string {
  return composeSupportText(about, [letters[about.language].unread.support(listLabels(models))]);
}

function composeSupportText(about: SupportCase, parts: readonly string[]): string {
  const { support } = letters[about.language];
  const { tenantName, lastFour } = about;
  return [support.greeting, support.about(tenantName, lastFour), ...parts, support.closing].join(
    "\n\n",
  );
}
