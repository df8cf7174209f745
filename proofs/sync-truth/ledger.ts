/**
 * The true history of a tenant's records: every state of every record, and when the record existed. The time is the
 * number of changes so far.
 */

import type { RecordChange, Sandbox } from "@churned/planhat-sandbox";

import { writeRecord, listRecordTexts } from "./record-texts.ts";

/** One state of a record, as text that does not depend on the order of properties. */
interface State {
  readonly text: string;
  readonly from: number;
  readonly isArchived: boolean;
}

/**
 * The time in which a record existed. `to` is Infinity while the record exists. A restored record gets a second span.
 */
interface Span {
  readonly from: number;
  to: number;
}

interface Life {
  readonly states: State[];
  readonly spans: Span[];
}

/** The time of a sync: the number of changes at its start and at its end. */
export interface Pass {
  readonly from: number;
  readonly to: number;
}

/** A model that a sync reports as whole: the sync read it to a proven end and stored every record. */
export interface Believed {
  readonly model: string;
  /** True if the sync also read archived records. */
  readonly hasArchived: boolean;
  /** When the model's last full sync began. A restored record keeps its change times, so only a full sync finds it. */
  readonly fullFrom: number;
}

/** A record as the product stored it (landed it). */
export interface Landed {
  readonly model: string;
  readonly id: string;
  readonly data: unknown;
  readonly isDeleted: boolean;
}

/** The history of one tenant's records. */
export interface Ledger extends Disposable {
  now(): number;
  /**
   * Lists the errors in the landed records after a sync. A missing or old record is an error only if its model is
   * whole.
   */
  findFaults(landed: readonly Landed[], pass: Pass, believed: readonly Believed[]): string[];
  /** Lists records that were removed before this moment and are still stored as live records. */
  findUndeleted(landed: readonly Landed[], before: number): string[];
  /** Whether a record of the model was restored, or left the archive, during the sync. */
  cameBack(model: ModelName, pass: Pass): boolean;
}

type ModelName = RecordChange["model"];

/** Records a tenant's history from now on. The times of a landed record may be `skewMs` ahead, as Planhat sent them. */
export function openLedger(
  sandbox: Sandbox,
  tenant: string,
  { models, skewMs }: { readonly models: readonly ModelName[]; readonly skewMs: number },
): Ledger {
  const lives = new Map<string, Life>();
  /** For each record that is stored as deleted: the start of the sync that marked it as deleted. */
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
      text: writeRecord(record),
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
    else if (!life) throw new Error(`${model} ${id} ${kind} before it was added.`);
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
          !life.states.some(({ text }) => listRecordTexts(data, skewMs).includes(text))
        )
          faults.push(`${key} never was as it landed`);
      }
      const believedOf = new Map(believed.map((one) => [one.model, one]));
      for (const [key, life] of lives) {
        const model = believedOf.get(key.split("/")[0] ?? "");
        if (model === undefined || !mustBeHere(life, pass, model)) continue;
        const one = shown.get(key);
        if (!one || one.isDeleted) faults.push(`${key} lived throughout and is missing`);
        else if (!listRecordTexts(one.data, skewMs).some((text) => wasSo(life, text, pass.from)))
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
    cameBack: (model, pass) =>
      [...lives].some(([key, life]) => key.startsWith(`${model}/`) && cameBack(life, pass)),
    [Symbol.dispose]: stop,
  };
}

function lastSpan({ spans }: Life): Span {
  const last = spans.at(-1);
  if (!last) throw new Error("A record has at least one span.");
  return last;
}

function livedThroughout(life: Life, { from, to }: Pass): boolean {
  return life.spans.some((span) => span.from <= from && span.to > to);
}

/**
 * Whether a sync must have stored a record: the record existed during the whole sync and was not hidden. If a record
 * moved into or out of the archive during the sync, both lists may have missed it when they were read.
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

function cameBack({ states, spans }: Life, { from, to }: Pass): boolean {
  const isWithin = (at: number): boolean => at > from && at <= to;
  return (
    spans.slice(1).some((span) => isWithin(span.from)) ||
    states.some(
      (state, at) => isWithin(state.from) && !state.isArchived && states[at - 1]?.isArchived,
    )
  );
}

const untilOf = ({ states }: Life, at: number): number => states[at + 1]?.from ?? Infinity;

/** Whether the record had this state at some moment since `from`. */
function wasSo(life: Life, text: string, from: number): boolean {
  return life.states.some((state, at) => state.text === text && untilOf(life, at) > from);
}
