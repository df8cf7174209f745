/** Joins several mails to one person into one mail. */
import type { Language } from "../shared/language.ts";
import type { ReadyMail } from "./ready-mails.ts";

interface JoinWords {
  readonly subject: (count: number) => string;
  readonly sameSubject: (subject: string, count: number) => string;
  readonly opening: (count: number) => string;
}

const words: Readonly<Record<Language, JoinWords>> = {
  en: {
    subject: (count) => `${count} messages about your Planhat`,
    sameSubject: (subject, count) => `${subject} (${count} messages)`,
    opening: (count) => `Here are ${count} messages in one mail:`,
  },
  nl: {
    subject: (count) => `${count} berichten over jullie Planhat`,
    sameSubject: (subject, count) => `${subject} (${count} berichten)`,
    opening: (count) => `Hier zijn ${count} berichten in één mail:`,
  },
};

const paragraphsOf = (body: string): string[] => body.split("\n\n");

/**
 * Joins several mails to one person. If all mails have the same greeting and signature, these appear once. A single
 * mail stays unchanged.
 */
export function joinMails(
  mails: readonly [ReadyMail, ...ReadyMail[]],
  language: Language,
): ReadyMail {
  const [first] = mails;
  if (mails.length === 1) return first;
  const say = words[language];
  const all = mails.map(({ body }) => paragraphsOf(body));
  const shared = (at: 0 | -1): string | undefined => {
    const [one, ...others] = all.map((paragraphs) => paragraphs.at(at));
    return others.every((other) => other === one) ? one : undefined;
  };
  const greeting = shared(0);
  const signature = shared(-1);
  const parts = mails.map(({ subject }, index) => {
    const paragraphs = (all[index] ?? []).slice(
      greeting === undefined ? 0 : 1,
      signature === undefined ? undefined : -1,
    );
    return [`${index + 1}. ${subject}`, ...paragraphs].join("\n\n");
  });
  const isSame = mails.every(({ subject }) => subject === first.subject);
  return {
    subject: isSame ? say.sameSubject(first.subject, mails.length) : say.subject(mails.length),
    body: [
      ...(greeting === undefined ? [] : [greeting]),
      say.opening(mails.length),
      parts.join("\n\n––––––––––\n\n"),
      ...(signature === undefined ? [] : ["––––––––––", signature]),
    ].join("\n\n"),
  };
}
