/** Asks Planhat by id for records that its lists do not show: what it still has is landed, and only what it says is not there is gone. */
import type { SyncHold } from "@churned/db";
import { findSeen, listAbsent, updateStream } from "@churned/db";
import type { ModelName } from "@churned/domain";
import { PlanhatError } from "@churned/planhat-client";
import type { ActiveClient } from "../token/open-credential.ts";
import { connectActive } from "../token/open-credential.ts";
import type { WorkerContext } from "../worker-context.ts";
import { landAnyhow } from "./land-anyhow.ts";
import { whileHeld } from "./turn.ts";

/** Missing records that are asked for one by one, in all models of a sync together. */
export const askedByIdMax = 50;

type ById = "gone" | "there" | "unknown";

/** Of each model asked about, the ids that Planhat says are not there. */
export type GoneIds = ReadonlyMap<ModelName, readonly string[]>;

/** Asks for the missing records of these models. Throws FencedError, and BudgetSpentError. */
export async function askMissing(
  ctx: WorkerContext,
  hold: SyncHold,
  models: readonly ModelName[],
  held: ActiveClient | undefined,
  signal: AbortSignal,
): Promise<GoneIds> {
  const gone = new Map<ModelName, readonly string[]>();
  const { connectionId } = hold;
  const active = await connectActive(
    ctx,
    { connectionId, work: { kind: "sync", id: hold.id } },
    (read) => whileHeld(ctx, hold, (tx) => read(tx)),
    held,
  );
  if (active === undefined) return gone;
  for (const model of models) {
    const of = { ...hold, model };
    const [ids, known] = await whileHeld(ctx, hold, (tx) =>
      Promise.all([listAbsent(tx, of, hold.id, askedByIdMax), findSeen(tx, of, hold.id)]),
    );
    const ask = (id: string) => askFor(ctx, hold, { model, id }, active, signal);
    // Where a record that was just shown is not found by its id, that others are not found says nothing.
    const isAnswered = known !== undefined && (await ask(known)) === "there";
    const answers = isAnswered ? await askEach(ids, ask) : ids.map((): ById => "unknown");
    gone.set(
      model,
      ids.filter((_, at) => answers[at] === "gone"),
    );
    const unknown = answers.filter((answer) => answer === "unknown").length;
    const moreRequests = active.takeCalls();
    await whileHeld(ctx, hold, async (tx) =>
      updateStream(tx, hold.id, model, {
        moreRequests,
        ...(unknown === 0 ? {} : { note: notAnswered(unknown) }),
      }),
    );
  }
  return gone;
}

const notAnswered = (count: number): string =>
  `Planhat did not say whether ${count === 1 ? "a missing record is" : `${count} missing records are`} still there, so ${count === 1 ? "it was" : "they were"} not taken for deleted.`;

/** A few at a time: a page holds a place in the limiter, and so do these. */
const atOnce = 4;

async function askEach<T>(ids: readonly string[], ask: (id: string) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  for (let from = 0; from < ids.length; from += atOnce)
    answers.push(...(await Promise.all(ids.slice(from, from + atOnce).map(ask))));
  return answers;
}

async function askFor(
  ctx: WorkerContext,
  hold: SyncHold,
  { model, id }: { readonly model: ModelName; readonly id: string },
  active: ActiveClient,
  signal: AbortSignal,
): Promise<ById> {
  try {
    const found = await active.client.recordBytes(model, id, { signal });
    if (found.id !== id) return "unknown";
    const bytes = Buffer.concat([Buffer.from("["), found.bytes, Buffer.from("]")]);
    const order = { by: "id", after: null, isFirst: false, provesNothing: true } as const;
    await landAnyhow(ctx, hold, { model, bytes, order });
    return "there";
  } catch (error) {
    if (signal.aborted || !(error instanceof PlanhatError)) throw error;
    return error.kind === "not_found" ? "gone" : "unknown";
  }
}
