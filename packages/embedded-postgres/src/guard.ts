// Ends a child process when our process is gone. A shell reads a pipe from us. When the pipe closes without the word
// "done", the shell signals the child. The pipe also closes when our process is killed with SIGKILL.

import { spawn } from "node:child_process";
import { makeChildEnv } from "./env.ts";

/** The child process, and how to end it. */
export type GuardOptions = {
  readonly pid: number;
  /** The signal that shuts the child down in order. */
  readonly signal: "INT" | "TERM";
  /** A folder to remove when the child is gone. The guard removes it also when our own process is gone. */
  readonly removeAtEnd?: string | undefined;
};

/**
 * Guards a child of our process. After a restart of the child, call `follow` with the new process. Call `finish` after
 * the child has ended; it resolves when the folder is removed.
 */
export function guardProcess(options: GuardOptions): {
  follow(pid: number): void;
  finish(): Promise<void>;
} {
  const script = `
    pid=$1
    while read -r word; do
      if [ "$word" = done ]; then break; fi
      pid=$word
    done
    if [ "$word" != done ]; then kill -"$2" "$pid" 2>/dev/null; fi
    while [ "$word" != done ] && kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
    if [ -n "$3" ]; then rm -rf "$3"; fi`;
  const guard = spawn(
    "/bin/sh",
    ["-c", script, "guard", String(options.pid), options.signal, options.removeAtEnd ?? ""],
    // Detached, because Ctrl-C in a terminal must not end the guard before its child.
    { stdio: ["pipe", "ignore", "ignore"], detached: true, cwd: "/", env: makeChildEnv() },
  );
  const ended = new Promise<void>((resolve) => {
    guard.once("exit", () => resolve());
    guard.once("error", () => resolve());
  });
  guard.unref();
  const pipe = guard.stdin;
  pipe.on("error", () => undefined);
  // Node makes the pipe a socket, which would keep our process running. Its type does not have `unref`.
  if ("unref" in pipe && typeof pipe.unref === "function") pipe.unref();
  const finish = async (): Promise<void> => {
    pipe.end("done\n");
    guard.ref();
    await ended;
  };
  return { follow: (pid) => void pipe.write(`${pid}\n`), finish };
}
