/** What was true when: every state that every record legally had, and from when to when it lived. Time is counted in
 *  changes. */

import type { RecordChange, Sandbox } from "@churned/planhat-sandbox";

/** One state of a record, as a text that does not depend on the order of properties. */
interface State {
  readonly text: string;
  readonly from: number;
}

interface Life {
  readonly states: State[];
  readonly bornAt: number;
  /** Infinity while it lives. */
  goneAt: number;
}

/** A sync: from its first change to its last. */
export interface Pass {
  readonly from: number;
  readonly to: number;
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
  findFaults(landed: readonly Landed[], pass: Pass, wholeModels: ReadonlySet<string>): string[];
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
  let now = 0;
  for (const model of models)
    for (const record of sandbox.listRecords({ tenant, model })) born(model, record._id, record);

  function born(model: string, id: string, record: unknown): void {
    const state = { text: spell(record), from: now };
    lives.set(`${model}/${id}`, { states: [state], bornAt: now, goneAt: Infinity });
  }

  const spellAll = (landed: unknown): string[] =>
    [landed, ...withoutOddText(landed)].flatMap((data) => [
      spell(data),
      spell(turnBack(data, skewMs)),
    ]);

  const stop = sandbox.watchRecords((change) => {
    if (change.tenant !== tenant) return;
    now += 1;
    const { model, kind, id, record } = change;
    const life = lives.get(`${model}/${id}`);
    if (kind === "added") born(model, id, record);
    else if (!life) throw new Error(`${model} ${id} ${kind} before it was born.`);
    else if (kind === "removed") life.goneAt = now;
    else life.states.push({ text: spell(record), from: now });
  });

  return {
    now: () => now,
    findFaults(landed, { from, to }, wholeModels) {
      const faults: string[] = [];
      const shown = new Map(landed.map((one) => [`${one.model}/${one.id}`, one]));
      if (shown.size !== landed.length) faults.push("a record landed twice");
      for (const [key, { data, isDeleted }] of shown) {
        const life = lives.get(key);
        if (!life) faults.push(`${key} never lived`);
        else if (isDeleted && life.goneAt > to) faults.push(`${key} was deleted and lives`);
        else if (!isDeleted && !life.states.some(({ text }) => spellAll(data).includes(text)))
          faults.push(`${key} never was as it landed`);
      }
      for (const [key, life] of lives) {
        if (life.bornAt > from || life.goneAt <= to) continue;
        if (!wholeModels.has(key.split("/")[0] ?? "")) continue;
        const one = shown.get(key);
        if (!one || one.isDeleted) faults.push(`${key} lived throughout and is missing`);
        else if (!spellAll(one.data).some((text) => wasSo(life, text, from)))
          faults.push(`${key} is older than the sync`);
      }
      return faults;
    },
    findUndeleted: (landed, before) =>
      landed
        .filter(({ isDeleted }) => !isDeleted)
        .map(({ model, id }) => `${model}/${id}`)
        .filter((key) => (lives.get(key)?.goneAt ?? Infinity) <= before),
    [Symbol.dispose]: stop,
  };
}

/** Whether a record was like this at some moment since `from`. */
function wasSo({ states }: Life, text: string, from: number): boolean {
  return states.some((state, at) => {
    const until = states[at + 1]?.from ?? Infinity;
    return state.text === text && until > from;
  });
}

const times = new Set(["createdAt", "updatedAt", "lastUpdated"]);

function turnBack(data: unknown, byMs: number): unknown {
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]: [string, unknown]) =>
      times.has(name) && typeof value === "string"
        ? [name, new Date(Date.parse(value) - byMs).toISOString()]
        : [name, value],
    ),
  );
}

const oddName = "Odd\uFFFD text";

/** What a record is without the text that the sandbox adds and the landing repairs; it may have had custom fields or not. */
function withoutOddText(data: unknown): unknown[] {
  if (typeof data !== "object" || data === null || !("custom" in data)) return [];
  const { custom, ...rest } = data;
  if (typeof custom !== "object" || custom === null || !(oddName in custom)) return [];
  const { [oddName]: odd, ...kept } = custom;
  const bare = Object.fromEntries(
    Object.entries(rest).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === "string"
        ? value.replace(` ${String(odd)}`, "").replace(/\uFFFD\uFFFD$/, "")
        : value,
    ]),
  );
  return [{ ...bare, custom: kept }, ...(Object.keys(kept).length === 0 ? [bare] : [])];
}

function spell(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
