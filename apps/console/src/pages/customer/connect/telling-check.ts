import type { ConnectionState } from "@churned/domain/connection";
import type { Check } from "../../../api/types.ts";

/**
 * The check that tells somebody who comes back how things stand; `checks` newest first. Left out is what would only
 * alarm: checks of a replaced token, those that a newer one overtook, and while a token works, those of tokens that
 * were thrown away.
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
