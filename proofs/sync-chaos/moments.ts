/** The faults: five kinds, equally often. A seed gives their order and their moments. */
import { connect } from "node:net";
import { emptyQueues } from "@churned/queue";
import { waitFor } from "@churned/testkit";
import type { PostgresServer } from "@churned/testkit/postgres";
import type { Stack } from "@churned/worker/testing/start-stack";
import type { ChaosWorker, ChaosWorkers } from "./workers.ts";

const kinds = ["killed", "stopped", "queue emptied", "PostgreSQL restarted", "half-open"] as const;
export type MomentKind = (typeof kinds)[number];

/** A lease lasts six seconds. So a worker that is stopped for this time has lost its lease. */
const stopMs = { least: 7_000, spread: 4_000 };

/** Draws this many moments. Each kind comes equally often, in random order. */
export function listMoments(count: number, random: () => number): MomentKind[] {
  const moments = Array.from({ length: count }, (_, at) => kinds[at % kinds.length] ?? "killed");
  for (let at = moments.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    const [a, b] = [moments[at], moments[other]];
    if (a === undefined || b === undefined) continue;
    moments[at] = b;
    moments[other] = a;
  }
  return moments;
}

interface World {
  readonly stack: Stack;
  readonly server: PostgresServer;
  readonly workers: ChaosWorkers;
  readonly random: () => number;
}

/** Causes the fault of a moment. */
export async function strike(world: World, kind: MomentKind): Promise<void> {
  const { stack, server, workers, random } = world;
  if (kind === "queue emptied") {
    await emptyQueue(stack);
    return;
  }
  if (kind === "PostgreSQL restarted") {
    await server.restart(random() < 0.5 ? "crash" : "fast");
    return;
  }
  // At least one worker must keep running.
  const needed = kind === "half-open" ? 1 : 2;
  const running = await waitFor(
    () => (workers.listRunning().length >= needed ? workers.listRunning() : undefined),
    { timeoutMs: 60_000, what: "a worker to strike" },
  );
  const worker = running[Math.floor(random() * running.length)];
  if (worker === undefined) return;
  if (kind === "killed") await workers.kill(worker);
  else if (kind === "stopped") workers.stop(worker, stopMs.least + random() * stopMs.spread);
  else cutOff(worker, random);
}

/** Cuts the network to Planhat, to PostgreSQL, or to both. */
function cutOff({ planhat, postgres }: ChaosWorker, random: () => number): void {
  const from = Math.floor(random() * 3);
  if (from !== 0) planhat.halfOpen();
  if (from !== 1) postgres.halfOpen();
}

async function emptyQueue({ queue }: Stack): Promise<void> {
  if (queue.redisUrl === undefined)
    await waitFor(() => emptyQueues(queue).then(() => true), {
      timeoutMs: 30_000,
      what: "the queue to be emptied",
    });
  else await flushRedis(new URL(queue.redisUrl));
}

async function flushRedis({ hostname: host, port }: URL): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host, port: Number(port) }, () => socket.write("FLUSHALL\r\n"));
    socket.once("data", (answer) => {
      socket.destroy();
      if (answer.toString("utf8").startsWith("+OK")) resolve();
      else reject(new Error(`Redis answered ${answer.toString("utf8")}`));
    });
    socket.once("error", reject);
  });
}
