import { guestReadsForMs } from "./limits.ts";

/** An invitation: a link that lets a colleague paste the token of one connection, and do nothing else. */
export const invitationStates = ["open", "used", "withdrawn", "expired"] as const;
/** `used`: a token works now, so nobody needs the link. */
export type InvitationState = (typeof invitationStates)[number];

/** The state of an invitation at `now`. */
export function invitationStateAt(
  invitation: { readonly ending: "used" | "withdrawn" | null; readonly expiresAt: Date },
  now: Date,
): InvitationState {
  return invitation.ending ?? (invitation.expiresAt > now ? "open" : "expired");
}

/** What a guest may do at `now`: write while the invitation is open, and only read for a while after a token works. */
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
