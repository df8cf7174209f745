/** A person is signed in for this long, however much the person does. */
export const sessionSeconds = 7 * 24 * 60 * 60;

/** A sign-in ends earlier if nobody uses it for this long. */
export const idleSeconds = 24 * 60 * 60;

/** The last use of a sign-in is stored at most so often, because each call would otherwise write a row. */
export const lastUseIntervalSeconds = 5 * 60;

/** A link to set a password works for this long. The mail with the link says so. */
export const passwordLinkSeconds = 24 * 60 * 60;

/** A person gets about one mail with such a link in each interval, whoever asks and however often. */
export const passwordMailIntervalMs = 5 * 60 * 1000;

/** The smallest and the greatest number of characters of a password. */
export const passwordLength = { min: 12, max: 128 } as const;

/**
 * A browser keeps the cookie of a known device for this long after the person's last sign-in on it. A new password ends
 * the cookie earlier.
 */
export const deviceSeconds = 180 * 24 * 60 * 60;
