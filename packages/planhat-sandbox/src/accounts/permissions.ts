import { modelNames } from "@churned/planhat-client/models";
import type { ModelName } from "@churned/planhat-client/models";

/** The actions of permissions, in the order of Planhat's screen. */
export const actions = ["create", "view", "update", "remove"] as const;
export type Action = (typeof actions)[number];

/** One box on the permission screen. */
export type Permission = `${ModelName}.${Action}`;

/** All permissions. */
const allPermissions: readonly Permission[] = modelNames.flatMap((model) =>
  actions.map((action) => `${model}.${action}` as const),
);

const permissionNames: ReadonlySet<string> = new Set(allPermissions);

/** Whether a text is the name of a permission; narrows its type. */
export function isPermission(text: string): text is Permission {
  return permissionNames.has(text);
}

/** Models with the View permission. */
export type Views = readonly ModelName[] | "all";

/** The View permissions of these models. */
export function listViews(models: Views): Permission[] {
  return (models === "all" ? modelNames : models).map((model) => `${model}.view` as const);
}

/** A role whose permissions a new account can copy. */
export interface Role {
  readonly key: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
}

/** The roles of every tenant. */
export const roles: readonly Role[] = [
  { key: "csm-read-only", name: "CSM read-only", permissions: listViews("all") },
  { key: "admin", name: "Admin", permissions: allPermissions },
];
