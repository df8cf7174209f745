/** Writes a download to standard output or to a file. A file has another name until it is complete. */
import { AppError } from "@churned/domain/shared";
import type { Download } from "@churned/domain/wire";
import { randomUUID } from "node:crypto";
import { type FileHandle, open as openFile, rename, rm } from "node:fs/promises";
import type { Terminal } from "./run-cli.ts";
import { UsageError } from "./usage.ts";

/** Receives the number of rows so far. */
export type Tell = (rows: number) => void;

/**
 * Writes to the file `path`, or to standard output without `path`. Resolves to the number of rows, or to undefined if
 * the reader closed our output, as `| head` does. A closed output is no error.
 */
export async function writeDownload(
  file: Download,
  path: string | undefined,
  terminal: Terminal,
  tell?: Tell,
): Promise<number | undefined> {
  return path === undefined
    ? await printPages(file, terminal, tell)
    : await writeFile(file, path, tell);
}

/** Calls `take` with each page, and waits for each call before the next. Resolves to the number of records. */
async function copyPages(
  file: Download,
  take: (bytes: Uint8Array) => Promise<void>,
  tell: Tell | undefined,
): Promise<number> {
  let rows = 0;
  for await (const page of file.pages) {
    await take(page.bytes);
    rows += page.rows;
    tell?.(rows);
  }
  return rows;
}

async function printPages(
  file: Download,
  { print }: Terminal,
  tell: Tell | undefined,
): Promise<number | undefined> {
  try {
    return await copyPages(file, print, tell);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EPIPE") return undefined;
    throw error;
  }
}

async function writeFile(file: Download, path: string, tell: Tell | undefined): Promise<number> {
  const partPath = `${path}.${randomUUID().slice(0, 8)}.part`;
  const part = await create(partPath);
  let isWhole = false;
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
    void file.pages.return();
  };
  process.once("SIGINT", stop);
  try {
    const rows = await copyPages(file, (bytes) => part.appendFile(bytes), tell);
    if (isStopped) throw new AppError("CANCELLED", "The export was stopped. No file was written.");
    await part.sync();
    await part.close();
    await rename(partPath, path);
    isWhole = true;
    return rows;
  } finally {
    process.off("SIGINT", stop);
    if (!isWhole) {
      await part.close();
      await rm(partPath, { force: true });
    }
  }
}

async function create(path: string): Promise<FileHandle> {
  try {
    return await openFile(path, "wx", 0o600);
  } catch {
    throw new UsageError("The file of --out cannot be created.");
  }
}
