export interface TextPart {
  readonly text: string;
  readonly isLink: boolean;
}

const address = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/;

/** Plain text in parts, its web addresses apart, so that they can be pressed. */
export function splitLinks(text: string): readonly TextPart[] {
  return text
    .split(address)
    .map((part, position) => ({ text: part, isLink: position % 2 === 1 }))
    .filter((part) => part.text !== "");
}
