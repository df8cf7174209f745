/** What operators read about connections that need someone. */
import type { ProblemRow, Tx } from "@churned/db";
import {
  asOperator,
  countCauses,
  findCheckThatFound,
  findCredential,
  findProblem,
  listMembers,
  listOperators as listOperatorRows,
  listProblemNotes,
  listProblems as listProblemRows,
} from "@churned/db";
import type { Language, Verdict } from "@churned/domain";
import {
  AppError,
  causeOfRank,
  defaultLanguage,
  describeHarm,
  nameCause,
  spellCause,
  writeReadyMail,
  writeSupportText,
} from "@churned/domain";
import type { ConnectionProblem, ListedProblem, QueryOf, ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context.ts";
import { requireOperator, userIdOf } from "../context.ts";
import { linkTo } from "../notification/queue-notifications.ts";
import { presentConnection, presentVerdict, verdictOf } from "../present.ts";

/** Connections that need someone, grouped by cause and in order of harm, with how many each cause has. */
export async function listProblems(
  ctx: ServiceContext,
  query: QueryOf<"listProblems">,
): Promise<ResponseOf<"listProblems">> {
  requireOperator(ctx);
  const language = ctx.language ?? defaultLanguage;
  const now = ctx.now();
  const filter = {
    now,
    withSnoozed: query.include === "snoozed",
    assigneeId: query.assignedTo === "me" ? userIdOf(ctx.actor) : undefined,
  };
  return await asOperator(ctx.db, ctx.actor, async (tx) => {
    const { items, nextCursor } = await listProblemRows(tx, { ...query, ...filter });
    return {
      causes: (await countCauses(tx, filter)).map(({ rank, count }) => ({
        cause: spellCause(causeOfRank(rank)),
        title: nameCause(causeOfRank(rank), language),
        count,
      })),
      items: items.map((row) => presentProblem(row, now, language)),
      nextCursor,
    };
  });
}

/** What is the same of a problem in the list and alone. */
function presentProblem(row: ProblemRow, now: Date, language: Language): ListedProblem {
  const { connection, assignee, notes } = row;
  const cause = causeOfRank(row.rank);
  const verdict = verdictOfProblem(row);
  return {
    connection: presentConnection(connection),
    cause: spellCause(cause),
    title:
      cause.need === "decision"
        ? nameCause(cause, language)
        : presentVerdict(verdict, language).title,
    harm: describeHarm(cause, { freshAt: connection.freshAt, now }, language),
    since: row.since.toISOString(),
    assignee,
    snoozedUntil: row.snoozedUntil?.toISOString() ?? null,
    notes,
  };
}

/** The verdict that somebody is needed for: the connection's, or that of the token which waits. */
function verdictOfProblem({ connection, rank }: ProblemRow): Verdict {
  if (causeOfRank(rank).need === "token_to_confirm")
    return { kind: "different_planhat", models: [] };
  // Without a verdict nobody knows why, which is ours to find out.
  return { kind: connection.verdict ?? "our_fault", models: connection.verdictModels };
}

/** One problem whole: words, evidence, the ready mail, notes. Throws NOT_FOUND where the connection needs nobody. */
export async function getProblem(
  ctx: ServiceContext,
  { id }: { readonly id: string },
): Promise<ConnectionProblem> {
  requireOperator(ctx);
  return await asOperator(ctx.db, ctx.actor, (tx) => readProblem(ctx, tx, id));
}

/** The problem, or NOT_FOUND. */
export async function requireProblem(
  ctx: ServiceContext,
  tx: Tx,
  connectionId: string,
): Promise<ProblemRow> {
  const row = await findProblem(tx, connectionId, ctx.now());
  if (row === undefined)
    throw new AppError("NOT_FOUND", "This connection needs nobody, or does not exist.");
  return row;
}

/** One problem as it travels, read in the transaction that may have changed it. */
export async function readProblem(
  ctx: ServiceContext,
  tx: Tx,
  connectionId: string,
): Promise<ConnectionProblem> {
  const language = ctx.language ?? defaultLanguage;
  const row = await requireProblem(ctx, tx, connectionId);
  const { connection } = row;
  const known = verdictOfProblem(row);
  const check = await findCheckThatFound(tx, connection.id, known.kind);
  const verdict = (check && verdictOf(check)) ?? known;
  const credential = check && (await findCredential(tx, check.credentialId));
  const evidence = check?.requests ?? [];
  const people = await listMembers(tx, connection.tenantId);
  const { tenantName } = connection;
  const { title: _title, notes: _count, ...listed } = presentProblem(row, ctx.now(), language);
  return {
    ...listed,
    verdict: presentVerdict(verdict, language),
    checkId: check?.id ?? null,
    evidence: [...evidence],
    mail: {
      language: connection.language,
      to: people.map(({ email }) => email),
      ...writeReadyMail(verdict, {
        language: connection.language,
        names: people.map(({ name }) => name),
        tenantName,
        hasLanded: connection.lastSeq > 0,
        link: linkTo(ctx, connection.id),
      }),
    },
    supportText: writeSupportText(verdict, {
      language,
      tenantName,
      lastFour: credential?.lastFour ?? null,
      requests: evidence,
    }),
    notes: (await listProblemNotes(tx, connection.id)).map(({ authorName, at, ...note }) => ({
      ...note,
      at: at.toISOString(),
      author: authorName ?? "Somebody who has left",
    })),
  };
}

/** Operators, to be assigned. */
export async function listOperators(ctx: ServiceContext): Promise<ResponseOf<"listOperators">> {
  requireOperator(ctx);
  const rows = await asOperator(ctx.db, ctx.actor, listOperatorRows);
  return { items: rows.map(({ id, name }) => ({ id, name })) };
}
