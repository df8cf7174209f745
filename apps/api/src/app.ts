/** The API as a Hono app, without a server. */
import { type OperationName, routes } from "@churned/domain/routes";
import type { ReadAction } from "@churned/domain/history";
import { type Auth, createAuth } from "@churned/sign-in";
import {
  confirmSignIn,
  findPasswordHash,
  sendPasswordLink,
  setPasswordWithLink,
} from "@churned/services/tenant";
import { AppError } from "@churned/domain/shared";
import { Hono } from "hono";
import { mountAuthRoutes } from "./auth/auth-routes.ts";
import { createDeviceCookie } from "./auth/device-cookie.ts";
import { createGuestCookie } from "./auth/guest-cookie.ts";
import { createHashPlaces } from "./auth/hash-places.ts";
import { createFindAgain, createIdentify } from "./auth/identify.ts";
import { createSignInLog } from "./auth/sign-in-log.ts";
import { createSignInGuard } from "./auth/sign-in-guard.ts";
import { mountConsole } from "./console-routes.ts";
import { mountDemo } from "./demo-routes.ts";
import type { ApiDeps } from "./deps.ts";
import { mountDocs } from "./docs/docs-routes.ts";
import { mountSecurityTxt } from "./docs/security-txt.ts";
import { mountEvents } from "./events/events-route.ts";
import { createHandlers } from "./handlers.ts";
import { addGauges } from "./health/gauges.ts";
import { mountHealth } from "./health/health-routes.ts";
import type { ApiContext } from "./http/api-context.ts";
import { warnOfUntrustedProxy } from "./http/caller-address.ts";
import { limitBody } from "./http/body.ts";
import { createReadLog } from "./http/read-log.ts";
import { type Call, mountOperation } from "./http/mount-operation.ts";
import { answerProblem } from "./http/problem.ts";
import { createRateLimits } from "./http/rate-limits.ts";
import { refuseForeignWrites } from "./http/refuse-foreign-writes.ts";
import { requestLog } from "./http/request-log.ts";
import { securityHeaders } from "./http/security-headers.ts";
import { makeServiceContext } from "./service-context.ts";

/** Builds the app. `createDeps` opens and closes all connections. */
export function createApi(deps: ApiDeps): Hono<ApiContext> {
  const { env, db, hub } = deps;
  const auth = createApiAuth(deps);
  const cookies = { secret: env.AUTH_SECRET, appUrl: env.appUrl };
  const guestCookie = createGuestCookie(cookies);
  const identify = createIdentify({ auth, db, guestCookie, now: deps.now });
  const limits = createRateLimits(db.pool);
  const places = createHashPlaces();
  const self = makeServiceContext(deps, { actor: { kind: "system", name: "api" } });
  const signInLog = createSignInLog(self, env.AUTH_SECRET);
  const readLog = createReadLog();
  const app = new Hono<ApiContext>();

  app.onError((error, c) => answerProblem(c, env.appUrl, error));
  app.use("*", requestLog(deps.log, deps.metrics));
  app.use("*", securityHeaders(env.appUrl));
  app.use("*", async (c, next) => {
    if (c.env.isMalformed === true)
      throw new AppError("MALFORMED", "The request is not valid HTTP.");
    await next();
  });
  app.use("*", refuseForeignWrites(env.trustedOrigins));
  app.use("*", limitBody);
  if (!env.TRUST_PROXY) app.use("*", warnOfUntrustedProxy(deps.log));

  addGauges(deps, hub.countClients);
  mountHealth(app, { ...deps, metricsFor: whoseMetrics(env) });
  mountAuthRoutes(app, {
    auth,
    limits,
    places,
    guard: createSignInGuard({ limits, places, metrics: deps.metrics, now: deps.now }),
    deviceCookie: createDeviceCookie({ ...cookies, now: deps.now }),
    isProxyTrusted: env.TRUST_PROXY,
    log: deps.log,
    signInLog,
    findPasswordHash: (email) => findPasswordHash(self, { email }),
    confirmSignIn: (signIn) => confirmSignIn(self, signIn),
    sendPasswordLink: async (request, email) => {
      await signInLog.askedForLink(request, email);
      await sendPasswordLink({ ...self, request }, { email });
    },
    setPasswordWithLink: (request, given) => setPasswordWithLink({ ...self, request }, given),
    onSignedOut: hub.endSession,
    clearGuestCookie: guestCookie.clear,
  });
  mountEvents(app, hub, identify);
  mountDemo(app, deps, identify);

  const handlers = createHandlers(deps, { limits, guestCookie, identify });
  const options = {
    identify,
    findAgain: createFindAgain({ db, now: deps.now }),
    isProxyTrusted: env.TRUST_PROXY,
    countKeyCall: (keyId: string) => limits.count("apiKey", keyId),
    countTokenWrite: (userId: string, subjectId: string) =>
      limits.count("tokenWrite", `${userId} on ${subjectId}`),
    downloads: deps.downloads,
    logRead: (call: Call, action: ReadAction, connectionId?: string) => {
      const ctx = makeServiceContext(deps, { actor: call.actor(), request: call.request });
      return readLog(ctx, { action, ...(connectionId === undefined ? {} : { connectionId }) });
    },
  };
  for (const name of Object.keys(routes) as OperationName[])
    mountOperation(app, name, handlers[name], options);

  mountDocs(app, env.appUrl);
  mountSecurityTxt(app, { appUrl: env.appUrl, contact: env.SECURITY_CONTACT, now: deps.now });
  mountConsole(app, deps.consoleFolder);
  return app;
}

/** The answer to a request that is not valid HTTP. The log has no path, because the request may have none. */
export const answerMalformedRequest = (
  app: Pick<Hono<ApiContext>, "fetch">,
): Response | Promise<Response> =>
  app.fetch(new Request("http://localhost/"), { isMalformed: true });

function whoseMetrics(env: ApiDeps["env"]): "all" | "this machine" | "nobody" {
  if (env.METRICS_PORT !== undefined) return "nobody";
  return env.METRICS_FOR_ALL ? "all" : "this machine";
}

function createApiAuth(deps: ApiDeps): Auth {
  return createAuth({
    db: deps.db,
    secret: deps.env.AUTH_SECRET,
    appUrl: deps.env.appUrl,
    onError: (message, error) => deps.log.error({ part: "better-auth", error }, message),
  });
}
