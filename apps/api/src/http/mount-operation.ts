/**
 * Adds one operation as a route. The order of the checks protects tenants: first the caller (401) and the rate limit of
 * an API key (429), then the role and the scopes of a key (403), then the id, query and body (404, 422), then the other
 * rate limits (429), and last the handler. The answer contains only the fields of the response's schema.
 */
import type { ApiKeyScope } from "@churned/domain/api-key";
import type { ReadAction, RequestOrigin } from "@churned/domain/history";
import { AppError, notFound } from "@churned/domain/shared";
import type { Actor, CallerRole, Language } from "@churned/domain/shared";
import {
  type AnswerOf,
  type BodyOf,
  type Download,
  Id,
  type JsonText,
  keyScopeOf,
  type Operation,
  type OperationName,
  type Operations,
  operations,
  type QueryOf,
  routes,
} from "@churned/domain/wire";
import type { Context, Hono } from "hono";
import type { z } from "zod";
import { type FindAgain, hasSameRights, type Identify, type Person } from "./person.ts";
import type { ApiContext } from "./api-context.ts";
import { findCallerAddress, findOrigin } from "./caller-address.ts";
import { readText } from "./body.ts";
import type { Downloads } from "./downloads.ts";
import { negotiateLanguage } from "./negotiate-language.ts";

type IdOf<N extends OperationName> = Operations[N] extends { subject: string }
  ? { id: string }
  : Record<never, never>;
type FieldsOf<N extends OperationName> =
  BodyOf<N> extends object | undefined ? NonNullable<BodyOf<N>> : Record<never, never>;

/** An operation's input as one object: the id from the path, and the fields of query and body. */
export type InputOf<N extends OperationName> = IdOf<N> & QueryOf<N> & FieldsOf<N>;

/** The caller and the request. `person` is absent only if the operation is public. */
export interface Call {
  readonly request: RequestOrigin;
  /** The caller's language, from `Accept-Language`. */
  readonly language: Language;
  readonly person: Person | undefined;
  /** Parts of the HTTP request, for the operations that sign a caller in. */
  readonly http: {
    readonly headers: Headers;
    readonly callerAddress: () => string;
    readonly setCookie: (header: string) => void;
  };
  /** Throws if nobody is signed in, or if a customer has no tenant. */
  readonly actor: () => Actor;
}

export type Handler<N extends OperationName> = (
  call: Call,
  input: InputOf<N>,
) => Promise<AnswerOf<N>> | AnswerOf<N>;

/** The handler of each operation. */
export type Handlers = { readonly [N in OperationName]: Handler<N> };

export interface MountOptions {
  readonly identify: Identify;
  readonly findAgain: FindAgain;
  readonly isProxyTrusted: boolean;
  /** Counts a call with an API key. Throws RATE_LIMITED if there were too many. */
  readonly countKeyCall: (keyId: string) => Promise<unknown>;
  /** Counts a saved token or a requested test. Throws RATE_LIMITED if there were too many. */
  readonly countTokenWrite: (userId: string, subjectId: string) => Promise<void>;
  readonly downloads: Downloads;
  /** Logs a read of sensitive data in the audit. */
  readonly logRead: (call: Call, action: ReadAction, connectionId?: string) => Promise<void>;
}

/** Adds one operation to the app. */
export function mountOperation(
  app: Hono<ApiContext>,
  name: OperationName,
  handler: Handlers[OperationName],
  options: MountOptions,
): void {
  const operation: Operation = operations[name];
  const { method, path } = routes[name];
  app.on(method, path.replace("{id}", ":id"), async (c) => {
    const person =
      operation.access === "anyone" ? undefined : await options.identify(c.req.raw.headers);
    if (person !== undefined) c.set("person", person);
    if (person?.key !== undefined) await options.countKeyCall(person.user.id);
    if (operation.access !== "anyone") allow(operation.access, person, method);
    if (person?.key !== undefined) allowKey(person.key.scopes, keyScopeOf(name));
    const id = readId(c, operation);
    const input = {
      ...id,
      ...readQuery(c, operation),
      ...(await readBody(c, operation)),
    };
    if (operation.isTokenWrite === true && person !== undefined)
      await options.countTokenWrite(person.user.id, c.req.param("id") ?? "");
    const call = {
      request: findOrigin(c, options.isProxyTrusted),
      language: negotiateLanguage(c.req.header("accept-language")),
      person,
      http: {
        headers: c.req.raw.headers,
        callerAddress: () => findCallerAddress(c, options.isProxyTrusted),
        setCookie: (header: string) => c.header("Set-Cookie", header, { append: true }),
      },
      actor: () => actorOf(person),
    };
    if (operation.logsRead !== undefined) await options.logRead(call, operation.logsRead, id.id);
    // This operation's schemas parsed the input, so it has the type that this operation's handler takes.
    const handle = async () => await handler(call, input as never);
    if (operation.streams !== undefined && person !== undefined) {
      // A download is no use of a sign-in or a key, so it does not keep them from ending.
      const isStill = async () => {
        const [again] = await options.findAgain([person]);
        return hasSameRights(person, again);
      };
      // The answer is a file, which no schema describes.
      const open = async () => (await handle()) as Download;
      return await options.downloads.answer(c, { userId: person.user.id, isStill }, open);
    }
    if (operation.isWritten === true) {
      const { json } = (await handle()) as JsonText;
      c.header("Cache-Control", "no-store");
      return c.body(json, operation.status, { "Content-Type": "application/json" });
    }
    const answer = await handle();
    c.header("Cache-Control", "no-store");
    return c.json(checkAnswer(name, operation, answer), operation.status);
  });
}

function allow(access: readonly CallerRole[], person: Person | undefined, method: string): void {
  if (person === undefined) throw new AppError("UNAUTHENTICATED", "Sign in first.");
  if (!access.includes(person.role)) {
    const accounts = access.filter((role) => role !== "guest").join(" and ");
    throw new AppError("FORBIDDEN", `This is for ${accounts} accounts.`);
  }
  if (person.guest?.mayWrite === false && method !== "GET")
    throw new AppError("UNAUTHENTICATED", "The invitation has ended, because a token works.");
}

/** Throws FORBIDDEN unless a key with these scopes may call an operation that needs the scope. */
export function allowKey(scopes: readonly ApiKeyScope[], needed: ApiKeyScope | undefined): void {
  if (needed === undefined)
    throw new AppError("FORBIDDEN", "Only people may do this. Sign in to the console.");
  if (!scopes.includes(needed))
    throw new AppError(
      "FORBIDDEN",
      `This needs the scope ${needed}, and the API key has ${scopes.join(", ")}. Ask an operator of Churned for a key with this scope.`,
    );
}

function actorOf(person: Person | undefined): Actor {
  if (person === undefined) throw new AppError("UNAUTHENTICATED", "Sign in first.");
  const userId = person.user.id;
  if (person.role === "operator") return { kind: "operator", userId };
  if (person.tenant === null) throw new AppError("FORBIDDEN", "This account belongs to no tenant.");
  const { tenantId } = person.tenant;
  if (person.guest !== undefined)
    return {
      kind: "guest",
      invitationId: userId,
      tenantId,
      connectionId: person.guest.connectionId,
    };
  return { kind: "customer", userId, tenantId };
}

function readId(c: Context<ApiContext>, operation: Operation): { id?: string } {
  if (operation.subject === undefined) return {};
  const id = Id.safeParse(c.req.param("id"));
  if (!id.success) throw notFound(operation.subject.replace("_", " "));
  return { id: id.data };
}

function readQuery(c: Context<ApiContext>, operation: Operation): object {
  if (operation.query === undefined) return {};
  const given = [...new URL(c.req.url).searchParams].filter(([, value]) => value !== "");
  return parse(operation.query, Object.fromEntries(given)) as object;
}

/** Reads an empty body as an empty object, so that the error names each missing field. */
async function readBody(c: Context<ApiContext>, operation: Operation): Promise<object> {
  if (operation.body === undefined) return {};
  const text = await readText(c);
  return parse(operation.body, text.trim() === "" ? {} : parseJson(text)) as object;
}

/** Parses JSON. Throws VALIDATION with a message that does not quote the body. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("VALIDATION", "The body is not JSON.", {
      errors: [{ path: "", message: "is not JSON" }],
    });
  }
}

/** Parses input. Throws VALIDATION with the path and the reason of each error. */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  const nulPath = result.success ? findNul(result.data) : undefined;
  if (result.success && nulPath === undefined) return result.data;
  const issues = result.error?.issues ?? [
    { path: nulPath ?? [], message: "must not contain the character U+0000" },
  ];
  throw new AppError("VALIDATION", "The request has wrong or missing fields; see errors.", {
    errors: issues.map((issue) => ({
      path: issue.path.join("."),
      message: issue.message,
    })),
  });
}

/** Paths of strings that contain U+0000, which PostgreSQL cannot store as text. */
function findNul(value: unknown, path: readonly string[] = []): readonly string[] | undefined {
  if (typeof value === "string") return value.includes("\0") ? path : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = findNul(inner, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function checkAnswer(name: OperationName, operation: Operation, answer: unknown) {
  const result = operation.response.safeParse(answer);
  if (result.success) return result.data as object;
  const places = result.error.issues.map((issue) => `${issue.path.join(".")} (${issue.code})`);
  throw new Error(`${name} would answer something other than its contract: ${places.join(", ")}`);
}
