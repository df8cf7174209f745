/** The OpenAPI document, rendered from the same list of operations as the routes. */
import { eventsPath, type OperationName, routes } from "@churned/domain/routes";
import * as wire from "@churned/domain/wire";
import { createDocument, type ZodOpenApiOperationObject } from "zod-openapi";
import { z } from "zod";
import { always, describeProblems, listErrors } from "./describe-problems.ts";

const exampleId = "019ab000-0000-7000-8000-000000000000";
const security = [{ session: [] }, { apiKey: [] }];
const tagOrder = [
  "Sign-in",
  "Connections",
  "Checks",
  "Inbox",
  "Syncs",
  "Records",
  "History",
  "Tenants",
  "People",
  "API keys",
];

const tagBySubject: Readonly<Record<string, string>> = {
  me: "Sign-in",
  "sealing-key": "Connections",
  connections: "Connections",
  token: "Connections",
  pause: "Connections",
  invitations: "Connections",
  resume: "Connections",
  checks: "Checks",
  inbox: "Inbox",
  "inbox-item": "Inbox",
  operators: "Inbox",
  incidents: "Checks",
  estimate: "Syncs",
  "sync-requests": "Syncs",
  syncs: "Syncs",
  "held-deletions": "Syncs",
  policies: "Syncs",
  schedule: "Syncs",
  records: "Records",
  export: "Records",
  timeline: "History",
  audit: "History",
  series: "History",
  events: "History",
  tenants: "Tenants",
  people: "People",
  "api-keys": "API keys",
};

/** Renders the document of an API at the address `appUrl`. */
export function renderOpenApi(appUrl: string) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const name of Object.keys(wire.operations) as OperationName[]) {
    const { method, path } = routes[name];
    paths[path] = { ...paths[path], [method.toLowerCase()]: describeOperation(name) };
  }
  paths[eventsPath] = { get: describeEvents() };
  paths["/api/auth/sign-in/email"] = { post: describeSignIn() };
  return createDocument({
    openapi: "3.1.1",
    info: {
      title: "Churned Connect",
      version: "1",
      description: [
        "Connects a tenant's Planhat to Churned, checks it, and syncs it.",
        "Lists are pages: `nextCursor` of one is `cursor` of the next, and null at the end.",
        "Errors are problems of RFC 9457 with a stable `code`.",
        "The words of verdicts and of inbox items follow `Accept-Language`: `en` or `nl`.",
        "A write may be repeated: at most one check, sync request and sync is open at a time.",
      ].join("\n\n"),
    },
    servers: [{ url: appUrl }],
    tags: tagOrder.map((name) => ({ name })),
    security,
    paths,
    components: {
      securitySchemes: {
        session: {
          type: "apiKey",
          in: "cookie",
          name: appUrl.startsWith("https:")
            ? "__Secure-churned.session_token"
            : "churned.session_token",
          description: "Set by `POST /api/auth/sign-in/email`.",
        },
        apiKey: {
          type: "http",
          scheme: "bearer",
          description:
            "An API key, which an operator makes with `POST /v1/api-keys`: `Authorization: Bearer chk_…`, without a cookie. Each operation names the scope that it needs.",
        },
      },
      schemas: {
        Connection: wire.Connection,
        Check: wire.Check,
        Sync: wire.Sync,
        SyncRequest: wire.SyncRequest,
        Estimate: wire.Estimate,
        Record: wire.RecordBody,
        TimelineEntry: wire.TimelineEntry,
        InboxItem: wire.InboxItem,
        ConnectionInboxItem: wire.ConnectionInboxItem,
        Problem: wire.Problem,
      },
    },
  });
}

function describeOperation(name: OperationName): ZodOpenApiOperationObject {
  const operation: wire.Operation = wire.operations[name];
  const { path } = routes[name];
  const { access, subject, query, body } = operation;
  const isOptional = body?.safeParse(undefined).success === true;
  return {
    operationId: name,
    summary: operation.summary,
    description: describeAccess(name),
    tags: [tagOf(path)],
    ...(access === "anyone" ? { security: [] } : {}),
    ...(operation.isForPeople === true ? { security: [{ session: [] }] } : {}),
    ...(subject === undefined && query === undefined
      ? {}
      : {
          requestParams: {
            ...(subject === undefined
              ? {}
              : { path: z.object({ id: wire.Id.meta({ example: exampleId }) }) }),
            ...(query === undefined ? {} : { query: query }),
          },
        }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: !isOptional,
            content: { "application/json": { schema: body, example: operation.bodyExample } },
          },
        }),
    responses: {
      [String(operation.status)]: {
        description: operation.summary,
        content: describeContent(operation),
      },
      ...describeProblems(listErrors(operation)),
    },
  };
}

function describeContent({ streams, response }: wire.Operation) {
  if (streams === undefined) return { "application/json": { schema: response } };
  return Object.fromEntries(
    Object.entries(streams).map(([mediaType, { description }]) => [
      mediaType,
      { schema: z.string().meta({ description }) },
    ]),
  );
}

function describeAccess(name: OperationName): string {
  const { access }: wire.Operation = wire.operations[name];
  if (access === "anyone") return "Anyone may call this.";
  const scope = wire.keyScopeOf(name);
  const keys =
    scope === undefined
      ? "API keys may not call this."
      : `An API key needs the scope \`${scope}\`.`;
  return `For ${listInWords(access)}. ${keys}`;
}

/** Joins roles in words: "customers, operators and guests". */
function listInWords(access: readonly string[]): string {
  const all = access.map((role) => `${role}s`);
  return [all.slice(0, -1).join(", "), all.at(-1)].filter((part) => part !== "").join(" and ");
}

function tagOf(path: string): string {
  const known = path
    .split("/")
    .toReversed()
    .map((part) => tagBySubject[part])
    .find((tag) => tag !== undefined);
  if (known === undefined) throw new Error(`${path} has no tag in the documentation`);
  return known;
}

function describeEvents(): ZodOpenApiOperationObject {
  return {
    operationId: "streamEvents",
    summary: "Changes, as they happen",
    description:
      "Server-sent events. Each names a row that changed, without its content: `{topic, id, connectionId?}`. " +
      "An event `beat` every 15 seconds says that the stream is alive. " +
      "Events are not stored: after every opening, and after an event `resync`, read your data again. " +
      "An event `sign-out` comes last if an operator or a new password ended the sign-in or the key. " +
      "The stream ends with the sign-in, or with the API key, which needs the scope `read`.",
    tags: ["History"],
    responses: {
      "200": {
        description: "The stream.",
        content: { "text/event-stream": { schema: { type: "string" } } },
      },
      ...describeProblems(["UNAUTHENTICATED", "FORBIDDEN", "RATE_LIMITED", ...always]),
    },
  };
}

function describeSignIn(): ZodOpenApiOperationObject {
  return {
    operationId: "signIn",
    summary: "Sign in",
    description: "Sets the session cookie. `POST /api/auth/sign-out` ends the session.",
    tags: ["Sign-in"],
    security: [],
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: z.object({ email: z.email(), password: z.string() }),
          example: { email: "ada@acme.example", password: "a-long-password" },
        },
      },
    },
    responses: {
      "200": { description: "Signed in; the cookie is set." },
      ...describeProblems([
        "UNAUTHENTICATED",
        "FORBIDDEN",
        "VALIDATION",
        "LIMIT_EXCEEDED",
        "RATE_LIMITED",
        ...always,
      ]),
    },
  };
}
