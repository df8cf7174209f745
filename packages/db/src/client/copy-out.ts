/**
 * Lines as bytes. The driver decodes every answer to a text except the data of a `COPY`, so lines that go on to a client
 * as they are come by `COPY (…) TO STDOUT`. It is a statement like any other: it runs in the transaction, behind
 * row-level security and the tenant's conditions. See ADR 0017.
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
  /** The place of the last row that has one; null if none has. */
  readonly place: string | null;
  /** True if a row had no place, or was left out because of `bytesMost`. */
  readonly isCut: boolean;
}

/** `COPY` takes no parameters, so the driver's own quoting writes the values into its text. */
class LiteralDialect extends PgDialect {
  override escapeString(text: string): string {
    return escapeLiteral(text);
  }
}
const dialect = new LiteralDialect({ casing: "snake_case" });

/**
 * Runs `select`, whose rows are a place and a line, both texts or null. Rows after the one that reaches `bytesMost` are
 * made by PostgreSQL but not kept, so `select` must limit what it makes.
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
