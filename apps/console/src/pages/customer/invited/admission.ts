/**
 * The answer to an invitation, stored for this tab. After a reload, the page cannot open the link again, because it
 * has removed the link's secret. The guest's right is in a cookie that scripts cannot read.
 */
import type { Admission } from "../../../api/types.ts";

const storageKey = "admission";

/** `isDone`: the guest's token works. `invitedBy` may be absent in data of an older version. */
export type KeptAdmission = Omit<Admission, "invitedBy"> &
  Partial<Pick<Admission, "invitedBy">> & { readonly isDone?: boolean };

export function keepAdmission(admission: KeptAdmission): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(admission));
  } catch {
    // Storage is blocked: after a reload the link is needed again.
  }
}

export function readAdmission(): KeptAdmission | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? "null");
    return isAdmission(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

export function forgetAdmission(): void {
  try {
    sessionStorage.removeItem(storageKey);
  } catch {
    // Nothing was stored.
  }
}

function isAdmission(value: unknown): value is KeptAdmission {
  if (typeof value !== "object" || value === null) return false;
  return ["connectionId", "tenantName", "connectionName", "expiresAt"].every(
    (key) => typeof Reflect.get(value, key) === "string",
  );
}
