/** The name of the person or system that did something, as a given reader may see it. */
import type { Actor, Role } from "@churned/domain/shared";

/** The name that signs the product's own actions. */
export const churned = "Churned";

/**
 * The name of a person. Customers do not know Churned's people by name, so the name of the company is added for
 * customers.
 */
export function namePerson(
  person: { readonly name: string | null; readonly role: Role | null },
  reader: Actor,
): string {
  const name = person.name ?? "Somebody who has left";
  const isStranger = person.role === "operator" && reader.kind !== "operator";
  return isStranger && person.name !== null ? `${name} (${churned})` : name;
}

/**
 * The name that signs a line of a timeline or of the audit: a person's name, or Churned if nobody requested the action.
 */
export function signLine(
  line: {
    readonly actorKind: Actor["kind"];
    readonly actorName: string | null;
    readonly actorRole: Role | null;
  },
  reader: Actor,
): string {
  // The worker also writes lines for requests of people. These lines contain the name of the person.
  if (line.actorKind === "system" && line.actorName === null) return churned;
  return namePerson({ name: line.actorName, role: line.actorRole }, reader);
}
