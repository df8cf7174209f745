/** Reads a page of stored records and parses it as a reader of the API would. */
import type { ResponseOf } from "@churned/domain/wire";
import { listRecords } from "@churned/services/reading";

export async function readRecords(
  ...asked: Parameters<typeof listRecords>
): Promise<ResponseOf<"listRecords">> {
  return JSON.parse((await listRecords(...asked)).json) as ResponseOf<"listRecords">;
}
