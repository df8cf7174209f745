/** What can be made to go wrong, for whom, how often and for how long. The share is drawn from a seed. */

import { modelNames } from "@churned/planhat-client/models";
import type { ModelName } from "@churned/planhat-client/models";
import { z } from "zod";
import { makeRandom } from "./world/random.ts";

/** A fault.
 *  `status`: answers `status` (500) · `slow`: waits `delayMs` (1,000), then answers as usual · `half_open`: sends the
 *  beginning of a list and then nothing · `truncated`: half of the real body, ended as if whole · `html`: 200 with a
 *  page · `object`: 200 with an object where a list belongs · `down`: drops the connection, or answers `status`. */
export const faultSchema = z.strictObject({
  kind: z.enum(["status", "slow", "half_open", "truncated", "html", "object", "down"]),
  status: z.number().int().min(300).max(599).optional(),
  delayMs: z.number().int().min(0).optional(),
  /** Only on this regional host. */
  host: z.string().optional(),
  /** Only for this model's paths. */
  model: z.enum(modelNames).optional(),
  /** Of the requests it fits, 0 to 1. Default all. */
  share: z.number().min(0).max(1).optional(),
  /** From when it is set. Default until cleared. */
  forMs: z.number().int().min(1).optional(),
});

export type Fault = z.infer<typeof faultSchema>;

/** The faults in force. */
export interface Faults {
  /** Replaces all. */
  set(faults: readonly Fault[]): void;
  clear(): void;
  list(): Fault[];
  /** The first fault that strikes a request. */
  pick(host: string, model: ModelName | undefined): Fault | undefined;
}

/** Makes an empty set of faults. */
export function createFaults(now: () => number, seed: string): Faults {
  let active: { fault: Fault; endsAt: number }[] = [];
  let random = makeRandom(`${seed}/faults`);
  const listLive = (): Fault[] =>
    active.filter(({ endsAt }) => endsAt > now()).map(({ fault }) => fault);
  return {
    set(faults) {
      random = makeRandom(`${seed}/faults`);
      active = faults.map((fault) => ({ fault, endsAt: now() + (fault.forMs ?? Infinity) }));
    },
    clear() {
      active = [];
    },
    list: listLive,
    pick: (host, model) =>
      listLive().find(
        (fault) =>
          (fault.host === undefined || fault.host === host) &&
          (fault.model === undefined || fault.model === model) &&
          (fault.share === undefined || random.chance(fault.share)),
      ),
  };
}
