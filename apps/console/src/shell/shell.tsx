import { Navigate, type RouteSectionProps, useLocation } from "@solidjs/router";
import { Match, Show, Switch } from "solid-js";
import { ApiProblem } from "../api/problem.ts";
import { Live } from "../live/live.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Brand } from "./brand.tsx";
import { Navigation } from "./navigation.tsx";
import { SessionContext, useMe } from "./session.ts";
import { UserMenu } from "./user-menu.tsx";
import "./shell.css";

/** The frame around every page of somebody who is signed in. */
export function Shell(props: RouteSectionProps) {
  const me = useMe();
  const location = useLocation();
  const isSignedOut = () => me.error instanceof ApiProblem && me.error.status === 401;
  const signInAddress = () => {
    const here = location.pathname + location.search;
    return here === "/" ? "/sign-in" : `/sign-in?to=${encodeURIComponent(here)}`;
  };
  return (
    <Switch fallback={<Skeleton label="Looking who is signed in" rows={3} />}>
      <Match when={isSignedOut()}>
        <Navigate href={signInAddress()} />
      </Match>
      <Match when={me.isSuccess && me.data}>
        {(session) => (
          <SessionContext.Provider value={session}>
            <a href="#content" data-skip target="_self">
              Skip to the content
            </a>
            <div data-shell>
              <aside data-sidebar>
                <Brand />
                <Navigation role={session().role} />
                <UserMenu me={session()} />
              </aside>
              <main id="content" tabindex="-1">
                {props.children}
              </main>
            </div>
            <Show when={session().user.id} keyed>
              {(userId) => <Live userId={userId} />}
            </Show>
          </SessionContext.Provider>
        )}
      </Match>
      <Match when={me.isError}>
        <main data-alone>
          <ProblemNote
            title="Churned does not answer"
            problem={me.error}
            onRetry={() => void me.refetch()}
          />
        </main>
      </Match>
    </Switch>
  );
}
