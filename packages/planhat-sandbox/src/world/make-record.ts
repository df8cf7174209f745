import type { ModelName } from "@churned/planhat-client/models";
import { coreMakers } from "./core-makers.ts";
import { LAST_CHANGE_MS } from "./make-parts.ts";
import type { Maker, Recipe } from "./make-parts.ts";
import { makeRandom } from "./random.ts";
import { makeRecordId, readCreatedAt } from "./record-id.ts";
import { revenueMakers } from "./revenue-makers.ts";
import { workMakers } from "./work-makers.ts";

/** A record as the sandbox serves it. */
export type SandboxRecord = Record<string, unknown> & { readonly _id: string };

const makers: Readonly<Record<string, Maker>> = { ...coreMakers, ...revenueMakers, ...workMakers };

/** Makes the `index`-th record of a model, alone from its place: the same every time, and without any other. */
export function makeRecord(recipe: Recipe, model: ModelName, index: number): SandboxRecord {
  const _id = makeRecordId(recipe.seed, model, index, recipe.sizes[model]);
  const random = makeRandom(`${recipe.seed}/${model}/${index}`);
  const createdAt = readCreatedAt(_id);
  const updatedAt = new Date(
    createdAt.getTime() + random.next() * (LAST_CHANGE_MS - createdAt.getTime()),
  );
  return {
    _id,
    ...makers[model]?.(recipe, index, random, createdAt),
    createdAt: createdAt.toISOString(),
    [model === "invoice" ? "lastUpdated" : "updatedAt"]: updatedAt.toISOString(),
    __v: 0,
  };
}
