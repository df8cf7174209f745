import { Navigate } from "@solidjs/router";
import type { Role } from "@churned/domain/shared";
import { useSession } from "./session.ts";

/** The first page of each role. */
function homeOf(role: Role): string {
  return role === "operator" ? "/overview" : "/planhat";
}

export function HomeRedirect() {
  const me = useSession();
  return <Navigate href={homeOf(me().role)} />;
}
