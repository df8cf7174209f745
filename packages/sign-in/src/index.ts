/**
 * Signing in: better-auth over our tables. The API serves it, and the command line makes accounts and links with it.
 */
export {
  type Auth,
  type AuthOptions,
  createAuth,
  minPasswordLength,
  type PasswordLink,
} from "./create-auth.ts";
export { setPassword } from "./set-password.ts";
