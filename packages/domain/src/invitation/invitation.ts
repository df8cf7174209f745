/** An invitation: a link with which a colleague pastes the token of one connection, and does nothing else. */
export const invitationStates = ["open", "used", "withdrawn", "expired"] as const;
/** `used`: a token works, so that nobody needs the link any more. */
export type InvitationState = (typeof invitationStates)[number];

const hourMs = 60 * 60_000;
/** A link is valid for this long, in milliseconds. */
export const invitationTtlMs = 72 * hourMs;
/** A guest whose token works may read its verdict for this long, and write no more. */
export const guestReadsForMs = hourMs;

/** What an invitation is at `now`. */
export function invitationStateAt(
  invitation: { readonly ending: "used" | "withdrawn" | null; readonly expiresAt: Date },
  now: Date,
): InvitationState {
  return invitation.ending ?? (invitation.expiresAt > now ? "open" : "expired");
}

/** Until when a guest may come in: to write while the invitation is open, only to read after a token works. */
export function guestRightsAt(
  invitation: {
    readonly ending: "used" | "withdrawn" | null;
    readonly endedAt: Date | null;
    readonly expiresAt: Date;
  },
  now: Date,
): "write" | "read" | "none" {
  const state = invitationStateAt(invitation, now);
  if (state === "open") return "write";
  const endedAt = invitation.endedAt?.getTime() ?? 0;
  return state === "used" && now.getTime() < endedAt + guestReadsForMs ? "read" : "none";
}
