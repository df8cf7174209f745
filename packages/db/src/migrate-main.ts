/** `node packages/db/src/migrate-main.ts`: migrates the database named in the environment. */
import { readMigrationEnv } from "./env.ts";
import { migrate } from "./migrate.ts";

await migrate(readMigrationEnv());
