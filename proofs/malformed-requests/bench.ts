/**
 * Sends malformed requests to an API with stored records, as every role. Prints JSON. `--count=N` sets the number of
 * requests, and `--seed=N` the random choices.
 */
import { type IncomingMessage, request } from "node:http";
import { text as textOf } from "node:stream/consumers";
import { startApiProcess } from "@churned/api/testing/api-process";
import { cookieOf, startTestApi } from "@churned/api/testing/test-api";
import { Client } from "pg";
import { makeRandom } from "../parts/make-random.ts";
import { type Described, type Malformed, makeRequest } from "./make-request.ts";

const read = (name: string, otherwise: number): number =>
  Number(new RegExp(`--${name}=(\\d+)`).exec(process.argv.join(" "))?.[1] ?? otherwise);
const count = read("count", 600);
const random = makeRandom(read("seed", 1));
const answerWithinMs = 20_000;
const namedMax = 5;

export interface Report {
  readonly answers: number;
  readonly operations: number;
  readonly slowestMs: number;
  /** For each role, the number of requests that the API accepted. */
  readonly accepted: Record<string, number>;
  readonly faults: string[];
  readonly faultCount: number;
}

await using api = await startTestApi();
const { acme, globex, operator } = api;
const owner = new Client({ connectionString: api.database.ownerUrl });
await owner.connect();
await owner.query(
  `insert into connections (tenant_id, name, plan) select tenant_id, 'Connection ' || n, plan from connections, generate_series(1, 10) n`,
);
await owner.query(
  `insert into records (tenant_id, connection_id, model, planhat_id, data, hash, seq)
   select tenant_id, id, 'company', n, jsonb_build_object('_id', n::text, 'name', 'Number ' || n), '', n from connections, generate_series(1, 200) n`,
);
const { rows } = await owner.query<{ id: string }>(
  "select id::text from connections union all select id::text from tenants",
);
await owner.end();

const invited = await api.call("POST", `/v1/connections/${acme.connectionId}/invitations`, {
  cookie: acme.cookie,
  body: { email: "guest@acme.example" },
});
const secret = new URL((invited.body as { url: string }).url).hash.slice(1);
const guest = await api.call("POST", "/v1/invitations/exchange", { body: { secret } });
const roles: Readonly<Record<string, string | undefined>> = {
  customer: acme.cookie,
  "other customer": globex.cookie,
  operator: operator.cookie,
  guest: cookieOf(guest),
  nobody: undefined,
};

await using running = await startApiProcess(api);
const operations = await describeOperations();
const accepted = Object.fromEntries(Object.keys(roles).map((role) => [role, 0]));
const faults: string[] = [];
let [answers, slowestMs] = [0, 0];

for (let n = 0; n < count; n += 1) {
  const role = Object.keys(roles)[n % 5] ?? "nobody";
  const operation = operations[Math.floor(random() * operations.length)];
  if (operation === undefined) throw new Error("The document has no operation.");
  const malformed = makeRequest(
    random,
    operation,
    rows.map(({ id }) => id),
  );
  const startedAt = performance.now();
  const fault = await send(malformed, role).catch((error: Error) => error.message);
  slowestMs = Math.max(slowestMs, Math.round(performance.now() - startedAt));
  answers += 1;
  if (fault !== undefined) faults.push(`${role} ${malformed.method} ${operation.path}: ${fault}`);
}
const report: Report = {
  answers,
  operations: operations.length,
  slowestMs,
  accepted,
  faults: faults.slice(0, namedMax),
  faultCount: faults.length,
};
console.log(JSON.stringify(report));

async function describeOperations(): Promise<Described[]> {
  const { body } = await running.call("GET", "/openapi.json");
  const { paths } = body as {
    paths: Record<string, Record<string, { parameters?: Parameter[]; requestBody?: Body }>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      query: parameters.filter((one) => one.in === "query").map(({ name }) => name),
      example: requestBody?.content["application/json"]?.example,
    })),
  );
}
interface Parameter {
  readonly in: string;
  readonly name: string;
}
interface Body {
  readonly content: Record<string, { readonly example?: unknown } | undefined>;
}

/** Resolves to the fault of the answer; undefined if the answer has none. */
async function send(malformed: Malformed, role: string): Promise<string | undefined> {
  const { method, path, body } = malformed;
  const cookie = roles[role];
  // Node writes header values as Latin-1.
  const headers = { ...(cookie === undefined ? {} : { cookie }), ...malformed.headers };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(running.url + path, { method, headers }, resolve);
    sent.setTimeout(answerWithinMs, () => sent.destroy(new Error("no answer in time")));
    sent.once("error", reject).end(body);
  });
  const status = answer.statusCode ?? 0;
  // The stream of events never ends.
  const isStream = answer.headers["content-type"]?.startsWith("text/event-stream") === true;
  const text = isStream ? "" : await textOf(answer);
  answer.destroy();
  if (status < 400) accepted[role] = (accepted[role] ?? 0) + 1;
  if (status >= 500) return `status ${status}`;
  for (const name of ["content-security-policy", "x-content-type-options", "referrer-policy"])
    if (answer.headers[name] === undefined) return `status ${status} without ${name}`;
  if (status < 400 || method === "HEAD") return undefined;
  if (answer.headers["content-type"] !== "application/problem+json")
    return `status ${status} without a problem`;
  const problem = JSON.parse(text) as Record<string, unknown>;
  const isWhole = problem["status"] === status && typeof problem["requestId"] === "string";
  return isWhole ? undefined : `status ${status} with another problem`;
}
