/**
 * Right sign-ins alone, and right sign-ins that arrive together with 200 wrong passwords, in turn. The wrong passwords
 * come from one address, and the person is on a new device; or they come from many addresses, and the person's device
 * is known. Each round uses new addresses, which sent no wrong password before. The last line is JSON.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { startApiProcess } from "@churned/api/testing/api-process";
import { password, startTestApi } from "@churned/api/testing/test-api";
import type { Round } from "./guess.ts";

const rounds = Number(/--rounds=(\d+)/.exec(process.argv.join(" "))?.[1] ?? 5);
const wrongTries = 200;

interface Measured {
  readonly guessers: number;
  readonly aloneMs: number[];
  readonly besideMs: number[];
  /** How many wrong passwords were compared, and how many were refused before. */
  compared: number;
  refused: number;
}
export interface Report {
  readonly wrongTries: number;
  readonly newDevice: Measured;
  readonly knownDevice: Measured;
}

await using api = await startTestApi();
await using server = await startApiProcess(api, { env: { TRUST_PROXY: "true" } });
const path = "/api/auth/sign-in/email";
const guesser = fork(fileURLToPath(new URL("guess.ts", import.meta.url)), [
  new URL(server.url).port,
  path,
  String(wrongTries),
]);

async function readMessage(): Promise<unknown> {
  const [message] = (await once(guesser, "message")) as unknown[];
  return message;
}

interface SignIn {
  readonly tookMs: number;
  /** The cookies that the browser keeps. */
  readonly cookie: string;
}

/** A right sign-in at an address that no other round uses. */
async function signIn(round: number, cookie: string): Promise<SignIn> {
  const startedAt = performance.now();
  const answer = await fetch(server.url + path, {
    method: "POST",
    headers: {
      cookie,
      "content-type": "application/json",
      "x-forwarded-for": `198.51.100.${round}`,
    },
    body: JSON.stringify({ email: api.acme.email, password }),
  });
  if (!answer.ok) throw new Error(`The right password was answered with ${answer.status}.`);
  await answer.arrayBuffer();
  const cookies = answer.headers.getSetCookie().map((header) => header.split(";")[0]);
  return { tookMs: Math.round(performance.now() - startedAt), cookie: cookies.join("; ") };
}

let round = 0;
async function measure(guessers: number, cookie: string): Promise<Measured> {
  const measured: Measured = { guessers, aloneMs: [], besideMs: [], compared: 0, refused: 0 };
  for (let n = 0; n <= rounds; n += 1) {
    round += 1;
    const alone = await signIn(round, cookie);
    guesser.send({ round, guessers } satisfies Round);
    await readMessage();
    const [beside, statuses] = await Promise.all([signIn(round, cookie), readMessage()]);
    // The first round warms up the API.
    if (n === 0) continue;
    measured.aloneMs.push(alone.tookMs);
    measured.besideMs.push(beside.tookMs);
    for (const status of statuses as number[]) {
      if (status === 401) measured.compared += 1;
      else if (status === 429) measured.refused += 1;
      else throw new Error(`A wrong password was answered with ${status}.`);
    }
  }
  return measured;
}

const newDevice = await measure(1, "");
const { cookie } = await signIn(0, "");
const knownDevice = await measure(50, cookie);
guesser.kill();
const report: Report = { wrongTries, newDevice, knownDevice };
process.stdout.write(`${JSON.stringify(report)}\n`);
