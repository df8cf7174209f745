/** The API with a separate real database, two tenants and an operator, for tests. */
import { createUser, createTenant } from "@churned/services/tenant";
import { createAuth, setPassword } from "@churned/sign-in";
import { createLogger } from "@churned/runtime";
import { createTestDatabase, type TestDatabase } from "@churned/testkit";
import { generateSealingKeyPair } from "@churned/vault/keys";
import { createApi } from "../app.ts";
import { type ApiDeps, createDeps } from "../deps.ts";
import { readEnv } from "../env.ts";
import { makeServiceContext } from "../service-context.ts";

export interface TestTenant {
  readonly id: string;
  readonly connectionId: string;
  readonly userId: string;
  readonly email: string;
  /** The session cookie of the tenant's customer. */
  readonly cookie: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined if the body is no JSON. */
  readonly body: unknown;
}

export interface CallOptions {
  readonly cookie?: string | undefined;
  /** A text is sent unchanged. Any other value is sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestApi extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly deps: ApiDeps;
  readonly acme: TestTenant;
  readonly globex: TestTenant;
  readonly operator: { readonly userId: string; readonly cookie: string };
  /** All log lines so far. */
  readonly log: () => string;
  readonly call: (method: string, path: string, options?: CallOptions) => Promise<Answer>;
  /** Calls the app and returns the response, for answers that are streams. */
  readonly request: (path: string, init?: RequestInit) => Promise<Response>;
  /** The app in the form that a server takes. */
  readonly fetch: ReturnType<typeof createApi>["fetch"];
  /** Signs in and returns the cookie. */
  readonly signIn: (email: string) => Promise<string>;
}

export const password = "a-password-for-tests";
export const appUrl = "http://localhost:3000";

export interface TestApiOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly beatMs?: number;
  /** Changes the parts of which the app is built. */
  readonly change?: (deps: ApiDeps) => ApiDeps;
}

export async function startTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  const database = await createTestDatabase();
  const lines: string[] = [];
  const log = createLogger({
    name: "api",
    level: "debug",
    destination: { write: (line) => void lines.push(line) },
  });
  const env = readEnv({
    DATABASE_URL: database.apiUrl,
    AUTH_SECRET: "a-secret-for-tests-a-secret-for-tests",
    SEALING_PUBLIC_KEY: generateSealingKeyPair().publicKey,
    ...options.env,
  });
  const opened = await createDeps(env, log, {
    isStopping: () => false,
    ...(options.beatMs === undefined ? {} : { beatMs: options.beatMs }),
  });
  const deps = options.change?.(opened) ?? opened;
  const app = createApi(deps);
  const request = async (path: string, init?: RequestInit): Promise<Response> =>
    await app.request(path, init, {});
  const call = makeCall(request);
  const signIn = async (email: string): Promise<string> => {
    const answer = await call("POST", "/api/auth/sign-in/email", { body: { email, password } });
    if (answer.status !== 200) throw new Error(`Signing in: ${answer.text}\n${lines.join("")}`);
    // Without the cookie of the device, so that each test decides whether the device is known.
    return /(__Secure-)?churned\.session_token=[^;]+/.exec(cookieOf(answer))?.[0] ?? "";
  };
  const people = await addPeople(deps, signIn);
  return {
    database,
    deps,
    ...people,
    log: () => lines.join(""),
    call,
    request,
    fetch: app.fetch,
    signIn,
    [Symbol.asyncDispose]: async () => {
      await opened.close();
      await database.drop();
    },
  };
}

async function addPeople(deps: ApiDeps, signIn: (email: string) => Promise<string>) {
  const ctx = makeServiceContext(deps, { actor: { kind: "system", name: "test" } });
  const auth = createAuth({
    db: deps.db,
    secret: deps.env.AUTH_SECRET,
    appUrl: deps.env.appUrl,
    onError: () => undefined,
  });
  async function addTenant(name: string): Promise<TestTenant> {
    const email = `customer@${name.toLowerCase()}.example`;
    const { id, connectionId, userId } = await createTenant(ctx, { name, customerEmail: email });
    await setPassword(auth, userId, password);
    return { id, connectionId, userId, email, cookie: await signIn(email) };
  }
  const email = "operator@churned.example";
  const { id } = await createUser(ctx, { email, role: "operator" });
  await setPassword(auth, id, password);
  return {
    acme: await addTenant("Acme"),
    globex: await addTenant("Globex"),
    operator: { userId: id, cookie: await signIn(email) },
  };
}

/** Calls with JSON and reads the whole answer. */
export function makeCall(
  request: (path: string, init?: RequestInit) => Promise<Response>,
): TestApi["call"] {
  return async (method, path, { cookie, body, headers } = {}) => {
    const response = await request(path, {
      method,
      headers: {
        ...(cookie === undefined ? {} : { cookie }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.match(/[/+]json/) != null;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : undefined,
    };
  };
}

/** The cookies that an answer sets, in the form in which the next call sends them. */
export function cookieOf(answer: Answer): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}
