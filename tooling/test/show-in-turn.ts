/** The output of one step. */
export interface StepOutput {
  readonly write: (text: string) => void;
  /** Marks the end of the output. */
  readonly end: () => void;
}

/**
 * Shows the outputs of steps that run side by side. The outputs appear one after another, in the order in which they
 * were opened. The first output that has not ended is shown at once. Later outputs are kept until their turn.
 */
export function showInTurn(show: (text: string) => void): { readonly open: () => StepOutput } {
  const waiting: { text: string; hasEnded: boolean }[] = [];
  const showNext = (): void => {
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      if (first.text !== "") show(first.text);
      first.text = "";
      if (!first.hasEnded) return;
      waiting.shift();
    }
  };
  return {
    open: () => {
      const own = { text: "", hasEnded: false };
      waiting.push(own);
      return {
        write: (text) => {
          own.text += text;
          showNext();
        },
        end: () => {
          own.hasEnded = true;
          showNext();
        },
      };
    },
  };
}
