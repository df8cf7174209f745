import type { Role } from "@churned/domain/shared";
import { useQuery } from "@tanstack/solid-query";
import { createContext, useContext } from "solid-js";
import { queries } from "../api/queries.ts";
import type { Me } from "../api/types.ts";

/** Who is signed in, read once and again whenever the stream reopens. */
export function useMe() {
  return useQuery(() => queries.me());
}

export const SessionContext = createContext<() => Me>();

/** The signed-in person; only inside the shell. */
export function useSession(): () => Me {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error("useSession is for pages inside the shell.");
  return session;
}

/** Where each role begins. */
export function homeOf(role: Role): string {
  return role === "operator" ? "/needs-someone" : "/planhat";
}
