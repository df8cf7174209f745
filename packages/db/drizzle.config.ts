import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  casing: "snake_case",
  schema: "./src/tables/index.ts",
  out: "./migrations",
  entities: { roles: { include: ["churned_api", "churned_worker"] } },
});
