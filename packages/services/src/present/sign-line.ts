/** Who did something, as a reader is told. */
import type { Actor, Role } from "@churned/domain/shared";

/** What Churned's own machines did, they did in its name. */
export const churned = "Churned";

/** A person's name. A customer does not know Churned's people by their names, so they are told whose they are. */
export function namePerson(
  person: { readonly name: string | null; readonly role: Role | null },
  reader: Actor,
): string {
  const name = person.name ?? "Somebody who has left";
  const isStranger = person.role === "operator" && reader.kind !== "operator";
  return isStranger && person.name !== null ? `${name} (${churned})` : name;
}

/** Who wrote a line of a history: a person, or Churned where nobody asked for it. */
export function signLine(
  line: {
    readonly actorKind: Actor["kind"];
    readonly actorName: string | null;
    readonly actorRole: Role | null;
  },
  reader: Actor,
): string {
  // The worker writes what people asked for; then their name is found.
  if (line.actorKind === "system" && line.actorName === null) return churned;
  return namePerson({ name: line.actorName, role: line.actorRole }, reader);
}
