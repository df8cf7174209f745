import type { Sandbox } from "../index.ts";

/** The answer to a request for a list. */
export interface Asked {
  readonly status: number;
  readonly body: unknown;
  readonly ids: string[];
  readonly headers: Headers;
}

/** Calls a sandbox's API with plain fetch. */
export async function ask(
  sandbox: Sandbox,
  token: string,
  path: string,
  host?: string,
): Promise<Asked> {
  const response = await fetch(sandbox.baseUrl(host) + path, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body: unknown = await response.json();
  const rows: unknown[] = Array.isArray(body) ? body : [];
  return { status: response.status, body, ids: rows.map(readId), headers: response.headers };
}

function readId(row: unknown): string {
  return typeof row === "object" && row !== null && "_id" in row ? String(row._id) : "";
}
