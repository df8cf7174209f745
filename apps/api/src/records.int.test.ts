import { operations } from "@churned/domain/wire";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestApi, type TestApi } from "./testing/test-api.ts";

let api: TestApi;
let owner: Client;
let id: string;

beforeAll(async () => {
  api = await startTestApi();
  owner = new Client({ connectionString: api.database.ownerUrl });
  await owner.connect();
  id = api.acme.connectionId;
});
afterAll(async () => {
  await owner.end();
  await api[Symbol.asyncDispose]();
});

/**
 * Stores a record of Acme, given as JSON text. Without data, the record is a tombstone: it says that the record was
 * deleted.
 */
async function land(seq: number, data: string | null, model = "company"): Promise<void> {
  await owner.query(
    `insert into records (tenant_id, connection_id, model, planhat_id, data, hash, seq, deleted_at)
     values ($1, $2, $3, 'id' || $4::int, $5::jsonb, '', $4, $6)`,
    [api.acme.id, id, model, seq, data, data === null ? new Date() : null],
  );
}
const list = async (query = "") =>
  await api.call("GET", `/v1/connections/${id}/records${query}`, { cookie: api.acme.cookie });

describe("a page of records", () => {
  beforeEach(async () => {
    await owner.query("delete from records where connection_id = $1", [id]);
  });

  test("has each number with all its digits, as the export file does", async () => {
    await land(
      1,
      '{"custom":{"Exact":9007199254740993,"Vast":1e400,"Fine":0.12345678901234567890}}',
    );
    const answer = await list();
    expect(answer.headers.get("content-type")).toBe("application/json");
    const numbers = `{"Fine": 0.12345678901234567890, "Vast": 1${"0".repeat(400)}, "Exact": 9007199254740993}`;
    expect(answer.text).toContain(`"data":{"custom": ${numbers}},`);
    const file = await api.call("GET", `/v1/connections/${id}/export`, { cookie: api.acme.cookie });
    expect(answer.text).toBe(`{"items":[${file.text.trim()}],"nextCursor":null}`);
  });

  test("fits its contract exactly, tombstones included", async () => {
    await land(1, '{"name":"Zoë \\"Ω\\" \\u2028 \\\\ 🗞"}');
    await land(2, null);
    const { text } = await list();
    const body: unknown = JSON.parse(text);
    expect(operations.listRecords.response.strict().parse(body)).toEqual(body);
    expect(body).toMatchObject({
      items: [
        { seq: 1, planhatId: "id1" },
        { seq: 2, data: null },
      ],
    });
  });

  test("continues after the page before, for one model or all, to a marked end", async () => {
    for (let seq = 1; seq <= 7; seq += 1)
      await land(seq, `{"n":${seq}}`, seq % 2 === 0 ? "enduser" : "company");
    const follow = async (query: string): Promise<number[][]> => {
      const pages: number[][] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const { text } = await list(`?limit=2${query}&cursor=${cursor}`);
        const page = JSON.parse(text) as { items: { seq: number }[]; nextCursor: string | null };
        pages.push(page.items.map(({ seq }) => seq));
        cursor = page.nextCursor;
      }
      return pages;
    };
    expect(await follow("")).toEqual([[1, 2], [3, 4], [5, 6], [7]]);
    expect(await follow("&model=company")).toEqual([
      [1, 3],
      [5, 7],
    ]);
    expect(await follow("&model=enduser&since=2")).toEqual([[4, 6]]);
    expect(await follow("&model=nps")).toEqual([[]]);
  });

  test("ends early if records are large: an answer holds at most one record beyond 8 MB", async () => {
    const large = `{"text":"${"x".repeat(5_000_000)}"}`;
    for (let seq = 1; seq <= 5; seq += 1) await land(seq, large);
    const first = JSON.parse((await list()).text) as { items: unknown[]; nextCursor: string };
    expect(first.items).toHaveLength(2);
    const last = JSON.parse((await list("?since=4")).text) as {
      items: unknown[];
      nextCursor: null;
    };
    expect([last.items.length, last.nextCursor]).toEqual([1, null]);
  });
});
