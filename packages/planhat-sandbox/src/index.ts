export { NotInSandboxError } from "./control.ts";
export type {
  Disturbance,
  Disturbed,
  NewAccount,
  RecordPlace,
  SandboxControl,
  TenantSummary,
} from "./control.ts";
export type { TokenCalls } from "./call-meter.ts";
export type { AddedTenant, NewTenants } from "./new-tenants.ts";
export type { Views } from "./accounts/permissions.ts";
export { CannotAddError } from "./world.ts";
export { UnknownAccountError } from "./accounts/accounts.ts";
export type { Conventions } from "./conventions.ts";
export type { Fault } from "./fault-kinds.ts";
export type { LimitSettings } from "./rate-limit.ts";
export type { ReadyToken, ReadyTokenName } from "./ready-tokens.ts";
export type { RecordChange } from "./record-watch.ts";
export type { LoggedRequest } from "./request-log.ts";
export { createSandbox } from "./sandbox.ts";
export type { Sandbox, SandboxOptions } from "./sandbox.ts";
export type { Sizes } from "./world/make-parts.ts";
export type { SandboxRecord } from "./world/make-record.ts";
export type { TenantOptions } from "./world/tenant.ts";
