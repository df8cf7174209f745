import type { RequestOrigin } from "@churned/domain/history";
import type { Actor, Language } from "@churned/domain/shared";
import type { ServiceContext } from "@churned/services/context";
import type { ApiDeps } from "./deps.ts";

/** The context of a use case that the API calls for `actor`. */
export function makeServiceContext(
  deps: ApiDeps,
  call: { readonly actor: Actor; readonly request?: RequestOrigin; readonly language?: Language },
): ServiceContext {
  return {
    ...call,
    db: deps.db,
    hints: deps.hints,
    now: deps.now,
    random: deps.random,
    log: deps.log,
    sealing: { publicKey: deps.env.SEALING_PUBLIC_KEY },
    planhatHosts: deps.env.planhatHosts,
    appUrl: deps.env.appUrl,
    backupRetentionDays: deps.env.BACKUP_RETENTION_DAYS,
  };
}
