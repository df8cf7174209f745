/** The queries of operators about connections that need someone. */
import type { Tx } from "@churned/db/client";
import { asOperator } from "@churned/db/client";
import type { InboxRow } from "@churned/db/inbox";
import {
  countCauses,
  findCheckThatFound,
  findInboxItem,
  listInboxItemRows,
} from "@churned/db/inbox";
import { findCheck } from "@churned/db/check";
import { findLatestMails } from "@churned/db/notification";
import { listHeldDeletionsRows } from "@churned/db/sync";
import { listMembers, listOperatorRows } from "@churned/db/tenant";
import { findCredential } from "@churned/db/token";
import { listTriageNotes } from "@churned/db/triage";
import type { Language } from "@churned/domain/shared";
import { AppError, defaultLanguage, notFound } from "@churned/domain/shared";
import { tenantMailKinds } from "@churned/domain/notification";
import type { ReadyMail } from "@churned/domain/words";
import {
  nameCause,
  describeMissing,
  writeMissingMail,
  writeMissingSupportText,
  writeUnreadMail,
  writeUnreadSupportText,
  writeReadyMail,
  writeSupportText,
} from "@churned/domain/words";
import { causeOfRank, formatCause } from "@churned/domain/inbox";
import { describeUnread } from "@churned/domain/sync";
import type { ConnectionInboxItem, QueryOf, ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator, userIdOf } from "../context/context.ts";
import { linkTo } from "../notification/queue-notifications.ts";
import { presentVerdict, verdictOf } from "../present/present-check.ts";
import { presentHeldDeletions } from "../present/present-sync.ts";
import { presentListed, presentInboxItem, verdictOfInboxItem } from "./present-inbox-item.ts";

/**
 * Lists connections that need someone, ordered by severity and grouped by cause, with the number of connections for
 * each cause.
 */
export async function listInboxItems(
  ctx: ServiceContext,
  query: QueryOf<"listInboxItems">,
): Promise<ResponseOf<"listInboxItems">> {
  requireOperator(ctx);
  const language = ctx.language ?? defaultLanguage;
  const now = ctx.now();
  const filter = {
    now,
    withSnoozed: query.include === "snoozed",
    assigneeId: query.assignedTo === "me" ? userIdOf(ctx.actor) : undefined,
  };
  return await asOperator(ctx.db, ctx.actor, async (tx) => {
    const { items, nextCursor } = await listInboxItemRows(tx, { ...query, ...filter });
    const ids = items.map(({ connection }) => connection.id);
    const mails = await findLatestMails(tx, ids, tenantMailKinds);
    return {
      causes: (await countCauses(tx, filter)).map(({ rank, count }) => ({
        cause: formatCause(causeOfRank(rank)),
        title: nameCause(causeOfRank(rank), language),
        count,
      })),
      items: items.map((row) =>
        presentListed(row, mails.get(row.connection.id), { now, language }),
      ),
      nextCursor,
    };
  });
}

/**
 * Returns one inbox item with its texts, its evidence, the mail that an operator can send, and its notes. Throws
 * NOT_FOUND if the connection needs nobody.
 */
export async function getInboxItem(
  ctx: ServiceContext,
  { id }: { readonly id: string },
): Promise<ConnectionInboxItem> {
  requireOperator(ctx);
  return await asOperator(ctx.db, ctx.actor, (tx) => readInboxItem(ctx, tx, id));
}

/** Returns the inbox item of a connection. Throws NOT_FOUND if the connection needs nobody. */
export async function requireInboxItem(
  ctx: ServiceContext,
  tx: Tx,
  connectionId: string,
): Promise<InboxRow> {
  const row = await findInboxItem(tx, connectionId, ctx.now());
  if (row === undefined)
    throw new AppError("NOT_FOUND", "This connection needs nobody, or does not exist.");
  return row;
}

/** The parts of an inbox item that depend on its cause. */
type ItemDetails = Pick<
  ConnectionInboxItem,
  "verdict" | "heldDeletions" | "checkId" | "evidence" | "supportText"
> & { readonly mail: ReadyMail };

/** Returns one inbox item in its HTTP form. The caller may have changed the item in the same transaction. */
export async function readInboxItem(
  ctx: ServiceContext,
  tx: Tx,
  connectionId: string,
): Promise<ConnectionInboxItem> {
  const language = ctx.language ?? defaultLanguage;
  const row = await requireInboxItem(ctx, tx, connectionId);
  const { connection } = row;
  const people = await listMembers(tx, connection.tenantId);
  const mailTo = {
    language: connection.language,
    names: people.map(({ name }) => name),
    tenantName: connection.tenantName,
    connectionName: connection.name,
    lastFour: connection.lastFour,
    link: linkTo(ctx, connection.id),
  };
  const { need } = causeOfRank(row.rank);
  const details =
    need === "held_deletes"
      ? await describeHeldDeletions(tx, row, language, mailTo)
      : need === "unread_models"
        ? describeUnreadItem(row, language, mailTo)
        : await describeVerdictItem(tx, row, language, mailTo);
  const { title: _title, notes: _count, ...listed } = presentInboxItem(row, ctx.now(), language);
  return {
    ...listed,
    ...details,
    mail: {
      language: connection.language,
      to: people.map(({ email }) => email),
      ...details.mail,
    },
    notes: (await listTriageNotes(tx, connection.id)).map(({ authorName, at, ...note }) => ({
      ...note,
      at: at.toISOString(),
      author: authorName ?? "Somebody who has left",
    })),
  };
}

type MailTo = Parameters<typeof writeMissingMail>[1];

async function describeVerdictItem(
  tx: Tx,
  row: InboxRow,
  language: Language,
  mailTo: MailTo,
): Promise<ItemDetails> {
  const { connection } = row;
  const known = verdictOfInboxItem(row);
  const latest = await findCheckThatFound(tx, connection.id, known.kind);
  const check = latest && (await findCheck(tx, latest.id));
  const verdict = (check && verdictOf(check)) ?? known;
  const credential = check && (await findCredential(tx, check.credentialId));
  const evidence = check?.requests ?? [];
  return {
    verdict: presentVerdict(verdict, language),
    heldDeletions: null,
    checkId: check?.id ?? null,
    evidence: [...evidence],
    mail: writeReadyMail(verdict, {
      ...mailTo,
      lastFour: credential?.lastFour ?? null,
      hasLanded: connection.lastSeq > 0,
    }),
    supportText: writeSupportText(verdict, {
      language,
      tenantName: connection.tenantName,
      lastFour: credential?.lastFour ?? null,
      requests: evidence,
    }),
  };
}

/** The details of an item for models that could not be read although the token works. */
function describeUnreadItem(
  { connection }: InboxRow,
  language: Language,
  mailTo: MailTo,
): ItemDetails {
  const { tenantName, lastFour, plan } = connection;
  const models = connection.unreadModels.filter((model) => plan[model] === "required");
  const { remedy, ...words } = describeUnread(models, language);
  return {
    verdict: {
      kind: connection.verdict ?? "connected",
      ...words,
      remedy: [...remedy],
      remedyIn: { classic: [...remedy], new: [...remedy] },
      audience: "operator",
      models,
      destroysToken: false,
    },
    heldDeletions: null,
    checkId: null,
    evidence: [],
    mail: writeUnreadMail(models, mailTo),
    supportText: writeUnreadSupportText(models, { language, tenantName, lastFour }),
  };
}

/**
 * The details of an item for missing records: the question about them. The verdict itself says that the token works.
 */
async function describeHeldDeletions(
  tx: Tx,
  { connection }: InboxRow,
  language: Language,
  mailTo: MailTo,
): Promise<ItemDetails> {
  const { items } = await listHeldDeletionsRows(tx, {
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
      remedyIn: { classic: [...remedy], new: [...remedy] },
      audience: "operator",
      models: models.map(({ model }) => model),
      destroysToken: false,
    },
    heldDeletions: presentHeldDeletions(held, language),
    checkId: null,
    evidence: [],
    mail: writeMissingMail(models, mailTo),
    supportText: writeMissingSupportText(models, { language, tenantName, lastFour }),
  };
}

/** Lists the operators to whom an inbox item can be assigned. */
export async function listOperators(ctx: ServiceContext): Promise<ResponseOf<"listOperators">> {
  requireOperator(ctx);
  const rows = await asOperator(ctx.db, ctx.actor, listOperatorRows);
  return { items: rows.map(({ id, name }) => ({ id, name })) };
}
