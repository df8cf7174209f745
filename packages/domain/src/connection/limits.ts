/** A list of connections counts its matches up to this number. Above it, the list only says that there are more. */
export const countedMost = 1_000;

/** The number of scheduled checks in a row that must fail before a working connection is called broken. */
export const failuresBeforeBroken = 2;
