/** Signing in: better-auth over our tables, as the API serves it and the CLI prepares it. */
export { type Auth, type AuthOptions, createAuth, type PasswordLink } from "./create-auth.ts";
export { setPassword } from "./set-password.ts";
