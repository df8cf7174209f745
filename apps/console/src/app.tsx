import { Route, Router } from "@solidjs/router";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/solid-query";
import { ErrorBoundary, lazy, Suspense } from "solid-js";
import { ApiProblem, isWorthRetrying } from "./api/problem.ts";
import { Crashed } from "./shell/crashed.tsx";
import { HomeRedirect } from "./shell/home.tsx";
import { Shell } from "./shell/shell.tsx";
import { Toasts } from "./ui/toast.tsx";

const SignIn = lazy(() => import("./pages/sign-in/sign-in.tsx"));
const SetPassword = lazy(() => import("./pages/set-password/set-password.tsx"));
const Invited = lazy(() => import("./pages/invited/invited.tsx"));
const Connect = lazy(() => import("./pages/customer/connect/connect.tsx"));
const Receipt = lazy(() => import("./pages/customer/receipt/receipt.tsx"));
const Status = lazy(() => import("./pages/customer/status/status.tsx"));
const Sync = lazy(() => import("./pages/customer/sync/sync.tsx"));
const NeedsSomeone = lazy(() => import("./pages/operator/needs-someone/needs-someone.tsx"));
const Incidents = lazy(() => import("./pages/operator/incidents/incidents.tsx"));
const IncidentPage = lazy(() => import("./pages/operator/incidents/incident.tsx"));
const Connections = lazy(() => import("./pages/operator/connections/connections.tsx"));
const Connection = lazy(() => import("./pages/operator/connection/connection.tsx"));
const SyncRequests = lazy(() => import("./pages/operator/sync-requests/sync-requests.tsx"));
const Policies = lazy(() => import("./pages/operator/policies/policies.tsx"));
const Outbox = lazy(() => import("./pages/operator/outbox/outbox.tsx"));
const NotFound = lazy(() => import("./pages/not-found/not-found.tsx"));

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      const isSignedOut = error instanceof ApiProblem && error.status === 401;
      // The shell asks who is signed in, and leads to the sign-in page where nobody is.
      if (isSignedOut && query.queryKey[0] !== "me")
        void client.invalidateQueries({ queryKey: ["me"] });
    },
  }),
  defaultOptions: {
    queries: {
      // Events say what is old. This is only for what no event told.
      staleTime: 30_000,
      retry: (failures, error) => failures < 3 && isWorthRetrying(error),
      // Rows keep their identity when they are read again, so that nothing flickers or loses its focus.
      reconcile: "id",
    },
    mutations: { retry: false },
  },
});

export function App() {
  return (
    <QueryClientProvider client={client}>
      <ErrorBoundary fallback={(error: unknown, reset) => <Crashed error={error} reset={reset} />}>
        <Router root={(props) => <Suspense>{props.children}</Suspense>}>
          <Route path="/sign-in" component={SignIn} />
          <Route path="/set-password" component={SetPassword} />
          <Route path="/invited" component={Invited} />
          <Route path="/" component={Shell}>
            <Route path="/" component={HomeRedirect} />
            <Route path="/planhat" component={Connect} />
            <Route path="/status" component={Status} />
            <Route path="/receipt/:id" component={Receipt} />
            <Route path="/sync" component={Sync} />
            <Route path="/needs-someone/:id?" component={NeedsSomeone} />
            <Route path="/incidents" component={Incidents} />
            <Route path="/incidents/:id" component={IncidentPage} />
            <Route path="/connections" component={Connections} />
            <Route path="/connections/:id/:tab?" component={Connection} />
            <Route path="/sync-requests" component={SyncRequests} />
            <Route path="/policies" component={Policies} />
            <Route path="/outbox" component={Outbox} />
            <Route path="*" component={NotFound} />
          </Route>
        </Router>
      </ErrorBoundary>
      <Toasts />
    </QueryClientProvider>
  );
}
