/**
 * Streamed files. Invariants:
 * - While a page is sent, the next page is made. So a slow reader costs the memory of two pages.
 * - The export stops reading from the database when the reader closes the connection or the sign-in ends. The sign-in is
 * read again at fixed intervals, and at once after a change of the person's account.
 * - An incomplete file never ends like a complete file: the server cuts its connection, so that the reader's client
 * reports a failed transfer.
 * - One person has at most `atOnceMax` open files in this process.
 */
import { AppError } from "@churned/domain/shared";
import type { Download } from "@churned/domain/wire";
import type { Logger, Metrics } from "@churned/runtime";
import type { Context } from "hono";
import type { ApiContext } from "./api-context.ts";

const atOnceMax = 2;
const pollAgainMs = 15_000;
/** How long a refused caller must wait. This is a guess, because nobody knows when the other files end. */
const retryMs = 10_000;

type Outcome = "whole" | "left" | "broken";

export interface Downloads {
  /** Answers with a file for a person. Throws RATE_LIMITED where the person has too many files open. */
  readonly answer: (
    c: Context<ApiContext>,
    who: {
      readonly userId: string;
      /** Whether the sign-in is still valid. */
      readonly isStill: () => Promise<boolean>;
    },
    open: () => Promise<Download>,
  ) => Promise<Response>;
  /** Cuts the open files of a person whose sign-in has ended. */
  readonly cutUnlessAllowed: (userId: string) => void;
  /** Cuts every open file and refuses new ones. */
  readonly close: () => void;
}

interface OpenFile {
  readonly userId: string;
  readonly isStill: () => Promise<boolean>;
  readonly cut: (error?: unknown) => void;
}

export function createDownloads(log: Logger, metrics: Metrics): Downloads {
  const held = new Map<string, number>();
  const files = new Set<OpenFile>();
  let isClosed = false;
  const outcomes = metrics.counter({
    name: "downloads_total",
    help: "Files streamed, by how they ended: whole, left by the reader, or broken off by us.",
    labels: ["type", "outcome"],
  });
  const rowsSent = metrics.counter({
    name: "download_rows_total",
    help: "Records sent in files.",
    labels: ["type"],
  });
  metrics.gauge({
    name: "downloads_open",
    help: "Files that are being streamed.",
    collect: (gauge) => gauge.set({}, files.size),
  });

  function takePlace(userId: string): () => void {
    const count = held.get(userId) ?? 0;
    if (isClosed || count >= atOnceMax)
      throw new AppError("RATE_LIMITED", "too many downloads at once", {
        publicMessage: isClosed
          ? "This server is stopping. Try again in a moment."
          : `You have ${atOnceMax} downloads under way. Wait for one to end, or stop one.`,
        retry: { afterMs: retryMs },
      });
    held.set(userId, count + 1);
    return () => {
      const left = (held.get(userId) ?? 1) - 1;
      if (left === 0) held.delete(userId);
      else held.set(userId, left);
    };
  }

  return {
    answer: async (c, { userId, isStill }, open) => {
      const givePlaceBack = takePlace(userId);
      let file: Download;
      try {
        file = await open();
      } catch (error) {
        givePlaceBack();
        throw error;
      }
      const startedAt = performance.now();
      const [type = ""] = file.mediaType.split(";");
      const requestId = c.get("requestId");
      let [rows, bytes, checkedAt] = [0, 0, startedAt];
      let isOver = false;

      function end(outcome: Outcome, error?: unknown): void {
        if (isOver) return;
        isOver = true;
        files.delete(openFile);
        givePlaceBack();
        outcomes.add({ type, outcome });
        rowsSent.add({ type }, rows);
        const durationMs = Math.round(performance.now() - startedAt);
        const fields = { requestId, type, outcome, rows, bytes, durationMs };
        if (error === undefined) log.info(fields, "download ended");
        else log.error({ ...fields, error }, "download failed");
      }
      let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
      function cut(error?: unknown): void {
        end("broken", error ?? new Error("cut off"));
        void file.pages.return();
        // Closes the connection if there is a connection, because an error in the stream would become text in the
        // file.
        if (c.env.outgoing === undefined) controller?.error(new Error("The file was broken off."));
        else c.env.outgoing.destroy();
      }
      const openFile: OpenFile = { userId, isStill, cut };
      files.add(openFile);

      async function makePage(): Promise<Uint8Array<ArrayBuffer> | undefined> {
        for (;;) {
          if (performance.now() - checkedAt > pollAgainMs) {
            if (!(await isStill())) throw signInEnded();
            checkedAt = performance.now();
          }
          const next = await file.pages.next();
          if (next.done === true) return undefined;
          rows += next.value.rows;
          if (next.value.bytes.length === 0) continue;
          bytes += next.value.bytes.length;
          return next.value.bytes;
        }
      }
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
        {
          start: (own) => {
            controller = own;
          },
          pull: async (own) => {
            try {
              const page = await makePage();
              if (isOver) return;
              if (page === undefined) {
                end("whole");
                own.close();
              } else own.enqueue(page);
            } catch (error) {
              if (!isOver) cut(error);
            }
          },
          cancel: async () => {
            end("left");
            await file.pages.return();
          },
        },
        // Makes the next page while this page is sent.
        { highWaterMark: 1 },
      );
      // An answer to HEAD has no body.
      if (c.req.method === "HEAD") await body.cancel();
      const isZipped = acceptsGzip(c.req.header("accept-encoding"));
      return c.body(isZipped ? body.pipeThrough(new CompressionStream("gzip")) : body, 200, {
        "Content-Type": file.mediaType,
        "Content-Disposition": `attachment; filename="${file.fileName}"`,
        "Cache-Control": "no-store",
        Vary: "Accept-Encoding",
        ...(isZipped ? { "Content-Encoding": "gzip" } : {}),
        // Without this header some proxies collect the whole file before they send it on.
        "X-Accel-Buffering": "no",
      });
    },
    cutUnlessAllowed: (userId) => {
      for (const file of files) if (file.userId === userId) void cutUnlessStill(file);
    },
    close: () => {
      isClosed = true;
      for (const { cut } of files) cut();
    },
  };
}

const signInEnded = (): Error => new Error("The sign-in or the API key ended.");

/** If the database cannot answer whether the sign-in is still valid, the file is cut. */
async function cutUnlessStill({ isStill, cut }: OpenFile): Promise<void> {
  try {
    if (!(await isStill())) cut(signInEnded());
  } catch (error) {
    cut(error);
  }
}

function acceptsGzip(header: string | undefined): boolean {
  return (header ?? "")
    .split(",")
    .some((part) => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/.test(part));
}
