// Takes one picture of the form for each verdict, with the real stack and the sandbox. `pnpm screenshots:verdicts` writes
// docs/verdicts/*.png and docs/verdicts.md. The script causes every verdict; it fakes none.

import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { waitFor } from "@churned/testkit";
import { isAccepted, type VerdictKind, verdictKinds } from "@churned/domain/verdict";
import { explainVerdict } from "@churned/domain/words";

import { addConnection, callApi, readConnection } from "./parts/api.ts";
import { launchBrowser } from "./parts/browser.ts";
import { saveToken, signIn, tokenField, verdictCard } from "./parts/console-pages.ts";
import { openPerson } from "./parts/person.ts";
import { makeSandboxAdmin } from "./parts/sandbox.ts";
import { settle } from "./parts/settle.ts";
import { startStack } from "./start-stack.ts";

/** At this window size the form is about 650 pixels wide. */
const size = { viewport: { width: 940, height: 1400 } };
/** Verdicts of an accepted token. Their picture shows the whole form, with the list of models. */
const withModels = verdictKinds.filter(isAccepted);
const folder = join(import.meta.dirname, "../docs/verdicts");

interface Scene {
  /** The cause, as a line above the picture. */
  readonly how: string;
  /** Causes the verdict on this connection. The page of the connection is open. */
  readonly act: (id: string) => Promise<void>;
}

await using stack = await startStack();
await using browser = await launchBrowser();
const sandbox = makeSandboxAdmin(stack.sandboxUrl, () => undefined);
const customer = await openPerson(browser, stack, "customer", size);
const operator = await openPerson(browser, stack, "operator", size);
await signIn(customer, "customer");
await signIn(operator, "operator");
const { page } = customer;

const everything = ["company", "enduser", "license", "churn", "conversation", "ticket", "task"];

const make = async (account: { view: readonly string[] | "all"; tenant?: string }) =>
  (await sandbox.createAccount({ name: "Churned", ...account })).token;
const save = async (token: Promise<string> | string) => await saveToken(page, await token);
const saveWith =
  (...faults: Parameters<typeof sandbox.setFaults>[0]) =>
  async () => {
    const token = await make({ view: "all" });
    await sandbox.setFaults(faults);
    await save(token);
  };
const send = async (id: string, body: object) =>
  await callApi(customer, "PUT", `/v1/connections/${id}/token`, body);

const scenes: Readonly<Record<VerdictKind, Scene>> = {
  connected: {
    how: "A token with View on every model that Churned reads.",
    act: async () => await save(make({ view: "all" })),
  },
  connected_partially: {
    how: "View is not ticked for some models that predictions do not need.",
    act: async () => await save(make({ view: [...everything, "invoice", "user", "customfield"] })),
  },
  malformed_token: {
    how: "Somebody copied the token where Planhat shows only its end. The product never sends this text to Planhat.",
    act: async () => await save(`${"•".repeat(12)}x9Qa`),
  },
  wrong_secret: {
    how: "Somebody pasted the UUID of the tenant. The product never sends this text to Planhat.",
    act: async () => await save("3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
  },
  token_rejected: {
    how: "Somebody removed the token in Planhat. The check tries every region before it gives this verdict.",
    act: async () => {
      const { accountId, token } = await sandbox.createAccount({ name: "Gone", view: "all" });
      await sandbox.revokeTokens(accountId);
      await save(token);
    },
  },
  wrong_region: {
    how: "A script saved the token for one region, but another region accepts the token.",
    act: async (id) => {
      await send(id, { token: await make({ view: "all" }), host: "api-eu" });
      await page.reload();
    },
  },
  missing_permissions: {
    how: "View is not ticked for End User, which predictions need.",
    act: async () => await save(make({ view: everything.filter((model) => model !== "enduser") })),
  },
  restricted_view: {
    how: "The account sees one portfolio (a part of the companies). The customer answers that there are more companies.",
    act: async () => {
      const account = await sandbox.createAccount({ name: "Churned", view: "all" });
      await sandbox.limitToPortfolio(account);
      await save(account.token);
      await verdictCard(page, "connected").waitFor();
      await page.getByRole("button", { name: "No, there are more" }).click();
    },
  },
  different_planhat: {
    how: "A sync read data from one Planhat. Then somebody pasted a token of another Planhat.",
    act: async (id) => {
      await save(make({ view: "all", tenant: "nordlys" }));
      await verdictCard(page, "connected").waitFor();
      await callApi(operator, "POST", `/v1/connections/${id}/syncs`, {});
      await waitFor(async () => (await readConnection(customer, id)).freshAt !== null, {
        timeoutMs: 60_000,
        what: "the first sync",
      });
      await save(make({ view: "all" }));
    },
  },
  throttled: {
    how: "Another program has used up Planhat's calls of this minute.",
    act: saveWith({ kind: "throttled", retryAfterSeconds: 60 }),
  },
  planhat_down: {
    how: "Planhat answers 503.",
    act: saveWith({ kind: "status", status: 503 }),
  },
  unreachable: {
    how: "Planhat closes every network connection without an answer.",
    act: saveWith({ kind: "down" }),
  },
  unexpected_answer: {
    how: "A proxy answers instead of Planhat, with 200 and a web page.",
    act: saveWith({ kind: "html" }),
  },
  our_fault: {
    how: "The worker cannot open a sealed (encrypted) token, because the sealed text is damaged.",
    act: async (id) => {
      const { keyId } = await callApi<{ keyId: string }>(customer, "GET", "/v1/sealing-key");
      const sealed = { keyId, credentialId: randomUUID(), enc: "AAAA", ciphertext: "AAAA" };
      await send(id, { sealed });
      await page.reload();
    },
  },
};

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const kind of verdictKinds) await takePicture(kind);
writeFileSync(join(folder, "../verdicts.md"), renderPage());
// exit(), because the pipes of a hanging browser would keep this process running. Everything else is already closed.
await browser.close();
await stack[Symbol.asyncDispose]();
process.exit(0);

async function takePicture(kind: VerdictKind): Promise<void> {
  const id = await addConnection(customer, "Planhat");
  await page.goto(`/planhat?connection=${id}`);
  await tokenField(page).waitFor();
  await scenes[kind].act(id);
  await verdictCard(page, kind).waitFor({ timeout: 45_000 });
  await settle(page);
  await page.evaluate(() => scrollTo(0, 0));
  const [form, card] = [await measure("[data-answers]"), await measure("[data-verdict-card]")];
  const height = withModels.includes(kind) ? form.height : card.y + card.height - form.y;
  const path = join(folder, `${kind}.png`);
  await page.screenshot({ path, fullPage: true, clip: { ...form, height } });
  await sandbox.setFaults([]);
  console.log(kind);
}

async function measure(selector: string) {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not on the page`);
  return box;
}

function renderPage(): string {
  const audiences = { customer: "the customer", operator: "Churned", nobody: "nobody" } as const;
  const parts = verdictKinds.map((kind) => {
    const { audience } = explainVerdict({ kind, models: [] });
    return `## \`${kind}\`\n\n${scenes[kind].how} Who must act: ${audiences[audience]}.\n\n![The form with the verdict ${kind}](verdicts/${kind}.png)`;
  });
  return `# Verdicts\n\nThis page shows the form for each verdict (the result of a check of a token). [Checks and verdicts](checks-and-verdicts.md) describes how a verdict is decided. \`pnpm screenshots:verdicts\` writes this page. The command causes every verdict on a running product, with the sandbox (a simulated Planhat).\n\n${parts.join("\n\n")}\n`;
}
