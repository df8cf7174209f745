// A person with a browser. The browser has its own cookies and collects all faults.

import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

import type { Stack } from "../start-stack.ts";

/** The demo's two accounts. */
export const accounts = {
  customer: { email: "customer@acme.example", password: "demo-customer" },
  operator: { email: "operator@churned.example", password: "demo-operator" },
} as const;

/** A person and their browser. */
export interface Person {
  readonly name: string;
  readonly context: BrowserContext;
  /** The person's first tab. */
  readonly page: Page;
  /** Faults in the browser so far: console errors, exceptions, policy violations, requests to foreign hosts. */
  readonly complaints: readonly string[];
  /** Addresses of all documents that the tabs requested. A reload would appear here. */
  readonly documents: readonly string[];
}

/** Opens a browser for a person. It may use the clipboard on the product's pages and the sandbox's. */
export async function openPerson(
  browser: Browser,
  stack: Pick<Stack, "appUrl" | "sandboxUrl">,
  name: string,
  options: BrowserContextOptions = {},
): Promise<Person> {
  const context = await browser.newContext({ baseURL: stack.appUrl, ...options });
  // The timeout is long enough for a busy machine. A page that never becomes right still fails.
  context.setDefaultTimeout(60_000);
  for (const origin of [stack.appUrl, stack.sandboxUrl]) {
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });
  }
  const complaints: string[] = [];
  const documents: string[] = [];
  const ownHosts = [stack.appUrl, stack.sandboxUrl].map((url) => new URL(url).host);

  context.on("console", (message) => {
    if (message.type() !== "error" || isSignInProbe(message) || isSolvedProblem(message)) return;
    complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => complaints.push(`exception: ${error.error().message}`));
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && !ownHosts.includes(url.host))
      complaints.push(`foreign host: ${request.url()}`);
    if (request.isNavigationRequest() && request.frame().parentFrame() === null)
      documents.push(request.url());
  });
  await context.exposeFunction("reportToTest", (text: string) => complaints.push(text));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const text = `policy: ${event.violatedDirective} against ${event.blockedURI}`;
      const report: unknown = Reflect.get(globalThis, "reportToTest");
      if (typeof report === "function") report(text);
    });
  });
  return { name, context, page: await context.newPage(), complaints, documents };
}

/** Chromium logs every 401 as an error. A page first asks who is signed in, and 401 is a normal answer to that. */
function isSignInProbe(message: { text(): string; location(): { url: string } }): boolean {
  return message.text().includes("status of 401") && message.location().url.endsWith("/v1/me");
}

/** A problem that was solved while its page was open no longer exists. So a 404 is a normal answer. */
function isSolvedProblem(message: { text(): string; location(): { url: string } }): boolean {
  return message.text().includes("status of 404") && message.location().url.endsWith("/problem");
}
