/** Records the requests of a check to Planhat, and its retries, as evidence for the verdict. */
import type { CheckEvidence } from "@churned/db/check";
import type { CheckAttempt, CheckRequest } from "@churned/domain/check";
import { evidenceMax } from "@churned/domain/check";
import type { RequestInfo } from "@churned/planhat-client";

/** Records the requests of one check. `take` returns the requests since its last call, in the order of sending. */
export interface RequestRecorder {
  readonly observe: (host: string) => (info: RequestInfo) => void;
  take(): CheckEvidence;
}

/** `onHeard` is called for every answer of Planhat, with any status. */
export function createRequestRecorder(onHeard: () => void): RequestRecorder {
  let requests: CheckRequest[] = [];
  let attempts: CheckAttempt[] = [];
  const failed = new Map<string, CheckRequest>();
  let kept = 0;
  return {
    observe: (host) => (info) => {
      const { at, method, path, status, durationMs, attempt } = info;
      if (status !== null) onHeard();
      const answer =
        info.errorKind === null
          ? "ok"
          : `${info.errorKind}${info.reason === null ? "" : ` (${info.reason})`}`;
      const request = { at, host, method, path, status, durationMs, attempt, answer };
      const call = `${host}${path}`;
      const before = failed.get(call);
      if (attempt > 1 && before !== undefined)
        attempts.push({
          at,
          reason: `${path.replace(/\?.*/, "")}: ${before.answer}`,
          waitMs: info.waitedMs,
        });
      failed.set(call, request);
      kept += 1;
      if (kept <= evidenceMax) requests.push(request);
    },
    take() {
      const taken = {
        requests: requests.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
        attempts,
      };
      [requests, attempts] = [[], []];
      return taken;
    },
  };
}
