import type { ConnectionState } from "@churned/domain/connection";
import type { Check } from "../../../api/types.ts";

/**
 * The check to show to a person who opens the page; `checks` newest first. It skips checks that would only alarm: those
 * of a replaced token, superseded ones, and, while a token works, those of tokens that were destroyed.
 */
export function findTelling(
  checks: readonly Pick<Check, "id" | "trigger" | "state" | "verdict">[],
  state: ConnectionState,
) {
  return checks.find((check) => {
    if (check.trigger === "rotation") return false;
    if (check.state !== "done") return true;
    if (check.verdict === null) return false;
    return state !== "connected" || !check.verdict.destroysToken;
  });
}
