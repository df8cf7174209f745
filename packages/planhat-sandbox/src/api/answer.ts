import { modelNames, models } from "@churned/planhat-client/models";
import type { ModelName } from "@churned/planhat-client/models";
import { hashToken } from "../accounts/accounts.ts";
import type { Account } from "../accounts/accounts.ts";
import type { Action } from "../accounts/permissions.ts";
import { findTenant } from "../world.ts";
import type { World } from "../world.ts";
import { makeViewer } from "../world/viewer.ts";
import { writeMany } from "./bulk.ts";
import { LEAN_PATH, readModel } from "./read.ts";
import { refuse } from "./reply.ts";
import type { Answer } from "./reply.ts";
import { canWrite, writeOne } from "./write.ts";

/** A request to one regional host. `path` is the part after the host's path. */
export interface ApiRequest {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly params: URLSearchParams;
  readonly authorization: string | undefined;
  /** The body, except for GET. */
  readonly body?: string | undefined;
  /** Limits this answer to the companies of this user. */
  readonly owner?: string | undefined;
}

const actionsByMethod: Readonly<Record<string, Action>> = {
  GET: "view",
  POST: "create",
  PUT: "update",
  DELETE: "remove",
};

/** The model of a path; undefined if the path belongs to no model. */
export function findModel(path: string): ModelName | undefined {
  if (path === LEAN_PATH) return "company";
  return modelNames.find(
    (name) => path === models[name].path || path.startsWith(`${models[name].path}/`),
  );
}

/** The caller of a request, on any host: the token's hash, its last characters, and its account. Hash and characters
 *  are empty if the request has no token. */
export function findCaller(
  world: World,
  authorization: string | undefined,
): { hash: string; lastFour: string; account: Account | undefined } {
  const token = readToken(authorization);
  if (token === undefined) return { hash: "", lastFour: "", account: undefined };
  const account = world.accounts.authenticate(token)?.account;
  return { hash: hashToken(token), lastFour: token.slice(-4), account };
}

/** Answers like Planhat. Checks the token before the path, and the permission before the record. */
export function answerRequest(world: World, request: ApiRequest): Answer {
  const token = readToken(request.authorization);
  const opened = token === undefined ? undefined : world.accounts.authenticate(token);
  const tenant = opened && findTenant(world, opened.account.tenant);
  if (!opened || !tenant || world.faults.findHost(tenant.host) !== request.host)
    return refuse(401, "Unauthorized");
  const accountId = opened.account.id;

  const rate = world.rateLimit.take(opened.hash);
  const { headers } = rate;
  if (!rate.isAllowed) return { ...refuse(429, "Too many requests"), accountId, headers };

  const model = findModel(request.path);
  const action = actionsByMethod[request.method];
  if (!model || !action) return { ...refuse(404, "Not found"), accountId, headers };
  const { permissions } = opened.account;
  const isAllowed = (what: Action): boolean => permissions.has(`${model}.${what}`);
  const rows = request.method === "PUT" ? parseRows(request.body) : undefined;
  const viewer = makeViewer(opened.account, tenant, model);
  const place = { tenant, model, viewer, nowMs: world.now() };
  const id = request.path.slice(models[model].path.length + 1);
  if (rows && id === "" && canWrite(model, "bulk")) {
    const allowed = { create: isAllowed("create"), update: isAllowed("update") };
    return { ...writeMany(place, allowed, rows), accountId, headers };
  }
  if (!isAllowed(action)) {
    const message = `You are not allowed to ${action} ${models[model].label}.`;
    return { ...refuse(403, message), accountId, headers };
  }
  if (action !== "view") {
    const isThere = canWrite(model, request.method) && (id === "") === (action === "create");
    if (!isThere) return { ...refuse(404, "Not found"), accountId, headers };
    const written = writeOne(place, request.method, id, request.body ?? "");
    return { ...written, accountId, headers };
  }
  const { path, params, owner } = request;
  const account =
    owner === undefined ? opened.account : { ...opened.account, portfolioOwner: owner };
  const read = readModel({ tenant, account, model, path, params }, world.conventions);
  return { ...read, accountId, headers };
}

/** The rows of a body that is a list; undefined for any other body. */
function parseRows(body: string | undefined): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(body ?? "");
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Reads `Bearer <token>`, or `Basic` with the token as user name and no password. */
function readToken(authorization: string | undefined): string | undefined {
  const [, scheme, value] = /^(bearer|basic)\s+(\S+)$/i.exec(authorization ?? "") ?? [];
  if (!scheme || !value) return undefined;
  if (scheme.toLowerCase() === "bearer") return value;
  return Buffer.from(value, "base64").toString("utf8").replace(/:$/, "");
}
