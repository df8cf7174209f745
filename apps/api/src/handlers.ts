/** The handler of each operation: the use case that it calls. */
import { createApiKey, listApiKeys, revokeApiKey } from "@churned/services/api-key";
import { answerCompanies, confirmConnection, createCheck } from "@churned/services/check";
import {
  createConnection,
  disconnectConnection,
  getReceipt,
  pauseConnection,
  resumeConnection,
  setPlan,
} from "@churned/services/connection";
import {
  assignInboxItem,
  getInboxItem,
  listOperators,
  listInboxItems,
  addTriageNote,
  sendInboxMail,
  snoozeInboxItem,
} from "@churned/services/inbox";
import { exportAudit, listAudit } from "@churned/services/history";
import { getIncident, listIncidents } from "@churned/services/incident";
import {
  createInvitation,
  exchangeInvitation,
  listInvitations,
  withdrawInvitation,
} from "@churned/services/invitation";
import { listMails } from "@churned/services/notification";
import {
  getCheck,
  getConnection,
  getEstimate,
  getSync,
  listChecks,
  listConnections,
  listCustomFields,
  listRecords,
  listSetAside,
  listSyncRequests,
  listSyncs,
  listTimeline,
} from "@churned/services/reading";
import { countRecords, exportRecords } from "@churned/services/record";
import { getSeries } from "@churned/services/series";
import {
  approveSyncRequest,
  cancelSync,
  createSync,
  createSyncRequest,
  declineSyncRequest,
  keepRecords,
  listHeldDeletions,
  listPolicies,
  releaseDeletes,
  setPolicy,
  setSchedule,
} from "@churned/services/sync";
import {
  createTenant,
  listPeople,
  lockPerson,
  removePerson,
  sendPasswordLink,
  setLanguage,
  signOutPerson,
  unlockPerson,
} from "@churned/services/tenant";
import { saveToken } from "@churned/services/token";
import type { ServiceContext } from "@churned/services/context";
import type { AnswerOf, OperationName } from "@churned/domain/wire";
import { AppError } from "@churned/domain/shared";
import type { GuestCookie } from "./auth/guest-cookie.ts";
import type { Identify } from "./http/person.ts";
import type { ApiDeps } from "./deps.ts";
import type { RateLimits } from "./http/rate-limits.ts";
import type { Handler, Handlers, InputOf } from "./http/mount-operation.ts";
import { makeServiceContext } from "./service-context.ts";

export interface HandlerParts {
  readonly limits: RateLimits;
  readonly guestCookie: GuestCookie;
  readonly identify: Identify;
}

export function createHandlers(deps: ApiDeps, parts: HandlerParts): Handlers {
  const { limits, guestCookie, identify } = parts;
  /** A handler that calls the use case for the operation's caller. */
  function use<N extends OperationName>(
    verb: (ctx: ServiceContext, input: InputOf<N>) => Promise<AnswerOf<N>>,
  ): Handler<N> {
    return ({ actor, request, language }, input) =>
      verb(makeServiceContext(deps, { actor: actor(), request, language }), input);
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
      const created = await use<"createTenant">(createTenant)(call, input);
      try {
        const ctx = makeServiceContext(deps, { actor: call.actor(), request: call.request });
        await sendPasswordLink(ctx, { email: input.customerEmail });
      } catch (error) {
        // The tenant is stored, although the mail failed. Its customer can ask for a link on the sign-in page.
        deps.log.error(
          { tenantId: created.id, error },
          "the link to set a password could not be sent to a new customer",
        );
      }
      return created;
    },
    setLanguage: use(setLanguage),
    createConnection: async (call, input) => {
      await limits.count("connection", call.person?.user.id ?? "");
      return await use<"createConnection">(createConnection)(call, input);
    },
    listConnections: use(listConnections),
    getConnection: use(getConnection),
    disconnectConnection: use(disconnectConnection),
    getReceipt: use(getReceipt),
    createInvitation: async (call, input) => {
      await limits.count("invitation", call.person?.user.id ?? "");
      return await use<"createInvitation">(createInvitation)(call, input);
    },
    listInvitations: use(listInvitations),
    withdrawInvitation: use(withdrawInvitation),
    exchangeInvitation: async ({ http, request }, { secret }) => {
      await limits.count("invitationExchange", http.callerAddress());
      const person = await identify(http.headers);
      if (person !== undefined && person.role !== "guest")
        throw new AppError("CONFLICT", "You are signed in. Sign out, then open the link again.");
      const ctx = makeServiceContext(deps, { actor: { kind: "system", name: "api" }, request });
      const guest = await exchangeInvitation(ctx, { secret });
      const expiresAt = new Date(guest.expiresAt);
      http.setCookie(await guestCookie.write(guest.invitationId, expiresAt));
      return guest;
    },
    saveToken: use(saveToken),
    confirmConnection: use(confirmConnection),
    answerCompanies: use(answerCompanies),
    createCheck: use(createCheck),
    listChecks: use(listChecks),
    getCheck: use(getCheck),
    getEstimate: use(getEstimate),
    createSyncRequest: use(createSyncRequest),
    listSyncRequests: use(listSyncRequests),
    approveSyncRequest: use(approveSyncRequest),
    declineSyncRequest: use(declineSyncRequest),
    createSync: use(createSync),
    listSyncs: use(listSyncs),
    getSync: use(getSync),
    cancelSync: use(cancelSync),
    listSetAside: use(listSetAside),
    listHeldDeletions: use(listHeldDeletions),
    releaseDeletes: use(releaseDeletes),
    keepRecords: use(keepRecords),
    setPlan: use(setPlan),
    setSchedule: use(setSchedule),
    listPolicies: use(listPolicies),
    setPolicy: use(setPolicy),
    listCustomFields: use(listCustomFields),
    listRecords: use(listRecords),
    countRecords: use(countRecords),
    exportRecords: async (call, input) => {
      await limits.count("export", call.person?.user.id ?? "");
      return await use<"exportRecords">(exportRecords)(call, input);
    },
    listTimeline: use(listTimeline),
    listMails: use(listMails),
    pauseConnection: use(pauseConnection),
    resumeConnection: use(resumeConnection),
    listInboxItems: use(listInboxItems),
    getInboxItem: use(getInboxItem),
    sendInboxMail: use(sendInboxMail),
    snoozeInboxItem: use(snoozeInboxItem),
    assignInboxItem: use(assignInboxItem),
    addTriageNote: use(addTriageNote),
    listOperators: use(listOperators),
    listApiKeys: use(listApiKeys),
    createApiKey: use(createApiKey),
    revokeApiKey: use(revokeApiKey),
    listPeople: use(listPeople),
    removePerson: use(removePerson),
    lockPerson: use(lockPerson),
    unlockPerson: use(unlockPerson),
    signOutPerson: use(signOutPerson),
    listIncidents: use(listIncidents),
    getIncident: use(getIncident),
    getSeries: use(getSeries),
    listAudit: use(listAudit),
    exportAudit: async (call, input) => {
      await limits.count("export", call.person?.user.id ?? "");
      return await use<"exportAudit">(exportAudit)(call, input);
    },
  };
}
