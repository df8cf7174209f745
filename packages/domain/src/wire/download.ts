/** The answer of an operation that streams a file. */
import { z } from "zod";

/** A file that is made while it is read. */
export interface Download {
  /** Plain ASCII, with its ending. */
  readonly fileName: string;
  readonly mediaType: string;
  /** Made when asked for, one at a time. What it throws breaks the file off. */
  readonly pages: AsyncGenerator<DownloadPage, void, undefined>;
}

export interface DownloadPage {
  readonly text: string;
  /** Records in it. */
  readonly rows: number;
}

export const Download = z.custom<Download>();
