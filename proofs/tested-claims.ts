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
      "The whole journey from the paste to the landed records works in a browser, with no reload.",
    command: "npm test -- e2e",
  },
  {
    claim:
      "No token is in the database, its log, the queue or the logs of a run; a planted token is found.",
    command: "npm test -- e2e",
  },
  {
    claim:
      "A rejected token, a missing permission, an outage and the recovery each get their own verdict, with the queue on PostgreSQL and on Redis; waiting checks survive an emptied queue.",
    command: `${int} apps/worker/src/worker`,
  },
  {
    claim:
      "Every combination of answer, model set and host gets the verdict that a person would give. No outage, throttle or fault of ours is reported as a bad token, and no accepted token as rejected.",
    command: `${unit} packages/domain/src/verdict/lattice`,
  },
  {
    claim:
      "A restricted view, another Planhat, a shared token and what was sent are reported as they are.",
    command: `${int} apps/worker/src/check`,
  },
  {
    claim: "A killed worker's check and sync finish, and each record lands once.",
    command: `${int} apps/worker/src/kill`,
  },
  {
    claim:
      "Another tenant's id is answered with 404, a wrong role with 403 and a missing sign-in with 401, also without the tenant conditions in the queries.",
    command: `${int} apps/api/src/walls`,
  },
  {
    claim:
      "A sync ends as it should when it is denied, throttled, cancelled or paused, or loses its token or its database.",
    command: `${int} apps/worker/src/sync`,
  },
  {
    claim: "The connect page's first load is at most 70 kB of JavaScript, gzipped.",
    command: "pnpm --filter @churned/console build",
  },
  {
    claim: "Every verdict has every text in every language.",
    command: `${unit} packages/domain/src/words/verdict`,
  },
  {
    claim:
      "An empty list, a narrowed portfolio or a lost permission removes nothing, and an operator is asked once.",
    command: `${int} apps/worker/src/deletes`,
  },
  {
    claim:
      "Over twenty simulated years of failures, each one is found in bounded time, no alarm is false, and we never make more than 1,950 calls by ourselves for a connection and day.",
    command: `${unit} packages/domain/src/check/revalidation`,
  },
  {
    claim:
      "A reader that follows the sequence misses nothing, by pages and by the export's lines; a slow reader makes the server read no further ahead, and a broken transfer never ends cleanly.",
    command: `${int} packages/db/src/record/following apps/api/src/export`,
  },
];
