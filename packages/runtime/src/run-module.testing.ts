/** Runs a snippet in a separate process, to test exit codes, signals and the death of a parent process. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

type Ended = { code: number | null; stdout: string; stderr: string };

/** In the snippet's imports, `./index.ts` is this package. `wrote` resolves when stdout contains the text. */
export function runModule(
  code: string,
  options: { ipc?: boolean } = {},
): { child: ChildProcess; ended: Promise<Ended>; wrote: (text: string) => Promise<void> } {
  const child = spawn(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      code.replaceAll("./index.ts", new URL("index.ts", import.meta.url).href),
    ],
    {
      cwd: new URL(".", import.meta.url),
      stdio: ["pipe", "pipe", "pipe", ...(options.ipc === true ? (["ipc"] as const) : [])],
    },
  );
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("no pipes");
  const output = { stdout: "", stderr: "" };
  stdout.on("data", (chunk) => (output.stdout += String(chunk)));
  stderr.on("data", (chunk) => (output.stderr += String(chunk)));
  // We do not wait for the event `close`: it never comes where the parent itself has closed the IPC channel.
  const ended = Promise.all([once(child, "exit"), once(stdout, "end"), once(stderr, "end")]).then(
    (): Ended => ({ code: child.exitCode, ...output }),
  );
  const wrote = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (output.stdout.includes(text)) resolve();
      };
      stdout.on("data", look);
      child.once("exit", () =>
        reject(new Error(`ended without writing ${text}: ${output.stderr}`)),
      );
      look();
    });
  return { child, ended, wrote };
}
