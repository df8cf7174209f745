export { createTenant, createUser } from "./create-tenant.ts";
export { setLanguage } from "./set-language.ts";
export { sendPasswordLink } from "./send-password-link.ts";
