// Takes pictures of every page and of the states between pages, on the same journey as the tests. It starts its own
// stack: `node e2e/screenshots.ts OUTDIR`. Each picture has three widths and two themes. `--readme` takes the
// README's pictures instead.

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

import { callApi } from "./parts/api.ts";
import { launchBrowser } from "./parts/browser.ts";
import { goTo, saveToken, signIn, verdictCard } from "./parts/console-pages.ts";
import { testOftenAsOperator } from "./parts/fill-demo.ts";
import { openPerson } from "./parts/person.ts";
import { makeSandboxAdmin } from "./parts/sandbox.ts";
import { shootCustomer } from "./pictures/customer-tour.ts";
import { shootOperator } from "./pictures/operator-tour.ts";
import { makeShooter, takePicture, windowSize } from "./pictures/shooter.ts";
import { startStack } from "./start-stack.ts";

const [target] = process.argv.slice(2);
if (target === undefined) {
  console.error(
    "node e2e/screenshots.ts OUTDIR    all pages\nnode e2e/screenshots.ts --readme  docs/images",
  );
  process.exit(64);
}
const isReadme = target === "--readme";
const folder = isReadme ? join(import.meta.dirname, "../docs/images") : resolve(target);
mkdirSync(folder, { recursive: true });

await using stack = await startStack();
await using browser = await launchBrowser();
const sandbox = makeSandboxAdmin(stack.sandboxUrl, () => undefined);
const size = { viewport: windowSize, deviceScaleFactor: isReadme ? 2 : 1 };
const customer = await openPerson(browser, stack, "customer", size);
const operator = await openPerson(browser, stack, "operator", size);
if (isReadme) {
  await takeReadmePictures();
} else {
  const tour = { stack, browser, sandbox, customer, operator, shoot: makeShooter(folder) };
  await shootCustomer(tour);
  await shootOperator(tour);
}
// exit(), because the pipes of a hanging browser would keep this process running. Everything else is already closed.
await browser.close();
await stack[Symbol.asyncDispose]();
process.exit(0);

async function takeReadmePictures(): Promise<void> {
  await signIn(customer, "customer");
  await signIn(operator, "operator");
  const { token, accountId } = await sandbox.createAccount({ name: "Churned", view: "all" });
  await saveToken(customer.page, token);
  await verdictCard(customer.page, "connected").waitFor();
  await takePicture(customer.page, {
    path: join(folder, "connect.png"),
    width: 1280,
    theme: "light",
    isWhole: false,
  });
  const id = await runSync();
  await testOftenAsOperator({ operator, sandbox, connectionId: id, accountId });
  await operator.page.goto(`/connections/${id}`);
  await operator.page.locator("[data-panel] h2").first().waitFor();
  await takePicture(operator.page, {
    path: join(folder, "connection-dark.png"),
    width: 1280,
    theme: "dark",
    isWhole: false,
  });
}

/** Requests and approves a sync, and waits for its end. Returns the connection's id. */
async function runSync(): Promise<string> {
  await goTo(customer.page, "Sync");
  await customer.page.getByRole("button", { name: "Notify Churned" }).click();
  await goTo(operator.page, "Sync requests");
  await operator.page.getByRole("button", { name: "Approve" }).click();
  await customer.page.getByRole("heading", { name: /^All [\d,]+ records are here$/ }).waitFor();
  const { items } = await callApi<{ items: { id: string }[] }>(operator, "GET", "/v1/connections");
  return items[0]?.id ?? "";
}
