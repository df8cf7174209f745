import type { VerdictKind } from "../verdict/kinds.ts";
import { verdictTable } from "../verdict/kinds.ts";
import { inconclusiveForMs } from "./limits.ts";

/**
 * How long this verdict may last outside an incident before the connection needs an operator; undefined if the verdict
 * is conclusive.
 */
export function inconclusivePatienceMs(kind: VerdictKind): number | undefined {
  const { retry } = verdictTable[kind];
  return retry === null ? undefined : inconclusiveForMs[retry];
}
