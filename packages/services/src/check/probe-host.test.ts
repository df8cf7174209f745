import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import { callsPerCheck } from "@churned/domain/check";
import { defaultPlan, type Plan } from "@churned/domain/plan";
import { createPlanhatClient } from "@churned/planhat-client";
import { expect, test } from "vitest";
import { probeHost } from "./probe-host.ts";

const plan: Plan = {
  company: "required",
  enduser: "required",
  nps: "wanted",
  task: "wanted",
  user: "wanted",
};

type Reply = (response: ServerResponse, url: string) => void;
const say =
  (status: number): Reply =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(status === 200 ? "[]" : '{"message":"Refused."}');
  };
const nothing: Reply = () => undefined;

/** A simulated Planhat: it gives each path its configured reply, and 200 to any other path. */
async function startPlanhat(replies: Readonly<Record<string, Reply>>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = /^\/\w+/.exec(request.url ?? "")?.[0] ?? "";
    asked.push(path);
    (replies[path] ?? replies["*"] ?? say(200))(response, request.url ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const ended = new AbortController();
  const shown: string[] = [];
  return {
    asked,
    shown,
    probe: (firstPatienceMs: number, read: Plan = plan) =>
      probeHost(
        createPlanhatClient({ baseUrl: `http://127.0.0.1:${port}`, token: "t".repeat(40) }),
        {
          plan: read,
          listsCompanies: true,
          firstPatienceMs,
          onAnswer: ({ model }) => void shown.push(model),
          signal: ended.signal,
          lateSignal: ended.signal,
        },
      ),
    async [Symbol.asyncDispose]() {
      ended.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const patientMs = 5_000;

test("stops after two models that reject the token", async () => {
  await using planhat = await startPlanhat({ "*": say(401) });
  const { answers, pending } = await planhat.probe(patientMs);
  expect(answers.map(({ model, kind }) => `${model} ${kind}`).toSorted()).toEqual([
    "company rejected",
    "enduser rejected",
  ]);
  expect(pending).toEqual([]);
  expect(planhat.asked.toSorted()).toEqual(["/companies", "/endusers"]);
});

test.each(["/companies", "/endusers"])(
  "asks about everything if only %s rejects the token, because 401 may mean a missing permission",
  async (path) => {
    await using planhat = await startPlanhat({ [path]: say(401) });
    const { answers, listing } = await planhat.probe(patientMs);
    expect(answers.map(({ model }) => model).toSorted()).toEqual(Object.keys(plan).toSorted());
    await listing;
    expect(planhat.asked).toHaveLength(Object.keys(plan).length + 1);
  },
);

test("asks about everything if the first two are silent, and stops when they reject", async () => {
  await using planhat = await startPlanhat({
    "/companies": (response) => void setTimeout(() => say(401)(response, ""), 150),
    "/endusers": (response) => void setTimeout(() => say(401)(response, ""), 150),
    "*": nothing,
  });
  const { answers } = await planhat.probe(20);
  expect(answers.map(({ kind }) => kind)).toEqual(["rejected", "rejected"]);
  expect(planhat.asked).toHaveLength(Object.keys(plan).length + 1);
});

test("reports a wanted model later if it is silent when all others have answered", async () => {
  let answer: ServerResponse | undefined;
  await using planhat = await startPlanhat({ "/nps": (response) => void (answer = response) });
  const startedAt = performance.now();
  const soon = await planhat.probe(patientMs);
  expect(performance.now() - startedAt).toBeLessThan(3_000);
  expect(soon.pending).toEqual(["nps"]);
  expect(planhat.shown.toSorted()).toEqual(["company", "enduser", "task", "user"]);
  if (answer !== undefined) say(403)(answer, "");
  const { answers } = await soon.whole;
  expect(answers.find(({ model }) => model === "nps")?.kind).toBe("forbidden");
});

test("waits for a host that is slow altogether, instead of judging it by its first answers", async () => {
  await using planhat = await startPlanhat({
    "/companies": say(200),
    "/endusers": say(200),
    "*": (response) => void setTimeout(() => say(200)(response, ""), 1_000),
  });
  const { answers, pending } = await planhat.probe(patientMs);
  expect(pending).toEqual([]);
  expect(answers).toHaveLength(Object.keys(plan).length);
});

test("waits for a required model, even if it is silent for long", async () => {
  await using planhat = await startPlanhat({
    "/endusers": (response) => void setTimeout(() => say(403)(response, ""), 900),
  });
  const { answers, pending } = await planhat.probe(patientMs);
  expect(pending).toEqual([]);
  expect(answers.find(({ model }) => model === "enduser")?.kind).toBe("forbidden");
});

test.each([
  ["errors", '[{"error":"unauthorized"}]'],
  ["nothing", "[{}]"],
  ["ids that are no text", '[{"_id":5},{"_id":null}]'],
])("does not take a list of %s for Planhat's, and accepts no token", async (_what, body) => {
  for (const refuses of [false, true]) {
    await using planhat = await startPlanhat({
      "*": (response, url) => {
        if (refuses && url.includes("sort=")) return say(400)(response, url);
        response.writeHead(200, { "content-type": "application/json" });
        response.end(body);
      },
    });
    const { answers } = await planhat.probe(patientMs);
    expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(["unexpected_answer"]));
  }
});

test("makes as many calls as `callsPerCheck` says, if each call must be retried", async () => {
  await using planhat = await startPlanhat({ "*": say(503) });
  const { listing } = await planhat.probe(patientMs, defaultPlan);
  await listing;
  expect(planhat.asked).toHaveLength(callsPerCheck);
});
