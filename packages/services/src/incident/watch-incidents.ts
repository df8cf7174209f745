/**
 * Opens, updates and closes incidents. Each step runs in one transaction under a lock, so only one runs at a time.
 *
 * While an incident is open, its connections keep their states, and their checks are postponed by hours. Instead, each
 * sweep checks two of its connections, and the sweeps become rarer with time. Two good sweeps in a row close the
 * incident, and the checks of the other connections resume one after another. No operator has to act. Checks that a
 * person asks for always run.
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
/** A connection whose check is due within this time joins before that check runs in vain. */
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
  readonly checks: string[];
}

const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms);

/** Runs one step. A timer calls it every few seconds. `isReached` tells whether a host answers at all. */
export async function watchIncidents(
  ctx: ServiceContext,
  isReached?: (host: string) => Promise<boolean>,
): Promise<IncidentStep> {
  const areOthersReached = isReached && (await callOtherHosts(ctx, isReached));
  const done = await asOperator(ctx.db, ctx.actor, async (tx) => {
    await lockIncidents(tx);
    const step: Step = { ctx, tx, now: ctx.now(), opened: [], closed: [], notices: [], checks: [] };
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
  for (const id of done.checks) await ctx.hints.hint("check", id);
  return { opened: done.opened, closed: done.closed };
}

/**
 * If every recent call went to one host, and that host is unreachable: tells whether any other host of the table
 * answers. These calls carry no token, run before the transaction, and stop once such an incident is open. Returns
 * undefined otherwise.
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
  // If our own network is down, every host fails. That is one cause, so do not open another incident.
  if (before.some(({ fault }) => fault === "ours")) return;
  const first = before.find(({ kind }) => kind === "unreachable");
  if (cause.fault === "ours" && cause.kind === "unreachable" && first !== undefined) {
    // One host's failure turned out to be our own network's. Change the same incident, so that nobody is alerted twice.
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
    const id = await openIncidentCheck(ctx, tx, connection);
    if (id !== undefined) step.checks.push(id);
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

/** Adds the connections that failed for this cause, and those whose next check would be in vain. Returns how many. */
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
