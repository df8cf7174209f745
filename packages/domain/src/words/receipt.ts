/** Puts the receipt of a disconnected connection into words: which tokens and data were destroyed. */
import type { Language } from "../shared/language.ts";
import { defaultLanguage } from "../shared/language.ts";

interface ReceiptFacts {
  readonly disconnectedAt: string;
  readonly tokensDestroyed: readonly { readonly lastFour: string | null; readonly at: string }[];
  readonly data: "kept" | "erased";
  readonly records: number;
  readonly recordsErased: number;
  readonly erasedAt: string | null;
  readonly backupsExpireAt: string;
}

/** The texts of the receipt. Days have the form `2026-11-24`; numbers are formatted for the language. */
interface ReceiptWords {
  readonly locale: string;
  readonly noToken: string;
  readonly oneToken: string;
  readonly tokens: (count: string) => string;
  readonly removeInPlanhat: string;
  readonly nothingLanded: string;
  readonly kept: (records: string) => string;
  readonly erasing: (erased: string, records: string) => string;
  readonly erased: (records: string, day: string) => string;
  readonly backups: (of: { readonly hasRecords: boolean; readonly day: string }) => string;
  readonly backupsLater: (day: string) => string;
}

const words: Readonly<Record<Language, ReceiptWords>> = {
  en: {
    locale: "en-GB",
    noToken: "There was no token to destroy.",
    oneToken: "The sealed token was destroyed; nobody can open it any more.",
    tokens: (count) => `All ${count} sealed tokens were destroyed; nobody can open them any more.`,
    removeInPlanhat: "Remove the token in Planhat too: only there can it be revoked.",
    nothingLanded: "No records had landed.",
    kept: (records) => `${records} records that had landed are kept.`,
    erasing: (erased, records) =>
      `The landed records are being erased: ${erased} of ${records} so far.`,
    erased: (records, day) => `All ${records} landed records were erased on ${day}.`,
    backups: ({ hasRecords, day }) =>
      `The last backup that can hold a sealed token${hasRecords ? " or a record" : ""} expires on ${day}.`,
    backupsLater: (day) =>
      `The last backup that can hold a sealed token or a record will expire after ${day}.`,
  },
  nl: {
    locale: "nl-NL",
    noToken: "Er was geen token om te vernietigen.",
    oneToken: "Het verzegelde token is vernietigd; niemand kan het nog openen.",
    tokens: (count) =>
      `Alle ${count} verzegelde tokens zijn vernietigd; niemand kan ze nog openen.`,
    removeInPlanhat: "Verwijder het token ook in Planhat: alleen daar kan het worden ingetrokken.",
    nothingLanded: "Er waren geen records gelezen.",
    kept: (records) => `${records} gelezen records blijven bewaard.`,
    erasing: (erased, records) =>
      `De gelezen records worden gewist: ${erased} van ${records} tot nu toe.`,
    erased: (records, day) => `Alle ${records} gelezen records zijn gewist op ${day}.`,
    backups: ({ hasRecords, day }) =>
      `De laatste back-up die een verzegeld token${hasRecords ? " of een record" : ""} kan bevatten, vervalt op ${day}.`,
    backupsLater: (day) =>
      `De laatste back-up die een verzegeld token of een record kan bevatten, vervalt na ${day}.`,
  },
};

const dayOf = (instant: string): string => instant.slice(0, 10);

/** The receipt in sentences. Each sentence is true at the moment when it is read. */
export function describeReceipt(
  receipt: ReceiptFacts,
  language: Language = defaultLanguage,
): string[] {
  const { tokensDestroyed, data, records, recordsErased, erasedAt, backupsExpireAt } = receipt;
  const say = words[language];
  const spell = (value: number): string => value.toLocaleString(say.locale);
  const day = dayOf(backupsExpireAt);
  const tokens = tokensDestroyed.length;
  const isErasing = data === "erased" && erasedAt === null;
  return [
    tokens === 0 ? say.noToken : tokens === 1 ? say.oneToken : say.tokens(spell(tokens)),
    say.removeInPlanhat,
    tellRecords(),
    isErasing ? say.backupsLater(day) : say.backups({ hasRecords: data === "erased", day }),
  ];

  function tellRecords(): string {
    if (data === "kept") return records === 0 ? say.nothingLanded : say.kept(spell(records));
    return erasedAt === null
      ? say.erasing(spell(recordsErased), spell(records))
      : say.erased(spell(recordsErased), dayOf(erasedAt));
  }
}
