/** The smallest and the greatest number of characters of a password. */
export const passwordLength = { min: 12, max: 128 } as const;
