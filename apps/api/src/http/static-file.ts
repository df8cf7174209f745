/** Static files, kept in memory with their compressed forms. A compressed form is made at the first request. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Context } from "hono";
import type { ApiContext } from "./api-context.ts";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};
const compressible = new Set([".css", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest"]);
const smallestCompressedBytes = 1024;

type Bytes = Uint8Array<ArrayBuffer>;

export interface StaticFile {
  readonly type: string;
  readonly etag: string;
  readonly plain: Bytes;
  readonly brotli: Bytes | undefined;
  readonly gzip: Bytes | undefined;
}

const opened = new Map<string, Promise<StaticFile>>();

/** Reads a file. The process keeps the file in memory. */
export function openFile(path: string): Promise<StaticFile> {
  const known = opened.get(path);
  if (known !== undefined) return known;
  const file = readStaticFile(path);
  opened.set(path, file);
  file.catch(() => opened.delete(path));
  return file;
}

async function readStaticFile(path: string): Promise<StaticFile> {
  const extension = extname(path);
  const plain = new Uint8Array(await readFile(path));
  const isWorthIt = compressible.has(extension) && plain.length >= smallestCompressedBytes;
  const [brotli, gzipped] = isWorthIt
    ? await Promise.all([
        // Level 5 of 11 gives a size within a few percent of the best size. It is quick enough for a first request.
        promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
        promisify(gzip)(plain),
      ])
    : [];
  return {
    type: types[extension] ?? "application/octet-stream",
    etag: `"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"`,
    plain,
    brotli: brotli && new Uint8Array(brotli),
    gzip: gzipped && new Uint8Array(gzipped),
  };
}

/** How long a browser keeps a file. `forever` is for files with a hash of the content in the name. */
export type Freshness = "forever" | "a day" | "while unchanged" | "never";

const cacheControls: Readonly<Record<Freshness, string>> = {
  forever: "public, max-age=31536000, immutable",
  "a day": "public, max-age=86400",
  "while unchanged": "no-cache",
  never: "no-store",
};

/** Answers with a file in the smallest encoding that the caller accepts. */
export function answerFile(
  c: Context<ApiContext>,
  file: StaticFile,
  freshness: Freshness,
): Response {
  const accepted = c.req.header("accept-encoding") ?? "";
  const [encoding, body] = pickForm(file, accepted);
  const headers = {
    "Cache-Control": cacheControls[freshness],
    ETag: file.etag,
    Vary: "Accept-Encoding",
  };
  if (freshness !== "never" && c.req.header("if-none-match") === file.etag)
    return c.body(null, 304, headers);
  return c.body(body, 200, {
    ...headers,
    "Content-Type": file.type,
    ...(encoding === undefined ? {} : { "Content-Encoding": encoding }),
  });
}

function pickForm(file: StaticFile, accepted: string): [string | undefined, Bytes] {
  if (file.brotli !== undefined && /\bbr\b/.test(accepted)) return ["br", file.brotli];
  if (file.gzip !== undefined && /\bgzip\b/.test(accepted)) return ["gzip", file.gzip];
  return [undefined, file.plain];
}
