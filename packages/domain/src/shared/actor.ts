/** Who acts. Every use case takes an actor, and every audit line names one. */
export type Actor =
  | { readonly kind: "customer"; readonly userId: string; readonly tenantId: string }
  /** An invited colleague, who may act on one connection only, and is identified by the invitation. */
  | {
      readonly kind: "guest";
      readonly invitationId: string;
      readonly tenantId: string;
      readonly connectionId: string;
    }
  | { readonly kind: "operator"; readonly userId: string }
  | { readonly kind: "system"; readonly name: string };

export const roles = ["customer", "operator"] as const;
/** The role of a person with an account. */
export type Role = (typeof roles)[number];

export const callerRoles = [...roles, "guest"] as const;
/** The role of a caller: that of a person with an account, or a guest by invitation. */
export type CallerRole = (typeof callerRoles)[number];
