// Ends a child process when ours is gone, however it went: a shell reads a pipe from us, and when
// that pipe closes without the word "done" it signals the child. A pipe closes on kill -9 too.

import { spawn } from "node:child_process";

/** What to do when our process is gone. */
export type GuardOptions = {
  readonly pid: number;
  /** The signal that ends the child properly. */
  readonly signal: "INT" | "TERM";
  /** A folder to remove once the child is gone, in any case. */
  readonly removeAtEnd?: string | undefined;
};

/** Watches over a child of ours, or over the one that took its place. Call `finish` once the child has ended; it resolves when the folder is removed. */
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
    // Detached: Ctrl-C in a terminal must not end the guard before its child.
    { stdio: ["pipe", "ignore", "ignore"], detached: true, cwd: "/" },
  );
  const ended = new Promise<void>((resolve) => {
    guard.once("exit", () => resolve());
    guard.once("error", () => resolve());
  });
  guard.unref();
  const pipe = guard.stdin;
  pipe.on("error", () => undefined);
  // A child's pipe is a socket to Node, which would keep us running; its type does not say so.
  if ("unref" in pipe && typeof pipe.unref === "function") pipe.unref();
  const finish = async (): Promise<void> => {
    pipe.end("done\n");
    guard.ref();
    await ended;
  };
  return { follow: (pid) => void pipe.write(`${pid}\n`), finish };
}
