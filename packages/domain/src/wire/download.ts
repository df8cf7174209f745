/** The answer of an operation that streams a file. */
import { z } from "zod";

/** A file that is generated while it is streamed. */
export interface Download {
  /** Plain ASCII, with the file extension. */
  readonly fileName: string;
  readonly mediaType: string;
  /** The parts of the file, each generated when it is asked for. If it throws, the response is aborted. */
  readonly pages: AsyncGenerator<DownloadPage, void, undefined>;
}

export interface DownloadPage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The number of records in the bytes. */
  readonly rows: number;
}

export const Download = z.custom<Download>();
