import type { ModelName } from "@churned/planhat-client/models";
import * as parts from "./make-parts.ts";
import type { Maker } from "./make-parts.ts";
import * as words from "./words.ts";

/**
 * Makers for the models with the most records. A maker is a function that makes one record from random numbers. If
 * the record belongs to a company, the maker draws the company first.
 */
export const coreMakers = {
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
      name: parts.makeCompanyName(index),
      externalId: `crm-${10_000 + index}`,
      sourceId: random.chance(0.7) ? `001${String(index).padStart(12, "0")}` : "",
      slug: parts.makeDomain(index).replace(".example", ""),
      domains: [parts.makeDomain(index)],
      web: `https://www.${parts.makeDomain(index)}`,
      country: random.pick(words.countries),
      city: random.pick(words.cities),
      phase: random.pick(words.phases),
      status,
      owner: parts.pickUser(recipe, random),
      coOwner: random.chance(0.3) ? parts.pickUser(recipe, random) : "",
      customerFrom: createdAt.toISOString(),
      h: random.between(0, 10),
      csmScore: random.between(1, 5),
      nps: random.between(-100, 100),
      mr: mrr,
      arr: mrr * 12,
      mrrTotal: mrr * random.between(6, 40),
      renewalDate: mrr > 0 ? parts.addDays(new Date(parts.LAST_CHANGE_MS), renewalDays) : null,
      renewalDaysFromNow: mrr > 0 ? renewalDays : null,
      autoRenews: random.chance(0.6),
      products: [random.pick(words.products)],
      tags: random.chance(0.4) ? [random.pick(["vip", "pilot", "partner", "öffentlich"])] : [],
      usage: { logins30: random.between(0, 900), activeSeats: random.between(0, 120) },
      lastTouch: parts.addDays(new Date(parts.LAST_CHANGE_MS), -random.between(0, 120)),
      custom: parts.makeCustom("Company", random),
    };
  },
  enduser: (recipe, index, random) => {
    const company = parts.pickCompany(recipe, random);
    const { firstName, lastName } = parts.makePerson(random);
    const mailName = `${parts.makeMailName(firstName, lastName)}.${index}`;
    return {
      firstName,
      lastName,
      name: `${firstName} ${lastName}`,
      email: `${mailName}@${company ? parts.makeDomain(company.index) : "nowhere.example"}`,
      companyId: company?.id ?? "",
      companyName: company?.name ?? "",
      externalId: random.chance(0.8) ? `u-${index}` : "",
      sourceId: "",
      position: random.pick(words.jobs),
      phone: "",
      tags: [],
      primary: random.chance(0.1),
      archived: false,
      lastActive: parts.addDays(new Date(parts.LAST_CHANGE_MS), -random.between(0, 90)),
      usage: { logins30: random.between(0, 60) },
      custom: parts.makeCustom("EndUser", random),
    };
  },
  license: (recipe, index, random, createdAt) => {
    const company = parts.pickCompany(recipe, random);
    const mrr = random.between(2, 90) * 50;
    return {
      companyId: company?.id ?? "",
      companyName: company?.name ?? "",
      externalId: `sub-${index}`,
      sourceId: "",
      product: random.pick(words.products),
      _currency: random.pick(["EUR", "USD", "SEK"]),
      fromDate: createdAt.toISOString(),
      toDate: parts.addDays(createdAt, 365 * random.between(1, 3)),
      length: 12,
      mrr,
      arr: mrr * 12,
      value: mrr * 12,
      status: random.pick(["ongoing", "ongoing", "ongoing", "renewed", "lost"]),
      fixedPeriod: true,
      autoRenews: random.chance(0.6),
      noticePeriod: 3,
      noticeUnit: "month",
      custom: parts.makeCustom("License", random),
    };
  },
  churn: (recipe, _index, random, createdAt) => {
    const company = parts.pickCompany(recipe, random);
    return {
      companyId: company?.id ?? "",
      companyName: company?.name ?? "",
      churnDate: parts.addDays(createdAt, 20),
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
    const company = parts.pickCompany(recipe, random);
    const { firstName, lastName } = parts.makePerson(random);
    return {
      cId: company?.id ?? "",
      email: `${parts.makeMailName(firstName, lastName)}@${company ? parts.makeDomain(company.index) : "nowhere.example"}`,
      nps: random.between(0, 10),
      npsComment: random.chance(0.3) ? "Does what it should 👍" : "",
      npsDate: createdAt.toISOString(),
    };
  },
  conversation: (recipe, _index, random, createdAt) => {
    const company = parts.pickCompany(recipe, random);
    return {
      companyId: company?.id ?? "",
      companyName: company?.name ?? "",
      type: random.pick(["note", "call", "email", "Quarterly review"]),
      subject: random.pick(words.subjects),
      description: "<p>We went through the open points.</p>",
      date: createdAt.toISOString(),
      userIds: [parts.pickUser(recipe, random)].filter(Boolean),
      tags: [],
      starred: false,
      archived: false,
    };
  },
  ticket: (recipe, index, random, createdAt) => {
    const company = parts.pickCompany(recipe, random);
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
    const company = parts.pickCompany(recipe, random);
    return {
      companyId: company?.id ?? "",
      companyName: company?.name ?? "",
      mainType: random.pick(["task", "task", "event"]),
      action: random.pick(words.subjects),
      status: random.pick(["To Do", "in-progress", "done"]),
      ownerId: parts.pickUser(recipe, random),
      startTime: createdAt.toISOString(),
      endTime: parts.addDays(createdAt, random.between(1, 30)),
      isArchived: random.chance(0.4),
    };
  },
  invoice: (recipe, index, random, createdAt) => {
    const company = parts.pickCompany(recipe, random);
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
      invoiceDate: parts.toDayNumber(createdAt, 0),
      dueDate: parts.toDayNumber(createdAt, 30),
      paidDate: random.chance(0.8) ? parts.toDayNumber(createdAt, random.between(2, 45)) : null,
      amountTotal: random.between(10, 900) * 10,
      status: random.pick(["paid", "paid", "paid", "pending", "overdue"]),
    };
  },
  opportunity: (recipe, _index, random, createdAt) => {
    const company = parts.pickCompany(recipe, random);
    return {
      companyId: company?.id ?? "",
      title: `${random.pick(words.products)} for ${company?.name ?? "a prospect"}`,
      status: random.pick(["active", "won", "lost"]),
      salesStage: random.pick(["Qualified", "Offer", "Negotiation"]),
      mrr: random.between(2, 90) * 50,
      _currency: "EUR",
      ownerId: parts.pickUser(recipe, random),
      closeDate: parts.addDays(createdAt, 60),
    };
  },
  user: (_recipe, index, random) => {
    const { firstName, lastName } = parts.makePerson(random);
    return {
      firstName,
      lastName,
      nickName: firstName,
      email: `${parts.makeMailName(firstName, lastName)}.${index}@acme.example`,
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
} as const satisfies Partial<Record<ModelName, Maker>>;
