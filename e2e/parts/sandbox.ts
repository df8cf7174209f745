// Planhat's sandbox: its admin API, which prepares tests, and its screens, on which a person acts.

import type { Page } from "playwright-core";

/** The models with View permission, by name, or all of them. */
type Views = readonly string[] | "all";

/** Faults that the sandbox can be given; see its README. */
export interface Fault {
  readonly kind: "status" | "slow" | "down" | "html" | "throttled";
  readonly status?: number;
  readonly delayMs?: number;
  readonly retryAfterSeconds?: number;
  /** Only for this model's paths. */
  readonly model?: string;
  /** Only on this host. */
  readonly host?: string;
}

/** The sandbox's admin API. */
export interface SandboxAdmin {
  createAccount(account: {
    readonly name: string;
    readonly view: Views;
    /** The tenant's key. Default: Acme. */
    readonly tenant?: string;
  }): Promise<{ readonly accountId: string; readonly token: string }>;
  /** Adds tenants, each with an account that may view everything. */
  createTenants(tenants: {
    readonly key: string;
    readonly count?: number;
    readonly host?: string;
    readonly sizes?: Readonly<Record<string, number>>;
  }): Promise<readonly { readonly key: string; readonly token: string }[]>;
  /**
   * Removes about this share of a tenant's records of a model, as a user of Planhat would. Returns the number of
   * removed records.
   */
  removeRecords(of: {
    readonly tenant: string;
    readonly model: string;
    readonly share: number;
  }): Promise<number>;
  /** Limits the account to the companies of one owner: the owner of the first company. */
  limitToPortfolio(account: { readonly accountId: string; readonly token: string }): Promise<void>;
  /** Removes the limit on the account's companies. */
  showAll(accountId: string): Promise<void>;
  /** Removes every token of the account. */
  revokeTokens(accountId: string): Promise<void>;
  /** Gives the View permission on exactly these models. */
  setView(accountId: string, view: Views): Promise<void>;
  /** Replaces all faults; an empty list removes them. */
  setFaults(faults: readonly Fault[]): Promise<void>;
}

/** The admin API of this sandbox. `onToken` receives the token of every account that it creates. */
export function makeSandboxAdmin(
  sandboxUrl: string,
  onToken: (token: string) => void,
): SandboxAdmin {
  const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await fetch(`${sandboxUrl}/_admin${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok) return response;
    throw new Error(`The sandbox's ${method} ${path} answered ${response.status}.`);
  };
  return {
    createAccount: async (account) => {
      const made = (await (await call("POST", "/accounts", account)).json()) as {
        accountId: string;
        token: string;
      };
      onToken(made.token);
      return made;
    },
    createTenants: async (wanted) => {
      const { tenants } = (await (await call("POST", "/tenants", wanted)).json()) as {
        tenants: { key: string; token: string }[];
      };
      for (const { token } of tenants) onToken(token);
      return tenants;
    },
    removeRecords: async ({ tenant, model, share }) => {
      const answer = await call("POST", "/records/disturb", { tenant, model, remove: share });
      return ((await answer.json()) as { removed: number }).removed;
    },
    limitToPortfolio: async ({ accountId, token }) => {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${sandboxUrl}/api/companies?limit=1`, { headers });
      const [company] = (await answer.json()) as { readonly owner: string }[];
      await call("PUT", `/accounts/${accountId}/permissions`, { portfolioOwner: company?.owner });
    },
    showAll: async (accountId) => {
      await call("PUT", `/accounts/${accountId}/permissions`, { portfolioOwner: null });
    },
    revokeTokens: async (accountId) => {
      await call("POST", `/accounts/${accountId}/revoke`);
    },
    setView: async (accountId, view) => {
      await call("PUT", `/accounts/${accountId}/permissions`, { view });
    },
    setFaults: async (faults) => {
      await call("PUT", "/faults", { faults });
    },
  };
}

/**
 * Creates a token on the Service Accounts screens, which show a token once, and copies the token. Returns the
 * clipboard's text.
 */
export async function makeTokenOnScreens(
  page: Page,
  sandboxUrl: string,
  account: { readonly name: string; readonly copyFrom: string },
): Promise<string> {
  await page.goto(sandboxUrl);
  await page.getByLabel("Account menu").click();
  await page.getByRole("link", { name: "Service Accounts" }).click();
  await page.getByRole("link", { name: "Add New" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(account.name);
  await page
    .getByRole("combobox", { name: "Copy permissions from" })
    .selectOption({ label: account.copyFrom });
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("button", { name: "Generate New Token" }).click();
  await page.getByRole("button", { name: "Copy" }).click();
  await page.getByText("Copied").waitFor();
  return await page.evaluate(async () => await navigator.clipboard.readText());
}

/** Ticks a box on an account's PERMISSIONS screen and saves. */
export async function tickPermission(
  page: Page,
  sandboxUrl: string,
  box: { readonly account: string; readonly label: string },
): Promise<void> {
  await page.goto(`${sandboxUrl}/service-accounts`);
  await page.getByRole("link", { name: box.account, exact: true }).click();
  await page.getByRole("link", { name: "PERMISSIONS" }).click();
  await page.getByRole("checkbox", { name: box.label, exact: true }).check();
  await page.getByRole("button", { name: "Save permissions" }).click();
  await page.getByText("Permissions saved.").waitFor();
}
