// An outage of one host on a clock that the bench moves, with a real database, the real use cases and Planhat's
// sandbox. A second run has no incidents: then operators get a message about every failing connection.

import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";

type Run = {
  failing: number;
  incidents: { host: string | null; connections: number; isClosed: boolean }[];
  mailsToOperators: number;
  mailsToCustomers: number;
  blamed: number;
  found: number;
  foundMeanwhile: number;
  unwell: number;
  unseen: number;
  wellAfterMinutes: number;
  callsToFailingHost: number;
};
type Report = { calm: Run | null; hidden: Run; refused: Run; alone: Run };

/**
 * Three of the removed tokens are on the failing host, and two are on another host. The two must be found before the
 * failing host is back.
 */
const revoked = 5;
const revokedElsewhere = 2;
/** One notification when the incident begins, and one notification when it ends. */
const mailsOfIncident = 2;

/** Long: 500 connections. Short: 30 connections, and only the run with removed tokens. */
export const proof: Proof = {
  name: "incident",
  claim:
    "If one host fails, or refuses every token, the product opens one incident with one alert. No customer with a good token gets a mail or is blamed, and removed tokens are found as usual.",
  run: async ({ isShort }) => {
    const count = isShort ? 30 : 500;
    const args = [`--count=${count}`, ...(isShort ? ["--short"] : [])];
    const report = runBench("proofs/incident/bench.ts", args) as Report;
    const { calm, hidden, refused, alone } = report;
    const wrong = [
      ...(calm === null ? [] : listWrongs(calm, 0)),
      ...listWrongs(hidden, revoked),
      ...listWrongs(refused, revokedElsewhere).map((one) => `host that refuses tokens: ${one}`),
      ...(hidden.foundMeanwhile >= revokedElsewhere
        ? []
        : [`${hidden.foundMeanwhile} of ${revokedElsewhere} on the other host found meanwhile`]),
      ...(alone.mailsToOperators === alone.failing
        ? []
        : [`${alone.mailsToOperators} alerts without incidents`]),
    ];
    const { failing, wellAfterMinutes, callsToFailingHost } = hidden;
    return {
      figure: `${failing} of ${count} connections fail for 20 minutes: ${hidden.incidents.length} incident, ${hidden.mailsToOperators} mails to an operator (${alone.mailsToOperators} without incidents), ${hidden.found} of ${revoked} removed tokens found, all connections work again ${wellAfterMinutes.toFixed(1)} minutes after the outage; if the host refuses all tokens instead, ${refused.blamed} customers are blamed, and ${revokedElsewhere} tokens were removed; ${callsToFailingHost} calls to the failing host (${alone.callsToFailingHost} without incidents)${wrong.length === 0 ? "" : `; WRONG: ${wrong.join(", ")}`}`,
      mustReach: `1 incident that closes, and ${mailsOfIncident} mails to an operator; only customers with a removed token get a mail or are blamed; all other connections work again; without incidents, one alert for each of ${alone.failing} connections`,
      ok: wrong.length === 0,
    };
  },
};

function listWrongs(run: Run, removed: number): string[] {
  const [incident] = run.incidents;
  const isOne = run.incidents.length === 1 && incident?.host === "api-eu" && incident.isClosed;
  return [
    ...(isOne ? [] : [`incidents ${JSON.stringify(run.incidents)}`]),
    ...(run.mailsToOperators === mailsOfIncident ? [] : [`${run.mailsToOperators} alerts`]),
    ...(run.mailsToCustomers === removed ? [] : [`${run.mailsToCustomers} mails to customers`]),
    ...(run.blamed === removed ? [] : [`${run.blamed} blamed`]),
    ...(run.found === removed ? [] : [`${run.found} found`]),
    ...(run.unwell === 0 && run.unseen === 0 ? [] : [`${run.unwell} unwell, ${run.unseen} unseen`]),
  ];
}
