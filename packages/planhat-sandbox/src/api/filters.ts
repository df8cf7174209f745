import type { PlanhatModel } from "@churned/planhat-client/models";
import type { SandboxRecord } from "../world/make-record.ts";

type Test = (record: SandboxRecord, value: string) => boolean;

const DAY_MS = 86_400_000;

const isOneOf =
  (field: string): Test =>
  (record, value) =>
    value.split(",").some((one) => one === record[field]);

const dayOf = (record: SandboxRecord): number =>
  Math.floor(Date.parse(String(record["time"])) / DAY_MS);

// `companyId`, `archived` and `isArchived` are handled by parseListQuery().
const tests: Readonly<Record<string, Test>> = {
  email: isOneOf("email"),
  euId: isOneOf("_id"),
  parent: isOneOf("parent"),
  status: isOneOf("status"),
  type: isOneOf("type"),
  dimid: isOneOf("dimensionId"),
  search: (record, value) =>
    [record["subject"], record["description"]].some(
      (text) => typeof text === "string" && text.toLowerCase().includes(value.toLowerCase()),
    ),
  // Whole days since 1970-01-01, both inclusive.
  from: (record, value) => dayOf(record) >= Number(value),
  to: (record, value) => dayOf(record) <= Number(value),
};

/** The condition of a list request's own filters; undefined if the request has no filters. Each model has a few
 *  filters, and silently ignores other parameters. */
export function parseFilters(
  params: URLSearchParams,
  model: PlanhatModel,
): ((record: SandboxRecord) => boolean) | undefined {
  const asked = model.filters.flatMap((name) => {
    const test = tests[name];
    const value = params.get(name);
    return test && value !== null && value !== "" ? [{ test, value }] : [];
  });
  if (asked.length === 0) return undefined;
  return (record) => asked.every(({ test, value }) => test(record, value));
}
