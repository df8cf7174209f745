/** Which host said what, as a verdict's detail keeps it, so that its words are made where they are read. */
import type { AnswerKind } from "./answers.ts";
import { answerKinds, findInconclusive } from "./answers.ts";

/** One host's answer. */
export interface HostAnswer {
  readonly host: string;
  readonly answer: AnswerKind;
}

/** The hosts by what they said, each named once for each answer: `rejected:api,api-us4 timed_out:api-eu`. */
export function spellHosts(said: readonly HostAnswer[]): string {
  return [...Map.groupBy(said, ({ answer }) => answer)]
    .map(([answer, hosts]) => `${answer}:${[...new Set(hosts.map(({ host }) => host))].join(",")}`)
    .join(" ");
}

/** What `spellHosts` spelled; empty where a text is not of its making. */
export function parseHosts(detail: string): Map<AnswerKind, readonly string[]> {
  const found = new Map<AnswerKind, readonly string[]>();
  for (const part of detail.split(" ")) {
    const [kind, hosts = ""] = part.split(":");
    const answer = answerKinds.find((known) => known === kind);
    if (answer !== undefined && hosts !== "") found.set(answer, hosts.split(","));
  }
  return found;
}

/** Of the hosts' answers, the one that leaves most open; undefined where each of them decided. */
export function findCause(detail: string): AnswerKind | undefined {
  const said = [...parseHosts(detail).keys()];
  return findInconclusive(said) ?? said.find((answer) => answer === "rejected_unproven");
}
