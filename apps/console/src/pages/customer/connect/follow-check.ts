import { useQuery } from "@tanstack/solid-query";
import { createMemo, createSignal } from "solid-js";
import { queries } from "../../../api/queries.ts";
import type { Connection } from "../../../api/types.ts";
import { dataOf } from "../../../api/read.ts";
import { findTelling } from "./telling-check.ts";

/**
 * The check that the page shows: the check that this page started, or the latest check that tells the person
 * something.
 */
export function followCheck(connection: () => Connection) {
  const [ownId, setOwnId] = createSignal<string>();
  const checks = useQuery(() => queries.checks(connection().id, 20));
  const latestId = () => findTelling(dataOf(checks)?.items ?? [], connection().state)?.id;
  const knownId = () => connection().candidate?.checkId ?? latestId();
  // A check that this page started is shown at once. A later automatic check replaces it. Ids sort by time.
  const id = () => {
    const [own, known] = [ownId(), knownId()];
    return own === undefined || (known !== undefined && known > own) ? known : own;
  };
  const read = useQuery(() => ({ ...queries.check(id() ?? ""), enabled: id() !== undefined }));
  const check = createMemo(() => dataOf(read));
  const isTesting = () => check() !== undefined && check()?.state !== "done";
  /** The check when it is done. Each read gives a new object. */
  const done = createMemo(() => {
    const seen = check();
    return seen?.state === "done" && seen.id === id() ? { ...seen } : undefined;
  });
  return { check, done, isTesting, ownId, follow: setOwnId };
}
