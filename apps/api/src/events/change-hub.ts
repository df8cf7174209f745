/**
 * Tells open pages which rows changed, and never the content of the rows.
 *
 * Invariants:
 * - A client receives only changes of its own tenant. Operators receive changes of all tenants. Guests receive
 * changes of one connection.
 * - For a client that reads too slowly, at most `bufferedEvents` events wait. Then one event tells the client to read
 * everything again.
 * - A stream ends when its client's sign-in ends or changes. It ends at once if this process ended the session or if
 * an invitation ended, else at the next beat. A beat is an event without content at a fixed interval.
 */
import type { TenantChange } from "@churned/db/client";
import { AppError } from "@churned/domain/shared";
import type { Person } from "../http/person.ts";

const bufferedEvents = 256;
/** A person never needs so many streams at once. Each stream uses a socket and a buffer. */
const streamsMax = 40;
const fullAfterMs = 30_000;
const encoder = new TextEncoder();
// A beat is an event and not a comment line of SSE, because the browser hides comment lines from the page. A page
// that receives no beats knows that its connection is dead.
const beat = encoder.encode("event: beat\ndata: {}\n\n");
const resync = encoder.encode("event: resync\ndata: {}\n\n");
// How long the browser waits before it opens a lost stream again.
const opening = encoder.encode("retry: 2000\n: open\n\n");

interface Client {
  readonly person: Person;
  /** Reads from the database whether the client may still receive changes. */
  readonly check: () => void;
  readonly send: (chunk: Uint8Array) => void;
  readonly end: () => void;
}

export interface ChangeHub {
  /**
   * Opens a stream for `person`. Calls `check` at each beat, to see whether the sign-in is still valid. Throws
   * RATE_LIMITED if the person has too many open streams.
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

/** If the database cannot answer whether a client may still receive changes, the client may not. */
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
