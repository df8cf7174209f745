import { models } from "@churned/planhat-client/models";
import type { ModelName } from "@churned/planhat-client/models";
import { coreMakers } from "./core-makers.ts";
import { LAST_CHANGE_MS, pickCompany } from "./make-parts.ts";
import type { Maker, Recipe } from "./make-parts.ts";
import { drawFirst, spreadSeed, startRandom } from "./random.ts";
import { makeRecordId, readCreatedMs } from "./record-id.ts";
import { revenueMakers } from "./revenue-makers.ts";
import { workMakers } from "./work-makers.ts";

/** A record as the sandbox serves it. */
export type SandboxRecord = Record<string, unknown> & { readonly _id: string };

const makers: Readonly<Record<ModelName, Maker>> = {
  ...coreMakers,
  ...revenueMakers,
  ...workMakers,
};

/** If a model has more records than this number, a record is made at each read and none is kept. */
export const DERIVED_ABOVE = 100_000;

/** Whether a model's records belong to companies. Then a request can ask the list for the records of some companies. */
function isOfCompany(model: ModelName): boolean {
  return models[model].filters.some((filter) => filter === "companyId" || filter === "cId");
}

/**
 * Makes the `index`-th record of a model only from its index. The record is the same every time and needs no other
 * record.
 */
export function makeRecord(recipe: Recipe, model: ModelName, index: number): SandboxRecord {
  const count = recipe.sizes[model];
  const random = startRandom(spreadFor(recipe, model, index));
  const createdMs = readCreatedMs(index, count);
  const createdAt = new Date(createdMs);
  const updatedMs = findUpdatedMs(count, createdMs, random.next());
  return {
    _id: makeRecordId(recipe.seed, model, index, count),
    ...makers[model](recipe, index, random, createdAt),
    createdAt: createdAt.toISOString(),
    [model === "invoice" ? "lastUpdated" : "updatedAt"]: new Date(updatedMs).toISOString(),
    __v: 0,
  };
}

/** The time of the last change of the `index`-th record, without making the record. */
export function readUpdatedMs(recipe: Recipe, model: ModelName, index: number): number {
  const count = recipe.sizes[model];
  const drawn = drawFirst(spreadFor(recipe, model, index));
  return findUpdatedMs(count, readCreatedMs(index, count), drawn);
}

/**
 * The company of the `index`-th record, without making the record. Every maker draws the company right after the time
 * of change.
 */
export function readCompanyId(recipe: Recipe, model: ModelName, index: number): string | undefined {
  if (model === "company") return makeRecordId(recipe.seed, model, index, recipe.sizes.company);
  if (!isOfCompany(model)) return undefined;
  const random = startRandom(spreadFor(recipe, model, index));
  random.next();
  return pickCompany(recipe, random)?.id ?? "";
}

const spreads = new WeakMap<Recipe, Map<ModelName, number>>();

/**
 * The hash of a record's seed. All records of a model share the beginning of their seeds, and this beginning is
 * hashed once.
 */
function spreadFor(recipe: Recipe, model: ModelName, index: number): number {
  let ofRecipe = spreads.get(recipe);
  if (!ofRecipe) spreads.set(recipe, (ofRecipe = new Map()));
  let spread = ofRecipe.get(model);
  if (spread === undefined) {
    spread = spreadSeed(`${recipe.seed}/${model}/`);
    ofRecipe.set(model, spread);
  }
  return spreadSeed(String(index), spread);
}

/**
 * The time of the last change. For large models, the time is in whole seconds, so that time and index fit into one
 * sort key.
 */
function findUpdatedMs(count: number, createdMs: number, share: number): number {
  const updatedMs = createdMs + share * (LAST_CHANGE_MS - createdMs);
  return count > DERIVED_ABOVE ? Math.floor(updatedMs / 1_000) * 1_000 : updatedMs;
}
