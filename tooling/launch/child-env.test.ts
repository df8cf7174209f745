import { readFileSync } from "node:fs";
import { workerVariables } from "../../apps/worker/src/env.ts";
import { expect, test } from "vitest";
import { makeChildEnvs } from "./child-env.ts";

/** Variables that the worker reads but the launcher does not pass on. */
const notPassed = [
  // The launcher starts only one stack, so the queue needs no prefix. The IPC channel already ends the worker with
  // the launcher.
  "QUEUE_PREFIX",
  "EXIT_WITH_PARENT",
  // The API and the worker cannot share one port, so the API serves the metrics on its own port.
  "METRICS_PORT",
];
const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

test("`npm start` passes each variable that the worker reads on to it, and the README names the channels' variables", () => {
  const { worker } = makeChildEnvs({
    settings: { appUrl: "http://localhost", port: 1, sandboxPort: 2, dataDir: "" } as never,
    secrets: {
      sealingKeys: "a",
      fingerprintKey: "b",
      sealingPublicKey: "c",
      authSecret: "d",
    } as never,
    urls: { api: "e", worker: "f", owner: "g" },
    isDemo: false,
    env: Object.fromEntries(workerVariables.map((name) => [name, "set"])),
  });
  const missing = workerVariables.filter((name) => worker[name] === undefined);
  expect(missing.toSorted()).toEqual(notPassed.toSorted());
  const channels = workerVariables.filter((name) => /^(?:SMTP|MAIL)_|_WEBHOOK_URL$/.test(name));
  expect(channels.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});
