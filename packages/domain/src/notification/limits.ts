/**
 * A mail or a Slack message fails for good after this many attempts: about 18 hours, at 5 to 10 minutes between them.
 */
export const deliveryAttemptsMax = 150;

/** How long a mail waits for other mails to the same person that can be joined with it, in milliseconds. */
export const mailGroupingMs = 2 * 60_000;

/** The greatest number of mails that are joined, so that the result stays readable. */
export const mailsJoinedMax = 20;

/** A mail with the same subject within this time counts as the same mail. */
export const sameMailMs = 7 * 24 * 60 * 60_000;
