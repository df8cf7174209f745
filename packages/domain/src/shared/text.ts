/**
 * Repairs and cuts text from outside (a name in Planhat, a reason that a person wrote) before it is stored or shown.
 * PostgreSQL refuses U+0000 and half of a surrogate pair. Cutting by code units can create such a half.
 */

/**
 * The number of code units after the cut that are read to find the end of a grapheme. A longer grapheme is left out
 * completely.
 */
const graphemeMax = 64;

/**
 * The text with U+FFFD in place of each character that PostgreSQL cannot store. The statement that stores records
 * replaces the same characters.
 */
export function repairText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\uFFFD");
}

/**
 * The repaired text, cut to at most `most` UTF-16 code units. A text that was cut ends in an ellipsis, which counts.
 * The cut is between graphemes (what a reader sees as one character), unless the first grapheme alone is too long.
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
