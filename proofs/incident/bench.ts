/**
 * 30 % of the connections fail for twenty minutes because one host fails. There are four runs: with incidents; with
 * removed tokens among the connections of both hosts; with a host that rejects every token; and without incidents.
 * Prints JSON.
 */
import { startFleet, type Fleet } from "./fleet.ts";

const count = Number(/--count=(\d+)/.exec(process.argv.join(" "))?.[1] ?? "500");
const isShort = process.argv.includes("--short");
const failing = Math.round(count * 0.3);
const minuteMs = 60_000;

interface Report {
  readonly failing: number;
  readonly incidents: {
    readonly host: string | null;
    readonly connections: number;
    readonly isClosed: boolean;
  }[];
  readonly mailsToOperators: number;
  readonly mailsToCustomers: number;
  /** The highest number of connections that waited for their customer at the same time. */
  readonly blamed: number;
  /**
   * How many of the removed tokens a check found. `unwell` below counts healthy connections that are not connected at
   * the end.
   */
  readonly found: number;
  /** How many removed tokens a check found before the host was back. */
  readonly foundMeanwhile: number;
  readonly unwell: number;
  /** Connections of the host that no check has tested since the host came back. */
  readonly unseen: number;
  /** The time from the host's return until its last connection works. */
  readonly wellAfterMinutes: number;
  readonly callsToFailingHost: number;
}

async function run(options: {
  readonly groups: boolean;
  /** The HTTP status with which the failing host answers every call. */
  readonly status: number;
  readonly revoked: { readonly there: number; readonly elsewhere: number };
}): Promise<Report> {
  await using fleet = await startFleet({
    sizes: { api: count - failing, "api-eu": failing },
    dueWithinMs: 4 * minuteMs,
    groups: options.groups,
    seed: 7,
    stepMs: isShort ? 30_000 : 10_000,
  });
  const ofHost = (name: string, some: number) =>
    fleet.tenants.filter(({ host }) => host === name).slice(0, some);
  const revoked = ofHost("api-eu", options.revoked.there);
  const revokedElsewhere = ofHost("api", options.revoked.elsewhere);
  let blamed = 0;
  const countBlamed = async (): Promise<void> => {
    const [row] = await fleet.query<{ n: number }>(
      "select count(*)::int as n from connections where state not in ('connected', 'needs_operator')",
    );
    blamed = Math.max(blamed, row?.n ?? 0);
  };

  fleet.sandbox.setFaults([{ kind: "status", status: options.status, host: "api-eu" }]);
  for (const { accountId } of revokedElsewhere) fleet.sandbox.revokeTokens(accountId);
  await fleet.pass(3 * minuteMs, countBlamed);
  for (const { accountId } of revoked) fleet.sandbox.revokeTokens(accountId);
  await fleet.pass(17 * minuteMs, countBlamed);
  const callsToFailingHost = fleet.calls.get("api-eu") ?? 0;
  const backAt = fleet.now();
  const [meanwhile] = await fleet.query<{ n: number }>(
    "select count(*)::int as n from connections where state = 'needs_customer' and verdict = 'token_rejected'",
  );
  fleet.sandbox.clearFaults();
  let wellAt: Date | undefined;
  // Without incidents, the alerts have been sent by now.
  await fleet.pass(options.groups ? 12 * minuteMs : 0, async () => {
    await countBlamed();
    if ((await countUnwell(fleet)) === 0) wellAt ??= fleet.now();
    else wellAt = undefined;
  });
  // A mail to a customer waits two minutes, so that several messages to the same person become one.
  await fleet.pass(options.groups ? 3 * minuteMs : 0, countBlamed);

  const incidents = await fleet.query<Report["incidents"][number]>(
    `select host, connections, closed_at is not null as "isClosed" from incidents`,
  );
  const [ends] = await fleet.query<{ found: number; unseen: number }>(
    `select count(*) filter (where state = 'needs_customer' and verdict = 'token_rejected')::int as found,
       count(*) filter (where host = 'api-eu' and checked_at < $1)::int as unseen from connections`,
    [backAt],
  );
  return {
    failing,
    incidents,
    mailsToOperators: fleet.mails.toOperators.length,
    mailsToCustomers: fleet.mails.toCustomers.length,
    blamed,
    found: ends?.found ?? 0,
    foundMeanwhile: meanwhile?.n ?? 0,
    unwell: await countUnwell(fleet),
    unseen: ends?.unseen ?? 0,
    wellAfterMinutes: ((wellAt ?? fleet.now()).getTime() - backAt.getTime()) / minuteMs,
    callsToFailingHost,
  };
}

/** Connections with a working token whose check is overdue or did not succeed. Removed tokens do not count. */
async function countUnwell(fleet: Fleet): Promise<number> {
  const [row] = await fleet.query<{ n: number }>(
    `select count(*)::int as n from connections
     where (state <> 'connected' or doubt is not null or incident_id is not null)
       and not (state = 'needs_customer' and verdict = 'token_rejected')`,
  );
  return row?.n ?? 0;
}

// A run with removed tokens tests everything that this run tests, so the short version skips this run.
const down = 503;
const none = { there: 0, elsewhere: 0 };
const calm = isShort ? null : await run({ groups: true, status: down, revoked: none });
const hidden = await run({ groups: true, status: down, revoked: { there: 3, elsewhere: 2 } });
const refused = await run({ groups: true, status: 401, revoked: { there: 0, elsewhere: 2 } });
const alone = await run({ groups: false, status: down, revoked: none });
process.stdout.write(`${JSON.stringify({ calm, hidden, refused, alone })}\n`);
