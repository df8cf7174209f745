/** Who acts. Every use case is given one, and every audit line names one. */
export type Actor =
  | { readonly kind: "customer"; readonly userId: string; readonly tenantId: string }
  /** A colleague who was invited: acts within one connection, and in the name of the invitation. */
  | {
      readonly kind: "guest";
      readonly invitationId: string;
      readonly tenantId: string;
      readonly connectionId: string;
    }
  | { readonly kind: "operator"; readonly userId: string }
  | { readonly kind: "system"; readonly name: string };

export const roles = ["customer", "operator"] as const;
/** What a person with an account is. */
export type Role = (typeof roles)[number];

export const callerRoles = [...roles, "guest"] as const;
/** What a caller is: a person with an account, or a guest by invitation. */
export type CallerRole = (typeof callerRoles)[number];
