import { expect, test } from "vitest";

import { startProcess } from "./start-process.ts";
import { waitFor } from "./wait-for.ts";

test("waits for the ready line and captures what a killed process printed", async () => {
  await using child = await startProcess({
    args: ["-e", 'console.log("ready"); setInterval(() => {}, 1000)'],
    readyWhen: (output) => output.includes("ready"),
  });
  expect(await child.kill("SIGKILL")).toEqual({ code: null, signal: "SIGKILL" });
  expect(child.output()).toBe("ready\n");
});

test("throws with the output when the process ends before it is ready", async () => {
  const starting = startProcess({
    args: ["-e", 'console.error("no such setting"); process.exit(78)'],
    readyWhen: () => false,
  });
  await expect(starting).rejects.toThrow(/code 78.*no such setting/s);
});

test("names what was waited for and last seen when the time is over", async () => {
  const waiting = waitFor(() => 0, { what: "the first record", timeoutMs: 50 });
  await expect(waiting).rejects.toThrow("Waited 50 ms for the first record; last seen: 0");
});
