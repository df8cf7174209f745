/**
 * Links with which a person sets their password. The secret of a link is in the fragment of its URL. Browsers send no
 * fragment to a server, so the secret is in no log and no `Referer`. Only a hash of the secret is stored.
 */
import { createHash, randomBytes } from "node:crypto";
import { asOperator, notifyChange, type Tx } from "@churned/db/client";
import { addAudit } from "@churned/db/history";
import {
  endPasswordLinks,
  endSignIns,
  findMembership,
  findPasswordLink,
  findPerson,
  findPersonByEmail,
  insertPasswordLink,
  lockPerson,
  storePasswordHash,
} from "@churned/db/tenant";
import { hasNotification } from "@churned/db/notification";
import { AppError } from "@churned/domain/shared";
import { passwordLinkSeconds, passwordMailsFor } from "@churned/domain/sign-in";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator } from "../context/context.ts";
import { queuePasswordLink, queuePasswordSetMail } from "../notification/account-mails.ts";

const hashOf = (secret: string): string =>
  createHash("sha256").update(`reset-password:${secret}`).digest("base64url");

/** Makes a link and mails it to nobody. */
export async function createPasswordLink(
  ctx: ServiceContext,
  { userId }: { readonly userId: string },
): Promise<string> {
  requireOperator(ctx);
  return await asOperator(ctx.db, ctx.actor, async (tx) => {
    const tenantId = (await findMembership(tx, userId))?.tenantId ?? null;
    const { request } = ctx;
    addAudit(tx, { tenantId, action: "password.link", subjectId: userId, request });
    return await addLink(ctx, tx, userId);
  });
}

/**
 * Mails the person with this address a link: at once, or at the beginning of the next interval if the person got such a
 * mail in this interval. Returns the link; undefined if there is no such person, or if a mail already waits.
 */
export async function sendPasswordLink(
  ctx: ServiceContext,
  request: { readonly email: string },
): Promise<string | undefined> {
  requireOperator(ctx);
  const createdAt = ctx.now();
  const sent = await asOperator(ctx.db, ctx.actor, async (tx) => {
    const person = await findPersonByEmail(tx, request.email);
    // The lock lets simultaneous requests for one person make only links that are mailed.
    if (person === undefined || !(await lockPerson(tx, person.id))) return undefined;
    const { email, name } = person;
    const tenantId = (await findMembership(tx, person.id))?.tenantId ?? null;
    for (const { cause, sendAt } of passwordMailsFor(createdAt)) {
      if (await hasNotification(tx, { cause, channel: "mail", recipient: email })) continue;
      const link = await addLink(ctx, tx, person.id);
      const id = await queuePasswordLink(tx, {
        email,
        name,
        tenantId,
        cause,
        link,
        createdAt,
        sendAt,
      });
      return { id, link, delayMs: sendAt.getTime() - createdAt.getTime() };
    }
    return undefined;
  });
  if (sent?.id === undefined) return undefined;
  await ctx.hints.hint("notify", sent.id, { delayMs: sent.delayMs });
  return sent.link;
}

/**
 * Sets the password of a link's person. It ends every link and every sign-in of the person, and mails the person that
 * the password was set. `hashPassword` is called only for a valid link, and may refuse the password. Throws VALIDATION
 * for any other link. Returns the person's address and the new hash.
 */
export async function setPasswordWithLink(
  ctx: ServiceContext,
  given: {
    readonly secret: string;
    readonly hashPassword: (person: { email: string; name: string }) => Promise<string>;
  },
): Promise<{ readonly email: string; readonly passwordHash: string }> {
  const request = { secretHash: hashOf(given.secret), now: ctx.now() };
  const { link, owner } = await asOperator(ctx.db, ctx.actor, async (tx) => {
    const found = await findPasswordLink(tx, request);
    return { link: found, owner: found && (await findPerson(tx, found.userId)) };
  });
  if (link === undefined || owner === undefined) throw notValid();
  const hash = await given.hashPassword(owner);
  const { userId } = link;
  const now = ctx.now();
  const { email, mailId } = await asOperator(ctx.db, ctx.actor, async (tx) => {
    const isThere = await lockPerson(tx, userId);
    const person = await findPerson(tx, userId);
    const ended = await endPasswordLinks(tx, { userId, now });
    // Another link of the person may have been used since this one was found.
    if (!isThere || person === undefined || !ended.includes(link.id)) throw notValid();
    await endSignIns(tx, userId);
    await storePasswordHash(tx, { userId, hash, now });
    const mail = {
      email: person.email,
      name: person.name,
      tenantId: (await findMembership(tx, userId))?.tenantId ?? null,
      cause: `password_set:${link.id}`,
      link: `${ctx.appUrl}/set-password`,
      createdAt: now,
    };
    notifyChange(tx, { topic: "person", id: userId, tenantId: mail.tenantId ?? "" });
    addAudit(tx, {
      tenantId: mail.tenantId,
      action: "password.set",
      subjectId: userId,
      request: ctx.request,
      by: "nobody",
    });
    return { email: person.email, mailId: await queuePasswordSetMail(tx, mail) };
  });
  if (mailId !== undefined) await ctx.hints.hint("notify", mailId);
  return { email, passwordHash: hash };
}

const notValid = (): AppError =>
  new AppError("VALIDATION", "This link is not valid any more. Ask for a new one.");

async function addLink(ctx: ServiceContext, tx: Tx, userId: string): Promise<string> {
  const secret = randomBytes(24).toString("base64url");
  const expiresAt = new Date(ctx.now().getTime() + passwordLinkSeconds * 1000);
  await insertPasswordLink(tx, { userId, secretHash: hashOf(secret), expiresAt });
  return `${ctx.appUrl}/set-password#token=${secret}`;
}
