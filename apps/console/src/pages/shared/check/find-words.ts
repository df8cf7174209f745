import type { Check, Connection, VerdictBody } from "../../../api/types.ts";

/**
 * The words for a connection's verdict, from the latest check that gave it: the API tells them in the reader's
 * language, so that no page carries a catalogue. `checks` newest first.
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
