import { type OperationName, routes } from "@churned/domain/routes";
import { operations, type ResponseOf } from "@churned/domain/wire";
import { expect, onTestFinished, vi } from "vitest";

/** A call that reached the network. */
export interface SeenCall {
  readonly id: string | undefined;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** The requested language of the answer. */
  readonly language: string | null;
}

type Answer<N extends OperationName> = ResponseOf<N> | ((call: SeenCall) => ResponseOf<N>);

/** A fake of Churned's API. It replaces `fetch`. All other code is the real code. */
export interface FakeApi {
  /** Answers an operation from now on. The body must fit the operation's schema, or the test fails. */
  answer: <N extends OperationName>(name: N, answer: Answer<N>) => void;
  /** Refuses an operation from now on, as the API does. */
  refuse: (name: OperationName, status: number, code: string, detail: string) => void;
  /** From now on no call is answered, until `comeBack`. */
  goAway: () => void;
  comeBack: () => void;
  /** Calls of an operation that reached the API, oldest first. */
  calls: (name: OperationName) => readonly SeenCall[];
}

type Respond = (call: SeenCall) => Response;

/** Makes a fake API for one test. Operations that the test does not answer are refused with 404. */
export function fakeApi(): FakeApi {
  const responders = new Map<OperationName, Respond>();
  const seen: { readonly name: OperationName; readonly call: SeenCall }[] = [];
  let isAway = false;

  const broken: unknown[] = [];
  onTestFinished(() => {
    vi.unstubAllGlobals();
    expect(broken, "answers that the API never gives").toEqual([]);
  });
  vi.stubGlobal(
    "fetch",
    async (address: string, { method = "GET", body, headers }: RequestInit = {}) => {
      if (isAway) throw new TypeError("fetch failed");
      const url = new URL(address, "http://churned.test");
      const found = findOperation(method, url.pathname);
      if (found === undefined) return makeProblem(404, "NOT_FOUND", `There is no ${url.pathname}.`);
      const call: SeenCall = {
        id: found.id,
        query: Object.fromEntries(url.searchParams),
        body: typeof body === "string" ? JSON.parse(body) : undefined,
        language: new Headers(headers).get("accept-language"),
      };
      seen.push({ name: found.name, call });
      const respond = responders.get(found.name);
      return (
        respond?.(call) ?? makeProblem(404, "NOT_FOUND", `${found.name} is not answered here.`)
      );
    },
  );

  return {
    answer: (name, answer) =>
      responders.set(name, (call) => {
        const body = typeof answer === "function" ? answer(call) : answer;
        const { success, error, data } = operations[name].response.safeParse(body);
        if (!success) broken.push(error);
        return Response.json(data);
      }),
    refuse: (name, status, code, detail) =>
      responders.set(name, () => makeProblem(status, code, detail)),
    goAway: () => void (isAway = true),
    comeBack: () => void (isAway = false),
    calls: (name) => seen.flatMap((one) => (one.name === name ? [one.call] : [])),
  };
}

function findOperation(
  method: string,
  path: string,
): { readonly name: OperationName; readonly id: string | undefined } | undefined {
  for (const [name, route] of Object.entries(routes)) {
    if (route.method !== method) continue;
    const [before = "", after] = route.path.split("{id}");
    if (after === undefined ? path !== before : !path.startsWith(before)) continue;
    if (after === undefined) return { name: name as OperationName, id: undefined };
    const id = path.slice(before.length, path.length - after.length);
    if (path.endsWith(after) && !id.includes("/")) return { name: name as OperationName, id };
  }
  return undefined;
}

function makeProblem(status: number, code: string, detail: string): Response {
  const body = { type: "about:blank", title: code, status, code, detail, requestId: "req_test" };
  return Response.json(body, { status });
}
