// Fills the demo with the data of a working day: more tenants in more states, and a connection with a history.

import { setTimeout as pause } from "node:timers/promises";

import { defaultPlan, plannedModels } from "@churned/domain/plan";
import { waitFor } from "@churned/testkit";
import type { Browser } from "playwright-core";

import type { Stack } from "../start-stack.ts";
import { addTenant, callApi, readChecks, readPasswordLink } from "./api.ts";
import { openPerson, type Person } from "./person.ts";
import type { SandboxAdmin } from "./sandbox.ts";

const password = "a-password-for-pictures";

/** Tenants, and the models that their tokens may view. A tenant without models has no token. */
const tenants: readonly (readonly [string, ("all" | readonly string[])?])[] = [
  ["Birch & Bolt", "all"],
  ["Corvid Analytics", ["company", "license", "churn"]],
  ["Fathom Freight", "all"],
  ["Globex"],
  ["Hollow Pine Health", ["company", "enduser", "license", "customfield"]],
  ["Initech", "all"],
  ["Juniper Labs"],
  ["Kestrel Air", ["enduser"]],
];

/** Adds tenants as an operator. Most tenants get a customer, who sets a password and saves a token. */
export async function fillWithTenants(demo: {
  readonly browser: Browser;
  readonly stack: Stack;
  readonly operator: Person;
  readonly sandbox: SandboxAdmin;
}): Promise<void> {
  for (const [name, view] of tenants) {
    const customerEmail = `kim@${name.toLowerCase().replaceAll(/[^a-z]+/g, "-")}.example`;
    const connectionId = await addTenant(demo.operator, { name, customerEmail });
    if (view === undefined) continue;
    const link = await readPasswordLink(demo.operator, customerEmail);
    const customer = await openPerson(demo.browser, demo.stack, customerEmail);
    await customer.page.goto("/sign-in");
    await callApi(customer, "POST", "/api/auth/reset-password", {
      token: decodeURIComponent(link.split("#token=")[1] ?? ""),
      newPassword: password,
    });
    await callApi(customer, "POST", "/api/auth/sign-in/email", { email: customerEmail, password });
    const { token } = await demo.sandbox.createAccount({ name, view });
    await callApi(customer, "PUT", `/v1/connections/${connectionId}/token`, { token });
    await waitForChecks(customer, connectionId);
    await customer.context.close();
  }
}

const historyLength = 40;
/** With more tests in a minute, the connection would use up its calls, and some tests would only wait. */
const betweenTestsMs = 4_500;

/** Tests a connection several times with changing permissions, so that its matrix has a history. */
export async function testOftenAsOperator(options: {
  readonly operator: Person;
  readonly sandbox: SandboxAdmin;
  readonly connectionId: string;
  readonly accountId: string;
}): Promise<void> {
  const { operator, sandbox, connectionId, accountId } = options;
  for (let round = 0; round < historyLength; round++) {
    if (round === 8) await sandbox.setView(accountId, without("invoice"));
    if (round === 15) await sandbox.setView(accountId, "all");
    if (round === 24) await sandbox.setView(accountId, without("nps", "invoice"));
    if (round === 29) await sandbox.setView(accountId, without("nps"));
    if (round === 34) await sandbox.setView(accountId, "all");
    await callApi(operator, "POST", `/v1/connections/${connectionId}/checks`);
    await waitForChecks(operator, connectionId);
    await pause(betweenTestsMs);
  }
}

function without(...denied: string[]): string[] {
  return allModels.filter((model) => !denied.includes(model));
}

const allModels: readonly string[] = plannedModels(defaultPlan);

async function waitForChecks(person: Person, connectionId: string): Promise<void> {
  await waitFor(
    async () => (await readChecks(person, connectionId)).every(({ state }) => state === "done"),
    { what: "the check to be done", timeoutMs: 25_000 },
  );
}
