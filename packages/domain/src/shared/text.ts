/**
 * Text from outside (a name in Planhat, a reason that a person wrote) before it is kept or shown. PostgreSQL refuses
 * U+0000 and half of a surrogate pair, and a cut by code units makes such halves.
 */

/** A grapheme that reaches further than this behind the cut may be cut off whole: no more text is looked at. */
const graphemeMax = 64;

/** The text with U+FFFD for each character that PostgreSQL cannot keep, as landing replaces them in records. */
export function repairText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\uFFFD");
}

/**
 * The repaired text with at most `most` UTF-16 code units, an ellipsis among them where it was longer. It is cut between
 * graphemes (what a reader takes for one character); only a text that begins with a longer one is cut within it.
 */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return repairText(text);
  const near = text.slice(0, most + graphemeMax);
  const end = new Intl.Segmenter().segment(near).containing(most - 1)?.index ?? 0;
  return `${repairText(end > 0 ? near.slice(0, end) : cutUnits(near, most - 1))}…`;
}

/** The same as one line: whatever breaks a line or controls a terminal is a space. */
export function cutLine(text: string, most: number): string {
  const near = text.length <= 4 * most ? text : `${cutUnits(text, 4 * most)}…`;
  return cutText(
    repairText(near)
      .replaceAll(/[\s\p{Cc}]+/gu, " ")
      .trim(),
    most,
  );
}

/** Its first `most` code units, without the half of a pair at the end. */
function cutUnits(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "");
}
