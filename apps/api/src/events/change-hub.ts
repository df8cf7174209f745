/**
 * Tells open pages which rows changed, never their content.
 *
 * Invariants:
 * - A client receives changes of its own tenant only. Operators receive those of all tenants, guests those of one connection.
 * - For a client that reads too slowly, at most `bufferedEvents` events wait. Then it is told once to read everything again.
 * - The stream of a client whose sign-in ended or changed ends: at once where this process ended the session or where an
 *   invitation ended, else at the next beat.
 */
import type { TenantChange } from "@churned/db/client";
import { AppError } from "@churned/domain/shared";
import type { Person } from "../http/person.ts";

const bufferedEvents = 256;
/** More streams than a person needs at once. Each holds a socket and a buffer. */
const streamsMax = 40;
const fullAfterMs = 30_000;
const encoder = new TextEncoder();
// A beat is an event and not a comment line of SSE, because the browser hides comment lines from the page. A page that
// misses beats knows that its connection is dead.
const beat = encoder.encode("event: beat\ndata: {}\n\n");
const resync = encoder.encode("event: resync\ndata: {}\n\n");
// How long the browser waits before it opens a lost stream again.
const opening = encoder.encode("retry: 2000\n: open\n\n");

interface Client {
  readonly person: Person;
  /** Reads from the database whether the client may still listen. */
  readonly check: () => void;
  readonly send: (chunk: Uint8Array) => void;
  readonly end: () => void;
}

export interface ChangeHub {
  /**
   * Opens a stream for `person`. Calls `check` at each beat, to see whether the sign-in still holds. Throws RATE_LIMITED
   * where the person has too many streams open.
   */
  readonly open: (person: Person, check: () => Promise<Person | undefined>) => ReadableStream;
  readonly publish: (change: TenantChange) => void;
  /** Tells every page to read everything again, because changes may have been missed. */
  readonly resyncAll: () => void;
  readonly endSession: (sessionId: string) => void;
  readonly countClients: () => number;
  /** Ends every stream, also streams that are opened later. */
  readonly close: () => void;
}

export function createChangeHub(options: { readonly beatMs?: number } = {}): ChangeHub {
  const clients = new Set<Client>();
  let isClosed = false;

  function endWhere(matches: (client: Client) => boolean): void {
    for (const client of clients) if (matches(client)) client.end();
  }

  return {
    open: (person, check) => {
      const isTheirs = (client: Client): boolean => client.person.sessionId === person.sessionId;
      if ([...clients].filter(isTheirs).length >= streamsMax)
        throw new AppError("RATE_LIMITED", "too many event streams", {
          publicMessage: "Too many pages are open. Close some of them.",
          retry: { afterMs: fullAfterMs },
        });
      return openStream({
        person,
        check,
        beatMs: options.beatMs ?? 15_000,
        onOpen: (client) => {
          clients.add(client);
          if (isClosed) client.end();
        },
        onEnd: (client) => clients.delete(client),
      });
    },
    publish: ({ tenantId, ...event }) => {
      const chunk = encoder.encode(`data: ${JSON.stringify(event)}\n\n`);
      for (const client of clients) {
        if (mayHear(client.person, { tenantId, ...event })) client.send(chunk);
        if (client.person.sessionId === `invitation/${event.id}`) client.check();
      }
    },
    resyncAll: () => {
      for (const client of clients) client.send(resync);
    },
    endSession: (sessionId) => endWhere(({ person }) => person.sessionId === sessionId),
    countClients: () => clients.size,
    close: () => {
      isClosed = true;
      endWhere(() => true);
    },
  };
}

/** A guest receives changes of one connection and of its checks only. */
function mayHear({ role, tenant, guest }: Person, change: TenantChange): boolean {
  if (role === "operator") return true;
  if (tenant?.tenantId !== change.tenantId || change.topic === "notification") return false;
  if (role === "customer") return true;
  const isTheirs = change.connectionId === guest?.connectionId;
  return isTheirs && (change.topic === "connection" || change.topic === "check");
}

function openStream(options: {
  readonly person: Person;
  readonly check: () => Promise<Person | undefined>;
  readonly beatMs: number;
  readonly onOpen: (client: Client) => void;
  readonly onEnd: (client: Client) => void;
}): ReadableStream {
  let hasMissed = false;
  let isEnded = false;
  let timer: NodeJS.Timeout | undefined;
  let client: Client | undefined;

  function letGo(): void {
    isEnded = true;
    clearInterval(timer);
    if (client !== undefined) options.onEnd(client);
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const isFull = (): boolean => (controller.desiredSize ?? 0) <= 0;
        const end = (): void => {
          if (isEnded) return;
          letGo();
          controller.close();
        };
        const send = (chunk: Uint8Array): void => {
          if (isEnded) return;
          if (isFull()) hasMissed = true;
          else controller.enqueue(chunk);
        };
        const checkNow = (): void => {
          void isStillAllowed(options).then((isAllowed) => (isAllowed ? undefined : end()));
        };
        client = { person: options.person, check: checkNow, send, end };
        controller.enqueue(opening);
        timer = setInterval(() => {
          if (!isFull()) send(beat);
          checkNow();
        }, options.beatMs);
        options.onOpen(client);
      },
      pull(controller) {
        if (!hasMissed || isEnded) return;
        hasMissed = false;
        controller.enqueue(resync);
      },
      cancel: letGo,
    },
    new CountQueuingStrategy({ highWaterMark: bufferedEvents }),
  );
}

/** Where the database cannot be asked whether a client may still listen, the answer is no. */
async function isStillAllowed(options: {
  readonly person: Person;
  readonly check: () => Promise<Person | undefined>;
}): Promise<boolean> {
  const before = options.person;
  const now = await options.check().catch(() => undefined);
  return (
    now?.sessionId === before.sessionId &&
    now.role === before.role &&
    now.tenant?.tenantId === before.tenant?.tenantId
  );
}
