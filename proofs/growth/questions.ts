/** Questions to every read of the API, made from the list of operations, so that a new read is included by itself. */
import {
  type Operation,
  type OperationName,
  operations,
  routes,
  type Subject,
} from "@churned/domain/wire";
import { models, searches } from "./fill.ts";

export type Caller = "customer" | "operator";

export interface Question {
  readonly operation: OperationName;
  readonly caller: Caller;
  readonly path: string;
}

export interface Known {
  readonly ids: Readonly<Record<Subject, string>>;
  /** A disconnected connection, the only kind that has a receipt. */
  readonly disconnectedId: string;
  readonly lastSeq: number;
}

/**
 * What an operation is asked at least. A file of all its lines grows with them by nature, so it is asked for few or
 * none.
 */
const needed: Partial<Record<OperationName, (known: Known) => readonly string[]>> = {
  exportRecords: ({ lastSeq }) => [
    `since=${lastSeq - 20}`,
    `format=csv&model=${models.rare}`,
    `model=${models.rare}&since=${lastSeq - 20}`,
  ],
  exportAudit: () => ["from=2100-01-01T00:00:00.000Z", "to=2000-01-01T00:00:00.000Z"],
};

/** Values for parameters that are no choice from a list. A new parameter needs a line here. */
const values = (known: Known): Readonly<Record<string, readonly string[]>> => ({
  limit: ["50"],
  q: searches,
  since: ["0", String(known.lastSeq - 20)],
  incidentId: [known.ids.incident],
  connectionId: [known.ids.connection],
  tenantId: [known.ids.tenant],
});

const operationOf = (name: OperationName): Operation => operations[name];

/** The name of every operation that reads. */
export const reads = (Object.keys(operations) as OperationName[]).filter(
  (name) => routes[name].method === "GET",
);

/** The part of the API's OpenAPI document that says which parameters an operation takes. */
interface Document {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly parameters?: readonly {
              readonly name: string;
              readonly in: string;
              readonly schema: { readonly enum?: readonly string[] };
            }[];
          }
        >
      >
    >
  >;
}

/**
 * Every read as each caller: plainly, with each value of each parameter, and with pairs of parameters. With `isShort`,
 * choices from a list have two values only, and there are no pairs.
 */
export function listQuestions(known: Known, document: unknown, isShort: boolean): Question[] {
  return reads.flatMap((operation) => {
    const { access, subject } = operationOf(operation);
    const id = operation === "getReceipt" ? known.disconnectedId : subject && known.ids[subject];
    const path = routes[operation].path.replace("{id}", id ?? "");
    const callers = (["customer", "operator"] as const).filter(
      (caller) => access === "anyone" || access.includes(caller),
    );
    const queries =
      needed[operation]?.(known) ??
      listQueries(operation, document as Document, values(known), isShort);
    return callers.flatMap((caller) =>
      queries.map((query) => ({
        operation,
        caller,
        path: query === "" ? path : `${path}?${query}`,
      })),
    );
  });
}

function listQueries(
  operation: OperationName,
  { paths }: Document,
  given: ReturnType<typeof values>,
  isShort: boolean,
): string[] {
  const { parameters = [] } = paths[routes[operation].path]?.["get"] ?? {};
  const asked = parameters.flatMap(({ name, in: place, schema }) => {
    if (place !== "query" || name === "cursor") return [];
    const choices = schema.enum;
    const few = choices?.filter((_, at) => at === 0 || at === choices.length - 1);
    const all = (isShort ? few : choices) ?? given[name];
    if (all === undefined) throw new Error(`The proof has no value for ${name} of ${operation}.`);
    return [all.map((value) => `${name}=${encodeURIComponent(value)}`)];
  });
  const pairs = asked.flatMap((ones, i) =>
    asked
      .slice(i + 1)
      .flatMap((others) => [`${ones[0]}&${others[0]}`, `${ones.at(-1)}&${others.at(-1)}`]),
  );
  return [...new Set(["", ...asked.flat(), ...(isShort ? [] : pairs)])];
}
