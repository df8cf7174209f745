/**
 * Reads lines as bytes. Lines that go unchanged to a client are read with `COPY (…) TO STDOUT`, because the driver
 * decodes every other answer to text. The statement runs in the transaction, so row-level security and the tenant's
 * conditions apply. See ADR 0017.
 */
import type { SQL } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import { escapeLiteral, Query } from "pg";
import type { Tx } from "./database.ts";
import { clientOf } from "./database.ts";

export interface CopiedLines {
  /** The lines in UTF-8, one after the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lines: number;
  /** All rows that arrived, including rows without a line. */
  readonly rows: number;
  /** The place of the last row that has a place; null if no row has a place. */
  readonly place: string | null;
  /** True if a row had no place, or was left out because of `bytesMost`. */
  readonly isCut: boolean;
}

/** `COPY` takes no parameters. So the values are part of the statement's text, quoted by the driver's `escapeLiteral`. */
class LiteralDialect extends PgDialect {
  override escapeString(text: string): string {
    return escapeLiteral(text);
  }
}
const dialect = new LiteralDialect({ casing: "snake_case" });

/**
 * Runs `select`. Each of its rows is a place and a line, both text or null. The function drops all rows after the row
 * that reaches `bytesMost`. PostgreSQL still makes these rows, so `select` must limit their number.
 */
export async function copyLines(tx: Tx, select: SQL, bytesMost: number): Promise<CopiedLines> {
  const client = clientOf(tx);
  if (client === undefined) throw new Error("The transaction was not opened by this package.");
  const { sql: text } = dialect.sqlToQuery(select.inlineParams());
  return await new Promise((resolve, reject) => {
    const copy: CopyQuery = new CopyQuery(
      `copy (${text}) to stdout (format binary)`,
      bytesMost,
      (error) => (error ? reject(error) : resolve(copy.finish())),
    );
    // A client whose transaction has failed answers with a rejection and never runs the query.
    Promise.resolve(client.query(copy) as unknown).catch(reject);
  });
}

/** A little more than the usual page. */
const roomBytes = 1_280 * 1_024;
const signature = Buffer.from("PGCOPY\n\xff\r\n\0", "latin1");

/** The driver calls `handleCopyData` of the query that it runs; its own class discards the data. */
class CopyQuery extends Query {
  readonly #bytesMost: number;
  /** One buffer for all lines: a buffer for each line costs more time than all the rest, in the garbage collector. */
  #kept = Buffer.allocUnsafeSlow(roomBytes);
  #bytes = 0;
  #lines = 0;
  #rows = 0;
  #place: string | null = null;
  #isCut = false;

  constructor(text: string, bytesMost: number, onEnd: (error: Error | undefined) => void) {
    super(text, onEnd);
    this.#bytesMost = bytesMost;
  }

  finish(): CopiedLines {
    return {
      bytes: this.#kept.subarray(0, this.#bytes),
      lines: this.#lines,
      rows: this.#rows,
      place: this.#place,
      isCut: this.#isCut,
    };
  }

  /** PostgreSQL sends a message for each row. The header of the format comes before the first one, its end alone. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    const isFirst = chunk.indexOf(signature) === 0;
    const at = isFirst ? signature.length + 8 + chunk.readInt32BE(signature.length + 4) : 0;
    if (chunk.readInt16BE(at) < 0) return;
    this.#rows += 1;
    const place = readColumn(chunk, at + 2);
    if (place === null || this.#bytes >= this.#bytesMost) {
      this.#isCut = true;
      return;
    }
    this.#place = place.toString();
    const line = readColumn(chunk, at + 6 + place.length);
    if (line !== null) this.#keep(line);
  }

  #keep(line: Buffer): void {
    const bytes = this.#bytes + line.length;
    if (bytes > this.#kept.length) {
      const larger = Buffer.allocUnsafeSlow(2 * bytes);
      this.#kept.copy(larger, 0, 0, this.#bytes);
      this.#kept = larger;
    }
    // A copy, because the driver writes later data into the same memory.
    line.copy(this.#kept, this.#bytes);
    this.#bytes = bytes;
    this.#lines += 1;
  }
}

function readColumn(chunk: Buffer, at: number): Buffer | null {
  const length = chunk.readInt32BE(at);
  return length < 0 ? null : chunk.subarray(at + 4, at + 4 + length);
}
