import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { rootFolder } from "@churned/tooling/settings";
import { installClient, packClient } from "../parts/pack-client.ts";
import type { Proof } from "../proof.ts";

/** Code of a program that uses the package. All its types must come from the package. */
const consumer = `
import { createPlanhatClient, decode, PlanhatError } from "@churned/planhat-client";
import type { RequestInfo } from "@churned/planhat-client";
import { inspectToken } from "@churned/planhat-client/inspect-token";
import { models } from "@churned/planhat-client/models";

const told: RequestInfo[] = [];
const planhat = createPlanhatClient({
  baseUrl: "https://api.planhat.com",
  token: inspectToken("").token ?? "",
  onRequest: (info) => told.push(info),
});
export async function read(): Promise<string | null | undefined> {
  try {
    for await (const raw of planhat.items("enduser", { select: ["email"], pageSize: models.enduser.pageMax })) {
      return decode("enduser", raw).record.email;
    }
  } catch (error) {
    if (error instanceof PlanhatError && error.kind === "rejected") return error.excerpt;
  }
  // @ts-expect-error There is no model of this name.
  return planhat.probe("nonsense");
}
`;

const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  target: "es2022",
  lib: ["es2022", "dom"],
  module: "nodenext",
  types: [],
  noEmit: true,
  skipLibCheck: false,
};

/** Short and long are equal. The README says that the package is ESM only; `esm-only` skips the CommonJS checks. */
export const proof: Proof = {
  name: "client-package",
  claim:
    "The package of the Planhat client passes publint and attw without a message, and a program that imports the package compiles with its types.",
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), "churned proof of the package "));
    try {
      const tarball = packClient(folder);
      const consumerFolder = join(folder, "consumer");
      installClient(tarball, consumerFolder);
      writeFileSync(join(consumerFolder, "package.json"), '{"type":"module"}');
      writeFileSync(join(consumerFolder, "read.ts"), consumer);
      writeFileSync(
        join(consumerFolder, "tsconfig.json"),
        JSON.stringify({ compilerOptions, files: ["read.ts"] }),
      );
      const bin = join(rootFolder, "packages/planhat-client/node_modules/.bin");
      const said = [
        judge("publint", join(bin, "publint"), ["run", tarball, "--strict"]),
        judge("attw", join(bin, "attw"), [tarball, "--profile", "esm-only", "--no-emoji"]),
        judge("tsc", join(rootFolder, "node_modules/.bin/tsc"), ["-p", consumerFolder]),
      ];
      return {
        figure: said
          .map(({ tool, complaint }) => `${tool} ${complaint ?? "has no message"}`)
          .join("; "),
        mustReach: "no message from any of the three tools",
        ok: said.every(({ complaint }) => complaint === undefined),
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function judge(tool: string, command: string, args: readonly string[]) {
  const ended = spawnSync(command, args, { encoding: "utf8" });
  const isQuiet =
    ended.status === 0 && !/suggestion|warning/i.test(tool === "publint" ? ended.stdout : "");
  return { tool, complaint: isQuiet ? undefined : `says: ${ended.stdout}${ended.stderr}` };
}
