/**
 * Runs Planhat's sandbox in a separate process, so that the sandbox's work never delays the measured process. If this
 * script is run directly, it serves requests of its parent process over the IPC channel.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Sandbox } from "@churned/planhat-sandbox";
import { createSandbox } from "@churned/planhat-sandbox";

type Method = "addTenants" | "addToken" | "setLimits" | "resetCalls" | "listCalls" | "listRequests";

interface Question {
  readonly method: Method;
  readonly args: never[];
}

/** A sandbox in a separate process. */
export interface SandboxProcess {
  readonly baseUrl: string;
  ask<Name extends Method>(
    method: Name,
    ...args: Parameters<Sandbox[Name]>
  ): Promise<ReturnType<Sandbox[Name]>>;
  close(): Promise<void>;
}

/** Starts the process with a sandbox of one host. */
export async function startSandboxProcess(): Promise<SandboxProcess> {
  const child = fork(fileURLToPath(import.meta.url));
  const [baseUrl] = (await once(child, "message")) as [string];
  return {
    baseUrl,
    async ask(method, ...args) {
      child.send({ method, args });
      const [answer] = await once(child, "message");
      return answer;
    },
    async close() {
      child.disconnect();
      await once(child, "exit");
    },
  };
}

if (process.send !== undefined && import.meta.filename === process.argv[1]) {
  const sandbox = await createSandbox();
  process.on("message", ({ method, args }: Question) => {
    const ask: (...given: never[]) => unknown = sandbox[method];
    process.send?.(ask(...args) ?? null);
  });
  process.on("disconnect", () => void sandbox.close());
  process.send(sandbox.baseUrl("api"));
}
