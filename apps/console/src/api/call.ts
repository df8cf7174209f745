/** One typed way to the API: an operation's name picks method, path and the types of what goes and comes. */
import { type OperationName, routes } from "@churned/domain/routes";
import type { BodyInputOf, QueryInputOf, ResponseOf } from "@churned/domain/wire";
import { language } from "../language.ts";
import { ApiProblem, problemFrom, wordsForStatus } from "./problem.ts";

interface Input<N extends OperationName> {
  id?: string;
  query?: QueryInputOf<N>;
  body?: BodyInputOf<N>;
  signal?: AbortSignal;
  /** How the answer's text is read. Default: as JSON. */
  parse?: (text: string) => unknown;
}

/** `/v1/checks/{id}` and its query as an address; empty and absent values are left out. */
export function makeAddress(path: string, id?: string, query: unknown = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {}))
    if (value !== undefined && value !== null && value !== "") search.set(key, String(value));
  const address = path.replace("{id}", encodeURIComponent(id ?? ""));
  return search.size === 0 ? address : `${address}?${search}`;
}

/** Sends JSON and reads JSON. Throws `ApiProblem`; an abort passes as it is. */
export async function send(
  method: string,
  address: string,
  options: {
    body?: unknown;
    signal?: AbortSignal | undefined;
    parse?: ((text: string) => unknown) | undefined;
  } = {},
): Promise<unknown> {
  const headers: Record<string, string> = {
    accept: "application/json",
    // Verdicts come in the language the reader chose, which need not be the browser's.
    "accept-language": language(),
  };
  if (options.body !== undefined) headers["content-type"] = "application/json";
  let response: Response;
  let text: string;
  try {
    response = await fetch(address, {
      method,
      headers,
      credentials: "same-origin",
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    text = await response.text();
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    throw new ApiProblem({ status: 0, code: "NO_ANSWER", message: wordsForStatus(0) });
  }
  const body = parseJson(text, options.parse);
  if (!response.ok)
    throw problemFrom(response.status, body, response.headers.get("x-request-id") ?? undefined);
  return body;
}

function parseJson(text: string, parse: (text: string) => unknown = JSON.parse): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** Calls an operation of the API. Throws `ApiProblem`. */
export async function call<N extends OperationName>(
  name: N,
  input: Input<N> = {},
): Promise<ResponseOf<N>> {
  const { method, path } = routes[name];
  const answer = await send(method, makeAddress(path, input.id, input.query), {
    body: input.body,
    signal: input.signal,
    parse: input.parse,
  });
  return answer as ResponseOf<N>;
}
