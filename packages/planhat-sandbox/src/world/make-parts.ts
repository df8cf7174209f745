import type { ModelName } from "@churned/planhat-client/models";
import type { Random } from "./random.ts";
import { makeRecordId } from "./record-id.ts";
import * as names from "./names.ts";
import * as words from "./words.ts";

/** How many records of each model a tenant has. */
export type Sizes = Readonly<Record<ModelName, number>>;

/** The seed and the sizes from which a tenant's records are generated. */
export interface Recipe {
  readonly seed: string;
  readonly sizes: Sizes;
}

export type Fields = Record<string, unknown>;

/** Makes the fields of one record from its index. */
export type Maker = (recipe: Recipe, index: number, random: Random, createdAt: Date) => Fields;

const DAY_MS = 86_400_000;
export const LAST_CHANGE_MS = Date.UTC(2026, 10, 20);

/** The name of the `index`-th company. All names differ. */
export function makeCompanyName(index: number): string {
  const combinations = names.companyFirsts.length * names.companySeconds.length;
  // 1,009 and 2,400 have no common factor, so steps of 1,009 reach every combination once.
  const place = (index * 1_009) % combinations;
  const first = names.companyFirsts[place % names.companyFirsts.length] ?? "";
  const second = names.companySeconds[Math.floor(place / names.companyFirsts.length)] ?? "";
  const round = Math.floor(index / combinations);
  return round === 0 ? `${first} ${second}` : `${first} ${second} ${round + 1}`;
}

export function makeDomain(index: number): string {
  return `${makeCompanyName(index).toLowerCase().replaceAll(" ", "-")}.example`;
}

/** Draws the company that a record belongs to. */
export function pickCompany(
  recipe: Recipe,
  random: Random,
): { id: string; name: string; index: number } | undefined {
  const count = recipe.sizes.company;
  if (count === 0) return undefined;
  const index = random.between(0, count - 1);
  return {
    id: makeRecordId(recipe.seed, "company", index, count),
    name: makeCompanyName(index),
    index,
  };
}

export function pickUser(recipe: Recipe, random: Random): string {
  const count = recipe.sizes.user;
  // For a record without an owner, Planhat sends an empty text.
  return count === 0 ? "" : makeRecordId(recipe.seed, "user", random.between(0, count - 1), count);
}

export function addDays(date: Date, days: number): string {
  return new Date(date.getTime() + days * DAY_MS).toISOString();
}

export function toDayNumber(date: Date, days: number): number {
  return Math.floor(date.getTime() / DAY_MS) + days;
}

export function makePerson(random: Random): { firstName: string; lastName: string } {
  return { firstName: random.pick(names.firstNames), lastName: random.pick(names.lastNames) };
}

const mailNames = new Map<string, string>();

/** A name in the form that stands before the `@` of a mail address. There are few names, so the results are cached. */
export function makeMailName(first: string, last: string): string {
  const name = `${first}.${last}`;
  const known = mailNames.get(name);
  if (known !== undefined) return known;
  const made = name
    .normalize("NFD")
    .toLowerCase()
    .replaceAll("ø", "o")
    .replaceAll("ı", "i")
    .replaceAll(/[^a-z.]/g, "");
  mailNames.set(name, made);
  return made;
}

function makeCustomValue(type: string, random: Random): unknown {
  switch (type) {
    case "checkbox":
      return random.chance(0.5);
    case "number":
      return random.between(0, 500);
    case "rating":
      return random.between(1, 5);
    case "day":
    case "date":
      return addDays(new Date(LAST_CHANGE_MS), -random.between(1, 700));
    case "list":
      return random.pick(["Low", "Medium", "High"]);
    case "multipicklist":
      return [random.pick(words.products), random.pick(words.phases)];
    default:
      return `${random.pick(["NL", "DE", "SE"])}-${random.between(10_000, 99_999)}`;
  }
}

export function makeCustom(parent: string, random: Random): Fields {
  const custom: Fields = {};
  for (const [name, type, of] of words.customFields) {
    if (of === parent && random.chance(0.8)) custom[name] = makeCustomValue(type, random);
  }
  return custom;
}
