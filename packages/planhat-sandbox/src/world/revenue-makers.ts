import type { ModelName } from "@churned/planhat-client/models";
import { addDays, makeCustom, pickCompany, pickUser } from "./make-parts.ts";
import type { Fields, Maker, Recipe } from "./make-parts.ts";
import type { Random } from "./random.ts";
import { makeRecordId } from "./record-id.ts";
import * as words from "./words.ts";

/**
 * Makers of sales, assets, and the models of Planhat's revenue model of 2026. Some property names of deals and line
 * items are guessed.
 */
export const revenueMakers = {
  sale: (recipe, index, random, createdAt) => ({
    ...makeBelonging(recipe, random),
    externalId: `sale-${index}`,
    sourceId: "",
    salesDate: createdAt.toISOString(),
    value: random.between(1, 80) * 250,
    _currency: random.pick(["EUR", "USD", "SEK"]),
    product: random.pick(words.products),
    custom: {},
  }),
  asset: (recipe, index, random, createdAt) => ({
    ...makeBelonging(recipe, random),
    name: `${random.pick(["Workspace", "Site", "Terminal", "Gateway"])} ${index + 1}`,
    externalId: `asset-${index}`,
    sourceId: "",
    serialNumber: `SN-${random.between(100_000, 999_999)}`,
    value: random.between(1, 50) * 100,
    _currency: "EUR",
    installDate: createdAt.toISOString(),
    status: random.pick(["active", "active", "retired"]),
    ownerId: pickUser(recipe, random),
    usage: { sessions30: random.between(0, 400) },
    custom: {},
  }),
  product: (_recipe, index, random) => {
    const mrr = random.between(1, 40) * 25;
    return {
      name: `${words.products[index % words.products.length]} ${Math.floor(index / words.products.length) + 1}`,
      externalId: `product-${index}`,
      sourceId: "",
      type: random.pick(["subscription", "subscription", "fee"]),
      mrr,
      arr: mrr * 12,
      value: mrr * 12,
      currency: "EUR",
      fixedPeriod: true,
      autoRenews: true,
      length: 12,
      noticePeriod: 3,
      noticeUnit: "month",
      packages: [],
      color: "#0b5cad",
    };
  },
  deal: (recipe, index, random, createdAt) => {
    const company = makeBelonging(recipe, random);
    const mrr = random.between(2, 90) * 50;
    return {
      ...company,
      name: `${random.pick(words.products)} ${createdAt.getUTCFullYear()}`,
      externalId: `deal-${index}`,
      sourceId: "",
      stage: random.pick(["open", "Closed Won", "Closed Won", "Closed Lost"]),
      owner: pickUser(recipe, random),
      mrr,
      arr: mrr * 12,
      currency: "EUR",
      fromDate: createdAt.toISOString(),
      toDate: addDays(createdAt, 365),
      custom: makeCustom("Deal", random),
    };
  },
  lineitem: (recipe, index, random, createdAt) => {
    const company = makeBelonging(recipe, random);
    const mrr = random.between(1, 40) * 25;
    return {
      ...company,
      dealId: pickId(recipe, "deal", random),
      productId: pickId(recipe, "product", random),
      externalId: `line-${index}`,
      sourceId: "",
      type: random.pick(["subscription", "fee"]),
      fixedPeriod: true,
      fromDate: createdAt.toISOString(),
      toDate: addDays(createdAt, 365),
      length: 12,
      mrr,
      arr: mrr * 12,
      value: mrr * 12,
      status: random.pick(["ongoing", "renewed", "lost"]),
    };
  },
} as const satisfies Partial<Record<ModelName, Maker>>;

/** The company that a record belongs to, as Planhat's two usual properties. */
export function makeBelonging(recipe: Recipe, random: Random): Fields {
  const company = pickCompany(recipe, random);
  return { companyId: company?.id ?? "", companyName: company?.name ?? "" };
}

/** The `_id` of a random record of a model. An empty text if there is no record. */
export function pickId(recipe: Recipe, model: string, random: Random): string {
  const sizes: Readonly<Record<string, number>> = recipe.sizes;
  const count = sizes[model] ?? 0;
  return count > 0 ? makeRecordId(recipe.seed, model, random.between(0, count - 1), count) : "";
}
