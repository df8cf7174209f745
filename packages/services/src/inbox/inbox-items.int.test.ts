import { asOperator, createDatabase } from "@churned/db/client";
import { insertConnection, updateConnection } from "@churned/db/connection";
import { promoteCandidate } from "@churned/db/token";
import type { Cause } from "@churned/domain/inbox";
import type { VerdictKind } from "@churned/domain/verdict";
import { severityRank, needsBySeverity, formatCause, stages } from "@churned/domain/inbox";
import { defaultPlan } from "@churned/domain/plan";
import { verdictKinds } from "@churned/domain/verdict";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ServiceContext } from "../context/context.ts";
import { listOutbox } from "../notification/list-outbox.ts";
import { listAudit } from "../history/index.ts";
import { listTimeline } from "../reading/read.ts";
import { keepRecords, releaseDeletes } from "../sync/decide-held-deletions.ts";
import { setLanguage } from "../tenant/set-language.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import { assignInboxItem, addTriageNote, snoozeInboxItem } from "./change-inbox-item.ts";
import { getInboxItem, listOperators, listInboxItems } from "./read-inbox-items.ts";
import { sendInboxMail } from "./send-inbox-mail.ts";

const hourMs = 3_600_000;

describe("inbox items", () => {
  let world: Arranged;
  let acme: string;
  beforeAll(async () => {
    world = await arrange();
    acme = world.acme.connectionId;
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    for (const table of ["problem_cares", "problem_notes", "notifications", "held_deletes"])
      await world.query(`delete from ${table}`);
    await world.query(
      `delete from connections where id not in ('${acme}', '${world.globex.connectionId}')`,
    );
    await world.query(
      "update connections set state = 'connected', verdict = 'connected', verdict_models = '{}', last_seq = 0, state_since = now()",
    );
    await world.query("update tenants set language = 'en'");
  });

  const query = { limit: 50 };
  const later = (ms: number): ServiceContext => ({
    ...world.operator,
    now: () => new Date(Date.now() + ms),
  });
  const trouble = (id: string, verdict: VerdictKind, models = "{}") =>
    world.query(
      `update connections set state = 'needs_customer', verdict = '${verdict}', verdict_models = '${models}', last_seq = 9, fresh_at = now() - interval '3 days' where id = '${id}'`,
    );
  const ids = async (ctx = world.operator, more = {}) =>
    (await listInboxItems(ctx, { ...query, ...more })).items.map(({ connection }) => connection.id);

  it("are sorted by severity as domain defines it, oldest first within a cause, across pages", async () => {
    const { customer } = world.acme;
    if (customer.actor.kind !== "customer") throw new Error("no customer");
    const { tenantId } = customer.actor;
    const causes: Cause[] = [];
    for (const verdict of verdictKinds)
      for (const stage of stages)
        for (const days of [1, 2]) {
          const id = await asOperator(world.operator.db, world.operator.actor, (tx) =>
            insertConnection(tx, { tenantId, name: `${days}`, plan: defaultPlan }),
          );
          await world.query(
            `update connections set state = 'needs_operator', verdict = '${verdict}', last_seq = ${stage === "landed" ? 1 : 0}, state_since = now() - interval '${days} days' where id = '${id}'`,
          );
          const isWorking = verdict === "connected" || verdict === "connected_partially";
          if (stage === "worked")
            await world.query(
              `insert into credentials (id, tenant_id, connection_id, key_id, sealed_hash, promoted_at, destroyed_at)
               values (gen_random_uuid(), '${tenantId}', '${id}', 'k', 'h', now() - interval '9 days', now())`,
            );
          // A connection whose token works cannot have the stage "never worked", even if its rows say so.
          const isNever = stage === "never_worked" && !isWorking;
          causes.push({
            need: isWorking ? "decision" : verdict,
            stage: stage === "landed" ? stage : isNever ? "never_worked" : "worked",
          });
        }
    const expected = causes.toSorted((a, b) => severityRank(a) - severityRank(b)).map(formatCause);

    const seen: string[] = [];
    const since: { cause: string; at: string }[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await listInboxItems(world.operator, {
        limit: 5,
        ...(cursor === undefined ? {} : { cursor }),
      });
      seen.push(...page.items.map(({ cause }) => cause));
      since.push(...page.items.map((item) => ({ cause: item.cause, at: item.since })));
      expect(page.causes.map(({ cause }) => cause)).toEqual([...new Set(expected)]);
      expect(page.causes.reduce((sum, { count }) => sum + count, 0)).toBe(expected.length);
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(expected);
    // The other four needs belong to working connections: unread models, a candidate (a saved token) to confirm,
    // missing records, a decision.
    expect(needsBySeverity.length).toBe(verdictKinds.length + 4);
    for (const [index, { cause, at }] of since.entries()) {
      const before = since[index - 1];
      if (before?.cause === cause) expect(before.at < at, `${cause} waits longer`).toBe(true);
    }
  });

  it("are hidden while snoozed, and come back when the time is over or the cause changes", async () => {
    await trouble(acme, "token_rejected");
    const until = new Date(Date.now() + hourMs).toISOString();
    expect(await snoozeInboxItem(world.operator, { id: acme, until })).toMatchObject({
      snoozedUntil: until,
    });
    expect(await ids()).toEqual([]);
    expect(await ids(world.operator, { include: "snoozed" })).toEqual([acme]);
    expect(await ids(later(2 * hourMs))).toEqual([acme]);

    await trouble(acme, "missing_permissions", "{enduser}");
    expect(await ids()).toEqual([acme]);
    expect(await getInboxItem(world.operator, { id: acme })).toMatchObject({ snoozedUntil: null });

    await snoozeInboxItem(world.operator, { id: acme, until });
    expect(await ids()).toEqual([]);
    await snoozeInboxItem(world.operator, { id: acme, until: null });
    expect(await ids()).toEqual([acme]);
    await expect(
      snoozeInboxItem(world.operator, { id: acme, until: "2020-01-01T00:00:00.000Z" }),
    ).rejects.toMatchObject({ code: "VALIDATION" });
  });

  it("end when the connection works again, together with their assignee", async () => {
    await trouble(acme, "token_rejected");
    const [operator] = (await listOperators(world.operator)).items;
    if (operator === undefined) throw new Error("no operator");
    await assignInboxItem(world.operator, { id: acme, userId: operator.id });
    await addTriageNote(world.operator, { id: acme, text: "Called Ada." });
    expect(await ids(world.operator, { assignedTo: "me" })).toEqual([acme]);

    const become = (state: "connected" | "needs_customer") =>
      asOperator(world.worker.db, world.worker.actor, (tx) =>
        updateConnection(tx, acme, { state, at: new Date() }),
      );
    await become("connected");
    expect(await ids()).toEqual([]);
    await expect(getInboxItem(world.operator, { id: acme })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await become("needs_customer");
    expect(await getInboxItem(world.operator, { id: acme })).toMatchObject({
      assignee: null,
      notes: [{ text: "Called Ada.", author: operator.name }],
    });
    expect(await ids(world.operator, { assignedTo: "me" })).toEqual([]);
  });

  it("mention a candidate for another Planhat that waits to be confirmed, until it is active", async () => {
    const id = crypto.randomUUID();
    await world.query(
      `insert into credentials (id, tenant_id, connection_id, slot, key_id, sealed, sealed_hash)
       select '${id}', tenant_id, id, 'candidate', 'k', 'enc.ciphertext', 'h' from connections where id = '${acme}'`,
    );
    const conclude = (verdict: VerdictKind) =>
      world.query(
        `insert into checks (tenant_id, connection_id, credential_id, trigger, models, state, verdict, done_at)
         select tenant_id, id, '${id}', 'save', '{}', 'done', '${verdict}', now() from connections where id = '${acme}'`,
      );
    await conclude("different_planhat");
    const [item] = (await listInboxItems(world.operator, query)).items;
    expect(item).toMatchObject({
      cause: "token_to_confirm.no_data",
      title: "This token belongs to another Planhat than before",
      connection: { id: acme, state: "connected", verdict: "connected" },
    });
    const [operator] = (await listOperators(world.operator)).items;
    const assigned = await assignInboxItem(world.operator, {
      id: acme,
      userId: operator?.id ?? null,
    });
    expect(assigned).toMatchObject({
      verdict: { kind: "different_planhat" },
      assignee: operator,
      mail: { subject: "Is this the right Planhat?" },
    });

    // The next check could not reach Planhat, so no candidate waits for a confirmation now.
    await conclude("unreachable");
    expect(await ids()).toEqual([]);
    await conclude("different_planhat");
    expect(await ids()).toEqual([acme]);
    const url = world.database.workerUrl;
    const worker = createDatabase({ url, onError: () => undefined });
    await asOperator(worker, { kind: "system", name: "worker" }, (tx) =>
      Promise.resolve(promoteCandidate(tx, acme, id, new Date(), null)),
    );
    await worker.close();
    expect(await ids()).toEqual([]);
    expect(await world.query("select * from problem_cares")).toEqual([]);
    await world.query("delete from checks");
    await world.query("delete from credentials");
  });

  it("mention missing records with the question in words, until it is answered", async () => {
    const missing = (models: readonly { model: string; missing: number; of: number }[]) =>
      world.query(
        `insert into held_deletes (tenant_id, connection_id, sync_id, models)
         select tenant_id, id, uuidv7(), '${JSON.stringify(models)}' from connections where id = '${acme}'`,
      );
    await world.query(`update connections set last_seq = 9 where id = '${acme}'`);
    await missing([{ model: "company", missing: 1400, of: 1480 }]);
    const { items, causes } = await listInboxItems(world.operator, query);
    expect(causes).toEqual([
      { cause: "held_deletes", title: "Many records are missing in Planhat", count: 1 },
    ]);
    expect(items).toMatchObject([
      { cause: "held_deletes", connection: { id: acme, state: "connected" }, snoozedUntil: null },
    ]);
    const item = await getInboxItem({ ...world.operator, language: "nl" }, { id: acme });
    expect(item).toMatchObject({
      verdict: { kind: "connected", title: "In Planhat ontbreekt veel", audience: "operator" },
      heldDeletions: { state: "waiting", models: [{ model: "company", missing: 1400, of: 1480 }] },
      mail: { language: "en", subject: "Were these records removed in your Planhat?" },
    });
    expect(item.verdict.remedy.join(" ")).toContain("1.400 van 1.480 in Company");
    expect(item.mail.body).toContain("1,400 of 1,480 in Company");
    expect(item.impact).toContain("Er is niets verwijderd");

    const [operator] = (await listOperators(world.operator)).items;
    await assignInboxItem(world.operator, { id: acme, userId: operator?.id ?? null });
    await addTriageNote(world.operator, { id: acme, text: "Asked Ada." });
    const until = new Date(Date.now() + hourMs).toISOString();
    await snoozeInboxItem(world.operator, { id: acme, until });
    expect(await ids()).toEqual([]);
    expect(await ids(world.operator, { include: "snoozed", assignedTo: "me" })).toEqual([acme]);

    // A connection whose state needs someone appears once, with the cause of its state.
    await trouble(acme, "token_rejected");
    expect((await listInboxItems(world.operator, query)).items).toMatchObject([
      { cause: "token_rejected" },
    ]);
    await world.query("update connections set state = 'connected', verdict = 'connected'");

    await keepRecords(world.operator, { id: acme, reason: "A mistake in Planhat." });
    expect(await ids(world.operator, { include: "snoozed" })).toEqual([]);
    expect(await world.query("select * from problem_cares")).toEqual([]);
    // Another question makes a new inbox item. An earlier snooze does not hide the new item.
    await missing([{ model: "enduser", missing: 50, of: 50 }]);
    expect(await ids()).toEqual([acme]);
    await releaseDeletes(world.operator, { id: acme, reason: "They cleaned up." });
    expect(await ids()).toEqual([]);
  });

  it("are one item for a connection with both a waiting candidate and missing records", async () => {
    const id = crypto.randomUUID();
    await world.query(
      `insert into credentials (id, tenant_id, connection_id, slot, key_id, sealed, sealed_hash)
       select '${id}', tenant_id, id, 'candidate', 'k', 'enc.ciphertext', 'h' from connections where id = '${acme}'`,
    );
    await world.query(
      `insert into checks (tenant_id, connection_id, credential_id, trigger, models, state, verdict, done_at)
       select tenant_id, id, '${id}', 'save', '{}', 'done', 'different_planhat', now() from connections where id = '${acme}'`,
    );
    await world.query(
      `insert into held_deletes (tenant_id, connection_id, sync_id, models)
       select tenant_id, id, uuidv7(), '[{"model":"company","missing":30,"of":31}]' from connections where id = '${acme}'`,
    );
    expect((await listInboxItems(world.operator, query)).items).toMatchObject([
      { cause: "held_deletes.no_data" },
    ]);
    await keepRecords(world.operator, { id: acme, reason: "A mistake." });
    expect((await listInboxItems(world.operator, query)).items).toMatchObject([
      { cause: "token_to_confirm.no_data" },
    ]);
    await world.query("delete from checks");
    await world.query("delete from credentials");
  });

  it("can be assigned only to operators", async () => {
    await trouble(acme, "token_rejected");
    const { actor } = world.acme.customer;
    if (actor.kind !== "customer") throw new Error("no customer");
    await expect(
      assignInboxItem(world.operator, { id: acme, userId: actor.userId }),
    ).rejects.toMatchObject({ code: "VALIDATION" });
  });

  it("have a mail in the tenant's language, sent only once, with a timeline entry and an audit entry", async () => {
    await trouble(acme, "missing_permissions", "{enduser}");
    const { actor } = world.acme.customer;
    if (actor.kind !== "customer") throw new Error("no customer");
    await setLanguage(world.acme.customer, { id: actor.tenantId, language: "nl" });

    const item = await getInboxItem(world.operator, { id: acme });
    expect(item.verdict.title).toBe("The token works, but it may not read End User");
    expect(item.impact).toBe("The data was last complete 3 days ago, and grows stale.");
    expect(item.mail).toMatchObject({ language: "nl", to: ["ada@acme.example"] });
    expect(item.mail.body).toContain("Vink onder PERMISSIONS View aan bij End User.");
    expect(item.mail.body).toContain(`/planhat?connection=${acme}`);

    const { subject } = item.mail;
    const mail = { id: acme, subject, body: `${item.mail.body}\n\nPS: bel gerust.` };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => sendInboxMail(world.operator, mail)),
    );
    expect(answers.map(({ sentTo }) => sentTo)).toEqual(answers.map(() => ["ada@acme.example"]));
    expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
    const mails = await listOutbox(world.operator);
    expect(mails).toMatchObject([{ subject, text: mail.body }]);
    const { items } = await listTimeline(world.acme.customer, { id: acme, limit: 50 });
    expect(items.filter(({ kind }) => kind === "mail_sent")).toHaveLength(1);
    const audit = await listAudit(world.operator, { limit: 50 });
    expect(audit.items.filter(({ action }) => action === "problem.mail")).toHaveLength(1);
  });

  it("are visible only to operators", async () => {
    await trouble(acme, "token_rejected");
    const { customer } = world.acme;
    const forbidden = { code: "FORBIDDEN" };
    await expect(listInboxItems(customer, query)).rejects.toMatchObject(forbidden);
    await expect(getInboxItem(customer, { id: acme })).rejects.toMatchObject(forbidden);
    await expect(addTriageNote(customer, { id: acme, text: "x" })).rejects.toMatchObject(forbidden);
    await expect(
      sendInboxMail(customer, { id: acme, subject: "x", body: "x" }),
    ).rejects.toMatchObject(forbidden);
  });
});
