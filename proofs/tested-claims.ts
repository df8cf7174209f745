/** A claim that tests of `npm test` cover, and the command that runs only those tests. */
interface TestedClaim {
  readonly claim: string;
  readonly command: string;
}

const int = "vitest run --project int";
const unit = "vitest run --project unit";

export const testedClaims: readonly TestedClaim[] = [
  {
    claim:
      "The whole way from the paste of a token to the stored records works in a browser without a reload.",
    command: "npm test -- e2e",
  },
  {
    claim:
      "After a run of the product, no token is in the database, its log, the queue or the logs. The test finds a token that was put there on purpose.",
    command: "npm test -- e2e",
  },
  {
    claim:
      "A rejected token, a missing permission, an outage and its end each get their own verdict, with the queue on PostgreSQL and on Redis. Waiting checks still run after the queue is emptied.",
    command: `${int} apps/worker/src/worker`,
  },
  {
    claim:
      "Every combination of answers, models and hosts gets the verdict that a person would give. No outage, throttle or fault of ours is reported as a bad token. No accepted token is reported as rejected.",
    command: `${unit} packages/domain/src/verdict/lattice`,
  },
  {
    claim:
      "A check correctly reports a restricted view, another Planhat, a shared token and the requests that were sent.",
    command: `${int} apps/worker/src/check`,
  },
  {
    claim:
      "If a worker is killed, its check and its sync still finish, and each record is stored once.",
    command: `${int} apps/worker/src/kill`,
  },
  {
    claim:
      "The API answers 404 to the id of another tenant, 403 to a wrong role and 401 to a missing sign-in, also if the tenant conditions of the queries are removed.",
    command: `${int} apps/api/src/walls`,
  },
  {
    claim:
      "A sync ends in the right state if Planhat denies or throttles it, if somebody cancels or pauses it, and if it loses its token or its database.",
    command: `${int} apps/worker/src/sync`,
  },
  {
    claim: "The first load of the connect page is at most 70 kB of gzipped JavaScript.",
    command: "pnpm --filter @churned/console build",
  },
  {
    claim: "Every verdict has all its texts in every language.",
    command: `${unit} packages/domain/src/words/verdict`,
  },
  {
    claim:
      "An empty list, a smaller portfolio or a lost permission removes no record, and an operator gets one question.",
    command: `${int} apps/worker/src/deletes`,
  },
  {
    claim:
      "In twenty simulated years, each failure is found within the promised time, and no alarm is false. Without a request from a person, the product never makes more than 1,950 calls for a connection in a day.",
    command: `${unit} packages/domain/src/check/revalidation`,
  },
  {
    claim:
      "A reader that follows the sequence numbers misses no change, in pages and in exports. If the reader is slow, the server stops reading ahead. A broken transfer never looks like a complete file.",
    command: `${int} packages/db/src/record/following apps/api/src/export`,
  },
];
