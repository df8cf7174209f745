import { describeIncident } from "@churned/domain/incident";
import type { IncidentRow } from "@churned/db/incident";
import type { Incident } from "@churned/domain/wire";
import { iso, isoOrNull } from "./iso.ts";

export function presentIncident(row: IncidentRow): Incident {
  const { id, fault, host, kind, connections, checksPostponed } = row;
  return {
    id,
    state: row.closedAt === null ? "open" : "closed",
    fault,
    host,
    kind,
    ...describeIncident({ fault, host, kind }),
    openedAt: iso(row.openedAt),
    closedAt: isoOrNull(row.closedAt),
    connections,
    checksPostponed,
    nextSweepAt: row.closedAt === null ? iso(row.nextSweepAt) : null,
  };
}
