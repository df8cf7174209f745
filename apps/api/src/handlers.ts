/** Each operation of the API and the use case behind it. */
import * as services from "@churned/services";
import type { AnswerOf, OperationName } from "@churned/domain/wire";
import { AppError } from "@churned/domain";
import type { Auth } from "@churned/sign-in";
import type { GuestCookie } from "./auth/guest-cookie.ts";
import type { Identify } from "./auth/identify.ts";
import type { ApiDeps } from "./deps.ts";
import type { Limits } from "./http/limits.ts";
import type { Handler, Handlers, InputOf } from "./http/mount-operation.ts";
import { makeServiceContext } from "./service-context.ts";

export interface HandlerParts {
  /** Sends a new customer the link under which they set their password. */
  readonly auth: Auth;
  readonly limits: Limits;
  readonly guestCookie: GuestCookie;
  readonly identify: Identify;
}

export function createHandlers(deps: ApiDeps, parts: HandlerParts): Handlers {
  const { auth, limits, guestCookie, identify } = parts;
  /** The use case, called for whoever calls the operation. */
  function use<N extends OperationName>(
    verb: (ctx: services.ServiceContext, input: InputOf<N>) => Promise<AnswerOf<N>>,
  ): Handler<N> {
    return ({ actor, requestId, language }, input) =>
      verb(makeServiceContext(deps, { actor: actor(), requestId, language }), input);
  }
  const [keyId = "", publicKey = ""] = deps.env.SEALING_PUBLIC_KEY.split(".");

  return {
    getMe: ({ person }) => {
      if (person === undefined || person.role === "guest")
        throw new Error("getMe is for those who are signed in.");
      const { user, role, tenant } = person;
      const tenants = tenant === null ? [] : [{ id: tenant.tenantId, name: tenant.tenantName }];
      return { user, role, tenants };
    },
    getSealingKey: () => ({ keyId, publicKey }),
    createTenant: async (call, input) => {
      const created = await use<"createTenant">(services.createTenant)(call, input);
      try {
        await auth.api.requestPasswordReset({ body: { email: input.customerEmail } });
      } catch (error) {
        // The tenant is there all the same; its customer can ask for a link on the sign-in page.
        deps.log.error({ tenantId: created.id, error }, "a new customer was sent no link");
      }
      return created;
    },
    setLanguage: use(services.setLanguage),
    createConnection: async (call, input) => {
      await limits.count("connection", call.person?.user.id ?? "");
      return await use<"createConnection">(services.createConnection)(call, input);
    },
    listConnections: use(services.listConnections),
    getConnection: use(services.getConnection),
    disconnectConnection: use(services.disconnectConnection),
    getReceipt: use(services.getReceipt),
    createInvitation: async (call, input) => {
      await limits.count("invitation", call.person?.user.id ?? "");
      return await use<"createInvitation">(services.createInvitation)(call, input);
    },
    listInvitations: use(services.listInvitations),
    withdrawInvitation: use(services.withdrawInvitation),
    exchangeInvitation: async ({ http, requestId }, { secret }) => {
      await limits.count("invitationExchange", http.callerAddress);
      const person = await identify(http.headers);
      if (person !== undefined && person.role !== "guest")
        throw new AppError("CONFLICT", "You are signed in. Sign out, then open the link again.");
      const ctx = makeServiceContext(deps, { actor: { kind: "system", name: "api" }, requestId });
      const guest = await services.exchangeInvitation(ctx, { secret });
      const expiresAt = new Date(guest.expiresAt);
      http.setCookie(await guestCookie.write(guest.invitationId, expiresAt));
      return guest;
    },
    saveToken: use(services.saveToken),
    confirmConnection: use(services.confirmConnection),
    answerCompanies: use(services.answerCompanies),
    createCheck: use(services.createCheck),
    listChecks: use(services.listChecks),
    getCheck: use(services.getCheck),
    getEstimate: use(services.getEstimate),
    createSyncRequest: use(services.createSyncRequest),
    listSyncRequests: use(services.listSyncRequests),
    approveSyncRequest: use(services.approveSyncRequest),
    declineSyncRequest: use(services.declineSyncRequest),
    createSync: use(services.createSync),
    listSyncs: use(services.listSyncs),
    getSync: use(services.getSync),
    cancelSync: use(services.cancelSync),
    listSetAside: use(services.listSetAside),
    listHeldDeletes: use(services.listHeldDeletes),
    releaseDeletes: use(services.releaseDeletes),
    keepRecords: use(services.keepRecords),
    setPlan: use(services.setPlan),
    setSchedule: use(services.setSchedule),
    listPolicies: use(services.listPolicies),
    setPolicy: use(services.setPolicy),
    listCustomFields: use(services.listCustomFields),
    listRecords: use(services.listRecords),
    countRecords: use(services.countRecords),
    exportRecords: async (call, input) => {
      await limits.count("export", call.person?.user.id ?? "");
      return await use<"exportRecords">(services.exportRecords)(call, input);
    },
    listTimeline: use(services.listTimeline),
    listMails: use(services.listMails),
    pauseConnection: use(services.pauseConnection),
    resumeConnection: use(services.resumeConnection),
    listProblems: use(services.listProblems),
    getProblem: use(services.getProblem),
    sendProblemMail: use(services.sendProblemMail),
    snoozeProblem: use(services.snoozeProblem),
    assignProblem: use(services.assignProblem),
    noteProblem: use(services.noteProblem),
    listOperators: use(services.listOperators),
    listIncidents: use(services.listIncidents),
    getIncident: use(services.getIncident),
    listAudit: use(services.listAudit),
  };
}
