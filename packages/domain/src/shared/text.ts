/**
 * Repairs and cuts text from outside (a name in Planhat, a reason that a person wrote) before it is stored or shown.
 * PostgreSQL refuses U+0000 and half of a surrogate pair, and cutting by code units creates such halves.
 */

/**
 * How many code units behind the cut are read to find where a grapheme ends. A grapheme that is longer is dropped as a
 * whole.
 */
const graphemeMax = 64;

/** The text with U+FFFD for each character that PostgreSQL cannot store. Landing replaces them in records likewise. */
export function repairText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\uFFFD");
}

/**
 * The repaired text, cut to at most `most` UTF-16 code units. If it was longer it ends in an ellipsis, which is
 * counted. The cut is between graphemes (what a reader sees as one character), unless the first grapheme alone is too
 * long.
 */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return repairText(text);
  const near = text.slice(0, most + graphemeMax);
  const end = new Intl.Segmenter().segment(near).containing(most - 1)?.index ?? 0;
  return `${repairText(end > 0 ? near.slice(0, end) : cutUnits(near, most - 1))}…`;
}

/** Like `cutText`, but on one line: line breaks, other whitespace and control characters become single spaces. */
export function cutLine(text: string, most: number): string {
  const near = text.length <= 4 * most ? text : `${cutUnits(text, 4 * most)}…`;
  return cutText(
    repairText(near)
      .replaceAll(/[\s\p{Cc}]+/gu, " ")
      .trim(),
    most,
  );
}

/** The first `most` code units, without half of a surrogate pair at the end. */
function cutUnits(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "");
}
