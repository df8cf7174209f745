export { openDueProofs } from "./prove-retired.ts";
export { saveToken, type SaveTokenInput } from "./save-token.ts";
