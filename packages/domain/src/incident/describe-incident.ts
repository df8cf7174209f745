/** The title and the explanation of an incident, as operators read them. */
import { type IncidentCause, isRefusalKind } from "./incident.ts";
import { canariesPerSweep } from "./limits.ts";

/** An incident in words. */
export function describeIncident(cause: IncidentCause): { title: string; explanation: string } {
  const { host, kind } = cause;
  const waits = `Its connections keep their states, their customers get no mail about it, and their tests wait. ${canariesPerSweep} connections at a time are looked at for all of them; when it is answered again, the others follow by themselves.`;
  if (host === null && kind === "our_fault")
    return {
      title: "Tests end in an error of our own",
      explanation: `Tests of many connections do not get as far as Planhat: the worker's key, its database or its code is at fault. ${waits}`,
    };
  if (host === null)
    return {
      title: "No Planhat host can be reached from here",
      explanation: `All hosts fail at once at DNS, TCP or TLS, so our own network is at fault and not Planhat. ${waits}`,
    };
  if (isRefusalKind(kind))
    return {
      title: `Planhat's host ${host} refuses the tokens of most`,
      explanation: `Tokens that worked are refused, those of most connections on this host, and none is accepted in between, so it is the host's trouble and not their customers'. ${waits}`,
    };
  const how = {
    planhat_down: "answers with errors",
    unreachable: "cannot be reached",
    unexpected_answer: "answers with something that is not Planhat's",
    our_fault: "cannot be called",
  } as const;
  return {
    title: `Planhat's host ${host} ${how[kind]}`,
    explanation: `Tests of most connections on this host fail in the same way, while nothing points at their tokens. ${waits}`,
  };
}
