/**
 * Tells open pages which rows changed, and never the content of the rows.
 *
 * Invariants:
 * - A client receives only changes of its own tenant. Operators receive changes of all tenants. Guests receive
 * changes of one connection.
 * - A stream ends when its client's sign-in ends or changes. It ends at once if this process ended the session, if an
 * operator ended the person's sign-ins, if a link set the person's password, or if an invitation or an API key
 * ended, else at the next beat. A beat is an event without content at a fixed interval.
 * - A page whose sign-in was ended by an operator or by a new password is told so, and then shows nothing any more.
 * - An idle stream costs one write for each beat. One timer serves all streams, and one transaction reads the sign-ins
 * of all streams whose turn it is.
 */
import type { TenantChange } from "@churned/db/client";
import { AppError } from "@churned/domain/shared";
import { type FindAgain, hasSameRights, type Person } from "../http/person.ts";
import { type ChangeStream, encodeEvent, openChangeStream } from "./change-stream.ts";

/** A person never needs so many streams at once. Each stream uses a socket and a buffer. */
const streamsMax = 40;
const fullAfterMs = 30_000;
/** The streams take turns within a beat's interval, so that their beats do not delay other answers all at once. */
const turns = 10;

interface Client {
  readonly person: Person;
  readonly turn: number;
  readonly stream: ChangeStream;
}

export interface ChangeHub {
  /** Opens a stream for `person`. Throws RATE_LIMITED if the person has too many open streams. */
  readonly open: (person: Person) => ReadableStream;
  readonly publish: (change: TenantChange) => void;
  /** Tells every page to read everything again, because changes may have been missed. */
  readonly resyncAll: () => void;
  readonly endSession: (sessionId: string) => void;
  readonly countClients: () => number;
  /** Ends every stream, also streams that are opened later. */
  readonly close: () => void;
}

/** `findAgain` reads whether clients may still receive changes. `onError` receives its errors. */
export function createChangeHub(options: {
  readonly findAgain: FindAgain;
  readonly onError: (error: unknown) => void;
  readonly beatMs?: number;
}): ChangeHub {
  const clients = new Set<Client>();
  let opened = 0;
  let beaten = 0;
  let isClosed = false;
  const timer = setInterval(
    () => {
      const turn = (beaten += 1) % turns;
      const due = [...clients].filter((client) => client.turn === turn);
      for (const { stream } of due) stream.sendBeat();
      void endUnlessAllowed(due);
    },
    (options.beatMs ?? 15_000) / turns,
  );

  /** If the database cannot answer whether a client may still receive changes, the client may not. */
  async function endUnlessAllowed(
    asked: readonly Client[],
    onEnded: (stream: ChangeStream) => void = (stream) => stream.end(),
  ): Promise<void> {
    if (asked.length === 0) return;
    const before = new Map(asked.map(({ person }) => [person.sessionId, person]));
    const found = await options.findAgain([...before.values()]).catch((error: unknown) => {
      options.onError(error);
      return undefined;
    });
    const now = new Map(found?.map((person) => [person.sessionId, person]));
    for (const { person, stream } of asked) {
      const again = now.get(person.sessionId);
      if (found !== undefined && again === undefined) onEnded(stream);
      else if (!hasSameRights(person, again)) stream.end();
    }
  }

  function findWhere(matches: (person: Person) => boolean): readonly Client[] {
    return [...clients].filter(({ person }) => matches(person));
  }

  return {
    open: (person) => {
      if (findWhere(({ sessionId }) => sessionId === person.sessionId).length >= streamsMax)
        throw new AppError("RATE_LIMITED", "too many event streams", {
          publicMessage: "Too many pages are open. Close some of them.",
          retry: { afterMs: fullAfterMs },
        });
      const stream = openChangeStream(() => clients.delete(client));
      const client: Client = { person, stream, turn: (opened += 1) % turns };
      clients.add(client);
      if (isClosed) stream.end();
      return stream.body;
    },
    publish: ({ tenantId, ...event }) => {
      const chunk = encodeEvent(event);
      for (const { person, stream } of clients)
        if (mayHear(person, { tenantId, ...event })) stream.send(chunk);
      const invited = `invitation/${event.id}`;
      void endUnlessAllowed(findWhere(({ sessionId }) => sessionId === invited));
      if (mayEndSignIns(event))
        void endUnlessAllowed(
          findWhere(({ user }) => user.id === event.id),
          (stream) => stream.signOut(),
        );
    },
    resyncAll: () => {
      for (const { stream } of clients) stream.sendResync();
    },
    endSession: (ended) => {
      for (const { stream } of findWhere(({ sessionId }) => sessionId === ended)) stream.end();
    },
    countClients: () => clients.size,
    close: () => {
      isClosed = true;
      clearInterval(timer);
      for (const { stream } of clients) stream.end();
    },
  };
}

/** A guest receives changes of one connection and of its checks only. */
function mayHear({ role, tenant, guest }: Person, change: TenantChange): boolean {
  if (role === "operator") return true;
  if (tenant?.tenantId !== change.tenantId || isForOperators(change)) return false;
  if (role === "customer") return true;
  const isTheirs = change.connectionId === guest?.connectionId;
  return isTheirs && (change.topic === "connection" || change.topic === "check");
}

/** True for a change that may end the sign-ins of the person, or the use of the API key, with this id. */
export const mayEndSignIns = ({ topic }: Pick<TenantChange, "topic">): boolean =>
  topic === "person" || topic === "api_key";

const isForOperators = (change: TenantChange): boolean =>
  change.topic === "notification" || mayEndSignIns(change);
