import type { ModelName } from "@churned/planhat-client/models";
import { addDays, pickCompany, pickUser, toDayNumber } from "./make-parts.ts";
import type { Maker } from "./make-parts.ts";
import { makeBelonging, pickId } from "./revenue-makers.ts";
import * as words from "./words.ts";

/** Makers of the models for plans, work and measurements. */
export const workMakers = {
  campaign: (recipe, index, random) => ({
    ...makeBelonging(recipe, random),
    name: `${random.pick(["Webinar", "Launch", "Advocacy", "Win back"])} ${index + 1}`,
    campaignPurpose: random.pick(["adoption", "renewal", "expansion"]),
    externalId: `campaign-${index}`,
    sourceId: "",
  }),
  workspace: (recipe, index, random) => ({
    ...makeBelonging(recipe, random),
    name: `Workspace ${index + 1}`,
    ownerId: pickUser(recipe, random),
    externalId: `workspace-${index}`,
    sourceId: "",
  }),
  objective: (recipe, index, random) => ({
    ...makeBelonging(recipe, random),
    name: random.pick(["Faster onboarding", "All teams live", "Reports weekly", "Fewer tickets"]),
    health: random.between(0, 10),
    externalId: `objective-${index}`,
    sourceId: "",
  }),
  project: (recipe, index, random, createdAt) => {
    const company = makeBelonging(recipe, random);
    const mrr = random.between(1, 30) * 50;
    return {
      ...company,
      name: `${random.pick(["Rollout", "Migration", "Integration"])} ${index + 1}`,
      currency: "EUR",
      startDate: createdAt.toISOString(),
      endDate: addDays(createdAt, random.between(20, 200)),
      mrr,
      arr: mrr * 12,
      externalId: `project-${index}`,
      sourceId: "",
      custom: {},
    };
  },
  issue: (recipe, index, random) => {
    const company = pickCompany(recipe, random);
    return {
      title: random.pick(words.subjects),
      description: "",
      companyIds: company ? [company.id] : [],
      companies: company ? [{ _id: company.id, name: company.name }] : [],
      enduserIds: [],
      sourceId: `iss-${index}`,
      source: "jira",
      priority: random.pick(["low", "normal", "high"]),
      status: random.pick(["open", "in progress", "done"]),
      archived: false,
    };
  },
  workflow: (recipe, _index, random, createdAt) => {
    const company = makeBelonging(recipe, random);
    const expectedDays = random.between(10, 90);
    return {
      ...company,
      name: random.pick(["Onboarding", "Renewal", "Risk", "Kick-off"]),
      type: "playbook",
      status: random.pick(["ongoing", "done", "lost"]),
      owner: pickUser(recipe, random),
      targetModel: "Company",
      targetId: company["companyId"],
      targetName: company["companyName"],
      startDate: createdAt.toISOString(),
      expectedEndDate: addDays(createdAt, expectedDays),
      expectedDays,
      percentDone: random.between(0, 100),
      isArchived: false,
    };
  },
  timeentry: (recipe, _index, random, createdAt) => ({
    ...makeBelonging(recipe, random),
    date: createdAt.toISOString(),
    hours: random.between(1, 16) / 2,
    isTimeOff: false,
    description: random.pick(words.subjects),
    isBillable: random.chance(0.7),
    currency: "EUR",
    billableRate: 120,
    timesheetId: pickId(recipe, "timesheet", random),
    timesheetStatus: random.pick(["draft", "submitted", "approved"]),
  }),
  timesheet: (recipe, _index, random, createdAt) => ({
    status: random.pick(["submitted", "approved", "returned"]),
    timeEntries: [],
    dateFrom: toDayNumber(createdAt, 0),
    dateTo: toDayNumber(createdAt, 6),
    assignedModel: "User",
    assignedId: pickUser(recipe, random),
  }),
  dimensiondata: (recipe, _index, random, createdAt) => {
    const company = makeBelonging(recipe, random);
    return {
      ...company,
      dimensionId: random.pick(["logins", "reports", "api calls"]),
      time: createdAt.toISOString(),
      value: random.between(0, 900),
      model: "Company",
      parentId: company["companyId"],
    };
  },
} as const satisfies Partial<Record<ModelName, Maker>>;
