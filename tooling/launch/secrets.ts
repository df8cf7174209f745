import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { generateFingerprintKey, generateSealingKeyPair } from "@churned/vault/keys";

import { LaunchError } from "./launch-error.ts";

/** All secrets of this installation, in the form of the environment variables. */
export type Secrets = {
  readonly sealingPublicKey: string;
  readonly sealingKeys: string;
  readonly fingerprintKey: string;
  readonly authSecret: string;
  readonly ownerDbPassword: string;
  readonly apiDbPassword: string;
  readonly workerDbPassword: string;
};

/** Reads `secrets.json` of DATA_DIR, and creates missing secrets once (mode 0600). */
export function loadSecrets(dataDir: string): Secrets {
  const file = join(dataDir, "secrets.json");
  const kept = readKept(file);
  const secrets: Secrets = { ...makeSecrets(), ...kept };
  if (!kept || Object.keys(kept).length < Object.keys(secrets).length) {
    // Writes a new file and renames it. If the launcher is killed here, the file has the old or the new content,
    // never a part.
    writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return secrets;
}

function makeSecrets(): Secrets {
  const pair = generateSealingKeyPair();
  return {
    sealingPublicKey: pair.publicKey,
    sealingKeys: pair.privateKey,
    fingerprintKey: generateFingerprintKey(),
    authSecret: randomBytes(32).toString("base64url"),
    ownerDbPassword: randomBytes(24).toString("base64url"),
    apiDbPassword: randomBytes(24).toString("base64url"),
    workerDbPassword: randomBytes(24).toString("base64url"),
  };
}

function readKept(file: string): Partial<Secrets> | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as Partial<Secrets>;
  } catch {
    // Never replaced silently: without these keys, every stored token is lost.
    throw new LaunchError(`${file} is damaged.`, [
      "Put back a copy of it, or begin anew with: npm start -- --reset",
    ]);
  }
}
