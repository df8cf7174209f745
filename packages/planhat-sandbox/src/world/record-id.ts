import { makeRandom } from "./random.ts";

/**
 * The first and the last creation time of generated records. They are fixed, so that a seed always gives the same
 * tenant.
 */
const FIRST_SECOND = Date.UTC(2022, 0, 3) / 1000;
const LAST_SECOND = Date.UTC(2026, 9, 30) / 1000;

/** The `_id` of the `index`-th of `count` generated records. It is an ObjectId (time, machine, counter). So ids sort
 *  in the order of creation, as Planhat's ids do. */
export function makeRecordId(seed: string, model: string, index: number, count: number): string {
  return formatObjectId(findSecond(index, count), makeMachine(seed, model), index);
}

/** The creation time of the `index`-th of `count` generated records. */
export function readCreatedMs(index: number, count: number): number {
  return findSecond(index, count) * 1_000;
}

function findSecond(index: number, count: number): number {
  const share = count <= 1 ? 0 : index / (count - 1);
  return Math.floor(FIRST_SECOND + share * (LAST_SECOND - FIRST_SECOND));
}

/** The `_id` of a record that is added while the sandbox runs. */
export function makeLateRecordId(model: string, nowMs: number, counter: number): string {
  return formatObjectId(Math.floor(nowMs / 1000), makeMachine("late", model), counter);
}

const COUNTER_ROOM = 0x1000000;

function formatObjectId(second: number, machine: string, counter: number): string {
  const count = (COUNTER_ROOM + (counter % COUNTER_ROOM)).toString(16).slice(1);
  return hex(second, 8) + machine + count;
}

/**
 * The machine part of a model's ids. The number depends on the model's name and not on the registry's order, so that
 * a new model changes no id.
 */
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

const machines = new Map<string, Map<string, string>>();

function makeMachine(seed: string, model: string): string {
  const ofSeed = machines.get(seed) ?? new Map<string, string>();
  machines.set(seed, ofSeed);
  const known = ofSeed.get(model);
  if (known) return known;
  const random = makeRandom(`${seed}/${model}`);
  const made =
    hex(machineNumbers[model] ?? makeRandom(model).between(12, 255), 2) +
    hex(random.between(0, 0xffffffff), 8);
  ofSeed.set(model, made);
  return made;
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, "0");
}
