import type { Check, Connection, VerdictBody } from "../../../api/types.ts";

/**
 * The sentences for a connection's verdict, from the latest check with that verdict. The API writes them in the
 * reader's language, so that no page needs all texts. `checks` newest first.
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
