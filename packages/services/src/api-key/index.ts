export { createApiKey, listApiKeys, revokeApiKey } from "./api-keys.ts";
export { hashApiKeySecret, isApiKeySecret } from "./secret.ts";
