import { roles } from "@churned/domain/shared";
import { createPasswordLink, createUser } from "@churned/services/tenant";
import { passwordLength } from "@churned/domain/sign-in";
import { refuseEasyPassword, setPassword } from "@churned/sign-in";
import { z } from "zod";
import type { Command } from "../run-cli.ts";
import { need, readArguments, UsageError } from "../usage.ts";

const Input = z
  .object({
    email: z.email().max(254),
    role: z.enum(roles),
    name: z.string().trim().min(1).max(120).optional(),
    tenantId: z.uuid().optional(),
  })
  .refine(({ role, tenantId }) => (role === "customer") === (tenantId !== undefined));

/** Adds a person. Prints the link to set a password, or sets the password from standard input. */
export const runUserAdd: Command = async (args, { say, readInput }, open) => {
  const { given, options } = readArguments(args, ["EMAIL"], {
    role: "text",
    tenant: "text",
    name: "text",
    "password-stdin": "flag",
  });
  const input = Input.safeParse({
    email: given[0],
    role: need(options.role, "--role"),
    name: options.name,
    tenantId: options.tenant,
  });
  if (!input.success)
    throw new UsageError(
      "EMAIL must be a mail address. --role must be operator or customer. --tenant must be the id of a tenant, for customers only.",
    );
  const password = options["password-stdin"] === true ? await readInput() : undefined;
  if (password !== undefined && password.length < passwordLength.min)
    throw new UsageError(`The password must have at least ${passwordLength.min} characters.`);
  const { email, name = "" } = input.data;
  if (password !== undefined) await refuseEasyPassword(password, { email, name });
  const world = await open();
  const { id } = await createUser(world.as(), input.data);
  say(`User  ${id}`);
  if (password === undefined) {
    say("The link to set a password:");
    say(await createPasswordLink(world.as(), { userId: id }));
  } else {
    await setPassword(world.auth, id, password);
  }
  return 0;
};
