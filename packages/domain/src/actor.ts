/** Who acts. Every use case is given one, and every audit line names one. */
export type Actor =
  | { readonly kind: "customer"; readonly userId: string; readonly tenantId: string }
  | { readonly kind: "operator"; readonly userId: string }
  | { readonly kind: "system"; readonly name: string };

export const roles = ["customer", "operator"] as const;
/** What a signed-in person is. */
export type Role = (typeof roles)[number];
