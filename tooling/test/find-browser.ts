import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const macApps = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The path of Chromium: CHROMIUM_PATH, or a Chromium on PATH or at a usual place; `undefined` if none is found. */
export function findBrowser(env: NodeJS.ProcessEnv): string | undefined {
  const asked = env["CHROMIUM_PATH"];
  const folders = [...(env["PATH"] ?? "").split(delimiter), "/usr/bin", "/snap/bin"];
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...(asked ? [asked] : []), ...candidates, ...macApps].find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
