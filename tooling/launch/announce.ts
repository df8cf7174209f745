import { relative } from "node:path";
import { styleText } from "node:util";

import { rootFolder, type Settings } from "./settings.ts";

/** Prints the summary with addresses and sign-ins. */
export function announce(options: {
  readonly settings: Settings;
  readonly isDemo: boolean;
  readonly clusterFolder: string | undefined;
  readonly seconds: number;
}): void {
  const { settings, isDemo, clusterFolder, seconds } = options;
  const rows: [string, string][] = [
    ["Open", styleText(["bold", "cyan"], settings.appUrl)],
    ...(isDemo ? demoAccounts : []),
    ["Sandbox", `http://localhost:${settings.sandboxPort}  (a stand-in for Planhat)`],
    ["Data", describeData(settings, clusterFolder)],
    ["Logs", `${shorten(settings.dataDir)}/logs`],
    ["Stop", "Ctrl-C"],
  ];
  const lines = rows.map(([name, value]) => `  ${styleText("dim", name.padEnd(10))}${value}`);
  const title = `${styleText("bold", "Churned for Planhat")} is ready ${styleText("dim", `(${seconds.toFixed(1)} s)`)}`;
  console.log(["", `  ${title}`, "", ...lines, ""].join("\n"));
}

const demoAccounts: [string, string][] = [
  ["Customer", "customer@acme.example / demo-customer"],
  ["Operator", "operator@churned.example / demo-operator"],
];

function describeData(settings: Settings, clusterFolder: string | undefined): string {
  const here = shorten(settings.dataDir);
  if (clusterFolder === undefined)
    return `${here}, and the database of DATABASE_URL (no demo there)`;
  return clusterFolder.startsWith(settings.dataDir)
    ? here
    : `${here}, PostgreSQL in ${clusterFolder}`;
}

function shorten(path: string): string {
  const short = relative(rootFolder, path);
  return short.startsWith("..") ? path : short;
}
