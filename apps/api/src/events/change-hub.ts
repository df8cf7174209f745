/**
 * Tells open pages what changed, never what it is.
 *
 * Invariants: a client hears of its own tenant alone (operators of all, guests of one connection); a client that reads too slowly holds at most
 * `bufferedEvents` events and is then told once to read everything again; a client whose sign-in ended or changed is
 * let go, at once when that happened in this process or to an invitation, else at the next beat.
 */
import type { TenantChange } from "@churned/db/client";
import { AppError } from "@churned/domain/shared";
import type { Person } from "../http/person.ts";

const bufferedEvents = 256;
/** More pages than anybody has open at once; each holds a socket and a buffer. */
const streamsMax = 40;
const fullAfterMs = 30_000;
const encoder = new TextEncoder();
// An event and no comment, since a page cannot hear comments: to it a dead line is one that stays silent.
const beat = encoder.encode("event: beat\ndata: {}\n\n");
const resync = encoder.encode("event: resync\ndata: {}\n\n");
// The browser waits this long before it opens a lost stream again.
const opening = encoder.encode("retry: 2000\n: open\n\n");

interface Client {
  readonly person: Person;
  /** Asks now whether they may still listen. */
  readonly check: () => void;
  readonly send: (chunk: Uint8Array) => void;
  readonly end: () => void;
}

export interface ChangeHub {
  /**
   * Opens a stream for `person`. `check` is asked at each beat whether they are still who they were. Throws RATE_LIMITED
   * where they have too many open.
   */
  readonly open: (person: Person, check: () => Promise<Person | undefined>) => ReadableStream;
  readonly publish: (change: TenantChange) => void;
  /** Changes may have been missed: everybody reads again what they show. */
  readonly resyncAll: () => void;
  readonly endSession: (sessionId: string) => void;
  readonly countClients: () => number;
  /** Ends every stream, and every one opened later. */
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

/** A guest hears of their connection's checks and of the connection itself, and of nothing else. */
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

/** Where it cannot be known now whether they may still listen, they may not. */
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
