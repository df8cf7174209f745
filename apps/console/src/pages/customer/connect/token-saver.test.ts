import { expect, test } from "vitest";
import { ApiProblem } from "../../../api/problem.ts";
import { makeTokenSaver, type SaverPorts } from "./token-saver.ts";

/** A fake API that records every PUT. `answers` gives the result of each PUT. The last result repeats. */
function makeDoor(answers: readonly ("ok" | "lost" | "key_changed")[] = ["ok"]) {
  const puts: { credentialId: string; enc: string; keyId: string }[] = [];
  let ids = 0;
  let seals = 0;
  let keys = 0;
  const ports: SaverPorts = {
    getSealingKey: async () => {
      keys += 1;
      return { keyId: `key-${keys}`, publicKey: "AA" };
    },
    // Like HPKE: sealing the same text twice gives different results.
    seal: async ({ key, credentialId }) => {
      seals += 1;
      return { keyId: key.keyId, credentialId, enc: `enc-${seals}`, ciphertext: "ct" };
    },
    put: async (_connectionId, sealed) => {
      const answer = answers[Math.min(puts.length, answers.length - 1)];
      puts.push(sealed);
      if (answer === "lost") throw new ApiProblem({ status: 0, code: "NO_ANSWER", message: "" });
      if (answer === "key_changed")
        throw new ApiProblem({ status: 409, code: "SEALING_KEY_CHANGED", message: "" });
      return { checkId: `check-of-${sealed.credentialId}` };
    },
    makeId: () => {
      ids += 1;
      return `credential-${ids}`;
    },
  };
  return { puts, ports };
}

test("sends once when Save is pressed twice before the answer", async () => {
  const { puts, ports } = makeDoor();
  const saver = makeTokenSaver(ports);
  const checks = await Promise.all([saver.save("con", "token"), saver.save("con", "token")]);
  expect(checks).toEqual(["check-of-credential-1", "check-of-credential-1"]);
  expect(puts).toHaveLength(1);
});

test("sends exactly the same sealed token again if the answer was lost", async () => {
  const { puts, ports } = makeDoor(["lost", "ok"]);
  const saver = makeTokenSaver(ports);
  await expect(saver.save("con", "token")).rejects.toThrow(ApiProblem);
  await saver.save("con", "token");
  expect(puts[1]).toEqual(puts[0]);
});

test("seals again by itself, for the same credential, if the key was retired", async () => {
  const { puts, ports } = makeDoor(["key_changed", "ok"]);
  const check = await makeTokenSaver(ports).save("con", "token");
  expect(check).toBe("check-of-credential-1");
  expect(puts.map(({ keyId }) => keyId)).toEqual(["key-1", "key-2"]);
  expect(puts[1]?.enc).not.toBe(puts[0]?.enc);
});

test("gives up if the newly fetched key is refused too, and does not retry forever", async () => {
  const { puts, ports } = makeDoor(["key_changed"]);
  await expect(makeTokenSaver(ports).save("con", "token")).rejects.toThrow(ApiProblem);
  expect(puts).toHaveLength(2);
});

test("creates a new credential for another text, another connection, and after the end of the check", async () => {
  const { puts, ports } = makeDoor();
  const saver = makeTokenSaver(ports);
  await saver.save("con", "token");
  await saver.save("con", "other");
  await saver.save("con-2", "other");
  saver.settle();
  await saver.save("con-2", "other");
  expect(puts.map(({ credentialId }) => credentialId)).toEqual([
    "credential-1",
    "credential-2",
    "credential-3",
    "credential-4",
  ]);
});

test("sends the chosen region, and treats the same token with another region as a new attempt", async () => {
  const { puts, ports } = makeDoor();
  const regions: (string | undefined)[] = [];
  const saver = makeTokenSaver({
    ...ports,
    put: async (connectionId, sealed, region) => {
      regions.push(region);
      return await ports.put(connectionId, sealed, region);
    },
  });
  await saver.save("con", "token", "us3");
  await saver.save("con", "token", "us3");
  await saver.save("con", "token");
  expect(regions).toEqual(["us3", "us3", undefined]);
  expect(puts[0]?.credentialId).toBe(puts[1]?.credentialId);
  expect(puts[2]?.credentialId).not.toBe(puts[0]?.credentialId);
});
