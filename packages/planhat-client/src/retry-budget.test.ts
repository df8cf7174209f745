import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPlanhatClient, createRetryBudget, PlanhatError } from "./index.ts";
import { serve } from "./testing/serve.ts";

describe("createRetryBudget", () => {
  it("allows no more retries than its capacity and those that good answers gave back, in any order", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.boolean(), { maxLength: 300 }),
        (capacity, perAnswer, isGood) => {
          const budget = createRetryBudget({ capacity, perAnswer });
          let taken = 0;
          let given = 0;
          for (const good of isGood) {
            if (good) {
              budget.giveBack();
              given += 1;
            } else if (budget.take()) taken += 1;
            expect(taken).toBeLessThanOrEqual(capacity + given * perAnswer);
          }
        },
      ),
    );
  });

  it("never exceeds its capacity, however many good answers come", () => {
    const budget = createRetryBudget({ capacity: 2, perAnswer: 1 });
    for (let answer = 0; answer < 100; answer += 1) budget.giveBack();
    expect([budget.take(), budget.take(), budget.take()]).toEqual([true, true, false]);
  });
});

describe("a client's calls", () => {
  async function callMany(baseUrl: string, count: number, capacity: number): Promise<void> {
    const client = createPlanhatClient({
      baseUrl,
      token: "Zk3q".repeat(90),
      retries: 3,
      retryBaseMs: 1,
      retryBudget: createRetryBudget({ capacity, perAnswer: 0.5 }),
    });
    for (let call = 0; call < count; call += 1) {
      await client.probe("company").catch((error: unknown) => {
        if (!(error instanceof PlanhatError)) throw error;
      });
    }
  }

  it("make in total only as many retries in an outage as the budget holds", async () => {
    await using server = await serve((_, response) => response.writeHead(503).end());
    await callMany(server.url, 40, 10);
    expect(server.requests).toHaveLength(40 + 10);
  });

  it("are retried again after good answers", async () => {
    let isDown = true;
    await using server = await serve((_, response) => {
      response.writeHead(isDown ? 503 : 200).end("[]");
      if (server.requests.length === 10) isDown = false;
      if (server.requests.length === 14) isDown = true;
    });
    // Five calls fail and use the five retries. Four calls succeed and give two retries back. Six calls fail and use
    // these two retries.
    await callMany(server.url, 15, 5);
    expect(server.requests).toHaveLength(15 + 5 + 2);
  });

  it("take no retry from the budget if Planhat said when to retry", async () => {
    await using server = await serve((_, response) => {
      const isFirst = server.requests.length % 2 === 1;
      response.writeHead(isFirst ? 429 : 200, { "retry-after": "0" }).end("[]");
    });
    await callMany(server.url, 10, 0);
    expect(server.requests).toHaveLength(20);
  });
});
