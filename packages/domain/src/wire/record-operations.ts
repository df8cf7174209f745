/** The operations that read landed (stored) records: as pages, as counts, and as a file. */
import { z } from "zod";
import { exportFormats, exportMediaTypes } from "../record/export.ts";
import { Download } from "./download.ts";
import type { Operation } from "./operation.ts";
import type { OperationName } from "./routes.ts";
import * as s from "./schemas.ts";

const everyone = ["customer", "operator"] as const;
const Since = z.coerce.number().int().min(0).meta({ description: "A `seq`, exclusive." });

export const recordOperations = {
  listRecords: {
    summary: "Landed records, oldest change first",
    logsRead: "records.read",
    access: everyone,
    subject: "connection",
    query: s.ListQuery.extend({ model: s.Model.optional(), since: Since.optional() }),
    status: 200,
    response: s.Page(s.RecordBody).meta({
      description:
        "`data` is the JSON that PostgreSQL stores: numbers have all their digits, which a parser may round. A page ends before `limit` if its records are large (8 MB).",
    }),
    isWritten: true,
  },
  countRecords: {
    summary: "How many records of each model are landed",
    access: everyone,
    subject: "connection",
    status: 200,
    response: z.object({ items: z.array(s.RecordCount) }),
  },
  exportRecords: {
    summary: "Landed records as one file, streamed",
    access: everyone,
    subject: "connection",
    query: z.object({
      format: z.enum(exportFormats).default("ndjson"),
      model: s.Model.optional().meta({ description: "Default: all models. Required for CSV." }),
      since: Since.optional(),
    }),
    status: 200,
    response: Download,
    streams: {
      [exportMediaTypes.ndjson]: {
        description:
          "One record per line, in the format of listRecords, with deletions, oldest change first. Use the last line's `seq` as `since` of the next call.",
      },
      [exportMediaTypes.csv]: {
        description:
          "The live records of one model, RFC 4180 with a header, UTF-8 with a byte order mark. Custom fields are columns `custom.<name>`.",
      },
    },
    errors: ["CONFLICT", "RATE_LIMITED"],
  },
} as const satisfies Partial<Record<OperationName, Operation>>;
