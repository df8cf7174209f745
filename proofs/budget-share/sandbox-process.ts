/**
 * Planhat's sandbox in a process of its own, so that what it works on never delays whoever is measured. Run by itself it
 * does what its parent asks over the channel between them.
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

/** The sandbox of another process. */
export interface SandboxProcess {
  readonly baseUrl: string;
  ask<Name extends Method>(
    method: Name,
    ...args: Parameters<Sandbox[Name]>
  ): Promise<ReturnType<Sandbox[Name]>>;
  close(): Promise<void>;
}

/** Starts it, with one host. */
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
