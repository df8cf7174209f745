// What the client costs over plain fetch: 200,000 endusers in pages of 2,000, over HTTP on this machine. Client and
// plain fetch read the same pages in turn, and each one's fastest round counts. Fails above the limits.

import { fork } from "node:child_process";
import { once } from "node:events";
import { createLimiter, createPlanhatClient } from "../src/index.ts";

const ROUNDS = 11;
const COUNT = 200_000;
const PAGE = 2_000;
const LIMITS = { pages: 1.15, pageBytes: 1.05 };
const token = "bench".repeat(20);

const server = fork(new URL("./endusers-server.ts", import.meta.url));
const [told] = (await once(server, "message")) as [{ port: number }];
const baseUrl = `http://127.0.0.1:${told.port}`;
const client = createPlanhatClient({
  baseUrl,
  token,
  limiter: createLimiter({ maxCalls: 1_000_000 }),
});

const plainHeaders = { accept: "application/json", authorization: `Bearer ${token}` };

/** One way to walk the list: each call reads the next page, and says whether there may be another. */
type Step = () => Promise<boolean>;

let records = 0;

function makePlainStep(read: (response: Response) => Promise<unknown>): Step {
  let offset = 0;
  return async () => {
    const url = `${baseUrl}/endusers?limit=${PAGE}&offset=${offset}&sort=_id`;
    await read(await fetch(url, { headers: plainHeaders }));
    // The same pages as the client asks for: each begins with the last record of the one before.
    offset += PAGE - 1;
    return offset < COUNT;
  };
}

function makePagesStep(): Step {
  const walk = client.pages("enduser", { pageSize: PAGE })[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await walk.next();
    if (!done) records += value.length;
    return done !== true;
  };
}

function makePageBytesStep(): Step {
  let offset = 0;
  return async () => {
    await client.pageBytes("enduser", { offset, limit: PAGE });
    offset += PAGE - 1;
    return offset < COUNT;
  };
}

/** Walks the list both ways page by page in turn, so that whatever else the machine does slows both alike.
 *  Gives each one's time in ms. */
async function race(ours: Step, plain: Step): Promise<{ ours: number; plain: number }> {
  const spent = { ours: 0, plain: 0 };
  const left = new Map([
    ["ours", ours],
    ["plain", plain],
  ] as const);
  for (let turn = 0; left.size > 0; turn += 1) {
    for (const name of turn % 2 === 0
      ? (["ours", "plain"] as const)
      : (["plain", "ours"] as const)) {
      const step = left.get(name);
      if (!step) continue;
      const startedAt = performance.now();
      const goesOn = await step();
      spent[name] += performance.now() - startedAt;
      if (!goesOn) left.delete(name);
    }
  }
  return spent;
}

async function findRatio(
  name: keyof typeof LIMITS,
  makeOurs: () => Step,
  makePlain: () => Step,
): Promise<boolean> {
  await race(makeOurs(), makePlain());
  const rounds: { ours: number; plain: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await race(makeOurs(), makePlain()));
  // What is slower than the fastest round is the machine's doing.
  const ours = Math.min(...rounds.map((spent) => spent.ours));
  const plain = Math.min(...rounds.map((spent) => spent.plain));
  const ratio = ours / plain;
  process.stdout.write(
    `${name}: ${ratio.toFixed(3)} times plain fetch, at most ${LIMITS[name]} (${ours.toFixed(0)} ms, plain ${plain.toFixed(0)} ms)\n`,
  );
  return ratio <= LIMITS[name];
}

const areWithin = [
  await findRatio("pages", makePagesStep, () =>
    makePlainStep(async (response) => JSON.parse(await response.text()) as unknown),
  ),
  await findRatio("pageBytes", makePageBytesStep, () =>
    makePlainStep((response) => response.arrayBuffer()),
  ),
];
server.disconnect();
const isWhole = records === COUNT * (ROUNDS + 1);
process.exitCode = isWhole && areWithin.every(Boolean) ? 0 : 1;
