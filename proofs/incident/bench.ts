/**
 * Connections of which 30 % fail for twenty minutes through one host: with incidents, with removed tokens hidden among
 * them and among those of the other host, with a host that refuses everybody's token, and without incidents. Prints JSON.
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
  /** The most at any time that were said to need their customer. */
  readonly blamed: number;
  /** Of the removed tokens, those found; and what is not connected though nothing is wrong with it. */
  readonly found: number;
  /** Those found before the host was back. */
  readonly foundMeanwhile: number;
  readonly unwell: number;
  /** Of the host's connections, those that no check has seen since it is back. */
  readonly unseen: number;
  /** From the host's return to the last of its connections well. */
  readonly wellAfterMinutes: number;
  readonly callsToFailingHost: number;
}

async function run(options: {
  readonly groups: boolean;
  /** What the failing host answers to everybody. */
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
  // Without incidents the alerts have gone out by now.
  await fleet.pass(options.groups ? 12 * minuteMs : 0, async () => {
    await countBlamed();
    if ((await countUnwell(fleet)) === 0) wellAt ??= fleet.now();
    else wellAt = undefined;
  });
  // A customer's mail waits two minutes for others to the same person.
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

/** Whose check is owed, or did not go well, though the token works: all but those with a removed token. */
async function countUnwell(fleet: Fleet): Promise<number> {
  const [row] = await fleet.query<{ n: number }>(
    `select count(*)::int as n from connections
     where (state <> 'connected' or doubt is not null or incident_id is not null)
       and not (state = 'needs_customer' and verdict = 'token_rejected')`,
  );
  return row?.n ?? 0;
}

// What is seen without removed tokens is seen with them too: the short version leaves it out.
const down = 503;
const none = { there: 0, elsewhere: 0 };
const calm = isShort ? null : await run({ groups: true, status: down, revoked: none });
const hidden = await run({ groups: true, status: down, revoked: { there: 3, elsewhere: 2 } });
const refused = await run({ groups: true, status: 401, revoked: { there: 0, elsewhere: 2 } });
const alone = await run({ groups: false, status: down, revoked: none });
process.stdout.write(`${JSON.stringify({ calm, hidden, refused, alone })}\n`);
