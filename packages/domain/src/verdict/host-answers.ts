/**
 * Which host gave which answer, in the form that the detail of a verdict stores. The words are made when the verdict is
 * read.
 */
import type { AnswerKind } from "./answers.ts";
import { answerKinds, findInconclusive } from "./answers.ts";

export interface HostAnswer {
  readonly host: string;
  readonly answer: AnswerKind;
}

/** Writes the hosts grouped by their answers, each host once in a group: `rejected:api,api-us4 timed_out:api-eu`. */
export function formatHosts(said: readonly HostAnswer[]): string {
  return [...Map.groupBy(said, ({ answer }) => answer)]
    .map(([answer, hosts]) => `${answer}:${[...new Set(hosts.map(({ host }) => host))].join(",")}`)
    .join(" ");
}

/** Reads a text that `formatHosts` wrote. Returns an empty map for any other text. */
export function parseHosts(detail: string): Map<AnswerKind, readonly string[]> {
  const found = new Map<AnswerKind, readonly string[]>();
  for (const part of detail.split(" ")) {
    const [kind, hosts = ""] = part.split(":");
    const answer = answerKinds.find((known) => known === kind);
    if (answer !== undefined && hosts !== "") found.set(answer, hosts.split(","));
  }
  return found;
}

/** The answer that makes the verdict uncertain; undefined if all answers are conclusive. */
export function findCause(detail: string): AnswerKind | undefined {
  const said = [...parseHosts(detail).keys()];
  return findInconclusive(said) ?? said.find((answer) => answer === "rejected_unproven");
}
