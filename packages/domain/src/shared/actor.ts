/**
 * The person or part of the system that acts. Every use case takes an actor, and every line of the audit names the
 * actor.
 */
export type Actor =
  | { readonly kind: "customer"; readonly userId: string; readonly tenantId: string }
  /** An invited colleague, who may act on one connection only. The invitation identifies the guest. */
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
/** The role of a caller: the role of a person with an account, or `guest` for a person with an invitation. */
export type CallerRole = (typeof callerRoles)[number];
