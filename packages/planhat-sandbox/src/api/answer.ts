import { modelNames, models } from "@churned/planhat-client/models";
import type { ModelName } from "@churned/planhat-client/models";
import { hashToken } from "../accounts/accounts.ts";
import type { Account } from "../accounts/accounts.ts";
import type { Action, Permission } from "../accounts/permissions.ts";
import { findTenant } from "../world.ts";
import type { World } from "../world.ts";
import { isVisible, writeRecord } from "../world/row.ts";
import type { Tenant } from "../world/tenant.ts";
import { makeViewer } from "../world/viewer.ts";
import { listLeanCompanies } from "./lean-companies.ts";
import { parseListQuery, parseRecordKey } from "./query.ts";

/** An answer before it is sent. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly accountId?: string | undefined;
  readonly headers?: Record<string, string>;
}

/** A request to one regional host; `path` is below that host. */
export interface ApiRequest {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly params: URLSearchParams;
  readonly authorization: string | undefined;
  /** Narrows this one answer to the companies of a user. */
  readonly owner?: string | undefined;
}

const actionsByMethod: Readonly<Record<string, Action>> = {
  GET: "view",
  POST: "create",
  PUT: "update",
  DELETE: "remove",
};

const LEAN_PATH = "/leancompanies";

/** Which model a path belongs to. */
export function findModel(path: string): ModelName | undefined {
  if (path === LEAN_PATH) return "company";
  return modelNames.find(
    (name) => path === models[name].path || path.startsWith(`${models[name].path}/`),
  );
}

/** Who sent a request, whichever host it was sent to: its token's hash and end (both empty without one), and the
 *  account that the token opens. */
export function findCaller(
  world: World,
  authorization: string | undefined,
): { hash: string; lastFour: string; account: Account | undefined } {
  const token = readToken(authorization);
  if (token === undefined) return { hash: "", lastFour: "", account: undefined };
  const account = world.accounts.authenticate(token)?.account;
  return { hash: hashToken(token), lastFour: token.slice(-4), account };
}

/** Answers as Planhat would: the token before the path, the permission before the record. */
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
  const permission: Permission = `${model}.${action}`;
  if (!opened.account.permissions.has(permission)) {
    const message = `You are not allowed to ${action} ${models[model].label}.`;
    return { ...refuse(403, message), accountId, headers };
  }
  if (action !== "view") {
    return { ...refuse(501, "The sandbox serves reading only."), accountId, headers };
  }
  return { ...readModel(world, tenant, opened.account, model, request), accountId, headers };
}

function readModel(
  world: World,
  tenant: Tenant,
  account: Account,
  model: ModelName,
  { path, params, owner }: ApiRequest,
): Answer {
  const { collections } = tenant;
  const seen = owner === undefined ? account : { ...account, portfolioOwner: owner };
  const viewer = makeViewer(seen, tenant, model);
  if (path === LEAN_PATH)
    return { status: 200, body: listLeanCompanies(collections.company, viewer, params) };
  // A ticket is hidden by its own model's permission, whichever path it is asked for by.
  const hasTickets =
    model === "conversation" &&
    world.conventions.ticketsInConversations &&
    account.permissions.has("ticket.view");
  const id = path.slice(models[model].path.length + 1);
  if (id === "") {
    const query = parseListQuery(params, models[model], (text) => findCompany(tenant, text));
    const isTickets = hasTickets && params.get("type") === "ticket";
    const body = collections[isTickets ? "ticket" : model].list({ ...query, viewer });
    const isExpanded = model === "company" && world.conventions.ownerInLists === "object";
    return { status: 200, body: isExpanded ? expandOwners(tenant, body) : body };
  }
  const key = parseRecordKey(id);
  if (!key) {
    return refuse(400, "The identifier must be a Planhat _id, or start with extid- or srcid-.");
  }
  const found =
    collections[model].read(key) ?? (hasTickets ? collections.ticket.read(key) : undefined);
  return found && isVisible(model, found, viewer)
    ? { status: 200, body: writeRecord(found, undefined, viewer.hiddenFields) }
    : refuse(404, "Not found");
}

/** A company's `_id` by any of its ids; what names none stays as it is, and fits nothing. */
function findCompany(tenant: Tenant, text: string): string {
  const key = parseRecordKey(text);
  return (key && key.by !== "_id" && tenant.collections.company.read(key)?._id) || text;
}

/** Owners as objects, as lists gave them years ago. */
function expandOwners(tenant: Tenant, body: string): string {
  const rows = JSON.parse(body) as Record<string, unknown>[];
  const expand = (value: unknown): unknown => {
    const user = typeof value === "string" && tenant.collections.user.read({ by: "_id", value });
    return user ? { _id: user._id, nickName: user["nickName"] } : value;
  };
  for (const row of rows)
    for (const name of ["owner", "coOwner"]) if (name in row) row[name] = expand(row[name]);
  return JSON.stringify(rows);
}

/** An error in the shape this sandbox gives it; Planhat documents none. */
export function refuse(status: number, message: string): Answer {
  return { status, body: JSON.stringify({ message }) };
}

/** `Bearer <token>`, or `Basic` with the token as user name and no password. */
function readToken(authorization: string | undefined): string | undefined {
  const [, scheme, value] = /^(bearer|basic)\s+(\S+)$/i.exec(authorization ?? "") ?? [];
  if (!scheme || !value) return undefined;
  if (scheme.toLowerCase() === "bearer") return value;
  return Buffer.from(value, "base64").toString("utf8").replace(/:$/, "");
}
