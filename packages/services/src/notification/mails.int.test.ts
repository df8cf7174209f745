/** Mails about a connection: their history, how several mails are joined, and who may read them. */
import type { Database } from "@churned/db/client";
import { asOperator, createDatabase, withTenant } from "@churned/db/client";
import { findConnection } from "@churned/db/connection";
import { claimNotification } from "@churned/db/notification";
import type { TenantMailKind } from "@churned/domain/notification";
import { heldMailKinds } from "@churned/domain/notification";
import { mailGroupingMs } from "@churned/domain/notification";
import { TestClock, waitFor } from "@churned/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createConnection } from "../connection/create-connection.ts";
import type { ServiceContext } from "../context/context.ts";
import { createInvitation } from "../invitation/invitations.ts";
import { listInboxItems } from "../inbox/read-inbox-items.ts";
import { sendInboxMail } from "../inbox/send-inbox-mail.ts";
import { listOutbox } from "./list-outbox.ts";
import { listTimeline } from "../reading/read.ts";
import { createSyncRequest } from "../sync/create-sync-request.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { deliverNotification } from "./deliver-notification.ts";
import { listMails } from "./list-mails.ts";
import { queueVerdictMail } from "./queue-notifications.ts";

const page = { limit: 50 };
const verdict = { kind: "token_rejected", models: [] } as const;

describe("mails about a connection", () => {
  let world: Arranged;
  let db: Database;
  let clock: TestClock;
  let worker: ServiceContext;
  let acme: string;
  let delivered: { to: string; subject: string; text: string }[];
  beforeAll(async () => {
    world = await arrange();
    acme = world.acme.connectionId;
    db = createDatabase({ url: world.database.workerUrl, onError: () => undefined });
  });
  afterAll(async () => {
    await db.close();
    await world[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    clock = new TestClock();
    delivered = [];
    worker = {
      ...world.operator,
      actor: { kind: "system", name: "worker" },
      db,
      now: () => clock.now(),
    };
    for (const table of ["notifications", "timeline", "sync_requests"])
      await world.query(`delete from ${table}`);
    await world.query(
      `update connections set state = 'needs_customer', verdict = 'token_rejected', state_since = '${clock.now().toISOString()}'`,
    );
  });

  const operator = (): ServiceContext => ({ ...world.operator, now: () => clock.now() });
  const tell = (id: string) =>
    asOperator(db, worker.actor, async (tx) => {
      const connection = await findConnection(tx, id);
      if (connection === undefined) throw new Error("no connection");
      await queueVerdictMail(worker, tx, connection, {
        checkId: crypto.randomUUID(),
        verdict,
        lastFour: "x9Qa",
      });
    });
  const ids = async (): Promise<string[]> =>
    (await world.query<{ id: string }>("select id from notifications order by id")).map(
      ({ id }) => id,
    );
  async function deliverAll(send = (): Promise<void> => Promise.resolve()): Promise<void> {
    const deliver = {
      keepsBody: false,
      send: {
        mail: async (mail: { to: string; subject: string; text: string }) => {
          await send();
          delivered.push(mail);
        },
        slack: undefined,
      },
    };
    // Delivery reads only these parts of the worker's context.
    const context = { ...worker, deliver, hints: world.operator.hints } as unknown as WorkerContext;
    await Promise.all((await ids()).map((id) => deliverNotification(context, id)));
  }

  it("wait for others to the same person, and go out as one mail, which each connection lists", async () => {
    const { id: second } = await createConnection(world.acme.customer, { name: "Europe" });
    await world.query(`update connections set state = 'needs_customer' where id = '${second}'`);
    await tell(acme);
    clock.advanceMs(30_000);
    await tell(second);
    await tell(world.globex.connectionId);
    await deliverAll();
    expect(delivered, "nothing goes out before it waited").toEqual([]);

    clock.advanceMs(mailGroupingMs - 30_000);
    await deliverAll();
    clock.advanceMs(30_000);
    await deliverAll();
    expect(delivered.map(({ to }) => to)).toEqual(["ada@acme.example", "ada@globex.example"]);
    const [first] = delivered;
    expect(first?.subject).toBe("Planhat rejects Churned's token (2 messages)");
    for (const part of ["“acme's Planhat”", "“Europe”", "x9Qa"])
      expect(first?.text).toContain(part);
    expect(first?.text, "another tenant's is no part of it").not.toContain("globex");
    const outbox = await listOutbox(world.operator);
    expect(outbox.map(({ to }) => to)).toEqual(["ada@globex.example", "ada@acme.example"]);
    expect(outbox[1]?.text).toBe(first?.text);
    for (const id of [acme, second])
      expect((await listMails(world.acme.customer, { id, ...page })).items).toMatchObject([
        { by: null, to: [{ email: "ada@acme.example", state: "sent" }] },
      ]);
    await world.query(`delete from connections where id = '${second}'`);
  });

  it("are claimed by one worker, even if two workers each take one of two that wait for the same person", async () => {
    await tell(acme);
    await tell(acme);
    clock.advanceMs(mailGroupingMs);
    const [one = "", two = ""] = await ids();
    const lease = { now: clock.now(), until: new Date(clock.now().getTime() + 60_000) };
    const claim = (id: string) =>
      asOperator(db, worker.actor, (tx) =>
        claimNotification(tx, id, lease, { kinds: heldMailKinds, max: 20 }),
      );
    // Lock the first row until both workers wait for it. Then both continue at the same time.
    const [locked, held] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const claiming = asOperator(db, worker.actor, async (tx) => {
      await tx.orm.execute(`select from notifications where id = '${one}' for update`);
      locked.resolve(undefined);
      await held.promise;
    });
    await locked.promise;
    const waiting = async (count: number) =>
      await waitFor(
        async () => {
          const [row] = await world.query<{ n: number }>(
            "select count(*)::int as n from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()",
          );
          return row !== undefined && row.n >= count;
        },
        { what: `${count} to wait`, timeoutMs: 30_000 },
      );
    const first = claim(one);
    await waiting(1);
    const second = claim(two);
    await waiting(2).finally(() => held.resolve(undefined));
    await claiming;
    expect((await first)?.map(({ id }) => id)).toEqual([one, two]);
    expect(await second).toBeUndefined();
  });

  it("are not joined across tenants, even if the mailbox is the same", async () => {
    await tell(acme);
    await tell(world.globex.connectionId);
    await world.query("update notifications set recipient = 'ada@acme.example'");
    clock.advanceMs(mailGroupingMs);
    await deliverAll();
    expect(delivered.map(({ to }) => to)).toEqual(["ada@acme.example", "ada@acme.example"]);
    for (const { text } of delivered)
      expect(text.includes("“acme's Planhat”")).toBe(!text.includes("“globex's Planhat”"));
  });

  it("are all tried again if the server refuses", async () => {
    await tell(acme);
    await tell(acme);
    clock.advanceMs(mailGroupingMs);
    await deliverAll(() => Promise.reject(new Error("451")));
    expect((await listMails(operator(), { id: acme, ...page })).items[0]?.to).toMatchObject([
      { state: "queued", reason: "The server refused it." },
    ]);
    clock.advanceMs(60 * 60_000);
    await deliverAll();
    expect(delivered).toHaveLength(1);
    expect(delivered[0]?.subject).toContain("(2 messages)");
  });

  it("do not wait if a person caused them and expects them soon", async () => {
    await createInvitation(
      { ...world.acme.customer, now: () => clock.now() },
      { id: acme, email: "Bob@acme.example" },
    );
    await sendInboxMail(operator(), { id: acme, subject: "Planhat", body: "Hello Ada," });
    await deliverAll();
    expect(delivered.map(({ to }) => to).toSorted()).toEqual([
      "ada@acme.example",
      "bob@acme.example",
    ]);
  });

  it("appear on the timeline as about to go out, sent, or not delivered", async () => {
    const titles = async () =>
      (await listTimeline(operator(), { id: acme, ...page })).items.map(({ title, actor }) => [
        title,
        actor,
      ]);
    await tell(acme);
    expect(await titles()).toEqual([["Mail about to go out", "Churned"]]);
    clock.advanceMs(mailGroupingMs);
    await deliverAll();
    expect(await titles()).toEqual([["Mail sent", "Churned"]]);
    await sendInboxMail(operator(), { id: acme, subject: "Planhat", body: "Hello Ada," });
    await world.query("update notifications set state = 'skipped' where kind = 'ready_mail'");
    expect((await titles())[0]).toEqual(["Mail not delivered", "Operator"]);
  });

  it("are shown before the same mail is sent again, and are sent again only if the operator insists", async () => {
    await tell(acme);
    const [problem] = (await listInboxItems(operator(), page)).items.filter(
      ({ connection }) => connection.id === acme,
    );
    expect(problem?.mailed).toMatchObject({ isSent: false, isByHand: false });
    const mail = { id: acme, subject: "Planhat rejects Churned's token", body: "Hello Ada," };
    const refused = await sendInboxMail(operator(), mail);
    expect(refused).toMatchObject({ sentTo: [], isNew: false, sameMail: { by: null } });
    expect(await ids(), "nothing was written").toHaveLength(1);

    const after = refused.sameMail?.id;
    const again = await Promise.all(
      [1, 2].map(() => sendInboxMail(operator(), { ...mail, after })),
    );
    expect(again.map(({ sentTo }) => sentTo)).toEqual([["ada@acme.example"], ["ada@acme.example"]]);
    expect(again.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect((await listMails(operator(), { id: acme, ...page })).items.map(({ by }) => by)).toEqual([
      "Operator",
      null,
    ]);
    expect(
      (await listMails(world.acme.customer, { id: acme, ...page })).items.map(({ by }) => by),
    ).toEqual(["Operator (Churned)", null]);
    // A mail about an earlier need of the connection does not count for its later need.
    clock.advanceMs(1_000);
    await world.query(`update connections set state_since = '${clock.now().toISOString()}'`);
    const later = (await listInboxItems(operator(), page)).items;
    expect(later.map(({ mailed }) => mailed)).toEqual(later.map(() => null));
  });

  it("are visible only to their own tenant, without mails to operators and mails with a secret link", async () => {
    const { customer } = world.acme;
    await world.query("update connections set state = 'connected', verdict = 'connected'");
    await createSyncRequest(customer, { id: acme });
    await createInvitation(customer, { id: acme, email: "bob@acme.example" });
    await tell(acme);
    const kindsOf = async (ctx: ServiceContext) => {
      const { actor } = ctx;
      if (actor.kind !== "customer") throw new Error("no customer");
      // Query without a condition, to see which rows row-level security allows.
      const { rows } = await withTenant(ctx.db, actor, actor.tenantId, (tx) =>
        tx.orm.execute<{ kind: TenantMailKind }>("select kind from notifications"),
      );
      return rows.map(({ kind }) => kind);
    };
    expect(await world.query("select kind from notifications")).toHaveLength(4);
    expect(await kindsOf(customer)).toEqual(["verdict"]);
    expect(await kindsOf(world.globex.customer)).toEqual([]);
    expect((await listMails(customer, { id: acme, ...page })).items).toHaveLength(1);
    await expect(listMails(world.globex.customer, { id: acme, ...page })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    // Operators see that a guest was invited, but they do not see the link.
    const all = (await listMails(operator(), { id: acme, ...page })).items;
    expect(all.map(({ text }) => text === null)).toEqual([false, true]);
  });
});
