/**
 * Requests by id the records that Planhat's lists do not show. Records that still exist are landed (stored). Only
 * records that Planhat does not have count as deleted.
 */
import type { SyncClaim } from "@churned/db/sync";
import { findSeen, listAbsent, updateStream } from "@churned/db/sync";
import type { ModelName } from "@churned/domain/plan";
import { PlanhatError } from "@churned/planhat-client";
import type { ActiveClient } from "../token/open-credential.ts";
import { connectActive } from "../token/open-credential.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import type { IdAnswers, IdRequests } from "./judge-archived.ts";
import { landPageSafely } from "./land-page-safely.ts";
import { withSyncClaim } from "./claimed-sync.ts";

type Answer = "gone" | "there" | "unknown";

/**
 * Requests missing records by id, at most `limit` for each model. Throws FencedError if the claim is lost, or
 * BudgetSpentError if a call must wait.
 */
export async function askMissing(
  ctx: WorkerContext,
  claim: SyncClaim,
  models: IdRequests,
  held: ActiveClient | undefined,
  signal: AbortSignal,
): Promise<ReadonlyMap<ModelName, IdAnswers>> {
  const found = new Map<ModelName, IdAnswers>();
  const { connectionId } = claim;
  const active = await connectActive(
    ctx,
    { connectionId, work: { kind: "sync", id: claim.id } },
    (read) => withSyncClaim(ctx, claim, (tx) => read(tx)),
    held,
  );
  if (active === undefined) {
    // Without a token, no call is possible.
    for (const [model, { limit, isSample }] of models)
      found.set(model, { gone: [], there: 0, unknown: limit, isSample });
    return found;
  }
  for (const [model, { limit, isSample }] of models) {
    const of = { ...claim, model };
    const [ids, known] = await withSyncClaim(ctx, claim, (tx) =>
      Promise.all([listAbsent(tx, of, claim.id, limit), findSeen(tx, of, claim.id)]),
    );
    const ask = (id: string) => askFor(ctx, claim, { model, id }, active, signal);
    // If Planhat does not find a record by id that its list has just shown, its answers by id prove nothing.
    const isAnswered = known !== undefined && (await ask(known)) === "there";
    const answers = isAnswered ? await askEach(ids, ask) : ids.map((): Answer => "unknown");
    const count = (one: Answer): number => answers.filter((answer) => answer === one).length;
    const unknown = count("unknown");
    const gone = ids.filter((_, at) => answers[at] === "gone");
    found.set(model, { gone, there: count("there"), unknown, isSample });
    const moreRequests = active.takeCalls();
    await withSyncClaim(ctx, claim, async (tx) =>
      updateStream(tx, claim.id, model, {
        moreRequests,
        ...(unknown === 0 ? {} : { moreNote: notAnswered(unknown) }),
      }),
    );
  }
  return found;
}

const notAnswered = (count: number): string =>
  `Planhat did not say whether ${count === 1 ? "a missing record is" : `${count} missing records are`} still there, so ${count === 1 ? "it was" : "they were"} not taken for deleted.`;

/** At most this many calls at once, because each call uses a place in the limiter that other calls also need. */
const atOnce = 4;

async function askEach<T>(ids: readonly string[], ask: (id: string) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  for (let from = 0; from < ids.length; from += atOnce)
    answers.push(...(await Promise.all(ids.slice(from, from + atOnce).map(ask))));
  return answers;
}

async function askFor(
  ctx: WorkerContext,
  claim: SyncClaim,
  { model, id }: { readonly model: ModelName; readonly id: string },
  active: ActiveClient,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    const found = await active.client.recordBytes(model, id, { signal });
    if (found.id !== id) return "unknown";
    const bytes = Buffer.concat([Buffer.from("["), found.bytes, Buffer.from("]")]);
    const order = { by: "id", after: null, isFirst: false, provesNothing: true } as const;
    await landPageSafely(ctx, claim, { model, bytes, order });
    return "there";
  } catch (error) {
    if (signal.aborted || !(error instanceof PlanhatError)) throw error;
    return error.kind === "not_found" ? "gone" : "unknown";
  }
}
