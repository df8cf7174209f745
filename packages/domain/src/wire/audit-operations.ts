/** The operations that read the audit. A customer reads only the lines of the own tenant. */
import { z } from "zod";
import { exportMediaTypes } from "../record/export.ts";
import { Download } from "./download.ts";
import type { Operation } from "./operation.ts";
import type { OperationName } from "./routes.ts";
import * as s from "./schemas.ts";

const everyone = ["customer", "operator"] as const;

export const auditOperations = {
  listAudit: {
    summary: "Who did what, newest first",
    logsRead: "audit.read",
    access: everyone,
    query: s.ListQuery,
    status: 200,
    response: s.Page(s.AuditEntry),
  },
  exportAudit: {
    summary: "The lines of the audit in a range of time as one file, streamed",
    access: everyone,
    query: z.object({
      from: s.Instant.optional().meta({ description: "Inclusive. Default: the first line." }),
      to: s.Instant.optional().meta({
        description:
          "Exclusive. Default: now. A line is visible when its transaction has committed, which may be later than its time. So ask again for the last minutes, and skip the ids that you have.",
      }),
    }),
    status: 200,
    response: Download,
    streams: {
      [exportMediaTypes.ndjson]: {
        description:
          "One line of the audit per line, in the format of listAudit, oldest first. Operators also get `seq` and `hash`, the entry in the chain.",
      },
    },
    errors: ["RATE_LIMITED"],
  },
} as const satisfies Partial<Record<OperationName, Operation>>;
