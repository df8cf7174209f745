import { makeRandom } from "./random.ts";

/** The generated world's first and last day. Fixed, so that a seed gives the same tenant whenever it is run. */
const FIRST_SECOND = Date.UTC(2022, 0, 3) / 1000;
const LAST_SECOND = Date.UTC(2026, 9, 30) / 1000;

/** The `_id` of the `index`-th of `count` generated records: an ObjectId (time, machine, counter), so that ids sort
 *  in the order of creation, as Planhat's do. */
export function makeRecordId(seed: string, model: string, index: number, count: number): string {
  const share = count <= 1 ? 0 : index / (count - 1);
  const second = Math.floor(FIRST_SECOND + share * (LAST_SECOND - FIRST_SECOND));
  return formatObjectId(second, makeMachine(seed, model), index);
}

/** The `_id` of a record added while the sandbox runs. */
export function makeLateRecordId(model: string, nowMs: number, counter: number): string {
  return formatObjectId(Math.floor(nowMs / 1000), makeMachine("late", model), counter);
}

/** When a record with this `_id` was made. */
export function readCreatedAt(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8), 16) * 1000);
}

function formatObjectId(second: number, machine: string, counter: number): string {
  return hex(second, 8) + machine + hex(counter % 0x1000000, 6);
}

/** What a model's ids have in the middle. By name, not by place in the registry: a model added there changes no id. */
const machineNumbers: Readonly<Record<string, number>> = {
  company: 0,
  enduser: 1,
  license: 2,
  churn: 3,
  nps: 4,
  conversation: 5,
  ticket: 6,
  task: 7,
  invoice: 8,
  opportunity: 9,
  user: 10,
  customfield: 11,
};

const machines = new Map<string, string>();

function makeMachine(seed: string, model: string): string {
  const key = `${seed}/${model}`;
  const known = machines.get(key);
  if (known) return known;
  const random = makeRandom(key);
  const made =
    hex(machineNumbers[model] ?? makeRandom(model).between(12, 255), 2) +
    hex(random.between(0, 0xffffffff), 8);
  machines.set(key, made);
  return made;
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, "0");
}
