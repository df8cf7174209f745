import { waitFor } from "@churned/testkit";

export interface EventReader extends AsyncDisposable {
  /** The data of every change received so far, and the names of all other events except beats. */
  readonly heard: () => unknown[];
  /** Whether the server has ended the stream. */
  readonly hasEnded: () => boolean;
  readonly waitForEnd: () => Promise<unknown>;
  readonly waitFor: (id: string) => Promise<unknown>;
  readonly waitForBeats: (count: number) => Promise<unknown>;
  readonly text: () => string;
}

/** Reads an event stream as a browser does, until the stream ends or the reader is disposed. */
export function readEvents(response: Response): EventReader {
  const body = response.body as ReadableStream<Uint8Array>;
  const reader = body.getReader();
  let text = "";
  let isEnded = false;
  const reading = (async () => {
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
    isEnded = true;
  })().catch(() => {
    isEnded = true;
  });
  const heard = (): unknown[] =>
    text
      .split("\n\n")
      .flatMap((block) =>
        block.startsWith("event: beat")
          ? []
          : block.startsWith("event: ")
            ? [block.split("\n")[0]?.slice("event: ".length)]
            : block.startsWith("data: ")
              ? [JSON.parse(block.slice("data: ".length)) as unknown]
              : [],
      );
  return {
    heard,
    text: () => text,
    hasEnded: () => isEnded,
    waitForEnd: () => waitFor(() => isEnded, { what: "the stream to end" }),
    waitFor: (id) => waitFor(() => text.includes(id), { what: `an event of ${id}` }),
    waitForBeats: (count) =>
      waitFor(() => text.split("event: beat").length > count, { what: `${count} beats` }),
    [Symbol.asyncDispose]: async () => {
      await reader.cancel().catch(() => undefined);
      await reading;
    },
  };
}
