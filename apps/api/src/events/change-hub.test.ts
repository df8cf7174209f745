import { describe, expect, test } from "vitest";
import { readEvents } from "../testing/read-events.ts";
import type { Person } from "../http/person.ts";
import { createChangeHub } from "./change-hub.ts";

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
    const hub = createChangeHub();
    await using own = readEvents(new Response(hub.open(customer, async () => customer)));
    await using all = readEvents(new Response(hub.open(operator, async () => operator)));
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
    const hub = createChangeHub();
    const stream = hub.open(customer, async () => customer);
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
    const hub = createChangeHub();
    const open = () => hub.open(customer, async () => customer);
    const streams = Array.from({ length: 40 }, open);
    expect(open).toThrow(expect.objectContaining({ code: "RATE_LIMITED" }));
    expect(() => hub.open(operator, async () => operator)).not.toThrow();
    await streams[0]?.cancel();
    expect(open).not.toThrow();
    hub.close();
  });

  test("ends a stream at the next heartbeat if the sign-in, role or tenant changed or cannot be checked", async () => {
    const findings: (() => Promise<Person | undefined>)[] = [
      async () => undefined,
      async () => ({ ...customer, role: "operator" }),
      async () => ({ ...customer, tenant: { tenantId: "globex", tenantName: "Globex" } }),
      async () => {
        throw new Error("the database is away");
      },
    ];
    const hub = createChangeHub({ beatMs: 5 });
    await using stays = readEvents(new Response(hub.open(customer, async () => customer)));
    for (const check of findings) {
      await using events = readEvents(new Response(hub.open(customer, check)));
      await events.waitForEnd();
    }
    await stays.waitFor("event: beat");
    expect([hub.countClients(), stays.hasEnded()]).toEqual([1, false]);
    hub.close();
    await stays.waitForEnd();
    expect(hub.countClients()).toBe(0);
  });

  test("forgets a client that disconnects", async () => {
    const hub = createChangeHub();
    const stream = hub.open(customer, async () => customer);
    expect(hub.countClients()).toBe(1);
    await stream.cancel();
    expect(hub.countClients()).toBe(0);
    hub.publish(change("nobody-hears"));
  });
});
