import type { ConnectionState } from "@churned/domain/connection";
import type { Check } from "../../../api/types.ts";

/**
 * Finds the check to show to a person who opens the page. `checks` has the newest first. Skips checks that would only
 * alarm: checks of a replaced token, superseded checks, and, while a token works, checks of tokens that were
 * destroyed.
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
