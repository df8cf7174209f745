import { describe, expect, test } from "vitest";
import { readEvents } from "../testing/read-events.ts";
import type { Person } from "../http/person.ts";
import { createChangeHub } from "./change-hub.ts";

const unchanged = {
  findAgain: async (people: readonly Person[]) => people,
  onError: (error: unknown) => {
    throw error;
  },
};

const customer: Person = {
  sessionId: "session-1",
  user: { id: "user-1", email: "a@acme.example", name: "A" },
  role: "customer",
  tenant: { tenantId: "acme", tenantName: "Acme" },
};
const operator: Person = { ...customer, sessionId: "session-2", role: "operator", tenant: null };
const change = (id: string, tenantId = "acme", topic: "check" | "notification" = "check") => ({
  topic,
  id,
  connectionId: "connection-1",
  tenantId,
});

describe("the change hub", () => {
  test("sends a customer only changes of their tenant, an operator all changes, and never the tenant's id", async () => {
    const hub = createChangeHub(unchanged);
    await using own = readEvents(new Response(hub.open(customer)));
    await using all = readEvents(new Response(hub.open(operator)));
    hub.publish(change("of-globex", "globex"));
    hub.publish(change("a-mail", "acme", "notification"));
    hub.publish(change("of-acme"));
    await own.waitFor("of-acme");
    await all.waitFor("of-acme");
    const event = { topic: "check", id: "of-acme", connectionId: "connection-1" };
    expect(own.heard()).toEqual([event]);
    expect(all.heard()).toHaveLength(3);
    expect(all.text()).not.toContain("tenantId");
    hub.close();
  });

  test("keeps a bounded number of events for a client that does not read, then tells it to read everything again", async () => {
    const hub = createChangeHub(unchanged);
    const stream = hub.open(customer);
    for (let i = 0; i < 5_000; i++) hub.publish(change(`event-${i}`));
    await using events = readEvents(new Response(stream));
    await events.waitFor("resync");
    expect(events.heard().length).toBeLessThanOrEqual(258);
    expect(events.heard().at(-1)).toBe("resync");
    hub.publish(change("afterwards"));
    await events.waitFor("afterwards");
    hub.close();
  });

  test("limits the streams of one sign-in until one of them is closed", async () => {
    const hub = createChangeHub(unchanged);
    const open = () => hub.open(customer);
    const streams = Array.from({ length: 40 }, open);
    expect(open).toThrow(expect.objectContaining({ code: "RATE_LIMITED" }));
    expect(() => hub.open(operator)).not.toThrow();
    await streams[0]?.cancel();
    expect(open).not.toThrow();
    hub.close();
  });

  test("ends a stream at the next heartbeat if the sign-in, role or tenant changed", async () => {
    const globex = { tenantId: "globex", tenantName: "Globex" };
    const now: Readonly<Record<string, Person>> = {
      "session-1": customer,
      "other-role": { ...customer, sessionId: "other-role", role: "operator" },
      "other-tenant": { ...customer, sessionId: "other-tenant", tenant: globex },
      "no-tenant": { ...customer, sessionId: "no-tenant", tenant: null },
    };
    const findAgain = async (people: readonly Person[]) =>
      people.flatMap(({ sessionId }) => now[sessionId] ?? []);
    const hub = createChangeHub({ ...unchanged, findAgain, beatMs: 5 });
    await using stays = readEvents(new Response(hub.open(customer)));
    for (const sessionId of ["signed-out", "other-role", "other-tenant", "no-tenant"]) {
      await using events = readEvents(new Response(hub.open({ ...customer, sessionId })));
      await events.waitForEnd();
    }
    await stays.waitFor("event: beat");
    expect([hub.countClients(), stays.hasEnded()]).toEqual([1, false]);
    hub.close();
    await stays.waitForEnd();
    expect(hub.countClients()).toBe(0);
  });

  test("ends the streams if nobody can say whether their people may still receive changes", async () => {
    const errors: unknown[] = [];
    const away = new Error("the database is away");
    const findAgain = () => Promise.reject(away);
    const onError = (error: unknown) => errors.push(error);
    const hub = createChangeHub({ findAgain, onError, beatMs: 5 });
    await using events = readEvents(new Response(hub.open(customer)));
    await events.waitForEnd();
    expect(errors).toEqual([away]);
    hub.close();
  });

  test("tells the pages of a person that their sign-ins ended, and ends them at once", async () => {
    const stays = { ...customer, sessionId: "session-3" };
    const colleague = {
      ...customer,
      sessionId: "session-4",
      user: { ...customer.user, id: "u-2" },
    };
    const findAgain = async (people: readonly Person[]) =>
      people.filter(({ sessionId }) => sessionId === stays.sessionId);
    const hub = createChangeHub({ ...unchanged, findAgain });
    await using ended = readEvents(new Response(hub.open(customer)));
    await using kept = readEvents(new Response(hub.open(stays)));
    await using theirs = readEvents(new Response(hub.open(colleague)));
    const boss = { ...operator, user: { ...operator.user, id: "u-3" } };
    await using all = readEvents(new Response(hub.open(boss)));
    hub.publish({ topic: "person", id: customer.user.id, tenantId: "acme" });
    await ended.waitForEnd();
    expect(ended.heard()).toEqual(["sign-out"]);
    hub.publish(change("afterwards"));
    await kept.waitFor("afterwards");
    await theirs.waitFor("afterwards");
    await all.waitFor("afterwards");
    expect([kept.heard().length, theirs.heard().length, all.heard().length]).toEqual([1, 1, 2]);
    hub.close();
  });

  test("does not say that a sign-in ended if nobody can read the sign-ins", async () => {
    const findAgain = () => Promise.reject(new Error("the database is away"));
    const hub = createChangeHub({ findAgain, onError: () => undefined });
    await using events = readEvents(new Response(hub.open(customer)));
    hub.publish({ topic: "person", id: customer.user.id, tenantId: "acme" });
    await events.waitForEnd();
    expect(events.heard()).toEqual([]);
    hub.close();
  });

  test("sends a beat to all streams and reads their people again in each interval, many people at once", async () => {
    const asked: (readonly Person[])[] = [];
    const findAgain = async (people: readonly Person[]) => {
      asked.push(people);
      return people;
    };
    const hub = createChangeHub({ ...unchanged, findAgain, beatMs: 50 });
    const sessionIds = Array.from({ length: 200 }, (_, n) => `session-${n}`);
    const streams = sessionIds.map((sessionId) =>
      readEvents(new Response(hub.open({ ...customer, sessionId }))),
    );
    await Promise.all(streams.map((stream) => stream.waitFor("event: beat")));
    const first = asked.slice(0, 10);
    expect(first.map((people) => people.length)).toEqual(Array.from({ length: 10 }, () => 20));
    expect(new Set(first.flat().map(({ sessionId }) => sessionId))).toEqual(new Set(sessionIds));
    hub.close();
  });

  test("forgets a client that disconnects", async () => {
    const hub = createChangeHub(unchanged);
    const stream = hub.open(customer);
    expect(hub.countClients()).toBe(1);
    await stream.cancel();
    expect(hub.countClients()).toBe(0);
    hub.publish(change("nobody-hears"));
  });
});
