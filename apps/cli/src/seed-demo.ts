/**
 * Adds the demo's tenant and its two accounts, whose passwords are public. The launcher runs this only on a database
 * that it made itself. A second run changes nothing.
 */
import { createDatabase, followClock } from "@churned/db/client";
import { AppError } from "@churned/domain/shared";
import { createLogger, exitOnEnvError } from "@churned/runtime";
import { type ServiceContext } from "@churned/services/context";
import { createTenant, createUser } from "@churned/services/tenant";
import { type Auth, createAuth, setPassword } from "@churned/sign-in";
import { readSeedEnv } from "./env.ts";

await exitOnEnvError(async () => {
  const env = readSeedEnv();
  const appUrl = env.APP_URL ?? "http://localhost:3000";
  const log = createLogger({ name: "seed", level: "error" });
  const db = createDatabase({
    url: env.DATABASE_URL,
    poolSize: 2,
    applicationName: "churned-seed",
    onError: (error) => log.error({ error }, "a database connection failed"),
  });
  const auth = createAuth({
    db,
    secret: env.AUTH_SECRET,
    appUrl,
    onError: (message, error) => log.error({ error }, message),
  });
  const ctx: ServiceContext = {
    actor: { kind: "system", name: "demo" },
    db,
    hints: { hint: async () => undefined },
    log,
    now: (await followClock(db)).now,
    random: Math.random,
    planhatHosts: [],
    appUrl,
  };
  try {
    await Promise.all([seedCustomer(ctx, auth), seedOperator(ctx, auth)]);
  } finally {
    await db.close();
  }
});

async function seedCustomer(ctx: ServiceContext, auth: Auth): Promise<void> {
  const customerEmail = "customer@acme.example";
  await unlessThere(createTenant(ctx, { name: "Acme", customerEmail, customerName: "Ada Byron" }));
  await givePassword(auth, customerEmail, "demo-customer");
}

async function seedOperator(ctx: ServiceContext, auth: Auth): Promise<void> {
  const email = "operator@churned.example";
  await unlessThere(createUser(ctx, { email, name: "Olive Park", role: "operator" }));
  await givePassword(auth, email, "demo-operator");
}

/** Does not change an existing account. So a second run completes a run that was interrupted. */
async function unlessThere(creating: Promise<unknown>): Promise<void> {
  try {
    await creating;
  } catch (error) {
    if (!(error instanceof AppError && error.code === "CONFLICT")) throw error;
  }
}

async function givePassword(auth: Auth, email: string, password: string): Promise<void> {
  const { internalAdapter } = await auth.$context;
  const found = await internalAdapter.findUserByEmail(email);
  if (found === null) throw new Error(`${email} was not made.`);
  await setPassword(auth, found.user.id, password);
}
