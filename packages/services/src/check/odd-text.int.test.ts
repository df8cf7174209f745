import type { Database } from "@churned/db/client";
import { createDatabase } from "@churned/db/client";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getCheck, getConnection } from "../reading/read.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import { createSyncWorker } from "../testing/sync-worker.ts";
import type { Asked } from "../testing/sync-worker.ts";
import { saveToken } from "../token/save-token.ts";
import type { CheckRunner } from "./check-runner.ts";
import { createCheckRunner } from "./check-runner.ts";

/** Texts that people and programs may write into Planhat. */
const oddText = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.constantFrom(
        "\u0000",
        "\uD83D",
        "\uDE00",
        "😀",
        "👩‍👩‍👧‍👦",
        "\\u0000",
        "\n",
        "'",
        '"',
        "e\u0301\u0302",
      ),
      fc.constant("x".repeat(60)),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(""));
const oddRow = fc.record({
  _id: fc.oneof(oddText, fc.constantFrom(null, 7, "", "é".repeat(6_000))),
  name: oddText,
  email: oddText.map((text) => `ann@${text}`),
  companyId: fc.oneof(oddText, fc.constant(null)),
});
const refusal = fc.record({ status: fc.constantFrom(401, 403, 404, 500), message: oddText });

describe("a Planhat with odd text in every place", () => {
  let world: Arranged;
  let db: Database;
  let checks: CheckRunner;
  let answer: (asked: Asked) => Response;
  beforeAll(async () => {
    world = await arrange();
    db = createDatabase({ url: world.database.workerUrl, onError: () => undefined });
    checks = createCheckRunner({
      ...createSyncWorker(world, db, (asked) => answer(asked)).ctx,
      now: () => new Date(),
      openToken: () => Promise.resolve("aB3dE5fG7hJ9".repeat(8)),
      describeToken: () => ({ fingerprint: crypto.randomUUID(), lastFour: "hJ9a" }),
    });
  });
  afterAll(async () => {
    await checks.close({ timeoutMs: 5_000 });
    await db.close();
    await world[Symbol.asyncDispose]();
  });

  /** Saves a token, and returns its finished check. */
  async function save(of: (asked: Asked) => Response) {
    answer = of;
    const { customer, connectionId: id } = world.acme;
    const sealed = await world.seal(id, "a-token");
    const { checkId } = await saveToken(customer, { id, sealed });
    await checks.claimDue();
    await checks.idle();
    return await getCheck(customer, { id: checkId });
  }

  it("gets its verdict in one attempt, and shows repaired names", async () => {
    const name = `nul \u0000, half \uD83D, ${"x".repeat(100)}👩‍👩‍👧‍👦`;
    const rows = [{ _id: "a", name, email: "ann@acme\u0000.example", companyId: "a" }];
    const check = await save(() => Response.json(rows));
    expect(check.verdict?.kind).toBe("connected");
    expect(check.attempt).toBe(1);
    expect(check.planhat?.companyNames).toEqual([`nul \uFFFD, half \uFFFD, ${"x".repeat(100)}…`]);
    expect(check.planhat?.mailDomains).toEqual(["acme\uFFFD.example"]);
    const { planhat } = await getConnection(world.acme.customer, { id: world.acme.connectionId });
    expect(planhat?.companyNames).toEqual(check.planhat?.companyNames);
  });

  it("is connected whatever its texts are, and a refusal decides its verdict", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(oddRow, { minLength: 1, maxLength: 4 }),
        fc.option(refusal, { nil: undefined }),
        async (rows, refused) => {
          const check = await save(({ path }) =>
            refused !== undefined && path === "/nps"
              ? Response.json({ message: refused.message }, { status: refused.status })
              : new Response(JSON.stringify(rows)),
          );
          expect(check.attempt).toBe(1);
          expect(check.verdict?.kind).not.toBe("our_fault");
          if (refused === undefined)
            expect(
              rows.some(({ _id }) => typeof _id === "string" && _id !== "")
                ? ["connected", "restricted_view", "different_planhat"]
                : // Every record of Planhat has an id.
                  ["unexpected_answer"],
            ).toContain(check.verdict?.kind);
          for (const text of check.planhat?.companyNames ?? []) {
            expect(text.length).toBeLessThanOrEqual(120);
            expect(text.isWellFormed() && !/\p{Cc}/u.test(text)).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
