import { Navigate, type RouteSectionProps, useLocation } from "@solidjs/router";
import { createEffect, Match, on, onCleanup, Show, Switch } from "solid-js";
import type { Role } from "@churned/domain/shared";
import { isSignedOut } from "../api/problem.ts";
import { dataOf } from "../api/read.ts";
import { language } from "../ui/language.ts";
import { Live } from "../live/live.tsx";
import { NotYet } from "../live/not-yet.tsx";
import { loadLater } from "./load-later.tsx";
import { ProblemNote } from "./problem-note.tsx";
import { Brand } from "./brand.tsx";
import { Navigation } from "./navigation.tsx";
import { onSignedOutElsewhere } from "./sign-outs.ts";
import { SessionContext, useMe } from "./session.ts";
import { UserMenu } from "./user-menu.tsx";
import "./shell.css";

// Customers do not need this code.
const FindButton = loadLater(
  () => import("./finder/find-button.tsx"),
  () => null,
);

const SignInAgain = loadLater(
  () => import("./sign-in/sign-in-again.tsx"),
  () => null,
);

/**
 * The frame around every page of a signed-in person. Once a page is shown, it stays with the text that the person
 * typed. If the API is down, a bar over the page says so. If the session ended, a dialog over the page says so.
 */
export function Shell(props: RouteSectionProps & { onSignedIn: (role: Role) => void }) {
  const me = useMe();
  const location = useLocation();
  const known = () => dataOf(me);
  const isOut = () => isSignedOut(me.error);
  const signInAddress = () => {
    const here = location.pathname + location.search + location.hash;
    return here === "/" ? "/sign-in" : `/sign-in?to=${encodeURIComponent(here)}`;
  };

  createEffect(
    on(
      () => known()?.user.id,
      (id, before) => {
        if (id === undefined) return;
        // One person must never see another person's page.
        if (before !== undefined && before !== id) globalThis.location.replace("/");
        const role = known()?.role;
        if (role !== undefined) props.onSignedIn(role);
        void SignInAgain.preload();
      },
    ),
  );
  onCleanup(onSignedOutElsewhere(leave));

  return (
    <Switch
      fallback={
        <NotYet label="Looking who is signed in" rows={3} isUnanswered={me.failureCount > 0} />
      }
    >
      <Match when={known()}>
        {(session) => (
          <SessionContext.Provider value={session}>
            <a href="#content" data-skip target="_self">
              Skip to the content
            </a>
            <div data-shell>
              <aside data-sidebar>
                <Brand />
                <Show when={session().role === "operator"}>
                  <FindButton />
                </Show>
                <Navigation role={session().role} />
                <UserMenu me={session()} />
              </aside>
              <main id="content" tabindex="-1">
                {props.children}
              </main>
            </div>
            <Show
              when={!isOut()}
              fallback={<SignInAgain me={session()} otherAddress={signInAddress()} />}
            >
              <Show when={session().user.id} keyed>
                {(userId) => (
                  <Live
                    userId={userId}
                    onSignedOut={leave}
                    language={session().role === "operator" ? "en" : language()}
                  />
                )}
              </Show>
            </Show>
          </SessionContext.Provider>
        )}
      </Match>
      <Match when={isOut()}>
        <Navigate href={signInAddress()} />
      </Match>
      <Match when={me.isError}>
        <main data-alone>
          <ProblemNote
            title="Churned could not say who is signed in"
            problem={me.error}
            onRetry={() => void me.refetch()}
          />
        </main>
      </Match>
    </Switch>
  );
}

/** Shows the sign-in in a new document, which keeps nothing of the old page. */
function leave(): void {
  globalThis.location.replace("/sign-in");
}
