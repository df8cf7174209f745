import { describe, expect, it } from "vitest";
import { createSandbox } from "./index.ts";
import type { Fault } from "./index.ts";
import { ask } from "./testing/ask.ts";

async function start(fault: Fault) {
  const sandbox = await createSandbox({ limits: { maxCalls: 100_000 } });
  const { token } = sandbox.createAccount({ name: "a", view: "all" });
  sandbox.setFaults([fault]);
  return { sandbox, token };
}

describe("habits of a Planhat", () => {
  it("shorten pages, in addition to another fault", async () => {
    const { sandbox, token } = await start({ kind: "page_cap", rows: 70 });
    await using _ = sandbox;
    const page = (limit: number) => ask(sandbox, token, `/licenses?limit=${limit}&sort=_id`);
    expect([(await page(300)).ids.length, (await page(20)).ids.length]).toEqual([70, 20]);
    sandbox.setFaults([
      { kind: "page_cap", rows: 70 },
      { kind: "status", status: 503, times: 1 },
    ]);
    expect([(await page(300)).status, (await page(300)).ids.length]).toEqual([503, 70]);
  });

  it("ignore a sort or refuse it", async () => {
    const { sandbox, token } = await start({ kind: "ignored_sort" });
    await using _ = sandbox;
    const sorted = (sort: string) => ask(sandbox, token, `/licenses?limit=50&sort=${sort}`);
    expect((await sorted("_id")).ids).toEqual((await sorted("-_id")).ids);
    sandbox.setFaults([{ kind: "refused_sort" }]);
    expect((await sorted("_id")).status).toBe(400);
    expect((await ask(sandbox, token, "/licenses?limit=50")).status).toBe(200);
  });

  it("refuse offsets beyond a limit, or return the page at the limit again", async () => {
    const { sandbox, token } = await start({ kind: "refused_offset", rows: 100 });
    await using _ = sandbox;
    const at = (offset: number) =>
      ask(sandbox, token, `/licenses?limit=50&offset=${offset}&sort=_id`);
    expect([(await at(100)).status, (await at(101)).status]).toEqual([200, 400]);
    sandbox.setFaults([{ kind: "clamped_offset", rows: 100 }]);
    expect((await at(350)).ids).toEqual((await at(100)).ids);
    sandbox.setFaults([{ kind: "clamped_offset" }]);
    const last = (await at(100_000)).ids;
    expect(last.length).toBeGreaterThan(0);
    expect(last).toEqual((await at(1_000_000)).ids);
  });

  it("return an empty list beyond a limit, and refuse only the sort by time", async () => {
    const { sandbox, token } = await start({ kind: "ended_early", rows: 100 });
    await using _ = sandbox;
    const at = (offset: number) => ask(sandbox, token, `/licenses?limit=50&offset=${offset}`);
    expect([(await at(100)).ids.length, (await at(101)).ids.length]).toEqual([50, 0]);
    sandbox.setFaults([{ kind: "refused_time_sort" }]);
    const status = async (path: string) => (await ask(sandbox, token, path)).status;
    expect(await status("/licenses?sort=-updatedAt")).toBe(400);
    expect(await status("/invoices?sort=lastUpdated")).toBe(400);
    expect(await status("/licenses?sort=_id")).toBe(200);
  });

  it("limit a page by its bytes, but return at least one row", async () => {
    const { sandbox, token } = await start({ kind: "byte_cap", bytes: 5_000 });
    await using _ = sandbox;
    const page = await ask(sandbox, token, "/licenses?limit=100&sort=_id");
    expect(page.ids.length).toBeGreaterThan(1);
    expect(page.ids.length).toBeLessThan(100);
    expect(JSON.stringify(page.body).length).toBeLessThan(5_200);
    const ids = await ask(sandbox, token, "/licenses?limit=100&sort=_id&select=_id");
    expect(ids.ids).toHaveLength(100);
    sandbox.setFaults([{ kind: "byte_cap", bytes: 10 }]);
    expect((await ask(sandbox, token, "/licenses?limit=100")).ids).toHaveLength(1);
  });
});
