import { expect, test } from "vitest";
import { runModule } from "./run-module.testing.ts";

function startProcess(
  body: string,
  options: { deadlineMs?: number; stuckMs?: number; ipc?: boolean } = {},
) {
  return runModule(
    `
    import { createLogger, createShutdown, exitWithParent } from "./index.ts";
    const log = createLogger({ name: "t", level: "info" });
    const shutdown = createShutdown({ name: "t", log, deadlineMs: ${options.deadlineMs ?? 20_000}, stuckMs: ${options.stuckMs ?? 15_000} });
    const never = () => new Promise(() => {});
    const keepAlive = setInterval(() => {}, 1000);
    ${body}
    log.info({}, "up");
  `,
    options,
  );
}

test("runs every step once, in order, also after one failed, and says so by its exit code", async () => {
  const { child, ended, wrote } = startProcess(`
    shutdown.addStep("one", async () => log.info({ stopping: shutdown.isStopping() }, "step one"));
    shutdown.addStep("two", () => { throw new Error("cannot"); });
    shutdown.addStep("three", () => { shutdown.start("again"); log.info({}, "step three"); });
  `);
  await wrote('"up"');
  child.kill("SIGTERM");
  const { code, stdout } = await ended;
  expect(code).toBe(1);
  expect(stdout.match(/step one|"step":"two"|step three|"stopped"/g)).toEqual([
    "step one",
    '"step":"two"',
    "step three",
    '"stopped"',
  ]);
  expect(stdout).toContain('"stopping":true');
});

test("exits 0 when every step succeeded", async () => {
  const { child, ended, wrote } = startProcess(`shutdown.addStep("one", () => {});`);
  await wrote('"up"');
  child.kill("SIGINT");
  expect((await ended).code).toBe(0);
});

test("leaves at its deadline when a step hangs", async () => {
  const { child, ended, wrote } = startProcess(`shutdown.addStep("hangs", never);`, {
    deadlineMs: 50,
  });
  await wrote('"up"');
  child.kill("SIGTERM");
  const { code, stdout } = await ended;
  expect(code).toBe(1);
  expect(stdout).toContain("did not stop in time");
});

test("leaves at once on the second signal", async () => {
  const { child, ended, wrote } = startProcess(`shutdown.addStep("hangs", never);`);
  await wrote('"up"');
  child.kill("SIGTERM");
  await wrote('"stopping"');
  child.kill("SIGTERM");
  expect((await ended).code).toBe(1);
});

test.each([
  ["a loop without a pause", "for (;;) {}"],
  ["promises that never let a timer run", "for (;;) await null;"],
])(
  "is killed by the watchdog when the main thread is in %s, with SIGTERM unheard",
  async (_what, loop) => {
    const { child, ended, wrote } = startProcess(
      `setTimeout(async () => { log.info({}, "stuck"); ${loop} }, 10);`,
      { stuckMs: 1_000 },
    );
    await wrote('"stuck"');
    const startedAt = performance.now();
    child.kill("SIGTERM");
    const { stdout } = await ended;
    expect(child.signalCode).toBe("SIGKILL");
    expect(stdout).toContain("the main thread is stuck, the process is killed");
    expect(performance.now() - startedAt).toBeLessThan(8_000);
  },
);

test("is killed when its steps keep the main thread busy after SIGTERM", async () => {
  const { child, ended, wrote } = startProcess(
    `shutdown.addStep("spins", async () => { for (;;) await null; });`,
    { deadlineMs: 1_000 },
  );
  await wrote('"up"');
  child.kill("SIGTERM");
  await ended;
  expect(child.signalCode).toBe("SIGKILL");
});

test.each([
  ["uncaught exception", `setTimeout(() => { throw new Error("lost"); }, 1);`],
  ["unhandled rejection", `void Promise.reject(new Error("lost"));`],
])("logs an %s and exits 1", async (kind, body) => {
  const { code, stdout } = await startProcess(body).ended;
  expect(code).toBe(1);
  expect(stdout).toContain(kind);
  expect(stdout).toContain("lost");
});

test("ends when the parent's IPC channel closes", async () => {
  const { child, ended, wrote } = startProcess(`exitWithParent(shutdown);`, { ipc: true });
  await wrote('"up"');
  child.disconnect();
  expect((await ended).code).toBe(0);
});

test("ends when its stdin closes and there is no IPC channel", async () => {
  const { child, ended, wrote } = startProcess(`exitWithParent(shutdown);`);
  await wrote('"up"');
  child.stdin?.end();
  expect((await ended).code).toBe(0);
});
