import { useQuery } from "@tanstack/solid-query";
import { createContext, useContext } from "solid-js";
import { queries } from "../api/queries.ts";
import type { Me } from "../api/types.ts";

/** Reads who is signed in: once, and again each time the event stream opens. */
export function useMe() {
  return useQuery(() => queries.me());
}

export const SessionContext = createContext<() => Me>();

/** The person who is signed in. Only for components inside the shell, which is the frame of every page. */
export function useSession(): () => Me {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error("useSession is for pages inside the shell.");
  return session;
}
