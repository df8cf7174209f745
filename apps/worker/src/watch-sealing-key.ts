/**
 * Raises an alarm if the API serves another sealing key than this worker's key. This worker cannot open a token that
 * is sealed to another key, and perhaps somebody else can open it. The worker cannot prevent this. It can only report
 * it.
 */
import type { Logger, Metrics } from "@churned/runtime";
import { z } from "zod";

const everyMs = 60_000;
const SealingKey = z.object({ keyId: z.string(), publicKey: z.string() });

/** Compares the key that the API serves with this worker's key, every minute. */
export function watchSealingKey(options: {
  readonly apiUrl: string;
  /** `<keyId>.<base64url>` */
  readonly publicKey: string;
  readonly log: Logger;
  readonly metrics: Metrics;
}): { stop(): void } {
  const alarm = options.metrics.gauge({
    name: "sealing_key_foreign",
    help: "1 where the API serves a sealing key that is not this worker's, -1 where it could not be read.",
  });
  async function compare(): Promise<void> {
    try {
      const response = await fetch(`${options.apiUrl}/v1/sealing-key`, {
        // A redirect could lead to another server with another key.
        redirect: "error",
        signal: AbortSignal.timeout(5_000),
      });
      const { keyId, publicKey } = SealingKey.parse(await response.json());
      const isOurs = `${keyId}.${publicKey}` === options.publicKey;
      alarm.set({}, isOurs ? 0 : 1);
      if (!isOurs)
        options.log.error(
          { servedKeyId: keyId },
          "ALARM: the API serves a sealing key that is not this worker's",
        );
    } catch (error) {
      alarm.set({}, -1);
      options.log.warn({ err: error }, "the API's sealing key could not be compared");
    }
  }
  void compare();
  const timer = setInterval(() => void compare(), everyMs);
  return { stop: () => clearInterval(timer) };
}
