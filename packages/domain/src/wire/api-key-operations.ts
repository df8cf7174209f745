/** The operations on API keys, with which programs call the API. No key may call them. */
import { z } from "zod";
import { apiKeyDays, apiKeyScopes, apiKeyStates } from "../api-key/index.ts";
import { Id, Instant, ListQuery, Page } from "./base-schemas.ts";
import type { Operation } from "./operation.ts";
import type { OperationName } from "./routes.ts";

const operators = ["operator"] as const;

export const ApiKey = z.object({
  id: Id,
  name: z.string(),
  scopes: z.array(z.enum(apiKeyScopes)).meta({
    description:
      "`read`: operations that show data, and the event stream. `export`: files. `write`: operations that change something.",
  }),
  tenant: z.object({ id: Id, name: z.string() }).nullable().meta({
    description:
      "The only tenant that the key reaches, with the rights of a customer; null for a key with the rights of an operator.",
  }),
  state: z.enum(apiKeyStates).meta({
    description:
      "Only an `active` key can be used. `blocked`: the operator who made the key is locked or was removed.",
  }),
  createdBy: z.string().nullable().meta({ description: "The name of the operator." }),
  createdAt: Instant,
  expiresAt: Instant,
  revokedAt: Instant.nullable(),
  lastUsedAt: Instant.nullable().meta({
    description: "When the key was last used, to the minute; null if never.",
  }),
});
export type ApiKey = z.infer<typeof ApiKey>;

export const apiKeyOperations = {
  listApiKeys: {
    summary: "API keys, the newest first",
    access: operators,
    isForPeople: true,
    query: ListQuery,
    status: 200,
    response: Page(ApiKey),
  },
  createApiKey: {
    summary: "Make an API key for a program",
    access: operators,
    isForPeople: true,
    body: z.object({
      name: z.string().trim().min(1).max(80).meta({
        description: "The program that uses the key. History and audit name it as the actor.",
      }),
      scopes: z
        .array(z.enum(apiKeyScopes))
        .min(1)
        .transform((scopes) => apiKeyScopes.filter((scope) => scopes.includes(scope))),
      tenantId: Id.optional().meta({
        description: "Limits the key to one tenant. Without it, the key has an operator's rights.",
      }),
      expiresInDays: z.int().min(apiKeyDays.min).max(apiKeyDays.max).default(apiKeyDays.default),
    }),
    bodyExample: { name: "Nightly export", scopes: ["read", "export"], expiresInDays: 90 },
    status: 201,
    response: z.object({
      key: ApiKey,
      secret: z.string().meta({
        description: "Shown once: we keep only a hash. Send it as `Authorization: Bearer …`.",
      }),
    }),
    errors: ["NOT_FOUND"],
  },
  revokeApiKey: {
    summary: "Revoke an API key at once: its event streams and downloads end",
    access: operators,
    isForPeople: true,
    subject: "api_key",
    status: 200,
    response: ApiKey,
  },
} as const satisfies Partial<Record<OperationName, Operation>>;
