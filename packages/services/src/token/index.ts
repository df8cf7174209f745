export { openDueProofs } from "./prove-retired.ts";
export { saveToken, type SaveTokenInput } from "./save-token.ts";
export { destroyExpiredTokens } from "./destroy-expired-tokens.ts";
