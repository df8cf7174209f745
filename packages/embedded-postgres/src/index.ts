export { freePort } from "./free-port.ts";
export { guardProcess } from "./guard.ts";
export { canEnter, findPostgresUser, sharedFolder } from "./postgres-user.ts";
export { startEmbeddedPostgres, type EmbeddedPostgres } from "./start.ts";
