/** The list of connections: filtered, in a stable order, page by page. */
import type { Placeholder, SQL } from "drizzle-orm";
import { and, asc, desc, inArray, sql } from "drizzle-orm";
import { countedMost } from "@churned/domain/connection";
import type { PageOf, PageRequest } from "../client/cursor.ts";
import { makePage, readCursor } from "../client/cursor.ts";
import type { Tx } from "../client/database.ts";
import { endWithThisTurn } from "../client/database.ts";
import { preparedBy } from "../client/prepared.ts";
import { connections } from "../tables/connection.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import type { BoundedTotal, ConnectionFilter } from "./connection-filters.ts";
import { countMatches, readFilter } from "./connection-filters.ts";
import type { ConnectionView } from "./connection-views.ts";
import { selectViews, toView } from "./connection-views.ts";

export type ConnectionSort =
  | "name"
  | "-name"
  | "checkedAt"
  | "-checkedAt"
  | "createdAt"
  | "-createdAt";

const sortColumns = {
  name: { column: sql`${connections.name}`, cast: sql`text`, order: "text" },
  checkedAt: {
    column: sql`coalesce(${connections.checkedAt}, 'epoch'::timestamptz)`,
    cast: sql`timestamptz`,
    order: "instant",
  },
  createdAt: { column: sql`${connections.createdAt}`, cast: sql`timestamptz`, order: "instant" },
} as const;

/** The value of a connection's sort column, as its cursor holds it. */
function keyOf(view: ConnectionView, sort: keyof typeof sortColumns): string {
  if (sort === "name") return view.name;
  return (view[sort] ?? new Date(0)).toISOString().replace("T", " ");
}

function parseSort(sort: ConnectionSort) {
  const isDescending = sort.startsWith("-");
  const name = (isDescending ? sort.slice(1) : sort) as keyof typeof sortColumns;
  return { name, isDescending, ...sortColumns[name] };
}

/** The views of one page. `where` chooses the page; `ofTheirs` is the tenant condition, which it includes. */
function selectPage(
  orm: Tx["orm"],
  seesAll: boolean,
  request: {
    readonly sort: ConnectionSort;
    readonly where: SQL | undefined;
    readonly ofTheirs: SQL | undefined;
    readonly limit: number | Placeholder;
  },
) {
  const { isDescending, column } = parseSort(request.sort);
  const order = isDescending ? desc : asc;
  const page = orm
    .$with("page")
    .as(
      orm
        .select({ id: connections.id })
        .from(connections)
        .where(request.where)
        .orderBy(order(column), order(connections.id))
        .limit(request.limit),
    );
  return selectViews(orm.with(page), seesAll)
    .where(and(inArray(connections.id, orm.select({ id: page.id }).from(page)), request.ofTheirs))
    .orderBy(order(column), order(connections.id));
}

/** The first page without a filter, which every visit of the list reads. */
const selectFirstPage = preparedBy((sort, orm, given, ofTenantOfTx, seesAll) => {
  const ofTheirs = ofTenantOfTx(connections.tenantId);
  return selectPage(orm, seesAll, {
    sort: sort as ConnectionSort,
    where: ofTheirs,
    ofTheirs,
    limit: given("limit"),
  });
});

/**
 * A page of connections in a stable order (`sort`, then id), with how many connections match. It is the last question of
 * its transaction.
 */
export async function listConnectionRows(
  tx: Tx,
  request: PageRequest & ConnectionFilter & { readonly sort: ConnectionSort },
): Promise<PageOf<ConnectionView> & BoundedTotal> {
  const { name, isDescending, column, cast, order } = parseSort(request.sort);
  const ofTheirs = ofTenant(tx, connections.tenantId);
  const filter = await readFilter(tx, request);
  const matches = and(ofTheirs, filter.condition);
  const cursor = readCursor(request.cursor, order);
  const after =
    cursor &&
    sql`(${column}, ${connections.id}) ${isDescending ? sql`<` : sql`>`} (${cursor.key}::${cast}, ${cursor.id}::uuid)`;
  const limit = request.limit + 1;
  endWithThisTurn(tx);
  const [rows, counted] = await Promise.all([
    cursor === undefined && filter.condition === undefined
      ? selectFirstPage(tx, request.sort, { limit })
      : selectPage(tx.orm, tx.tenantId === null, {
          sort: request.sort,
          where: and(matches, after),
          ofTheirs,
          limit,
        }),
    // Counting would read all that a frequent search matches.
    filter.isFrequent ? undefined : countMatches(tx, matches),
  ]);
  const page = makePage(
    rows.map(toView),
    request.limit,
    (view) => ({ key: keyOf(view, name), id: view.id }),
    (view) => view,
  );
  if (counted !== undefined) return { ...page, ...counted };
  return filter.isSearchOnly
    ? { ...page, total: countedMost, isAtLeast: true }
    : { ...page, total: page.items.length, isAtLeast: page.nextCursor !== null };
}
