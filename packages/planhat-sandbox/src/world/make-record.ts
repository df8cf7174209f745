import type { ModelName } from "@churned/planhat-client/models";
import { makeRandom } from "./random.ts";
import type { Random } from "./random.ts";
import { makeRecordId, readCreatedAt } from "./record-id.ts";
import * as words from "./words.ts";

/** A record as the sandbox serves it. */
export type SandboxRecord = Record<string, unknown> & { readonly _id: string };

/** How many records of each model a tenant has. */
export type Sizes = Readonly<Record<ModelName, number>>;

/** What a generated tenant is made from. */
export interface Recipe {
  readonly seed: string;
  readonly sizes: Sizes;
}

type Fields = Record<string, unknown>;
type Maker = (recipe: Recipe, index: number, random: Random, createdAt: Date) => Fields;

const DAY_MS = 86_400_000;
const LAST_CHANGE_MS = Date.UTC(2026, 10, 20);

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

/** The `index`-th company's name; no two are the same. */
function makeCompanyName(index: number): string {
  const combinations = words.companyFirsts.length * words.companySeconds.length;
  // 1,009 shares no factor with 2,400, so stepping by it meets every combination once.
  const place = (index * 1_009) % combinations;
  const first = words.companyFirsts[place % words.companyFirsts.length] ?? "";
  const second = words.companySeconds[Math.floor(place / words.companyFirsts.length)] ?? "";
  const round = Math.floor(index / combinations);
  return round === 0 ? `${first} ${second}` : `${first} ${second} ${round + 1}`;
}

function makeDomain(index: number): string {
  return `${makeCompanyName(index).toLowerCase().replaceAll(" ", "-")}.example`;
}

/** Which company a record belongs to: every company gets some, in no visible order. */
function pickCompany(
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

function pickUser(recipe: Recipe, random: Random): string {
  const count = recipe.sizes.user;
  // Planhat sends an empty text where nobody owns a record.
  return count === 0 ? "" : makeRecordId(recipe.seed, "user", random.between(0, count - 1), count);
}

function addDays(date: Date, days: number): string {
  return new Date(date.getTime() + days * DAY_MS).toISOString();
}

function toDayNumber(date: Date, days: number): number {
  return Math.floor(date.getTime() / DAY_MS) + days;
}

function makePerson(random: Random): { firstName: string; lastName: string } {
  return { firstName: random.pick(words.firstNames), lastName: random.pick(words.lastNames) };
}

function makeMailName(first: string, last: string): string {
  const plain = `${first}.${last}`.normalize("NFD").toLowerCase();
  return plain
    .replaceAll("ø", "o")
    .replaceAll("ı", "i")
    .replaceAll(/[^a-z.]/g, "");
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

function makeCustom(parent: string, random: Random): Fields {
  const custom: Fields = {};
  for (const [name, type, of] of words.customFields) {
    if (of === parent && random.chance(0.8)) custom[name] = makeCustomValue(type, random);
  }
  return custom;
}

const makers: Readonly<Partial<Record<ModelName, Maker>>> = {
  company: (recipe, index, random, createdAt) => {
    const status = random.pick([
      "customer",
      "customer",
      "customer",
      "customer",
      "prospect",
      "coming",
      "canceled",
      "lost",
    ]);
    const mrr = status === "customer" ? random.between(2, 90) * 50 : 0;
    const renewalDays = random.between(-30, 400);
    return {
      name: makeCompanyName(index),
      externalId: `crm-${10_000 + index}`,
      sourceId: random.chance(0.7) ? `001${String(index).padStart(12, "0")}` : "",
      slug: makeDomain(index).replace(".example", ""),
      domains: [makeDomain(index)],
      web: `https://www.${makeDomain(index)}`,
      country: random.pick(words.countries),
      city: random.pick(words.cities),
      phase: random.pick(words.phases),
      status,
      owner: pickUser(recipe, random),
      coOwner: random.chance(0.3) ? pickUser(recipe, random) : "",
      customerFrom: createdAt.toISOString(),
      h: random.between(0, 10),
      csmScore: random.between(1, 5),
      nps: random.between(-100, 100),
      mr: mrr,
      arr: mrr * 12,
      mrrTotal: mrr * random.between(6, 40),
      renewalDate: mrr > 0 ? addDays(new Date(LAST_CHANGE_MS), renewalDays) : null,
      renewalDaysFromNow: mrr > 0 ? renewalDays : null,
      autoRenews: random.chance(0.6),
      products: [random.pick(words.products)],
      tags: random.chance(0.4) ? [random.pick(["vip", "pilot", "partner", "öffentlich"])] : [],
      usage: { logins30: random.between(0, 900), activeSeats: random.between(0, 120) },
      lastTouch: addDays(new Date(LAST_CHANGE_MS), -random.between(0, 120)),
      custom: makeCustom("Company", random),
    };
  },
  enduser: (recipe, index, random) => {
    const company = pickCompany(recipe, random);
    const { firstName, lastName } = makePerson(random);
    const mailName = `${makeMailName(firstName, lastName)}.${index}`;
    return {
      firstName,
      lastName,
      name: `${firstName} ${lastName}`,
      email: `${mailName}@${company ? makeDomain(company.index) : "nowhere.example"}`,
      companyId: company?.id ?? "",
      companyName: company?.name ?? "",
      externalId: random.chance(0.8) ? `u-${index}` : "",
      sourceId: "",
      position: random.pick(words.jobs),
      phone: "",
      tags: [],
      primary: random.chance(0.1),
      archived: false,
      lastActive: addDays(new Date(LAST_CHANGE_MS), -random.between(0, 90)),
      usage: { logins30: random.between(0, 60) },
      custom: makeCustom("EndUser", random),
    };
  },
  license: (recipe, index, random, createdAt) => {
    const company = pickCompany(recipe, random);
    const mrr = random.between(2, 90) * 50;
    return {
      companyId: company?.id ?? "",
      companyName: company?.name ?? "",
      externalId: `sub-${index}`,
      sourceId: "",
      product: random.pick(words.products),
      _currency: random.pick(["EUR", "USD", "SEK"]),
      fromDate: createdAt.toISOString(),
      toDate: addDays(createdAt, 365 * random.between(1, 3)),
      length: 12,
      mrr,
      arr: mrr * 12,
      value: mrr * 12,
      status: random.pick(["ongoing", "ongoing", "ongoing", "renewed", "lost"]),
      fixedPeriod: true,
      autoRenews: random.chance(0.6),
      noticePeriod: 3,
      noticeUnit: "month",
      custom: makeCustom("License", random),
    };
  },
  churn: (recipe, _index, random, createdAt) => {
    const company = pickCompany(recipe, random);
    return {
      companyId: company?.id ?? "",
      companyName: company?.name ?? "",
      churnDate: addDays(createdAt, 20),
      reasons: [random.pick(words.churnReasons)],
      products: [random.pick(words.products)],
      value: random.between(1, 60) * 600,
      currency: "EUR",
      comment: "",
      onlyDowngrade: random.chance(0.2),
      snoozed: false,
    };
  },
  nps: (recipe, _index, random, createdAt) => {
    const company = pickCompany(recipe, random);
    const { firstName, lastName } = makePerson(random);
    return {
      cId: company?.id ?? "",
      email: `${makeMailName(firstName, lastName)}@${company ? makeDomain(company.index) : "nowhere.example"}`,
      nps: random.between(0, 10),
      npsComment: random.chance(0.3) ? "Does what it should 👍" : "",
      npsDate: createdAt.toISOString(),
    };
  },
  conversation: (recipe, _index, random, createdAt) => {
    const company = pickCompany(recipe, random);
    return {
      companyId: company?.id ?? "",
      companyName: company?.name ?? "",
      type: random.pick(["note", "call", "email", "Quarterly review"]),
      subject: random.pick(words.subjects),
      description: "<p>We went through the open points.</p>",
      date: createdAt.toISOString(),
      userIds: [pickUser(recipe, random)].filter(Boolean),
      tags: [],
      starred: false,
      archived: false,
    };
  },
  ticket: (recipe, index, random, createdAt) => {
    const company = pickCompany(recipe, random);
    return {
      companyId: company?.id ?? "",
      companyName: company?.name ?? "",
      type: "ticket",
      sourceId: `zd-${40_000 + index}`,
      source: "zendesk",
      subject: random.pick(words.subjects),
      status: random.pick(["open", "pending", "solved", "closed"]),
      severity: random.pick(["low", "normal", "high"]),
      timeSpent: random.between(1, 240),
      date: createdAt.toISOString(),
    };
  },
  task: (recipe, _index, random, createdAt) => {
    const company = pickCompany(recipe, random);
    return {
      companyId: company?.id ?? "",
      companyName: company?.name ?? "",
      mainType: random.pick(["task", "task", "event"]),
      action: random.pick(words.subjects),
      status: random.pick(["To Do", "in-progress", "done"]),
      ownerId: pickUser(recipe, random),
      startTime: createdAt.toISOString(),
      endTime: addDays(createdAt, random.between(1, 30)),
      isArchived: random.chance(0.4),
    };
  },
  invoice: (recipe, index, random, createdAt) => {
    const company = pickCompany(recipe, random);
    return {
      cId: company?.id ?? "",
      cName: company?.name ?? "",
      extId: `inv-${index}`,
      invoiceNo: `2026-${String(index).padStart(5, "0")}`,
      currency: {
        _id: "60f0c0ffee0ddba11facade5",
        symbol: "EUR",
        rate: 1,
        isBase: true,
        overrides: {},
        __v: 0,
      },
      product: random.pick(words.products),
      invoiceDate: toDayNumber(createdAt, 0),
      dueDate: toDayNumber(createdAt, 30),
      paidDate: random.chance(0.8) ? toDayNumber(createdAt, random.between(2, 45)) : null,
      amountTotal: random.between(10, 900) * 10,
      status: random.pick(["paid", "paid", "paid", "pending", "overdue"]),
    };
  },
  opportunity: (recipe, _index, random, createdAt) => {
    const company = pickCompany(recipe, random);
    return {
      companyId: company?.id ?? "",
      title: `${random.pick(words.products)} for ${company?.name ?? "a prospect"}`,
      status: random.pick(["active", "won", "lost"]),
      salesStage: random.pick(["Qualified", "Offer", "Negotiation"]),
      mrr: random.between(2, 90) * 50,
      _currency: "EUR",
      ownerId: pickUser(recipe, random),
      closeDate: addDays(createdAt, 60),
    };
  },
  user: (_recipe, index, random) => {
    const { firstName, lastName } = makePerson(random);
    return {
      firstName,
      lastName,
      nickName: firstName,
      email: `${makeMailName(firstName, lastName)}.${index}@acme.example`,
      externalId: "",
      inactive: random.chance(0.1),
      isHidden: false,
      removed: false,
      roles: [],
    };
  },
  customfield: (_recipe, index, random) => {
    const known = words.customFields[index];
    const [name, type, parent] = known ?? [
      `Extra field ${index + 1}`,
      random.pick(["text", "number", "day"]),
      "Company",
    ];
    return {
      name,
      type,
      parent,
      isHidden: false,
      isFeatured: random.chance(0.3),
      isShared: false,
      isLocked: false,
      isMandatory: false,
      isFormula: false,
      listValues: type === "list" ? ["Low", "Medium", "High"] : [],
    };
  },
};
