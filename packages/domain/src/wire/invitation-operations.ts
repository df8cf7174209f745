/** The operations of invitations: inviting a colleague, and entering as a guest. */
import { z } from "zod";
import type { Operation } from "./operation.ts";
import type { OperationName } from "./routes.ts";
import * as s from "./schemas.ts";

export const invitationOperations = {
  createInvitation: {
    summary: "Invite a colleague to paste the token",
    access: ["customer"],
    isForPeople: true,
    subject: "connection",
    body: z.object({ email: z.email().max(254) }),
    bodyExample: { email: "grace@globex.example" },
    status: 201,
    response: z.object({
      id: s.Id,
      url: z.string().meta({ description: "Shown once: we keep only a hash of its secret." }),
      expiresAt: s.Instant,
    }),
    errors: ["CONFLICT", "RATE_LIMITED"],
  },
  listInvitations: {
    summary: "Invitations of a connection, newest first",
    access: ["customer", "operator"],
    subject: "connection",
    status: 200,
    response: z.object({ items: z.array(s.Invitation) }),
  },
  withdrawInvitation: {
    summary: "End an invitation at once",
    access: ["customer", "operator"],
    isForPeople: true,
    subject: "invitation",
    status: 200,
    response: s.Invitation,
  },
  exchangeInvitation: {
    summary: "Enter as a guest, with the secret of an invitation's link",
    access: "anyone",
    body: z.object({ secret: z.string().regex(/^[\w-]{20,100}$/) }),
    bodyExample: { secret: "example-secret-example-secret-example-secret" },
    status: 200,
    response: z.object({
      connectionId: s.Id,
      tenantName: z.string(),
      connectionName: z.string(),
      invitedBy: z
        .object({ name: z.string(), email: z.string() })
        .nullable()
        .meta({ description: "Who sent the link; null if that account no longer exists." }),
      expiresAt: s.Instant,
    }),
    errors: ["NOT_FOUND", "CONFLICT", "RATE_LIMITED"],
  },
} as const satisfies Partial<Record<OperationName, Operation>>;
