/** `pnpm churned <command>`. */
import { createLogger } from "@churned/runtime";
import { runCli } from "./run-cli.ts";
import { UsageError } from "./usage.ts";

const log = createLogger({
  name: "cli",
  level: "error",
  destination: { write: (line) => void process.stderr.write(line) },
});

/** Takes away the line that `show` left. */
const clear = process.stdout.isTTY ? "\r\u001B[K" : "";

process.exitCode = await runCli(process.argv.slice(2), {
  log,
  terminal: {
    say: (line) => void process.stdout.write(`${clear}${line}\n`),
    complain: (line) => void process.stderr.write(`${clear}${line}\n`),
    ...(process.stdout.isTTY
      ? {
          show: (line: string) =>
            void process.stdout.write(`${clear}${line.slice(0, process.stdout.columns)}`),
        }
      : {}),
    readInput: async () => {
      if (process.stdin.isTTY)
        throw new UsageError("It is read from standard input, from a file or another program.");
      let text = "";
      for await (const chunk of process.stdin.setEncoding("utf8")) text += String(chunk);
      return text.trim();
    },
  },
});
