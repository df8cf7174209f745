/**
 * Makes the database record which worker committed each claim and each page. A claim is a worker's right to run a
 * sync.
 */
import { Client } from "pg";
import { waitFor } from "@churned/testkit";

const setUp = `
  create schema chaos;
  create table chaos.commits (connection_id uuid, epoch bigint, is_claim boolean, worker text);
  create function chaos.note() returns trigger language plpgsql security definer as $$
  begin
    insert into chaos.commits
    values (new.id, new.epoch, new.epoch <> old.epoch, current_setting('application_name'));
    return null;
  end $$;
  create trigger note after update of epoch, last_seq on public.connections
    for each row execute function chaos.note();`;

// A page commits under its connection's current epoch, a number that each claim raises. So the worker with the claim
// of this epoch must have sent the page.
const look = `
  select count(*) filter (where is_claim)::int as claims,
         count(*) filter (where not is_claim)::int as pages,
         count(*) filter (where not is_claim and worker is distinct from (
           select min(c.worker) from chaos.commits c
           where c.is_claim and c.connection_id = l.connection_id and c.epoch = l.epoch))::int as strays,
         count(*) filter (where is_claim and worker <> (
           select c.worker from chaos.commits c
           where c.is_claim and c.connection_id = l.connection_id and c.epoch < l.epoch
           order by c.epoch desc limit 1))::int as takeovers
  from chaos.commits l`;

export interface CommitCounts {
  readonly claims: number;
  readonly pages: number;
  /** Pages committed by a worker that had no claim on the sync. */
  readonly strays: number;
  /** Claims of a sync that another worker had claimed before. */
  readonly takeovers: number;
}

/** Queries as the database's owner. Retries while PostgreSQL is down. */
export function createOwner(ownerUrl: string) {
  async function query<Row extends Record<string, unknown>>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    const { rows } = await waitFor(
      async () => {
        const client = new Client({ connectionString: ownerUrl });
        client.on("error", () => {});
        await client.connect();
        try {
          return await client.query<Row>(text, [...values]);
        } finally {
          await client.end();
        }
      },
      { timeoutMs: 60_000, intervalMs: 200, what: "PostgreSQL to answer" },
    );
    return rows;
  }
  return {
    query,
    async beginAudit(): Promise<void> {
      await query(setUp);
    },
    async readAudit(): Promise<CommitCounts> {
      const [counts] = await query<CommitCounts & Record<string, unknown>>(look);
      if (counts === undefined) throw new Error("The audit returned no row.");
      return counts;
    },
  };
}
