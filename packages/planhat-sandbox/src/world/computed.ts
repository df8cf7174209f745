/** Computes properties as Planhat does when somebody writes a record through its API. */

import type { ModelName } from "@churned/planhat-client/models";
import type { Tenant } from "./tenant.ts";

type Fields = Readonly<Record<string, unknown>>;

const DAY_MS = 86_400_000;

/**
 * A written record with its computed properties: names, the company that the mail address belongs to, and amounts of
 * money.
 */
export function compute(
  tenant: Tenant,
  model: ModelName,
  record: Fields,
  nowMs: number,
): Record<string, unknown> {
  const computed: Record<string, unknown> = { ...record };
  if (model === "enduser") {
    computed["name"] = [record["firstName"], record["lastName"]].filter(Boolean).join(" ");
    computed["companyId"] ??= findCompanyOf(tenant, readText(record["email"]));
  }
  if (model === "nps") Object.assign(computed, findSender(tenant, readText(record["email"])));
  if (model === "license") Object.assign(computed, computeMoney(record, nowMs));
  const company = computed[model === "invoice" ? "cId" : "companyId"];
  const name = typeof company === "string" && readCompany(tenant, company)?.["name"];
  if (name) computed[model === "invoice" ? "cName" : "companyName"] = name;
  return computed;
}

/** Computes a company's status and revenue after one of its licenses was written. */
export function refreshCompany(tenant: Tenant, companyId: unknown, nowMs: number): void {
  if (typeof companyId !== "string" || !readCompany(tenant, companyId)) return;
  const licenses = listAll(tenant, "license", companyId);
  const running = licenses.filter((license) => isRunning(license, nowMs));
  const mrr = running.reduce((sum, license) => sum + readNumber(license["mrr"]), 0);
  const fields = { status: findStatus(licenses, nowMs), mr: mrr, arr: mrr * 12 };
  tenant.collections.company.change(companyId, fields, nowMs);
}

/** The status of a company, as Planhat's help page defines it. */
function findStatus(licenses: readonly Fields[], nowMs: number): string {
  if (licenses.length === 0) return "prospect";
  const ongoing = licenses.filter(({ status }) => status === "ongoing");
  const isWorth = (license: Fields): boolean => typeof license["value"] === "number";
  if (ongoing.some((license) => isRunning(license, nowMs) && isWorth(license))) return "customer";
  if (ongoing.some((license) => readMs(license["fromDate"], -Infinity) > nowMs)) return "coming";
  const ends = licenses.map((license) => readMs(license["toDate"], Infinity));
  return Math.max(...ends) > nowMs ? "canceled" : "lost";
}

function isRunning(license: Fields, nowMs: number): boolean {
  return (
    license["status"] === "ongoing" &&
    readMs(license["fromDate"], -Infinity) <= nowMs &&
    readMs(license["toDate"], Infinity) > nowMs
  );
}

function computeMoney(license: Fields, nowMs: number): Fields {
  const months = readNumber(license["length"]) || 12;
  const hasMrr = typeof license["mrr"] === "number";
  const mrr = hasMrr ? readNumber(license["mrr"]) : readNumber(license["value"]) / months;
  const toMs = readMs(license["toDate"], Number.NaN);
  return {
    mrr,
    arr: mrr * 12,
    value: hasMrr ? mrr * months : license["value"],
    status: license["renewalStatus"] ?? license["status"] ?? "ongoing",
    renewalDaysFromNow: Number.isNaN(toMs) ? null : Math.ceil((toMs - nowMs) / DAY_MS),
  };
}

function findCompanyOf(tenant: Tenant, email: string): string {
  const domain = email.split("@")[1];
  if (!domain) return "";
  const found = listAll(tenant, "company").find(
    ({ domains }) => Array.isArray(domains) && domains.includes(domain),
  );
  return readText(found?.["_id"]);
}

function findSender(tenant: Tenant, email: string): Fields {
  const found = email && tenant.collections.enduser.read({ by: "email", value: email });
  return found ? { euId: found._id, cId: found["companyId"] } : {};
}

function readCompany(tenant: Tenant, id: string): Fields | undefined {
  return tenant.collections.company.read({ by: "_id", value: id });
}

function listAll(tenant: Tenant, model: ModelName, companyId?: string): Fields[] {
  const companyIds = companyId === undefined ? undefined : new Set([companyId]);
  const page = { offset: 0, limit: Infinity, sort: undefined, select: undefined, companyIds };
  return JSON.parse(tenant.collections[model].list(page)) as Fields[];
}

function readText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function readNumber(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function readMs(value: unknown, otherwise: number): number {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? otherwise : ms;
}
