/** Letters about a verdict: the ready mail to the customer, and the text for Planhat's support. */
import type { Language } from "../../language.ts";
import type { Verdict } from "../kinds.ts";
import { isWorking } from "../kinds.ts";
import { explainVerdict, factsOf } from "./explain.ts";
import type { LetterWords } from "./letter-texts.ts";
import { lettersEn } from "./letters-en.ts";
import { lettersNl } from "./letters-nl.ts";

const letters: Readonly<Record<Language, LetterWords>> = { en: lettersEn, nl: lettersNl };

/** A request as a check kept it: scrubbed, without the token. */
export interface SentRequest {
  /** When it was sent; UTC, ISO 8601. */
  readonly at: string;
  /** The name of the Planhat host. */
  readonly host: string;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Planhat's HTTP status; null where none came. */
  readonly status: number | null;
}

/** A mail that a person may still change before it is sent. */
export interface ReadyMail {
  readonly subject: string;
  readonly body: string;
}

/** The mail to a customer's people about a verdict, with what to do and where. */
export function writeReadyMail(
  verdict: Verdict,
  about: {
    readonly language: Language;
    readonly names: readonly string[];
    readonly tenantName: string;
    /** True where records of it are here. */
    readonly hasLanded: boolean;
    /** The connection's page. */
    readonly link: string;
  },
): ReadyMail {
  const { mail, verdicts } = letters[about.language];
  const { subject, opening } = verdicts[verdict.kind];
  const facts = factsOf(verdict, about.language);
  const why = opening({ ...facts, tenantName: about.tenantName });
  const steps = explainVerdict(verdict, about.language).remedy.map(
    (step, index) => `${index + 1}. ${step}`,
  );
  const isToDo = steps.length > 0;
  return {
    subject: subject(facts),
    body: [
      mail.greeting(about.names),
      about.hasLanded && !isWorking(verdict.kind) ? `${why} ${mail.dataIsKept}` : why,
      isToDo ? [mail.whatToDo, ...steps].join("\n") : mail.nothingToDo,
      `${mail.seeHere}\n${about.link}`,
      isToDo ? mail.stuck : mail.questions,
      mail.signature,
    ].join("\n\n"),
  };
}

/** The text for Planhat's support about a verdict, with the requests that show it. */
export function writeSupportText(
  verdict: Verdict,
  about: {
    readonly language: Language;
    readonly tenantName: string;
    /** The last characters of the token, by which Planhat tells its tokens apart; null where they are not known. */
    readonly lastFour: string | null;
    readonly requests: readonly SentRequest[];
  },
): string {
  const { support, verdicts } = letters[about.language];
  const lines = about.requests.map(
    ({ at, host, method, path, status }) =>
      `${at.replace("T", " ").slice(0, 19)} UTC  ${host}  ${method} ${path}  ${status ?? support.noAnswer}`,
  );
  return [
    support.greeting,
    support.about(about.tenantName, about.lastFour),
    verdicts[verdict.kind].support(factsOf(verdict, about.language)),
    lines.length === 0 ? support.noRequests : `${support.requests}\n\n${lines.join("\n")}`,
    support.closing,
  ].join("\n\n");
}
