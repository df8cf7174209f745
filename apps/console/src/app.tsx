import { Route, Router, type RouteSectionProps } from "@solidjs/router";
import type { Role } from "@churned/domain/shared";
import { QueryClientProvider } from "@tanstack/solid-query";
import { type Component, ErrorBoundary } from "solid-js";
import { onAnswer } from "./api/answers.ts";
import { makeQueryClient } from "./api/query-client.ts";
import { Crashed } from "./shell/crashed.tsx";
import { HomeRedirect } from "./shell/home.tsx";
import { Shell } from "./shell/shell.tsx";
import { loadLater } from "./shell/load-later.tsx";
import { Skeleton } from "./ui/skeleton.tsx";
import { Toasts } from "./ui/toast.tsx";

const page = (fetchCode: () => Promise<{ readonly default: Component }>) =>
  loadLater(fetchCode, () => <Skeleton label="Opening the page" rows={3} />);

const SignIn = page(() => import("./pages/shared/sign-in/sign-in.tsx"));
const SetPassword = page(() => import("./pages/shared/set-password/set-password.tsx"));
const Invited = page(() => import("./pages/customer/invited/invited.tsx"));
const Connect = page(() => import("./pages/customer/connect/connect.tsx"));
const Receipt = page(() => import("./pages/customer/receipt/receipt.tsx"));
const Status = page(() => import("./pages/customer/status/status.tsx"));
const Sync = page(() => import("./pages/customer/sync/sync.tsx"));
const Overview = page(() => import("./pages/operator/overview/overview.tsx"));
const NeedsSomeone = page(() => import("./pages/operator/needs-someone/needs-someone.tsx"));
const Incidents = page(() => import("./pages/operator/incidents/incidents.tsx"));
const IncidentPage = page(() => import("./pages/operator/incidents/incident.tsx"));
const Connections = page(() => import("./pages/operator/connections/connections.tsx"));
const Connection = page(() => import("./pages/operator/connection/connection.tsx"));
const SyncRequests = page(() => import("./pages/operator/sync-requests/sync-requests.tsx"));
const Policies = page(() => import("./pages/operator/policies/policies.tsx"));
const People = page(() => import("./pages/operator/people/people.tsx"));
const Outbox = page(() => import("./pages/operator/outbox/outbox.tsx"));
const NotFound = page(() => import("./pages/shared/not-found/not-found.tsx"));

const client = makeQueryClient();

// The shell, which is the frame of every page, reads who is signed in and shows the sign-in if nobody is. A
// `signed_out` from that read itself must not start the read again.
onAnswer((answer) => {
  const me = client.getQueryState(["me"]);
  if (answer === "signed_out" && me?.status === "success" && me.fetchStatus === "idle")
    void client.invalidateQueries({ queryKey: ["me"] });
});

/** The pages of each role. Their code is loaded in advance, because navigation must work while the API is down. */
const pagesOf: Readonly<Record<Role, readonly ReturnType<typeof page>[]>> = {
  customer: [Connect, Status, Sync, Receipt],
  operator: [
    Overview,
    NeedsSomeone,
    Incidents,
    IncidentPage,
    Connections,
    Connection,
    SyncRequests,
    Policies,
    People,
    Outbox,
  ],
};
/** The wait before the other pages are loaded. By then the first page has loaded its data. */
const preloadAfterMs = 1_500;

function preloadPages(role: Role): void {
  setTimeout(() => {
    for (const { preload } of pagesOf[role]) void preload();
  }, preloadAfterMs);
}

export function App() {
  return (
    <QueryClientProvider client={client}>
      <ErrorBoundary fallback={(error: unknown, reset) => <Crashed error={error} reset={reset} />}>
        <Router>
          <Route path="/sign-in" component={SignIn} />
          <Route path="/set-password" component={SetPassword} />
          <Route path="/invited" component={Invited} />
          <Route
            path="/"
            component={(props: RouteSectionProps) => <Shell {...props} onSignedIn={preloadPages} />}
          >
            <Route path="/" component={HomeRedirect} />
            <Route path="/planhat" component={Connect} />
            <Route path="/status" component={Status} />
            <Route path="/receipt/:id" component={Receipt} />
            <Route path="/sync" component={Sync} />
            <Route path="/overview" component={Overview} />
            <Route path="/needs-someone/:id?" component={NeedsSomeone} />
            <Route path="/incidents" component={Incidents} />
            <Route path="/incidents/:id" component={IncidentPage} />
            <Route path="/connections" component={Connections} />
            <Route path="/connections/:id/:tab?" component={Connection} />
            <Route path="/sync-requests" component={SyncRequests} />
            <Route path="/policies" component={Policies} />
            <Route path="/people" component={People} />
            <Route path="/outbox" component={Outbox} />
            <Route path="*" component={NotFound} />
          </Route>
        </Router>
      </ErrorBoundary>
      <Toasts />
    </QueryClientProvider>
  );
}
