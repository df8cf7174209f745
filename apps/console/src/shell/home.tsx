import { Navigate } from "@solidjs/router";
import { homeOf, useSession } from "./session.ts";

export function HomeRedirect() {
  const me = useSession();
  return <Navigate href={homeOf(me().role)} />;
}
