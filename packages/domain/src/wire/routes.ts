/** The method and path of every operation, without schemas, so that the browser can use them without loading zod. */
export const routes = {
  getMe: { method: "GET", path: "/v1/me" },
  getSealingKey: { method: "GET", path: "/v1/sealing-key" },
  createTenant: { method: "POST", path: "/v1/tenants" },
  setLanguage: { method: "PUT", path: "/v1/tenants/{id}/language" },
  createConnection: { method: "POST", path: "/v1/connections" },
  listConnections: { method: "GET", path: "/v1/connections" },
  getConnection: { method: "GET", path: "/v1/connections/{id}" },
  disconnectConnection: { method: "DELETE", path: "/v1/connections/{id}" },
  saveToken: { method: "PUT", path: "/v1/connections/{id}/token" },
  confirmConnection: { method: "POST", path: "/v1/connections/{id}/confirm" },
  answerCompanies: { method: "PUT", path: "/v1/connections/{id}/companies-answer" },
  createCheck: { method: "POST", path: "/v1/connections/{id}/checks" },
  listChecks: { method: "GET", path: "/v1/connections/{id}/checks" },
  getCheck: { method: "GET", path: "/v1/checks/{id}" },
  getEstimate: { method: "GET", path: "/v1/connections/{id}/estimate" },
  createSyncRequest: { method: "POST", path: "/v1/connections/{id}/sync-requests" },
  listSyncRequests: { method: "GET", path: "/v1/sync-requests" },
  approveSyncRequest: { method: "POST", path: "/v1/sync-requests/{id}/approve" },
  declineSyncRequest: { method: "POST", path: "/v1/sync-requests/{id}/decline" },
  createSync: { method: "POST", path: "/v1/connections/{id}/syncs" },
  listSyncs: { method: "GET", path: "/v1/connections/{id}/syncs" },
  getSync: { method: "GET", path: "/v1/syncs/{id}" },
  listSetAside: { method: "GET", path: "/v1/connections/{id}/set-aside" },
  listHeldDeletions: { method: "GET", path: "/v1/held-deletions" },
  releaseDeletes: { method: "POST", path: "/v1/connections/{id}/held-deletions/apply" },
  keepRecords: { method: "POST", path: "/v1/connections/{id}/held-deletions/discard" },
  setPlan: { method: "PUT", path: "/v1/connections/{id}/plan" },
  setSchedule: { method: "PUT", path: "/v1/connections/{id}/schedule" },
  listPolicies: { method: "GET", path: "/v1/policies" },
  setPolicy: { method: "PUT", path: "/v1/policies" },
  cancelSync: { method: "POST", path: "/v1/syncs/{id}/cancel" },
  listRecords: { method: "GET", path: "/v1/connections/{id}/records" },
  countRecords: { method: "GET", path: "/v1/connections/{id}/records/count" },
  exportRecords: { method: "GET", path: "/v1/connections/{id}/export" },
  listCustomFields: { method: "GET", path: "/v1/connections/{id}/custom-fields" },
  listTimeline: { method: "GET", path: "/v1/connections/{id}/timeline" },
  listMails: { method: "GET", path: "/v1/connections/{id}/mails" },
  pauseConnection: { method: "POST", path: "/v1/connections/{id}/pause" },
  resumeConnection: { method: "POST", path: "/v1/connections/{id}/resume" },
  listInboxItems: { method: "GET", path: "/v1/inbox" },
  getInboxItem: { method: "GET", path: "/v1/connections/{id}/inbox-item" },
  sendInboxMail: { method: "POST", path: "/v1/connections/{id}/inbox-item/mail" },
  snoozeInboxItem: { method: "POST", path: "/v1/connections/{id}/inbox-item/snooze" },
  assignInboxItem: { method: "POST", path: "/v1/connections/{id}/inbox-item/assign" },
  addTriageNote: { method: "POST", path: "/v1/connections/{id}/inbox-item/notes" },
  listPeople: { method: "GET", path: "/v1/people" },
  removePerson: { method: "DELETE", path: "/v1/people/{id}" },
  lockPerson: { method: "POST", path: "/v1/people/{id}/lock" },
  unlockPerson: { method: "POST", path: "/v1/people/{id}/unlock" },
  signOutPerson: { method: "POST", path: "/v1/people/{id}/sign-out" },
  listApiKeys: { method: "GET", path: "/v1/api-keys" },
  createApiKey: { method: "POST", path: "/v1/api-keys" },
  revokeApiKey: { method: "POST", path: "/v1/api-keys/{id}/revoke" },
  listOperators: { method: "GET", path: "/v1/operators" },
  listIncidents: { method: "GET", path: "/v1/incidents" },
  getIncident: { method: "GET", path: "/v1/incidents/{id}" },
  getReceipt: { method: "GET", path: "/v1/connections/{id}/receipt" },
  createInvitation: { method: "POST", path: "/v1/connections/{id}/invitations" },
  listInvitations: { method: "GET", path: "/v1/connections/{id}/invitations" },
  withdrawInvitation: { method: "POST", path: "/v1/invitations/{id}/withdraw" },
  exchangeInvitation: { method: "POST", path: "/v1/invitations/exchange" },
  getSeries: { method: "GET", path: "/v1/series" },
  listAudit: { method: "GET", path: "/v1/audit" },
  exportAudit: { method: "GET", path: "/v1/audit/export" },
} as const satisfies Record<
  string,
  { method: "GET" | "POST" | "PUT" | "DELETE"; path: `/v1/${string}` }
>;

/** The name of an operation, which is also its `operationId`. */
export type OperationName = keyof typeof routes;

/** The path of the event stream. An event says which row changed, but not the new values. */
export const eventsPath = "/v1/events";

export const eventTopics = [
  "connection",
  "check",
  "sync",
  "sync_request",
  "held_deletes",
  "records",
  "notification",
  "incident",
  "invitation",
  "person",
  "api_key",
] as const;
export type EventTopic = (typeof eventTopics)[number];

/**
 * One event of the stream: the row `id` of this topic changed. `connectionId` is set if the row belongs to a
 * connection.
 */
export interface ChangeEvent {
  readonly topic: EventTopic;
  readonly id: string;
  readonly connectionId?: string;
}
