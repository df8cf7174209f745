// Searches bytes for a secret: files of any size (streamed), or text in memory. It finds the secret in plain text,
// URL-encoded, in base64 at any offset, in hex, in UTF-16, and in pieces. Invariant: a secret that crosses the border
// of two reads is also found, because two consecutive reads overlap.
//
// Pieces matter because PostgreSQL compresses long values. Its pglz puts a control byte between every eight literals.
// So a token inside a compressed value is nowhere complete, neither in the table nor in the WAL. Pieces also find a
// log line that prints half of a token.

import { createReadStream } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** The forms in which the search recognizes a secret. */
export type LeakForm = "as is" | "URL-encoded" | "base64" | "hex" | "UTF-16" | "pieces";

/** One place where a secret was found. */
export interface Leak {
  /** A file's path, or the name given to a text. */
  readonly where: string;
  readonly form: LeakForm;
  /** The index of the secret in the list of secrets, from 0. */
  readonly secret: number;
}

/** Searches for one or several secrets. */
export interface LeakSearch {
  /** Leaks in bytes in memory. */
  inBytes(where: string, bytes: Buffer): Leak[];
  /** Leaks in one file. Each form is listed once. Empty if the file no longer exists. */
  inFile(path: string): Promise<Leak[]>;
  /**
   * Leaks in a file, or in every file below a folder; symbolic links are not followed. A file that is deleted during
   * the search counts as clean. Any other unreadable file throws.
   */
  below(path: string): Promise<LeakReport>;
}

/** The leaks in a folder, and how many bytes were searched. A search of nothing proves nothing. */
export interface LeakReport {
  readonly leaks: Leak[];
  readonly files: number;
  readonly bytes: number;
}

const chunkBytes = 1 << 20;
const pieceLength = 8;
/** One piece of a secret in a window may be a coincidence. This many different pieces are none. */
const minPieces = 2;

/** Bytes that reveal a secret, alone or, if they are a piece, together with another piece. */
interface Needle {
  readonly secret: number;
  readonly form: LeakForm;
  readonly bytes: Buffer;
}

/** Prepares the search for these secrets, of at least 24 ASCII characters each. */
export function createLeakSearch(secrets: readonly string[]): LeakSearch {
  for (const secret of secrets) {
    if (secret.length < 24)
      throw new Error("A secret of less than 24 characters can match by chance.");
  }
  const needles = secrets.flatMap((secret, index) => [
    ...makeNeedles(secret, index),
    ...makePieces(secret, index),
  ]);
  const scan = makeScanner(needles);
  const overlap = Math.max(...needles.map(({ bytes }) => bytes.length));

  async function inFile(path: string): Promise<Leak[]> {
    const found = new Map<string, Leak>();
    let tail = Buffer.alloc(0);
    try {
      for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
        const window = Buffer.concat([tail, chunk as Buffer]);
        for (const leak of scan(path, window)) found.set(`${leak.secret} ${leak.form}`, leak);
        tail = window.subarray(-overlap);
      }
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    return [...found.values()];
  }

  return {
    inBytes: scan,
    inFile,
    below: async (path) => {
      const leaks: Leak[] = [];
      let bytes = 0;
      const files = await listFiles(path);
      for (const file of files) {
        leaks.push(...(await inFile(file.path)));
        bytes += file.bytes;
      }
      return { leaks, files: files.length, bytes };
    },
  };
}

function makeNeedles(secret: string, index: number): Needle[] {
  const plain = Buffer.from(secret, "utf8");
  const hex = plain.toString("hex");
  const escaped = encodeURIComponent(secret);
  const everyByteEscaped = hex.replaceAll(/../g, "%$&");
  const forms: readonly (readonly [LeakForm, readonly (string | Buffer)[]])[] = [
    ["as is", [plain]],
    [
      "URL-encoded",
      [escaped, escaped.toLowerCase(), everyByteEscaped, everyByteEscaped.toUpperCase()],
    ],
    ["base64", [0, 1, 2].flatMap((offset) => encodeInner(plain, offset))],
    ["hex", [hex, hex.toUpperCase()]],
    ["UTF-16", [Buffer.from(secret, "utf16le"), Buffer.from(secret, "utf16le").swap16()]],
  ];
  return forms.flatMap(([form, texts]) =>
    texts.map((text) => ({ secret: index, form, bytes: Buffer.from(text) })),
  );
}

/**
 * The part of a base64 text that depends only on the secret, if the secret begins `offset` bytes into a group of
 * three.
 */
function encodeInner(plain: Buffer, offset: number): string[] {
  const skipped = offset === 0 ? 0 : 3 - offset;
  const length = plain.length - skipped;
  const inner = plain.subarray(skipped, skipped + length - (length % 3));
  return [inner.toString("base64"), inner.toString("base64url")];
}

function makePieces(secret: string, index: number): Needle[] {
  return Array.from({ length: secret.length - pieceLength + 1 }, (_, at) => ({
    secret: index,
    form: "pieces",
    bytes: Buffer.from(secret.slice(at, at + pieceLength)),
  }));
}

const tableBits = 20;

/**
 * Searches for all needles in one pass: a hash table of their first four bytes shows whether a needle may begin here.
 */
function makeScanner(needles: readonly Needle[]): LeakSearch["inBytes"] {
  const mayBegin = new Uint8Array(1 << tableBits);
  const byBeginning = new Map<number, Needle[]>();
  const hash = (four: number): number => Math.imul(four, 0x9e3779b1) >>> (32 - tableBits);
  for (const needle of needles) {
    const four = needle.bytes.readInt32BE(0);
    mayBegin[hash(four)] = 1;
    byBeginning.set(four, [...(byBeginning.get(four) ?? []), needle]);
  }
  return (where, bytes) => {
    const found = new Set<Needle>();
    let four = 0;
    for (let end = 0; end < bytes.length; end++) {
      four = (four << 8) | (bytes[end] ?? 0);
      if (mayBegin[hash(four)] === 0) continue;
      for (const needle of byBeginning.get(four) ?? []) {
        const from = end - 3;
        if (bytes.subarray(from, from + needle.bytes.length).equals(needle.bytes)) {
          found.add(needle);
        }
      }
    }
    return summarise(where, [...found]);
  };
}

/** Reports each secret and form once; pieces count only if at least two were found. */
function summarise(where: string, found: readonly Needle[]): Leak[] {
  const counts = new Map<string, { readonly leak: Leak; count: number }>();
  for (const { secret, form } of found) {
    const key = `${secret} ${form}`;
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { leak: { where, form, secret }, count: 1 });
  }
  return [...counts.values()].flatMap(({ leak, count }) =>
    leak.form !== "pieces" || count >= minPieces ? [leak] : [],
  );
}

interface FoundFile {
  readonly path: string;
  readonly bytes: number;
}

async function listFiles(path: string): Promise<FoundFile[]> {
  try {
    const info = await lstat(path);
    if (info.isFile()) return [{ path, bytes: info.size }];
    if (!info.isDirectory()) return [];
    const names = await readdir(path);
    const found: FoundFile[] = [];
    for (const name of names) found.push(...(await listFiles(join(path, name))));
    return found;
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/** PostgreSQL removes and renames files during the search. */
function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
