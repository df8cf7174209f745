export { removeOldHistory } from "./remove-old-history.ts";
