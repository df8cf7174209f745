/** The answer of an operation that streams a file. */
import { z } from "zod";

/** A file that is generated while it is streamed. */
export interface Download {
  /** The name of the file with its extension, in plain ASCII. */
  readonly fileName: string;
  readonly mediaType: string;
  /**
   * The parts of the file. Each part is generated when it is requested. If the generator throws, the response is
   * aborted.
   */
  readonly pages: AsyncGenerator<DownloadPage, void, undefined>;
}

export interface DownloadPage {
  readonly text: string;
  /** The number of records in the text. */
  readonly rows: number;
}

export const Download = z.custom<Download>();
