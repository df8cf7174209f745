// A picture of the form for each verdict, from the product as it runs: `node e2e/verdict-pictures.ts docs/images/verdicts`,
// followed by names for some verdicts only.
// Every verdict is brought about in the sandbox, on a connection of its own, and pictured while its cause lasts.

import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

import { addConnection, callApi } from "./parts/api.ts";
import { launchBrowser } from "./parts/browser.ts";
import { signIn, verdictCard } from "./parts/console-pages.ts";
import { openPerson } from "./parts/person.ts";
import { type Fault, makeSandboxAdmin } from "./parts/sandbox.ts";
import { settle } from "./parts/settle.ts";
import { startStack } from "./start-stack.ts";

const [target = "docs/images/verdicts", ...only] = process.argv.slice(2);
const folder = resolve(target);
mkdirSync(folder, { recursive: true });

await using stack = await startStack();
await using browser = await launchBrowser();
const sandbox = makeSandboxAdmin(stack.sandboxUrl, () => undefined);
const customer = await openPerson(browser, stack, "customer", {
  viewport: { width: 1280, height: 1200 },
  reducedMotion: "reduce",
});
const { page } = customer;
await signIn(customer, "customer");

/** What is saved: a plain token, or a body that the API takes as it is. */
interface Case {
  readonly verdict: string;
  readonly save: () => Promise<object>;
  /** Tokens saved before, each until it works. */
  readonly before?: () => Promise<object>;
  readonly faults?: readonly Fault[];
}

const ready = async (name: string): Promise<object> => {
  const { token } = await sandbox.createReadyToken(name);
  return { token };
};
const account = async (view: "all" | readonly string[]): Promise<object> => {
  const { token } = await sandbox.createAccount({ name: "Churned", view });
  return { token };
};
const all = async (): Promise<object> => await account("all");
const most = ["company", "license", "churn", "conversation", "ticket", "task", "invoice"];

const cases: readonly Case[] = [
  { verdict: "connected", save: all },
  {
    verdict: "connected_partially",
    save: async () => await account([...most, "enduser", "opportunity", "user", "customfield"]),
  },
  { verdict: "malformed_token", save: async () => ({ token: "eyJhbGciOi…" }) },
  { verdict: "wrong_secret", save: async () => ({ token: randomUUID() }) },
  { verdict: "token_rejected", save: async () => await ready("revoked") },
  {
    verdict: "wrong_region",
    save: async () => ({ ...(await ready("other-region")), host: "api" }),
  },
  { verdict: "missing_permissions", save: async () => await account(most) },
  // A view that was limited from the beginning looks whole; fewer companies than before do not.
  { verdict: "restricted_view", before: all, save: async () => await ready("portfolio-limited") },
  {
    verdict: "different_planhat",
    before: all,
    save: async () => await ready("other-region"),
  },
  { verdict: "throttled", save: all, faults: [{ kind: "throttled" }] },
  { verdict: "planhat_down", save: all, faults: [{ kind: "status", status: 503 }] },
  { verdict: "unreachable", save: all, faults: [{ kind: "down" }] },
  { verdict: "unexpected_answer", save: all, faults: [{ kind: "html" }] },
  {
    verdict: "our_fault",
    save: async () => {
      const key = await callApi<{ keyId: string }>(customer, "GET", "/v1/sealing-key");
      const credentialId = `019ab000-0000-7000-8000-${String(Date.now()).slice(-12)}`;
      const junk = Buffer.alloc(65, 4).toString("base64url");
      return { sealed: { keyId: key.keyId, credentialId, enc: junk, ciphertext: junk } };
    },
  },
];

const missing: string[] = [];
for (const { verdict, save, before, faults } of cases) {
  if (only.length > 0 && !only.includes(verdict)) continue;
  const id = await addConnection(customer, "Planhat");
  const put = async (body: object) =>
    await callApi(customer, "PUT", `/v1/connections/${id}/token`, body);
  const show = async (kind: string) => {
    await page.goto(`/planhat?connection=${id}`);
    await verdictCard(page, kind).waitFor({ timeout: 45_000 });
  };
  try {
    if (before !== undefined) {
      await put(await before());
      await show("connected");
    }
    const body = await save();
    await sandbox.setFaults(faults ?? []);
    await put(body);
    await show(verdict);
    await settle(page);
    await verdictCard(page, verdict).scrollIntoViewIfNeeded();
    await page.locator("[data-answers]").screenshot({ path: join(folder, `${verdict}.png`) });
    console.log(verdict);
  } catch (error) {
    missing.push(verdict);
    const shown = await verdictCard(page)
      .getAttribute("data-verdict")
      .catch(() => "nothing");
    console.error(`${verdict}: ${String(error).split("\n")[0]} The page shows ${shown}.`);
  } finally {
    await sandbox.setFaults([]);
  }
}

await browser.close();
await stack[Symbol.asyncDispose]();
if (missing.length > 0) console.error(`No picture of ${missing.join(", ")}.`);
process.exit(missing.length === 0 ? 0 : 1);
