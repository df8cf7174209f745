import { createSignal, onCleanup } from "solid-js";
import { call } from "../../../api/call.ts";
import { countOf } from "../../../ui/numbers.ts";
import { showToast } from "../../../ui/toast.tsx";
import { type BulkProgress, testOneByOne } from "./bulk-test.ts";

export interface BulkTests {
  /** Undefined if no bulk test of this cause is running. */
  progressOf: (cause: string) => BulkProgress | undefined;
  start: (cause: string, ids: readonly string[]) => Promise<void>;
  stop: (cause: string) => void;
}

/**
 * The running bulk tests, by cause. The page keeps them, because headings disappear and come back when the list is
 * scrolled.
 */
export function createBulkTests(): BulkTests {
  const [progress, setProgress] = createSignal<ReadonlyMap<string, BulkProgress>>(new Map());
  const running = new Map<string, AbortController>();
  onCleanup(() => {
    for (const controller of running.values()) controller.abort();
  });

  function show(cause: string, now: BulkProgress | undefined): void {
    setProgress((shown) => {
      const next = new Map(shown);
      if (now === undefined) next.delete(cause);
      else next.set(cause, now);
      return next;
    });
  }

  return {
    progressOf: (cause) => progress().get(cause),
    stop: (cause) => running.get(cause)?.abort(),
    async start(cause, ids) {
      if (running.has(cause)) return;
      const controller = new AbortController();
      running.set(cause, controller);
      const done = await testOneByOne(ids, (id) => call("createCheck", { id }), {
        signal: controller.signal,
        onProgress: (now) => show(cause, now),
      });
      running.delete(cause);
      show(cause, undefined);
      const refused = done.refused === 0 ? "" : ` ${done.refused} could not be.`;
      const cutOff = done.isCutOff ? " Churned does not answer: the others were not asked." : "";
      showToast(
        `${countOf(done.asked, "connection")} being tested; what works leaves the list.${refused}${cutOff}`,
        done.isCutOff ? "warn" : "busy",
      );
    },
  };
}
