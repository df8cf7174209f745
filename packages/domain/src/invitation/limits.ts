const hourMs = 60 * 60_000;

/** How long a link is valid, in milliseconds. */
export const invitationTtlMs = 72 * hourMs;

/** After a token works, the guest can read its verdict for this time, but can no longer write. */
export const guestReadsForMs = hourMs;
