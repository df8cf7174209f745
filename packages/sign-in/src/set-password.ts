import type { Auth } from "./create-auth.ts";

/** The hash of a password. Throws where the password is too short or too long. */
export async function hashPassword(auth: Auth, password: string): Promise<string> {
  const { password: passwords } = await auth.$context;
  const { minPasswordLength, maxPasswordLength } = passwords.config;
  if (password.length < minPasswordLength || password.length > maxPasswordLength)
    throw new Error(`A password has ${minPasswordLength} to ${maxPasswordLength} characters.`);
  return await passwords.hash(password);
}

/** Sets a person's password and replaces an older password. The person's sessions continue. */
export async function setPassword(auth: Auth, userId: string, password: string): Promise<void> {
  const { internalAdapter } = await auth.$context;
  const hash = await hashPassword(auth, password);
  const accounts = await internalAdapter.findAccounts(userId);
  if (accounts.some(({ providerId }) => providerId === "credential"))
    await internalAdapter.updatePassword(userId, hash);
  else
    await internalAdapter.linkAccount({
      userId,
      providerId: "credential",
      accountId: userId,
      password: hash,
    });
}
