/**
 * Kills a worker at every pause point of a token replacement. A pause point is a place in the code where a worker can
 * be told to stop. Then checks the state that the killed worker left: exactly one active token, which works, and no
 * token in plain text anywhere. A second worker then finishes the work. With `--third`, one worker stops a connection
 * at every third point and is killed once. Without this option, each point has its own worker and its own kill.
 * Prints JSON.
 */
import { fileURLToPath } from "node:url";
import { type PausePoint, pausePoints } from "@churned/services/context";
import { createInvitation } from "@churned/services/invitation";
import { saveToken } from "@churned/services/token";
import { type RunningProcess, startProcess, waitFor } from "@churned/testkit";
import { createTokenOpener } from "@churned/vault/open";
import { Client } from "pg";
import { type Party, startStack } from "@churned/worker/testing/start-stack";

const stack = await startStack("postgresql");
const owner = new Client({ connectionString: stack.database.ownerUrl });
await owner.connect();
const opener = createTokenOpener(stack.workerEnv["SEALING_KEYS"] ?? "");
const query = async <Row extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
  (await owner.query<Row>(text, values)).rows;

interface Case extends Party {
  readonly point: PausePoint;
  readonly old: { readonly token: string; readonly accountId: string };
  readonly new: { readonly token: string; readonly accountId: string };
}

const problems: string[] = [];
const outputs: string[] = [];
const tokens: string[] = [];
let kills = 0;

const rounds = process.argv.includes("--third")
  ? [pausePoints.filter((_, position) => position % 3 === 0)]
  : pausePoints.map((point) => [point]);
try {
  // One probe (a call of the check, for one model) is slow, so that the other probes are stored before the verdict.
  stack.sandbox.setFaults([{ kind: "slow", delayMs: 300, model: "ticket" }]);
  for (const points of rounds) await killAt(points);
  await searchForPlainTokens();
} finally {
  await owner.end();
  await stack[Symbol.asyncDispose]();
}
process.stdout.write(
  `${JSON.stringify({ points: rounds.flat().length, kills, problems: problems.slice(0, 10), problemCount: problems.length })}\n`,
);

async function killAt(points: readonly PausePoint[]): Promise<void> {
  const cases = await prepare(points);
  const pausing = await startWorker(fileURLToPath(new URL("paused-worker.ts", import.meta.url)), [
    JSON.stringify(Object.fromEntries(cases.map((one) => [one.connectionId, one.point]))),
  ]);
  for (const one of cases) if (one.point !== "dead token destroyed") await save(one, one.new.token);
  for (const { connectionId, point } of cases)
    await waitFor(() => isPaused(pausing, connectionId, point), {
      timeoutMs: 30_000,
      what: `the worker to be at "${point}"`,
    });
  await pausing.kill("SIGKILL");
  outputs.push(pausing.output());
  kills += 1;
  // PostgreSQL rolls back the killed worker's open transactions when its connections end.
  await waitFor(async () => (await countTransactions()) === 0, { what: "its transactions to end" });
  for (const one of cases) await look(one, "after the kill");

  const next = await startWorker(fileURLToPath(import.meta.resolve("@churned/worker/main")), []);
  for (const one of cases) {
    await waitFor(() => isSettled(one), {
      timeoutMs: 60_000,
      what: `"${one.point}" to be settled`,
    });
    await look(one, "at the end");
    const active = await openSlot(one, "active");
    if (active[0] !== one.new.token) tell(one, "at the end", "the new token is not in use");
  }
  await next.kill();
  outputs.push(next.output());
}

/**
 * Connections whose old token is active. For the last point, the new token is active and Planhat rejects the old
 * token.
 */
async function prepare(points: readonly PausePoint[]): Promise<Case[]> {
  const stop = await stack.startWorker();
  const cases: Case[] = [];
  for (const point of points) {
    const party = await stack.addParty(`Rotation ${point} ${kills}`);
    cases.push({ ...party, point, old: makeToken(), new: makeToken() });
  }
  await Promise.all(cases.map(prepareOne));
  await stop();
  return cases;
}

async function prepareOne(one: Case): Promise<void> {
  const { connectionId: id } = one;
  await saveAndWait(one, one.old.token);
  await createInvitation(one.customer, { id, email: "admin@acme.example" });
  if (one.point !== "dead token destroyed") return;
  await saveAndWait(one, one.new.token);
  stack.sandbox.revokeTokens(one.old.accountId);
  await query(
    "update credentials set next_proof_at = now() where slot = 'retiring' and connection_id = $1",
    [id],
  );
}

function makeToken(): Case["old"] {
  const account = stack.sandbox.createAccount({ name: "Rotation", view: "all" });
  tokens.push(account.token);
  return account;
}

async function save(one: Case, token: string): Promise<{ checkId: string }> {
  return await saveToken(one.customer, { id: one.connectionId, token });
}

async function saveAndWait(one: Case, token: string): Promise<void> {
  const { checkId } = await save(one, token);
  const check = await stack.checkDone(one.customer, checkId);
  if (check.verdict?.kind !== "connected")
    throw new Error(`"${one.point}" could not be prepared: ${check.verdict?.kind}`);
}

function startWorker(script: string, args: readonly string[]): Promise<RunningProcess> {
  return startProcess({
    args: [script, ...args],
    env: stack.workerEnv,
    readyWhen: (output) => output.includes("the worker runs"),
  });
}

function isPaused(worker: RunningProcess, connectionId: string, point: string): boolean {
  return worker
    .output()
    .split("\n")
    .some(
      (line) =>
        line.includes(connectionId) && line.includes(`"${point}"`) && line.includes('"paused"'),
    );
}

async function countTransactions(): Promise<number> {
  const [row] = await query<{ n: string }>(
    "select count(*) as n from pg_stat_activity where application_name = 'churned-worker' and datname = current_database() and xact_start is not null",
  );
  return Number(row?.n);
}

async function isSettled(one: Case): Promise<boolean> {
  const [row] = await query<{ open: string; old: string }>(
    `select count(*) filter (where state <> 'done') as open,
       (select count(*) from credentials where connection_id = $1 and slot in ('retiring', 'candidate')) as old
     from checks where connection_id = $1`,
    [one.connectionId],
  );
  // The replaced token stays until Planhat rejects it.
  return row?.open === "0" && row.old === (one.point === "dead token destroyed" ? "0" : "1");
}

async function openSlot(one: Case, slot: string): Promise<string[]> {
  const rows = await query<{ id: string; key_id: string; sealed: string }>(
    "select id, key_id, sealed from credentials where connection_id = $1 and slot = $2",
    [one.connectionId, slot],
  );
  return await Promise.all(
    rows.map(({ id: credentialId, key_id: keyId, sealed }) => {
      const [enc = "", ciphertext = ""] = sealed.split(".");
      return opener.openToken({
        sealed: { keyId, credentialId, enc, ciphertext },
        connectionId: one.connectionId,
      });
    }),
  );
}

/** Checks that exactly one token is active, that this token works, and that the new token is not lost. */
async function look(one: Case, when: string): Promise<void> {
  const active = await openSlot(one, "active");
  if (active.length !== 1) tell(one, when, `${active.length} tokens are in use`);
  const [token = ""] = active;
  const answer = await fetch(`${stack.sandbox.baseUrl("api")}/companies?limit=1`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (answer.status !== 200) tell(one, when, `the one in use is answered ${answer.status}`);
  const candidate = await openSlot(one, "candidate");
  if (token !== one.new.token && candidate[0] !== one.new.token)
    tell(one, when, "the new token is lost");
}

function tell(one: Case, when: string, what: string): void {
  problems.push(`${when}, stopped at "${one.point}": ${what}`);
}

/** Searches all tables of all schemas, including the queue's, and all log lines for tokens in plain text. */
async function searchForPlainTokens(): Promise<void> {
  const tables = await query<{ schema: string; name: string }>(
    "select schemaname as schema, tablename as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
  );
  const texts = [...outputs, stack.logLines.join("\n")];
  for (const { schema, name } of tables) {
    const rows = await query<{ text: string }>(
      `select t::text as text from "${schema}"."${name}" t`,
    );
    texts.push(rows.map(({ text }) => text).join("\n"));
  }
  const all = texts.join("\n");
  if (!all.includes("token_promoted")) problems.push("the search for plain tokens read nothing");
  for (const token of tokens)
    for (const form of [token, Buffer.from(token).toString("base64url")])
      if (all.includes(form.slice(0, 40))) problems.push("a token is somewhere in plain");
}
