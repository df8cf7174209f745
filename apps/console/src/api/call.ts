/** The typed client of the API: an operation's name determines method, path, and the types of input and answer. */
import { type OperationName, routes } from "@churned/domain/routes";
import type { BodyInputOf, QueryInputOf, ResponseOf } from "@churned/domain/wire";
import { language } from "../ui/language.ts";
import { tellAnswer } from "./answers.ts";
import { ApiProblem, isSignedOut, isUnanswered, makeUnanswered, problemFrom } from "./problem.ts";
import { answerWithinMs } from "./limits.ts";

interface Input<N extends OperationName> {
  id?: string;
  query?: QueryInputOf<N>;
  body?: BodyInputOf<N>;
  signal?: AbortSignal;
  /** How the answer's text is parsed. Default: `JSON.parse`. */
  parse?: (text: string) => unknown;
}

/** Fills `/v1/checks/{id}` and adds the query; empty and absent values are left out. */
export function makeAddress(path: string, id?: string, query: unknown = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {}))
    if (value !== undefined && value !== null && value !== "") search.set(key, String(value));
  const address = path.replace("{id}", encodeURIComponent(id ?? ""));
  return search.size === 0 ? address : `${address}?${search}`;
}

interface Sending {
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** Instead of `JSON.parse`. */
  readonly parse?: ((text: string) => unknown) | undefined;
}

/** Sends and receives JSON. Throws `ApiProblem`, or the abort error. Reports the outcome to `onAnswer`. */
export async function send(
  method: string,
  address: string,
  options: Sending = {},
): Promise<unknown> {
  try {
    const body = await request(method, address, options);
    tellAnswer("answered");
    return body;
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    const isWrite = method !== "GET";
    if (isUnanswered(error)) {
      tellAnswer(isWrite ? "unknown" : "unanswered");
      throw makeUnanswered(isWrite, error.status);
    }
    // A wrong password on the sign-in page does not mean that a session ended.
    const isOfSession = !address.startsWith("/api/auth/");
    tellAnswer(isOfSession && isSignedOut(error) ? "signed_out" : "answered");
    throw error;
  }
}

async function request(method: string, address: string, options: Sending): Promise<unknown> {
  const headers: Record<string, string> = {
    accept: "application/json",
    // The reader chose the language of verdicts. It may differ from the browser's language.
    "accept-language": language(),
  };
  if (options.body !== undefined) headers["content-type"] = "application/json";
  const tooLate = AbortSignal.timeout(answerWithinMs);
  let response: Response;
  let text: string;
  try {
    response = await fetch(address, {
      method,
      headers,
      credentials: "same-origin",
      signal: options.signal === undefined ? tooLate : AbortSignal.any([options.signal, tooLate]),
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    text = await response.text();
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    throw makeUnanswered(method !== "GET");
  }
  const body = parseJson(text, options.parse);
  if (!response.ok)
    throw problemFrom(response.status, body, response.headers.get("x-request-id") ?? undefined);
  // The API always answers in JSON. So a proxy sent this answer.
  if (body === undefined) throw makeUnanswered(method !== "GET", response.status);
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
