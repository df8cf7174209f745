/** What operators read about connections that need someone. */
import type { ProblemRow, Tx } from "@churned/db";
import {
  asOperator,
  countCauses,
  findCheckThatFound,
  findCredential,
  findProblem,
  listHeldDeletes,
  listMembers,
  listOperators as listOperatorRows,
  listProblemNotes,
  listProblems as listProblemRows,
} from "@churned/db";
import type { Language, ReadyMail, Verdict } from "@churned/domain";
import {
  AppError,
  causeOfRank,
  defaultLanguage,
  describeHarm,
  describeMissing,
  nameCause,
  notFound,
  spellCause,
  writeMissingMail,
  writeMissingSupportText,
  writeReadyMail,
  writeSupportText,
} from "@churned/domain";
import type { ConnectionProblem, ListedProblem, QueryOf, ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context.ts";
import { requireOperator, userIdOf } from "../context.ts";
import { linkTo } from "../notification/queue-notifications.ts";
import { presentConnection, presentHeldDeletes, presentVerdict, verdictOf } from "../present.ts";

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
  const hasOwnName = cause.need === "decision" || cause.need === "held_deletes";
  return {
    connection: presentConnection(connection),
    cause: spellCause(cause),
    title: hasOwnName
      ? nameCause(cause, language)
      : presentVerdict(verdictOfProblem(row), language).title,
    harm: describeHarm(
      cause,
      { freshAt: connection.freshAt, workedSince: connection.workedSince, now },
      language,
    ),
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

/** What a problem's cause alone can say. */
type Told = Pick<
  ConnectionProblem,
  "verdict" | "heldDeletes" | "checkId" | "evidence" | "supportText"
> & { readonly mail: ReadyMail };

/** One problem as it travels, read in the transaction that may have changed it. */
export async function readProblem(
  ctx: ServiceContext,
  tx: Tx,
  connectionId: string,
): Promise<ConnectionProblem> {
  const language = ctx.language ?? defaultLanguage;
  const row = await requireProblem(ctx, tx, connectionId);
  const { connection } = row;
  const people = await listMembers(tx, connection.tenantId);
  const mailTo = {
    language: connection.language,
    names: people.map(({ name }) => name),
    tenantName: connection.tenantName,
    link: linkTo(ctx, connection.id),
  };
  const isQuestion = causeOfRank(row.rank).need === "held_deletes";
  const told = isQuestion
    ? await tellOfQuestion(tx, row, language, mailTo)
    : await tellOfVerdict(tx, row, language, mailTo);
  const { title: _title, notes: _count, ...listed } = presentProblem(row, ctx.now(), language);
  return {
    ...listed,
    ...told,
    mail: {
      language: connection.language,
      to: people.map(({ email }) => email),
      ...told.mail,
    },
    notes: (await listProblemNotes(tx, connection.id)).map(({ authorName, at, ...note }) => ({
      ...note,
      at: at.toISOString(),
      author: authorName ?? "Somebody who has left",
    })),
  };
}

type MailTo = Parameters<typeof writeMissingMail>[1];

async function tellOfVerdict(
  tx: Tx,
  row: ProblemRow,
  language: Language,
  mailTo: MailTo,
): Promise<Told> {
  const { connection } = row;
  const known = verdictOfProblem(row);
  const check = await findCheckThatFound(tx, connection.id, known.kind);
  const verdict = (check && verdictOf(check)) ?? known;
  const credential = check && (await findCredential(tx, check.credentialId));
  const evidence = check?.requests ?? [];
  return {
    verdict: presentVerdict(verdict, language),
    heldDeletes: null,
    checkId: check?.id ?? null,
    evidence: [...evidence],
    mail: writeReadyMail(verdict, { ...mailTo, hasLanded: connection.lastSeq > 0 }),
    supportText: writeSupportText(verdict, {
      language,
      tenantName: connection.tenantName,
      lastFour: credential?.lastFour ?? null,
      requests: evidence,
    }),
  };
}

/** Missing records are told of by the question about them; the verdict beside it is that the token works. */
async function tellOfQuestion(
  tx: Tx,
  { connection }: ProblemRow,
  language: Language,
  mailTo: MailTo,
): Promise<Told> {
  const { items } = await listHeldDeletes(tx, {
    connectionId: connection.id,
    state: "waiting",
    limit: 1,
  });
  const [held] = items;
  if (held === undefined) throw notFound("question");
  const { models } = held;
  const { remedy, ...words } = describeMissing(models, language);
  const { tenantName, lastFour } = connection;
  return {
    verdict: {
      kind: connection.verdict ?? "connected",
      ...words,
      remedy: [...remedy],
      audience: "operator",
      models: models.map(({ model }) => model),
      destroysToken: false,
    },
    heldDeletes: presentHeldDeletes(held, language),
    checkId: null,
    evidence: [],
    mail: writeMissingMail(models, mailTo),
    supportText: writeMissingSupportText(models, { language, tenantName, lastFour }),
  };
}

/** Operators, to be assigned. */
export async function listOperators(ctx: ServiceContext): Promise<ResponseOf<"listOperators">> {
  requireOperator(ctx);
  const rows = await asOperator(ctx.db, ctx.actor, listOperatorRows);
  return { items: rows.map(({ id, name }) => ({ id, name })) };
}
