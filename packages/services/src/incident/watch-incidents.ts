/**
 * Opens, updates and closes incidents. Each step runs in one transaction; a lock allows only one step at a time.
 *
 * While an incident is open, its connections keep their states, and their checks are postponed by hours. Instead, a
 * sweep checks two of its connections, and the time between sweeps grows with the age of the incident. Two good sweeps
 * in a row close the incident. Then the checks of the other connections resume one after another. No operator has to
 * act. A check that a person asks for always runs.
 */
import type { Tx } from "@churned/db/client";
import type { IncidentRow } from "@churned/db/incident";
import { asOperator, notifyChange, notifyChanges } from "@churned/db/client";
import { addFacts } from "@churned/db/history";
import {
  insertIncident,
  joinIncident,
  listCanaries,
  listOpenIncidents,
  lockIncidents,
  releaseMembers,
  observeHosts,
  observeIncident,
  updateIncident,
} from "@churned/db/incident";
import type { IncidentCause, IncidentFault } from "@churned/domain/incident";
import { calmIntervalMs, checksPerDayMax, countChecksToday } from "@churned/domain/check";
import {
  canariesPerSweep,
  comeBackMs,
  countGoodSweeps,
  delayToNextSweepMs,
  describeIncident,
  findCauses,
  findLoneUnreachable,
  goodSweepsToClose,
  observationWindowMs,
} from "@churned/domain/incident";
import { openIncidentCheck } from "../check/create-check.ts";
import type { ServiceContext } from "../context/context.ts";
import { tellOperators } from "../notification/tell-operators.ts";

/** At most this many connections join or leave an incident in one step. */
const batch = 1_000;
/** A connection joins before its check runs if the check is due within this time, because the check would fail. */
const dueSoonMs = 5_000;

/** The faults of the incidents that one step opened and closed. */
export interface IncidentStep {
  readonly opened: readonly IncidentFault[];
  readonly closed: readonly IncidentFault[];
}

interface Step {
  readonly ctx: ServiceContext;
  readonly tx: Tx;
  readonly now: Date;
  readonly opened: IncidentFault[];
  readonly closed: IncidentFault[];
  readonly notices: string[];
}

const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms);

/** Runs one step. A timer calls this function every few seconds. `isReached` tests whether a host answers at all. */
export async function watchIncidents(
  ctx: ServiceContext,
  isReached?: (host: string) => Promise<boolean>,
): Promise<IncidentStep> {
  const areOthersReached = isReached && (await callOtherHosts(ctx, isReached));
  const done = await asOperator(ctx.db, ctx.actor, async (tx) => {
    await lockIncidents(tx);
    const step: Step = { ctx, tx, now: ctx.now(), opened: [], closed: [], notices: [] };
    const causes = findCauses(
      await observeHosts(tx, after(step.now, -observationWindowMs)),
      areOthersReached,
    );
    const before = await listOpenIncidents(tx);
    for (const cause of causes) await open(step, cause, before);
    for (const incident of await listOpenIncidents(tx)) await sweep(step, incident);
    await release(step);
    return step;
  });
  for (const id of done.notices) await ctx.hints.hint("notify", id);
  return { opened: done.opened, closed: done.closed };
}

/**
 * If every recent call went to one host and this host is unreachable, tests whether any other host answers. These calls
 * contain no token, run before the transaction, and stop when an incident for this cause is open. Otherwise returns
 * undefined.
 */
async function callOtherHosts(
  ctx: ServiceContext,
  isReached: (host: string) => Promise<boolean>,
): Promise<boolean | undefined> {
  const [observations, incidents] = await asOperator(ctx.db, ctx.actor, (tx) =>
    Promise.all([observeHosts(tx, after(ctx.now(), -observationWindowMs)), listOpenIncidents(tx)]),
  );
  const lone = findLoneUnreachable(observations);
  const others = ctx.planhatHosts.filter((name) => name !== lone);
  if (lone === undefined || others.length === 0) return undefined;
  if (incidents.some(({ kind }) => kind === "unreachable")) return undefined;
  return (await Promise.all(others.map(isReached))).includes(true);
}

async function open(
  step: Step,
  cause: IncidentCause,
  before: readonly IncidentRow[],
): Promise<void> {
  const { tx, now } = step;
  // If our own network is down, calls to every host fail. This is a single cause, so do not open another incident.
  if (before.some(({ fault }) => fault === "ours")) return;
  const first = before.find(({ kind }) => kind === "unreachable");
  if (cause.fault === "ours" && cause.kind === "unreachable" && first !== undefined) {
    // The cause was not the failure of one host but our own network. Change the same incident, so that nobody is
    // alerted twice.
    await updateIncident(tx, first.id, { fault: "ours", host: null });
    step.ctx.log.warn({ incidentId: first.id }, "an incident of one host turned out to be ours");
    notifyIncident(tx, first.id);
    return;
  }
  const nextSweepAt = after(
    now,
    delayToNextSweepMs({ ageMs: 0, goodSweeps: 0, random: step.ctx.random() }),
  );
  const incident = await insertIncident(tx, { ...cause, openedAt: now, nextSweepAt });
  if (incident === undefined) return;
  step.opened.push(cause.fault);
  const members = await addMembers(step, incident);
  step.ctx.log.warn({ incidentId: incident.id, ...cause, members }, "incident opened");
  const { title, explanation } = describeIncident(cause);
  const notices = await reportIncident(step, incident, {
    what: "open",
    subject: `${title}: ${members} connections so far`,
    text: explanation,
  });
  step.notices.push(...notices);
  notifyIncident(tx, incident.id);
}

async function sweep(step: Step, incident: IncidentRow): Promise<void> {
  await addMembers(step, incident);
  if (incident.nextSweepAt > step.now) return;
  const { ctx, tx, now } = step;
  const seen = await observeIncident(tx, incident, incident.sweptAt);
  const canaries = await listCanaries(tx, incident.id, canariesPerSweep);
  // An incident without members has nothing to wait for, so its sweep counts as good.
  const goodSweeps =
    canaries.length === 0 && seen.failing === 0
      ? incident.goodSweeps + 1
      : countGoodSweeps(incident.goodSweeps, seen);
  if (goodSweeps >= goodSweepsToClose) {
    await close(step, incident);
    return;
  }
  for (const connection of canaries) {
    if (countChecksToday(connection, now) >= checksPerDayMax) continue;
    await openIncidentCheck(ctx, tx, connection);
  }
  const ageMs = now.getTime() - incident.openedAt.getTime();
  const delayMs = delayToNextSweepMs({ ageMs, goodSweeps, random: ctx.random() });
  await updateIncident(tx, incident.id, {
    goodSweeps,
    sweptAt: now,
    nextSweepAt: after(now, delayMs),
  });
  notifyIncident(tx, incident.id);
}

/** Adds connections that failed for this cause, and connections whose next check would fail. Returns their number. */
async function addMembers(step: Step, incident: IncidentRow): Promise<number> {
  const { tx, now } = step;
  const members = await joinIncident(tx, incident, {
    failedAfter: after(now, -observationWindowMs),
    dueBefore: after(now, dueSoonMs),
    from: after(now, 0.75 * calmIntervalMs),
    to: after(now, 1.25 * calmIntervalMs),
    limit: batch,
  });
  if (members.length === 0) return 0;
  await updateIncident(tx, incident.id, { joined: members.length });
  addFacts(tx, members, {
    kind: "incident_joined",
    incidentId: incident.id,
    host: incident.host,
  });
  notifyConnections(tx, members);
  return members.length;
}

async function close(step: Step, incident: IncidentRow): Promise<void> {
  const { ctx, tx, now } = step;
  await updateIncident(tx, incident.id, { closedAt: now });
  step.closed.push(incident.fault);
  const minutes = Math.max(1, Math.round((now.getTime() - incident.openedAt.getTime()) / 60_000));
  ctx.log.info({ incidentId: incident.id, minutes }, "incident closed");
  const notices = await reportIncident(step, incident, {
    what: "closed",
    subject: `Over: ${describeIncident(incident).title}`,
    text: `It took ${minutes} minutes and concerned ${incident.connections} connections, whose tests come back over the next ${Math.ceil(comeBackMs(incident.connections) / 60_000)} minutes. Nothing is to be done.`,
  });
  step.notices.push(...notices);
  notifyIncident(tx, incident.id);
}

async function release({ tx, now }: Step): Promise<void> {
  const members = await releaseMembers(tx, { from: now, withinMs: comeBackMs, limit: batch });
  for (const [incidentId, left] of Map.groupBy(members, (member) => member.incidentId))
    addFacts(tx, left, { kind: "incident_left", incidentId });
  notifyConnections(tx, members);
}

async function reportIncident(
  { ctx, tx }: Step,
  { id }: IncidentRow,
  news: {
    readonly what: "open" | "closed";
    readonly subject: string;
    readonly text: string;
  },
): Promise<string[]> {
  const { what, subject, text } = news;
  const link = `${ctx.appUrl}/incidents/${id}`;
  return await tellOperators(tx, {
    kind: "incident",
    cause: `incident:${id}:${what}`,
    about: null,
    subject,
    message: `${subject}. ${link}`,
    mail: `${subject}. ${text}\n\n${link}`,
  });
}

/** An incident belongs to no tenant, so only operators receive this change. */
const notifyIncident = (tx: Tx, id: string): void =>
  notifyChange(tx, { topic: "incident", id, tenantId: "" });

const notifyConnections = (
  tx: Tx,
  members: readonly { readonly id: string; readonly tenantId: string }[],
): void =>
  notifyChanges(
    tx,
    members.map(({ id, tenantId }) => ({ topic: "connection", id, connectionId: id, tenantId })),
  );
