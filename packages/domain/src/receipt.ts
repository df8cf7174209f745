/** What a disconnected customer is told about what is gone. */
interface ReceiptFacts {
  readonly disconnectedAt: string;
  readonly tokensDestroyed: readonly { readonly lastFour: string | null; readonly at: string }[];
  readonly data: "kept" | "erased";
  readonly records: number;
  readonly recordsErased: number;
  readonly erasedAt: string | null;
  readonly backupsExpireAt: string;
}

const day = (instant: string): string => instant.slice(0, 10);
const number = (count: number): string => count.toLocaleString("en-GB");

/** The receipt in sentences, each true at the moment it is read. */
export function describeReceipt(receipt: ReceiptFacts): string[] {
  const { tokensDestroyed, data, records, recordsErased, erasedAt, backupsExpireAt } = receipt;
  const tokens = tokensDestroyed.length;
  const statements = [
    tokens === 0
      ? "There was no token to destroy."
      : `${tokens === 1 ? "The sealed token was" : `All ${number(tokens)} sealed tokens were`} destroyed; nobody can open ${tokens === 1 ? "it" : "them"} any more.`,
    "Remove the token in Planhat too: only there can it be revoked.",
  ];
  if (data === "kept")
    statements.push(
      records === 0
        ? "No records had landed."
        : `${number(records)} records that had landed are kept.`,
    );
  else if (erasedAt === null)
    statements.push(
      `The landed records are being erased: ${number(recordsErased)} of ${number(records)} so far.`,
    );
  else
    statements.push(`All ${number(recordsErased)} landed records were erased on ${day(erasedAt)}.`);
  const what = data === "kept" ? "a sealed token" : "a sealed token or a record";
  statements.push(
    data === "erased" && erasedAt === null
      ? `The last backup that can hold ${what} will expire after ${day(backupsExpireAt)}.`
      : `The last backup that can hold ${what} expires on ${day(backupsExpireAt)}.`,
  );
  return statements;
}
