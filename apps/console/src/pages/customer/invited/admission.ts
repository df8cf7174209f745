/**
 * What a guest was admitted to, kept for this tab so that reloading it does not ask for the secret again, which is
 * nowhere any more. The right itself is in a cookie that no script reads.
 */
import type { Admission } from "../../../api/types.ts";

const storageKey = "admission";

/** `isDone`: their token works. A tab may have kept it before it was told who invited. */
export type KeptAdmission = Omit<Admission, "invitedBy"> &
  Partial<Pick<Admission, "invitedBy">> & { readonly isDone?: boolean };

export function keepAdmission(admission: KeptAdmission): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(admission));
  } catch {
    // Storage is blocked: a reload needs the link again.
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
    // Nothing was kept.
  }
}

function isAdmission(value: unknown): value is KeptAdmission {
  if (typeof value !== "object" || value === null) return false;
  return ["connectionId", "tenantName", "connectionName", "expiresAt"].every(
    (key) => typeof Reflect.get(value, key) === "string",
  );
}
