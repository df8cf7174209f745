import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { rootFolder } from "@churned/tooling/settings";

/** Builds and packs the Planhat client as for publication. Returns the tarball's path. */
export function packClient(folder: string): string {
  const root: { packageManager: string } = JSON.parse(
    readFileSync(join(rootFolder, "package.json"), "utf8"),
  );
  const args = ["--yes", root.packageManager, "pack", "--json", "--pack-destination", folder];
  const output = execFileSync("npx", args, {
    cwd: join(rootFolder, "packages/planhat-client"),
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  }).toString();
  const packed: { filename: string } = JSON.parse(output.slice(output.indexOf("{")));
  return packed.filename;
}

/** Unpacks the packed client so that code in `folder` can import it by name. */
export function installClient(tarball: string, folder: string): void {
  const home = join(folder, "node_modules/@churned/planhat-client");
  mkdirSync(home, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", home, "--strip-components=1"]);
}
