import { asActor } from "@churned/db/client";
import { addAudit } from "@churned/db/history";
import { findTenant, setTenantLanguage } from "@churned/db/tenant";
import type { Language } from "@churned/domain/shared";
import { notFound } from "@churned/domain/shared";
import type { ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";

/** Sets the language of mails to the people of a tenant. */
export async function setLanguage(
  ctx: ServiceContext,
  { id, language }: { readonly id: string; readonly language: Language },
): Promise<ResponseOf<"setLanguage">> {
  return await asActor(ctx.db, ctx.actor, async (tx) => {
    const tenant = await findTenant(tx, id);
    if (tenant === undefined) throw notFound("tenant");
    if (tenant.language !== language) {
      await setTenantLanguage(tx, id, language);
      addAudit(tx, {
        tenantId: id,
        action: "tenant.language",
        subjectId: id,
        reason: language,
        request: ctx.request,
      });
    }
    return { id, name: tenant.name, language };
  });
}
