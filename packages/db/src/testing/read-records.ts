/** A page of records, parsed as a client of the API parses it. */
import type { ModelName } from "@churned/domain/plan";
import type { Tx } from "../client/database.ts";
import { listRecordRows } from "../record/records.ts";

export interface ReadRecord {
  readonly seq: number;
  readonly model: ModelName;
  readonly planhatId: string;
  readonly data: Record<string, unknown> | null;
  readonly changedAt: string;
  readonly deletedAt: string | null;
}

export async function readRecords(
  tx: Tx,
  request: Parameters<typeof listRecordRows>[1],
): Promise<ReadRecord[]> {
  return (JSON.parse(await listRecordRows(tx, request)) as { items: ReadRecord[] }).items;
}
