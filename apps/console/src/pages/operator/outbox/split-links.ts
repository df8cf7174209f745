export interface TextPart {
  readonly text: string;
  readonly isLink: boolean;
}

const address = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/;

/** Splits plain text into text and web addresses, so that the addresses can be links. */
export function splitLinks(text: string): readonly TextPart[] {
  return text
    .split(address)
    .map((part, position) => ({ text: part, isLink: position % 2 === 1 }))
    .filter((part) => part.text !== "");
}
