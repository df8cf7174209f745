/**
 * An index of records by their external ids. It is built at its first use and then updated. Each result is compared
 * with the record. So a record that lost its external id is not found by it.
 */

import type { SandboxRecord } from "./make-record.ts";
import type { OuterKey } from "./row.ts";
import { outerKeys, readOuter } from "./row.ts";

/** The index of one collection. A slot is the position of a record. */
export interface OuterIndex {
  find(by: OuterKey, value: string): number | undefined;
  /** Updates the index for a record that was added or changed. */
  note(slot: number): void;
  forget(): void;
}

/** Makes an index of the slots that `listSlots` returns. The slots are read at the first use of the index. */
export function createOuterIndex(
  listSlots: () => readonly number[],
  readRecord: (slot: number) => SandboxRecord | undefined,
): OuterIndex {
  let places: Map<string, number> | undefined;

  function add(into: Map<string, number>, slot: number): void {
    const record = readRecord(slot);
    if (!record) return;
    for (const by of outerKeys) {
      const value = readOuter(record, by);
      if (typeof value === "string" && value !== "" && !into.has(by + value))
        into.set(by + value, slot);
    }
  }

  function build(): Map<string, number> {
    const made = new Map<string, number>();
    for (const slot of listSlots()) add(made, slot);
    return made;
  }

  return {
    find(by, value) {
      places ??= build();
      for (const isFresh of [false, true]) {
        if (isFresh) places = build();
        const slot = places.get(by + value);
        if (slot === undefined) return undefined;
        const record = readRecord(slot);
        if (record && readOuter(record, by) === value) return slot;
      }
      return undefined;
    },
    note(slot) {
      if (places) add(places, slot);
    },
    forget() {
      places = undefined;
    },
  };
}
