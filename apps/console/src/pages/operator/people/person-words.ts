/** The texts of the changes that an operator can make to an account. */
import type { Person } from "../../../api/types.ts";
import type { ButtonVariant } from "../../../ui/button.tsx";

export type PersonChange = "signOutPerson" | "lockPerson" | "unlockPerson" | "removePerson";

interface Words {
  readonly action: string;
  readonly question: (name: string) => string;
  readonly text: (name: string) => string;
  readonly done: (name: string) => string;
  readonly variant?: ButtonVariant;
}

const endsAtOnce = "Open pages and downloads end at once.";
const readers = "Operators can read your reason in the audit.";

export const changeWords: Readonly<Record<PersonChange, Words>> = {
  signOutPerson: {
    action: "Sign out",
    question: (name) => `Sign ${name} out everywhere?`,
    text: (name) => `${endsAtOnce} ${name} can sign in again. ${readers}`,
    done: (name) => `${name} is signed out everywhere.`,
  },
  lockPerson: {
    action: "Lock",
    question: (name) => `Lock the account of ${name}?`,
    text: (name) =>
      `${endsAtOnce} ${name} cannot sign in until an operator unlocks the account. Mails still arrive. ${readers}`,
    done: (name) => `The account of ${name} is locked.`,
  },
  unlockPerson: {
    action: "Unlock",
    question: (name) => `Unlock the account of ${name}?`,
    text: (name) => `${name} can sign in again with the same password. ${readers}`,
    done: (name) => `The account of ${name} is unlocked.`,
  },
  removePerson: {
    action: "Remove",
    question: (name) => `Remove ${name}?`,
    text: (name) =>
      `${endsAtOnce} ${name} cannot sign in any more and gets no mails. Open invitations that ${name} sent end too. The history keeps the name. This cannot be undone. ${readers}`,
    done: (name) => `${name} is removed.`,
    variant: "danger",
  },
};

/** The changes that make sense for an account. */
export function changesFor({ lockedAt }: Person): readonly PersonChange[] {
  return lockedAt === null
    ? ["signOutPerson", "lockPerson", "removePerson"]
    : ["unlockPerson", "removePerson"];
}
