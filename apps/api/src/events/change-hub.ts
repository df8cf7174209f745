/**
 * Tells open pages what changed, never what it is.
 *
 * Invariants: a client hears of its own tenant alone (operators of all); a client that reads too slowly holds at most
 * `bufferedEvents` events and is then told once to read everything again; a client whose sign-in ended or changed is
 * let go, at once when that happened in this process, else at the next beat.
 */
import type { TenantChange } from "@churned/db";
import type { Person } from "../auth/identify.ts";

const bufferedEvents = 256;
const encoder = new TextEncoder();
const beat = encoder.encode(": beat\n\n");
const resync = encoder.encode("event: resync\ndata: {}\n\n");
// The browser waits this long before it opens a lost stream again.
const opening = encoder.encode("retry: 2000\n: open\n\n");

interface Client {
  readonly person: Person;
  readonly send: (chunk: Uint8Array) => void;
  readonly end: () => void;
}

export interface ChangeHub {
  /** Opens a stream for `person`. `check` is asked at each beat whether they are still who they were. */
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
    open: (person, check) =>
      openStream({
        person,
        check,
        beatMs: options.beatMs ?? 15_000,
        onOpen: (client) => {
          clients.add(client);
          if (isClosed) client.end();
        },
        onEnd: (client) => clients.delete(client),
      }),
    publish: ({ tenantId, ...event }) => {
      const chunk = encoder.encode(`data: ${JSON.stringify(event)}\n\n`);
      for (const client of clients) {
        const { role, tenant } = client.person;
        const mayHear =
          role === "operator" || (tenant?.tenantId === tenantId && event.topic !== "notification");
        if (mayHear) client.send(chunk);
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
        client = { person: options.person, send, end };
        controller.enqueue(opening);
        timer = setInterval(() => {
          if (!isFull()) send(beat);
          void isStillAllowed(options).then((isAllowed) => (isAllowed ? undefined : end()));
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
