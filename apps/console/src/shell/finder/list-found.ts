/** The entries of the search: pages first, then connections. Pure. */
import type { Connection } from "../../api/types.ts";

export interface Found {
  readonly name: string;
  readonly kind: string;
  readonly href: string;
}

const pages: readonly Found[] = [
  ["Overview", "/overview"],
  ["Needs someone", "/needs-someone"],
  ["Connections", "/connections"],
  ["Sync requests", "/sync-requests"],
  ["Incidents", "/incidents"],
  ["Policies", "/policies"],
  ["People", "/people"],
].map(([name = "", href = ""]) => ({ name, href, kind: "Page" }));

export function listFound(text: string, connections: readonly Connection[]): readonly Found[] {
  const wanted = text.trim().toLowerCase();
  return [
    ...pages.filter(({ name }) => name.toLowerCase().includes(wanted)),
    ...connections.map(({ id, name, tenantName }) => ({
      name: name === tenantName ? name : `${tenantName} › ${name}`,
      kind: "Connection",
      href: `/connections/${id}`,
    })),
  ];
}
