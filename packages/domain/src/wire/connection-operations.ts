/** The operations of connections: adding, listing and disconnecting a connection, and reading its receipt. */
import { z } from "zod";
import { connectionStates } from "../connection/connection.ts";
import { verdictKinds } from "../verdict/kinds.ts";
import type { Operation } from "./operation.ts";
import type { OperationName } from "./routes.ts";
import * as s from "./schemas.ts";
import { countedMost } from "../connection/limits.ts";

const everyone = ["customer", "operator"] as const;
const exampleId = "019ab000-0000-7000-8000-000000000000";

export const connectionOperations = {
  createConnection: {
    summary: "Add a connection",
    access: everyone,
    body: z.object({
      name: z.string().trim().min(1).max(120).optional(),
      tenantId: s.Id.optional().meta({ description: "Required for operators." }),
    }),
    bodyExample: { name: "Planhat", tenantId: exampleId },
    status: 201,
    response: s.Created,
  },
  listConnections: {
    summary: "Connections",
    access: everyone,
    query: s.ListQuery.extend({
      state: z.enum(connectionStates).optional(),
      verdict: z.enum(verdictKinds).optional(),
      incidentId: s.Id.optional().meta({
        description: "Only the current members of this incident.",
      }),
      incidentPart: s.IncidentPart.optional(),
      q: z
        .string()
        .trim()
        .max(120)
        .optional()
        .meta({ description: "A part of the connection's or tenant's name." }),
      sort: z
        .enum(["name", "-name", "checkedAt", "-checkedAt", "createdAt", "-createdAt"])
        .default("name"),
    }),
    status: 200,
    response: s.Page(s.Connection).extend({
      total: z.int().meta({
        description: `How many connections match, counted up to ${countedMost}; of a search that matches more together with another filter, only the page is counted.`,
      }),
      isAtLeast: z.boolean().meta({ description: "True if more than `total` match." }),
    }),
  },
  getConnection: {
    summary: "One connection",
    access: ["customer", "operator", "guest"],
    subject: "connection",
    status: 200,
    response: s.Connection,
  },
  disconnectConnection: {
    summary: "Disconnect, and destroy the token",
    access: everyone,
    subject: "connection",
    body: z
      .object({
        reason: s.reasonText.optional(),
        data: z
          .enum(["keep", "erase"])
          .default("keep")
          .meta({ description: "What becomes of the landed records." }),
      })
      .optional(),
    bodyExample: { ...s.exampleReason, data: "keep" },
    status: 200,
    response: s.Connection,
  },
  getReceipt: {
    summary: "What became of a disconnected connection's token and data",
    access: everyone,
    subject: "connection",
    status: 200,
    response: s.Receipt,
  },
} as const satisfies Partial<Record<OperationName, Operation>>;
