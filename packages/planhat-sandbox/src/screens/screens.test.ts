import { modelNames } from "@churned/planhat-client/models";
import { describe, expect, it } from "vitest";
import { createSandbox } from "../index.ts";
import type { Sandbox } from "../index.ts";
import { ask } from "../testing/ask.ts";

function submit(
  url: string,
  fields: readonly (readonly [string, string])[] = [],
): Promise<Response> {
  const body = new URLSearchParams();
  for (const [name, value] of fields) body.append(name, value);
  return fetch(url, { method: "POST", body });
}

async function addAccount(sandbox: Sandbox, name: string, copy: string): Promise<string> {
  const page = await submit(`${sandbox.url}/service-accounts`, [
    ["name", name],
    ["tenant", "acme"],
    ["copy", copy],
  ]);
  expect(page.url).toMatch(/\/service-accounts\/[\da-f]{24}\/info$/);
  return page.url.replace(/\/info$/, "");
}

async function generateToken(account: string): Promise<string> {
  const html = await (await submit(`${account}/tokens`)).text();
  return /data-testid="new-token"[^>]*>([\w-]+)</.exec(html)?.[1] ?? "";
}

const readPage = async (url: string): Promise<string> => (await fetch(url)).text();

describe("the screens of service accounts", () => {
  it("lead from the avatar to a token that is shown once and works", async () => {
    await using sandbox = await createSandbox();
    const home = await readPage(sandbox.url);
    expect(home).toContain("Planhat sandbox");
    expect(home).toContain('aria-label="Account menu"');
    expect(home).toContain('href="/service-accounts?tenant=acme">Service Accounts</a>');
    expect(await readPage(`${sandbox.url}/service-accounts`)).toContain(">Add New</a>");
    const form = await readPage(`${sandbox.url}/service-accounts/new`);
    expect(form).toContain('<label for="name">Name</label>');
    expect(form).toContain('<label for="copy">Copy permissions from</label>');

    const account = await addAccount(sandbox, "Churned <b>", "role:csm-read-only");
    const token = await generateToken(account);
    expect(token.length).toBeGreaterThan(340);
    const info = await readPage(`${account}/info`);
    expect(info).not.toContain(token);
    expect(info).toContain("Churned &lt;b&gt;");
    expect((await ask(sandbox, token, "/endusers?limit=1")).status).toBe(200);
    const logs = await readPage(`${account}/logs`);
    expect(logs).toContain("/endusers?limit=1");
    expect(logs).not.toContain(token);
  });

  it("start with no permissions, a role's or another account's, and save changes", async () => {
    await using sandbox = await createSandbox();
    const countTicks = async (account: string): Promise<number> =>
      (await readPage(`${account}/permissions`)).match(/\schecked\s/g)?.length ?? 0;
    const scratch = await addAccount(sandbox, "scratch", "scratch");
    expect(await countTicks(scratch)).toBe(0);
    expect(await countTicks(await addAccount(sandbox, "all", "role:admin"))).toBe(
      4 * modelNames.length,
    );
    expect(await countTicks(await addAccount(sandbox, "read", "role:csm-read-only"))).toBe(
      modelNames.length,
    );

    const page = await readPage(`${scratch}/permissions`);
    expect(page).toContain('aria-label="End User View"');
    const ticked = [
      ["permission", "company.view"],
      ["permission", "enduser.view"],
      ["permission", "no.thing"],
    ] as const;
    const saved = await submit(`${scratch}/permissions`, ticked);
    expect(await saved.text()).toContain("Permissions saved.");
    const copied = await addAccount(sandbox, "copy", `account:${scratch.split("/").at(-1)}`);
    expect(await countTicks(copied)).toBe(2);
    const token = await generateToken(copied);
    expect((await ask(sandbox, token, "/companies")).status).toBe(200);
    expect((await ask(sandbox, token, "/licenses")).status).toBe(403);
  });

  it("pause, unpause and remove an account, and remove a token", async () => {
    await using sandbox = await createSandbox();
    const account = await addAccount(sandbox, "a", "role:admin");
    const token = await generateToken(account);
    const status = async (): Promise<number> => (await ask(sandbox, token, "/users")).status;
    await submit(`${account}/pause`);
    expect(await status()).toBe(401);
    await submit(`${account}/resume`);
    expect(await status()).toBe(200);
    const remove =
      /action="([^"]+\/tokens\/[^"]+\/remove)"/.exec(await readPage(`${account}/info`))?.[1] ?? "";
    await submit(sandbox.url + remove);
    expect(await status()).toBe(401);
    expect((await submit(`${account}/remove`)).url).toBe(
      `${sandbox.url}/service-accounts?tenant=acme`,
    );
    expect((await fetch(`${account}/info`)).status).toBe(404);
  });
});
