/** Signing in: better-auth over our tables, as the API serves it and the CLI prepares it. */
export { type Auth, type AuthOptions, createAuth } from "./create-auth.ts";
export { refuseEasyPassword } from "./judge-password.ts";
export { hashPassword, setPassword } from "./set-password.ts";
