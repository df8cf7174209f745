import type { Check, Connection, VerdictBody } from "../../../api/types.ts";

/**
 * The sentences for a connection's verdict, from the latest check with this verdict. The API writes the sentences in
 * the reader's language, so that no page must load the texts of all verdicts. `checks` has the newest first.
 */
export function findVerdictWords(
  connection: Pick<Connection, "verdict">,
  checks: readonly Pick<Check, "verdict" | "trigger">[],
): VerdictBody | undefined {
  const told = checks.find(
    ({ verdict, trigger }) =>
      trigger !== "rotation" && verdict !== null && verdict.kind === connection.verdict,
  );
  return told?.verdict ?? undefined;
}
