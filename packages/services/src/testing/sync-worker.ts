/** Runs syncs in this process against a simulated Planhat. Each slice (a few pages) runs when it is due. */
import type { Database } from "@churned/db/client";
import type { SyncMode } from "@churned/domain/sync";
import type { Sync } from "@churned/domain/wire";
import { createPlanhatClient } from "@churned/planhat-client";
import { TestClock } from "@churned/testkit";
import { getSync } from "../reading/read.ts";
import { advanceSync } from "../sync/advance-sync.ts";
import { createSync } from "../sync/create-sync.ts";
import { createPageMemory } from "../context/page-memory.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import type { Arranged } from "./arrange.ts";

/** A request for a list, in the form that Planhat receives. */
export interface Asked {
  readonly path: string;
  readonly sort: string | null;
  readonly select: string | null;
  readonly offset: number;
  readonly limit: number;
  /** True if archived records are requested. */
  readonly isArchived: boolean;
}

export interface SyncWorker {
  readonly clock: TestClock;
  readonly ctx: WorkerContext;
  /** The ids of all notifications for which a hint (a job in the queue) was sent. */
  readonly notices: readonly string[];
  /** Runs one slice of a sync when the sync is due. */
  advance(syncId: string): Promise<void>;
  /** Replaces the function that answers Planhat's calls. */
  answerWith(answer: (asked: Asked) => Response): void;
  begin(mode: SyncMode): Promise<{ readonly id: string }>;
  /** Creates a sync and runs the sync to its end. */
  run(mode: SyncMode): Promise<Sync>;
}

const slicesMax = 100;

/** Makes a worker for the connection of the tenant Acme. */
export function createSyncWorker(
  world: Arranged,
  db: Database,
  given: (asked: Asked) => Response,
): SyncWorker {
  let answer = given;
  const clock = new TestClock();
  const id = world.acme.connectionId;
  const notices: string[] = [];
  const ctx: WorkerContext = {
    ...world.operator,
    actor: { kind: "system", name: "worker" },
    db,
    now: clock.now,
    hints: {
      hint: async (queue, hinted) => {
        if (queue === "notify") notices.push(hinted);
      },
      counts: () => Promise.reject(new Error("not asked")),
    },
    openToken: () => Promise.resolve("a-token"),
    describeToken: () => ({ fingerprint: "f", lastFour: "oken" }),
    connectPlanhat: ({ token, onRequest }) =>
      createPlanhatClient({
        baseUrl: "http://planhat.example",
        token,
        ...(onRequest === undefined ? {} : { onRequest }),
        retries: 0,
        fetch: (input) => {
          const { pathname, searchParams } = new URL(input instanceof Request ? input.url : input);
          const asked = {
            path: pathname,
            sort: searchParams.get("sort"),
            select: searchParams.get("select"),
            offset: Number(searchParams.get("offset") ?? 0),
            limit: Number(searchParams.get("limit") ?? Infinity),
            isArchived: ["archived", "isArchived"].some(
              (name) => searchParams.get(name) === "true",
            ),
          };
          return Promise.resolve(answer(asked));
        },
      }),
    pageMemory: createPageMemory(),
    deliver: { keepsBody: true, send: { mail: undefined, slack: undefined } },
  };

  async function advance(syncId: string): Promise<void> {
    const [due] = await world.query<{ next: Date }>(
      `select next_attempt_at as next from syncs where id = '${syncId}'`,
    );
    if (due !== undefined && due.next > clock.now()) clock.set(due.next);
    await advanceSync(ctx, new AbortController().signal);
  }

  return {
    clock,
    ctx,
    notices,
    advance,
    answerWith(other) {
      answer = other;
    },
    begin: (mode) => createSync(world.operator, { id, mode }),
    async run(mode) {
      const { id: syncId } = await createSync(world.operator, { id, mode });
      for (let slices = 0; slices < slicesMax; slices += 1) {
        await advance(syncId);
        const sync = await getSync(world.operator, { id: syncId });
        if (sync.doneAt !== null) return sync;
      }
      throw new Error("The sync does not end.");
    },
  };
}
