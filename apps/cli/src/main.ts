/** `pnpm churned <command>`. */
import { createLogger } from "@churned/runtime";
import { runCli } from "./run-cli.ts";
import { UsageError } from "./usage.ts";

const log = createLogger({
  name: "cli",
  level: "error",
  destination: { write: (line) => void process.stderr.write(line) },
});

/** Removes the line that `show` or `showAside` printed. */
const clear = process.stdout.isTTY ? "\r\u001B[K" : "";
const clearAside = process.stderr.isTTY ? "\r\u001B[K" : "";

// The reader of our output may close it (`| head`). The next write then fails, and its caller handles that error.
process.stdout.on("error", () => undefined);

process.exitCode = await runCli(process.argv.slice(2), {
  log,
  terminal: {
    say: (line) => void process.stdout.write(`${clear}${line}\n`),
    complain: (line) => void process.stderr.write(`${clearAside}${line}\n`),
    ...(process.stdout.isTTY
      ? {
          show: (line: string) =>
            void process.stdout.write(`${clear}${line.slice(0, process.stdout.columns)}`),
        }
      : {}),
    // If the data also goes to the terminal, a progress line would mix with the data.
    ...(process.stderr.isTTY
      ? {
          showAside: (line: string) =>
            void process.stderr.write(`\r\u001B[K${line.slice(0, process.stderr.columns)}`),
        }
      : {}),
    print: (bytes) =>
      new Promise((resolve, reject) => {
        process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    readInput: async () => {
      if (process.stdin.isTTY)
        throw new UsageError(
          "Standard input is a terminal. Send the text from a file or from another program.",
        );
      let text = "";
      for await (const chunk of process.stdin.setEncoding("utf8")) text += String(chunk);
      return text.trim();
    },
  },
});
