/**
 * Names who did something, as a given reader may see it.
 */
import type { Actor, Role } from "@churned/domain/shared";

/** The name that signs the product's own actions. */
export const churned = "Churned";

/** A person's name. Customers do not know Churned's people by name, so for them the company is added. */
export function namePerson(
  person: { readonly name: string | null; readonly role: Role | null },
  reader: Actor,
): string {
  const name = person.name ?? "Somebody who has left";
  const isStranger = person.role === "operator" && reader.kind !== "operator";
  return isStranger && person.name !== null ? `${name} (${churned})` : name;
}

/** Signs a line of a timeline or audit: with a person's name, or as Churned if nobody requested the action. */
export function signLine(
  line: {
    readonly actorKind: Actor["kind"];
    readonly actorName: string | null;
    readonly actorRole: Role | null;
  },
  reader: Actor,
): string {
  // The worker writes lines for people's requests too; these carry the person's name.
  if (line.actorKind === "system" && line.actorName === null) return churned;
  return namePerson({ name: line.actorName, role: line.actorRole }, reader);
}
