import { randomUUID } from "node:crypto";
import { getConnection } from "@churned/services/reading";
import { saveToken } from "@churned/services/token";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Stack } from "./testing/start-stack.ts";
import { startStack } from "./testing/start-stack.ts";

const jwt = `eyJhbGciOiJIUzI1NiJ9.${btoa('{"iss":"https://other.example"}').replaceAll("=", "")}.c2ln`;

describe("a paste that is not a plain token", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack("postgresql");
    await stack.startWorker();
  });
  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
  });

  async function paste(name: string, text: string) {
    const { customer, connectionId: id } = await stack.addParty(name);
    const { checkId, notes } = await saveToken(customer, { id, token: text });
    const check = await stack.checkDone(customer, checkId);
    return { check, notes, connection: await getConnection(customer, { id }) };
  }

  it.each([
    ["a JWT", jwt, "JWT"],
    ["an OAuth client's prefix", `pk_${"a1B2".repeat(9)}`, "OAuth"],
    ["dots", `${"a1B2".repeat(9)}...`, "dots"],
  ])(
    "of the form of %s is doubted, tested, and connects where Planhat accepts it",
    async (name, text, word) => {
      const { accountId } = stack.sandbox.createAccount({ name, view: "all" });
      stack.sandbox.addToken(accountId, text);
      const { check, notes, connection } = await paste(`Accepts ${name}`, text);
      expect(notes.join()).toContain(word);
      expect(check.verdict?.kind).toBe("connected");
      expect(connection).toMatchObject({ state: "connected", lastFour: text.slice(-4) });
    },
  );

  it("is identified if Planhat rejects it, not only called unknown, and is destroyed like every rejected token", async () => {
    const { check, connection } = await paste("Rejects a cut token", `${"Zz9y".repeat(9)}...`);
    expect(check.verdict?.kind).toBe("token_rejected");
    expect(check.verdict?.explanation).toContain("perhaps it was not copied whole");
    expect(check.verdict?.destroysToken).toBe(true);
    expect(connection).toMatchObject({ state: "awaiting_token", candidate: null });
  });

  it("is never sent to Planhat if it is provably something else, and the answer says what it is", async () => {
    const { check, notes, connection } = await paste("Pastes a UUID", randomUUID());
    expect(check.verdict?.kind).toBe("wrong_secret");
    expect(check.requests).toEqual([]);
    expect(check.verdict?.explanation).toContain(notes[0]);
    expect(connection).toMatchObject({ candidate: null, lastFour: null });
  });

  it("is cleaned for a script as for a page, and the answer says what was removed", async () => {
    const { token } = stack.sandbox.createAccount({ name: "Script", view: "all" });
    const { check, notes } = await paste("Pastes a dict", `{'token': '${token}'}`);
    expect(notes).toEqual(["Removed the JSON around it."]);
    expect(check.verdict?.kind).toBe("connected");
  });

  it("sends no token if it holds two different tokens", async () => {
    const { token } = stack.sandbox.createAccount({ name: "Two", view: "all" });
    const { check } = await paste("Pastes two", `${token}\n${"Zz9y".repeat(20)}`);
    expect(check.verdict?.kind).toBe("malformed_token");
    expect(check.verdict?.explanation).toContain("more than one text");
    expect(check.requests).toEqual([]);
  });
});
