import { operations } from "@churned/domain/wire";
import { createTenant, sendPasswordLink } from "@churned/services/tenant";
import type { Command } from "../run-cli.ts";
import { need, readArguments, UsageError } from "../usage.ts";

/** Adds a tenant with its connection and its customer. The customer gets a mail with the link to set a password. */
export const runTenantAdd: Command = async (args, { say }, open) => {
  const { given, options } = readArguments(args, ["NAME"], { email: "text", language: "text" });
  const input = operations.createTenant.body.safeParse({
    name: given[0],
    customerEmail: need(options.email, "--email"),
    language: options.language,
  });
  if (!input.success)
    throw new UsageError(
      "NAME must be a name, --email must be a mail address, and --language must be en or nl.",
    );
  const world = await open();
  const created = await createTenant(world.as(), input.data);
  const email = input.data.customerEmail;
  const link = await sendPasswordLink(world.as(), { email });
  if (link === undefined) throw new Error("No link was made for the new customer.");
  say(`Tenant      ${created.id}`);
  say(`Connection  ${created.connectionId}`);
  say(
    `Customer    ${email.toLowerCase()}. The customer gets a mail with this link to set a password:`,
  );
  say(link);
  return 0;
};
