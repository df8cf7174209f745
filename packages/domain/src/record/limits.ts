/**
 * The greatest length of a record's id, in UTF-8 bytes: PostgreSQL limits the size of the rows of an index. Planhat's
 * ids have 24 characters.
 */
export const planhatIdMax = 512;

/** The greatest number of levels of a record's data. PostgreSQL can always parse data with this number of levels. */
export const recordDepthMax = 500;

/**
 * The memory for all pages of Planhat in one process, in bytes. A record that needs more memory is set aside.
 */
export const pageMemoryBytes = 32_000_000;
