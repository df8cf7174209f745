/** A person is signed in for this long, however much the person does. */
export const sessionSeconds = 7 * 24 * 60 * 60;

/** A link to set a password works for this long. The mail with the link says so. */
export const passwordLinkSeconds = 24 * 60 * 60;

/** The smallest and the greatest number of characters of a password. */
export const passwordLength = { min: 12, max: 128 } as const;
