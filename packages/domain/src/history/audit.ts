/** The origin of a request, as the audit stores it. */
export interface RequestOrigin {
  readonly id: string;
  /** The network address of the caller; of an IPv6 address, only the network. */
  readonly address?: string | undefined;
  /** The start of the `User-Agent` header. */
  readonly device?: string | undefined;
}

/** The audit keeps this many characters of the name that a program gives itself. */
export const deviceTextMax = 200;

/**
 * Everything that the audit logs. `isInner`: the work of operators among themselves, which customers do not see.
 * `isRead`: a read of sensitive data in pages, which is logged once in each interval (`readLoggedEveryMs`).
 */
export const auditActions = {
  "tenant.create": { is: "a tenant was added" },
  "tenant.language": { is: "the language of a tenant's mails was changed" },
  "user.create": { is: "a person was added" },
  "user.lock": { is: "a person was locked" },
  "user.unlock": { is: "a person was unlocked" },
  "user.remove": { is: "a person was removed" },
  "user.sign_out": { is: "all sign-ins of a person were ended by an operator" },
  "api_key.create": { is: "an API key was made" },
  "api_key.revoke": { is: "an API key was revoked" },
  "connection.create": { is: "a connection was added" },
  "connection.pause": { is: "a connection was paused" },
  "connection.resume": { is: "a connection was resumed" },
  "connection.plan": { is: "the plan of a connection was changed" },
  "connection.schedule": { is: "the schedule of a connection was changed" },
  "connection.confirm": { is: "a customer told Churned that the connection is ready" },
  "connection.answer": { is: "a customer answered whether a token sees all companies" },
  "connection.disconnect": { is: "a connection was disconnected" },
  "token.save": { is: "a token was saved" },
  "check.create": { is: "a check was started" },
  "sync.create": { is: "a sync was started" },
  "sync.cancel": { is: "a sync was cancelled" },
  "sync_request.create": { is: "a sync was requested" },
  "sync_request.approve": { is: "a sync request was approved" },
  "sync_request.decline": { is: "a sync request was declined" },
  "held_deletes.keep": { is: "records that were missing in Planhat were kept" },
  "held_deletes.release": { is: "records that were missing in Planhat were deleted" },
  "policy.on": { is: "a policy was switched on" },
  "policy.off": { is: "a policy was switched off" },
  "invitation.create": { is: "a guest was invited" },
  "invitation.withdraw": { is: "an invitation was withdrawn" },
  "invitation.exchange": { is: "a guest opened the link of an invitation" },
  "invitation.refused": { is: "the link of an invitation was refused" },
  sign_in: { is: "a person signed in" },
  "sign_in.refused": {
    is: "a sign-in was refused: wrong password, unknown address or locked account",
  },
  sign_out: { is: "a person signed out" },
  "password.request": { is: "a link to set a password was requested" },
  "password.link": { is: "an operator made a link that sets a person's password" },
  "password.set": { is: "a password was set with a link" },
  "records.read": { is: "records were read, in pages", isRead: true },
  "mails.read": { is: "mails to a tenant's people were read", isRead: true },
  "set_aside.read": { is: "the raw content of records that were set aside was read", isRead: true },
  "people.read": { is: "the list of people was read", isRead: true },
  "audit.read": { is: "the audit was read, in pages", isRead: true },
  "records.export": { is: "records were exported as a file" },
  "audit.export": { is: "the audit was exported as a file" },
  "problem.mail": { is: "an operator sent a mail about an inbox item", isInner: true },
  "problem.snooze": { is: "an inbox item was snoozed", isInner: true },
  "problem.assign": { is: "an inbox item was assigned", isInner: true },
  "problem.note": { is: "a note was added to an inbox item", isInner: true },
} as const satisfies Readonly<
  Record<string, { readonly is: string; readonly isInner?: true; readonly isRead?: true }>
>;

export type AuditAction = keyof typeof auditActions;

/** The reads that are logged once in each interval. */
export type ReadAction = {
  [A in AuditAction]: (typeof auditActions)[A] extends { isRead: true } ? A : never;
}[AuditAction];

/** The actions that customers do not see. */
export const innerActions: ReadonlySet<string> = new Set(
  Object.entries(auditActions).flatMap(([action, about]) => ("isInner" in about ? [action] : [])),
);
