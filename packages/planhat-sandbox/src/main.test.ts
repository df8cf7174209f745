import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseEnv } from "./env.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

function start(env: Record<string, string>) {
  return fork(main, {
    env: { ...process.env, SANDBOX_PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}

describe("the process", () => {
  it("reports when it is ready, and ends with its parent if configured so", async () => {
    const child = start({ EXIT_WITH_PARENT: "true" });
    const [message] = await once(child, "message");
    expect(message).toEqual({ ready: true });
    child.disconnect();
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("ends with code 78 and names the wrong setting without its value", async () => {
    const child = start({ SANDBOX_PORT: "a-secret" });
    let said = "";
    child.stderr?.on("data", (chunk) => {
      said += String(chunk);
    });
    expect(await once(child, "exit")).toEqual([78, null]);
    expect(said).toContain("SANDBOX_PORT");
    expect(said).not.toContain("a-secret");
  });
});

it("has a default for every setting", () => {
  expect(parseEnv({})).toEqual({
    SANDBOX_PORT: 4010,
    SANDBOX_HOSTS: ["api", "api-eu", "api-us2"],
    EXIT_WITH_PARENT: "false",
  });
});
