/** Texts for a guest: who sent the link, what it can and cannot do, and until when. */
import type { Admission } from "../../../api/types.ts";
import type { Language } from "../../../ui/language.ts";

export interface InvitationWords {
  readonly invited: string;
  readonly can: string;
  readonly cannot: string;
  /** The text before the end time. */
  readonly endsBy: string;
}

export function describeInvitation(
  { invitedBy, tenantName, connectionName }: KnownOfInvitation,
  language: Language,
): InvitationWords {
  return words[language]({
    who: invitedBy === null || invitedBy === undefined ? undefined : describePerson(invitedBy),
    business: tenantName,
    connection: connectionName,
  });
}

/** `invitedBy` is absent in data that a tab stored with an older version. */
type KnownOfInvitation = Pick<Admission, "tenantName" | "connectionName"> & {
  readonly invitedBy?: Admission["invitedBy"] | undefined;
};

function describePerson({ name, email }: { name: string; email: string }): string {
  return name === "" || name === email ? email : `${name} (${email})`;
}

/** For a link that ended while its page was open. */
export const endedWords: Readonly<Record<Language, string>> = {
  en: "This invitation has ended: nothing can be saved here any more. Ask for a new link. What you pasted is still in the field.",
  nl: "Deze uitnodiging is afgelopen: hier kan niets meer worden opgeslagen. Vraag om een nieuwe link. Wat je plakte staat nog in het veld.",
};

interface Facts {
  readonly who: string | undefined;
  readonly business: string;
  readonly connection: string;
}

const words: Readonly<Record<Language, (facts: Facts) => InvitationWords>> = {
  en: ({ who, business, connection }) => ({
    invited: `${who ?? `Somebody at ${business}`} invited you to connect the Planhat of ${business} to Churned (connection “${connection}”).`,
    can: "With this link you can save a token here, test it, and see the result.",
    cannot:
      "It shows no data from Planhat except what the test says, such as a few company names, opens no other page, and cannot disconnect or sync anything. Nobody can read the token you save.",
    endsBy: "It ends when a token works, and at the latest",
  }),
  nl: ({ who, business, connection }) => ({
    invited: `${who ?? `Iemand van ${business}`} heeft je uitgenodigd om de Planhat van ${business} met Churned te verbinden (verbinding “${connection}”).`,
    can: "Met deze link kun je hier een token opslaan, testen en het resultaat zien.",
    cannot:
      "De link toont geen gegevens uit Planhat behalve wat de test zegt, zoals enkele bedrijfsnamen, opent geen andere pagina en kan niets verbreken of synchroniseren. Niemand kan het opgeslagen token lezen.",
    endsBy: "De link eindigt zodra een token werkt, en uiterlijk",
  }),
};
