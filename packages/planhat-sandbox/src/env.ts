import { z } from "zod";

const schema = z.object({
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
  SANDBOX_HOSTS: z
    .string()
    .default("api,api-eu,api-us2")
    .transform((text) =>
      text
        .split(",")
        .map((name) => name.trim())
        .filter(Boolean),
    ),
  SANDBOX_DATA_FILE: z.string().optional(),
  SANDBOX_PUBLIC_URL: z.url().optional(),
  SANDBOX_MAX_CALLS: z.coerce.number().int().min(0).optional(),
  SANDBOX_LATENCY_MS: z.coerce.number().int().min(0).optional(),
  EXIT_WITH_PARENT: z.enum(["true", "false"]).default("false"),
});

/** The settings of the process. */
export type SandboxEnv = z.infer<typeof schema>;

/** Reads the settings. If settings are wrong, throws an error with their names, but not with their values. */
export function parseEnv(source: Record<string, string | undefined>): SandboxEnv {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const names = parsed.error.issues.map((issue) => issue.path.join("."));
  throw new Error(`Wrong settings: ${names.join(", ")}`);
}

/** Reads the settings of this process. */
export function readEnv(): SandboxEnv {
  return parseEnv(process.env);
}
