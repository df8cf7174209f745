/** What was true when: every state that every record legally had, and from when to when it lived. Time is counted in
 *  changes. */

import type { RecordChange, Sandbox } from "@churned/planhat-sandbox";

import { spell, spellAll } from "./spell.ts";

/** One state of a record, as a text that does not depend on the order of properties. */
interface State {
  readonly text: string;
  readonly from: number;
  readonly isArchived: boolean;
}

/** From when to when a record lived; `to` is Infinity while it does. A restored record lives again. */
interface Span {
  readonly from: number;
  to: number;
}

interface Life {
  readonly states: State[];
  readonly spans: Span[];
}

/** A sync: from its first change to its last. */
export interface Pass {
  readonly from: number;
  readonly to: number;
}

/** A model that a pass says to be whole, and of what. */
export interface Believed {
  readonly model: string;
  /** Of archived records too, where Planhat lists them. */
  readonly hasArchived: boolean;
  /** When its last full pass began: a restored record keeps its times, so only that one can have seen it. */
  readonly fullFrom: number;
}

/** A record as it landed. */
export interface Landed {
  readonly model: string;
  readonly id: string;
  readonly data: unknown;
  readonly isDeleted: boolean;
}

/** The lives of one tenant's records. */
export interface Ledger extends Disposable {
  now(): number;
  /** What is wrong with what has landed after this pass. What is missing or old is wrong only of a model that is whole. */
  findFaults(landed: readonly Landed[], pass: Pass, believed: readonly Believed[]): string[];
  /** Records removed before this moment that are still shown. */
  findUndeleted(landed: readonly Landed[], before: number): string[];
}

type ModelName = RecordChange["model"];

/** Keeps the ledger of a tenant from now on. A record may land with its times `skewMs` ahead: Planhat said so. */
export function openLedger(
  sandbox: Sandbox,
  tenant: string,
  { models, skewMs }: { readonly models: readonly ModelName[]; readonly skewMs: number },
): Ledger {
  const lives = new Map<string, Life>();
  /** When the pass began after which a record was first seen to be taken for deleted. */
  const deletedSince = new Map<string, number>();
  let now = 0;
  for (const model of models)
    for (const record of sandbox.listRecords({ tenant, model }))
      lives.set(`${model}/${record._id}`, begin(record));

  function begin(record: unknown): Life {
    return { states: [describe(record)], spans: [{ from: now, to: Infinity }] };
  }

  function describe(record: unknown): State {
    const { archived, isArchived } = (record ?? {}) as Record<string, unknown>;
    return {
      text: spell(record),
      from: now,
      isArchived: archived === true || isArchived === true,
    };
  }

  const stop = sandbox.watchRecords((change) => {
    if (change.tenant !== tenant) return;
    now += 1;
    const { model, kind, id, record } = change;
    const life = lives.get(`${model}/${id}`);
    if (kind === "added") lives.set(`${model}/${id}`, begin(record));
    else if (!life) throw new Error(`${model} ${id} ${kind} before it was born.`);
    else if (kind === "restored") life.spans.push({ from: now, to: Infinity });
    else if (kind === "removed") lastSpan(life).to = now;
    else life.states.push(describe(record));
  });

  return {
    now: () => now,
    findFaults(landed, pass, believed) {
      const faults: string[] = [];
      const shown = new Map(landed.map((one) => [`${one.model}/${one.id}`, one]));
      if (shown.size !== landed.length) faults.push("a record landed twice");
      for (const [key, { data, isDeleted }] of shown) {
        const life = lives.get(key);
        if (!isDeleted) deletedSince.delete(key);
        else if (!deletedSince.has(key)) deletedSince.set(key, pass.from);
        if (!life) faults.push(`${key} never lived`);
        else if (isDeleted && livedThroughout(life, { ...pass, from: deletedSince.get(key) ?? 0 }))
          faults.push(`${key} was deleted and lives`);
        else if (
          !isDeleted &&
          !life.states.some(({ text }) => spellAll(data, skewMs).includes(text))
        )
          faults.push(`${key} never was as it landed`);
      }
      const believedOf = new Map(believed.map((one) => [one.model, one]));
      for (const [key, life] of lives) {
        const model = believedOf.get(key.split("/")[0] ?? "");
        if (model === undefined || !mustBeHere(life, pass, model)) continue;
        const one = shown.get(key);
        if (!one || one.isDeleted) faults.push(`${key} lived throughout and is missing`);
        else if (!spellAll(one.data, skewMs).some((text) => wasSo(life, text, pass.from)))
          faults.push(`${key} is older than the sync`);
      }
      return faults;
    },
    findUndeleted: (landed, before) =>
      landed
        .filter(({ isDeleted }) => !isDeleted)
        .map(({ model, id }) => `${model}/${id}`)
        .filter((key) => {
          const life = lives.get(key);
          return life !== undefined && lastSpan(life).to <= before;
        }),
    [Symbol.dispose]: stop,
  };
}

function lastSpan({ spans }: Life): Span {
  const last = spans.at(-1);
  if (!last) throw new Error("A life has a beginning.");
  return last;
}

function livedThroughout(life: Life, { from, to }: Pass): boolean {
  return life.spans.some((span) => span.from <= from && span.to > to);
}

/**
 * Whether a pass must have shown a record: it lived throughout and was nowhere hidden. One that moved into the archive
 * or out of it meanwhile may have been in neither list when that was read.
 */
function mustBeHere(life: Life, pass: Pass, { hasArchived, fullFrom }: Believed): boolean {
  if (!livedThroughout(life, pass)) return false;
  const { from } = lastSpan(life);
  if (life.spans.length > 1 && from > fullFrom) return false;
  const meanwhile = life.states.filter(
    (state, at) => untilOf(life, at) > pass.from && state.from <= pass.to,
  );
  const archived = meanwhile.filter(({ isArchived }) => isArchived).length;
  return archived === 0 || (hasArchived && archived === meanwhile.length);
}

const untilOf = ({ states }: Life, at: number): number => states[at + 1]?.from ?? Infinity;

/** Whether a record was like this at some moment since `from`. */
function wasSo(life: Life, text: string, from: number): boolean {
  return life.states.some((state, at) => state.text === text && untilOf(life, at) > from);
}
