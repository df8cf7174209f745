import { models } from "@churned/planhat-client/models";
import type { ModelName } from "@churned/planhat-client/models";
import type { Account } from "../accounts/accounts.ts";
import type { Conventions } from "../conventions.ts";
import type { ListQuery } from "../world/collection.ts";
import { isVisible, writeRecord } from "../world/row.ts";
import type { Tenant } from "../world/tenant.ts";
import { makeViewer } from "../world/viewer.ts";
import { listLeanCompanies } from "./lean-companies.ts";
import { asksForArchived, parseListQuery, parseRecordKey } from "./query.ts";
import { refuse } from "./reply.ts";
import type { Answer } from "./reply.ts";

/** The path of the lean list: the ids and names of all companies in one answer. */
export const LEAN_PATH = "/leancompanies";

/** A read request with the permission that it needs. */
interface Reading {
  readonly tenant: Tenant;
  readonly account: Account;
  readonly model: ModelName;
  readonly path: string;
  readonly params: URLSearchParams;
}

/** Answers `GET /x`, `GET /x/:id` and `GET /leancompanies`. */
export function readModel(
  { tenant, account, model, path, params }: Reading,
  conventions: Conventions,
): Answer {
  const { collections } = tenant;
  const viewer = makeViewer(account, tenant, model);
  if (path === LEAN_PATH) {
    const reader =
      conventions.leanCompanies === "all" ? { ...viewer, companies: undefined } : viewer;
    return { status: 200, body: listLeanCompanies(collections.company, reader, params) };
  }
  // On every path, a ticket needs the permission of the model `ticket`.
  const hasTickets =
    model === "conversation" &&
    conventions.ticketsInConversations &&
    account.permissions.has("ticket.view");
  const id = path.slice(models[model].path.length + 1);
  if (id === "") {
    if (conventions.archivedParameter === "refused" && asksForArchived(params, models[model]))
      return refuse(400, "Unknown parameter");
    const find = (text: string): string => findCompany(tenant, text);
    const query = parseListQuery(params, models[model], find, conventions);
    const sort = query.sort ?? defaultSort(model, conventions);
    const isTickets = hasTickets && params.get("type") === "ticket";
    const body = collections[isTickets ? "ticket" : model].list({ ...query, sort, viewer });
    const isExpanded = model === "company" && conventions.ownerInLists === "object";
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

function defaultSort(model: ModelName, { orderWithoutSort }: Conventions): ListQuery["sort"] {
  if (orderWithoutSort === "made") return undefined;
  return { field: model === "invoice" ? "lastUpdated" : "updatedAt", isDescending: false };
}

/** The `_id` of a company, found by any of its ids. An unknown id is returned unchanged and matches no record. */
function findCompany(tenant: Tenant, text: string): string {
  const key = parseRecordKey(text);
  return (key && key.by !== "_id" && tenant.collections.company.read(key)?._id) || text;
}

/** Turns owners into objects. Planhat's lists returned owners in this form years ago. */
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
