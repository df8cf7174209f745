import { asOperator, createDatabase, type Database } from "@churned/db/client";
import { addPerson, insertTenant } from "@churned/db/tenant";
import { createTestDatabase, type TestDatabase } from "@churned/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Auth, createAuth } from "./create-auth.ts";
import { setPassword } from "./set-password.ts";

const email = "ada@acme.example";
let database: TestDatabase;
let db: Database;
let auth: Auth;
let userId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase({ url: database.apiUrl, onError: () => undefined });
  auth = createAuth({
    db,
    secret: "a-secret-for-tests-a-secret-for-tests",
    appUrl: "http://localhost:3000",
    onError: () => undefined,
  });
  const id = await asOperator(db, { kind: "system", name: "test" }, async (tx) => {
    const tenantId = await insertTenant(tx, { name: "Acme" });
    return await addPerson(tx, { email, name: "Ada", role: "customer", tenantId });
  });
  if (id === undefined) throw new Error("The person was not added.");
  userId = id;
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const signIn = async (password: string): Promise<boolean> => {
  const answer = await auth.api.signInEmail({ body: { email, password }, asResponse: true });
  return answer.ok;
};

describe("a password that is set", () => {
  test("is the only one that opens the account", async () => {
    await setPassword(auth, userId, "the-first-password");
    expect(await signIn("the-first-password")).toBe(true);
    await setPassword(auth, userId, "the-second-password");
    expect(await signIn("the-second-password")).toBe(true);
    expect(await signIn("the-first-password")).toBe(false);
  });

  test("is not a short one", async () => {
    await expect(setPassword(auth, userId, "short")).rejects.toThrow("12 to 128");
  });

  test("belongs to a person whom an operator added: nobody signs up, and no input sets a role", async () => {
    const body = { email: "eve@acme.example", name: "Eve", password: "a-long-password" };
    await expect(auth.api.signUpEmail({ body })).rejects.toThrow(/sign up is not enabled/i);
    const { headers } = await auth.api.signInEmail({
      body: { email, password: "the-second-password" },
      returnHeaders: true,
    });
    const cookie = headers.getSetCookie()[0]?.split(";")[0] ?? "";
    await auth.api
      .updateUser({ body: { role: "operator" } as never, headers: new Headers({ cookie }) })
      .catch(() => undefined);
    const session = await auth.api.getSession({ headers: new Headers({ cookie }) });
    expect(session?.user.role).toBe("customer");
  });
});
