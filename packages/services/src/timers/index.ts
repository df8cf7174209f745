export { bringBackDueTimes } from "./bring-back-due-times.ts";
export { reconcile } from "./reconcile.ts";
