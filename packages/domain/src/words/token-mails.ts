/**
 * Mails about tokens: a replaced token that should be removed in Planhat, a newer token that failed, and invitations.
 */
import type { Language } from "../shared/language.ts";
import { explainVerdict } from "./verdict.ts";
import type { ReadyMail } from "./ready-mails.ts";
import type { Verdict } from "../verdict/verdict.ts";

/** Asks the people of a customer to remove the replaced token in Planhat. */
export function writeTokenReplacedMail(
  language: Language,
  about: {
    readonly name: string;
    readonly connectionName: string;
    readonly lastFour: string | null;
    readonly days: number;
  },
): ReadyMail {
  const { name, connectionName, days } = about;
  const which = about.lastFour === null ? "" : ` …${about.lastFour}`;
  if (language === "nl")
    return {
      subject: "Verwijder het oude Planhat-token",
      body: `Hallo ${name},\n\nHet nieuwe token van de verbinding “${connectionName}” werkt en is in gebruik. Het oude token${which} hebben we niet meer nodig.\n\nVerwijder het in Planhat: Service Accounts › het account voor Churned › INFO (nieuwe interface: App Center › Private apps). We kijken één keer per dag of het nog werkt, en wissen onze versleutelde kopie zodra dat niet meer zo is, uiterlijk over ${days} dagen.\n\nChurned`,
    };
  return {
    subject: "Please remove the old Planhat token",
    body: `Hello ${name},\n\nThe new token of the connection “${connectionName}” works and is in use. The old one${which} is not needed any more.\n\nRemove it in Planhat: Service Accounts › the account made for Churned › INFO (new interface: App Center › Private apps). We ask once a day whether it still works, and destroy our sealed copy as soon as it does not, in ${days} days at the latest.\n\nChurned`,
  };
}

/**
 * Tells the people of a customer that a newer token does not work. The check ended after the person had left the page.
 */
export function writeReplacementFailedMail(
  language: Language,
  about: {
    readonly name: string;
    readonly connectionName: string;
    readonly lastFour: string | null;
    readonly verdict: Verdict;
    readonly link: string;
  },
): ReadyMail {
  const { name, connectionName, verdict, link } = about;
  const which = about.lastFour === null ? "" : ` (…${about.lastFour})`;
  const { title } = explainVerdict(verdict, language);
  if (language === "nl")
    return {
      subject: "Het nieuwe Planhat-token werkt niet",
      body: `Hallo ${name},\n\nHet token dat als laatste is opgeslagen voor de verbinding “${connectionName}”${which}, hebben we opnieuw getest: ${title}. Onze versleutelde kopie is gewist.\n\nHet token dat in gebruik is, werkt gewoon door, en er gaan geen gegevens verloren. Wil je het nog steeds vervangen, plak dan hier een ander:\n${link}\n\nChurned`,
    };
  return {
    subject: "The new Planhat token does not work",
    body: `Hello ${name},\n\nWe tested the token that was saved last for the connection “${connectionName}”${which} once more: ${title}. Our sealed copy is destroyed.\n\nThe token in use goes on working, and no data is lost. If you still want to replace it, paste another one here:\n${link}\n\nChurned`,
  };
}

/** Invites a colleague to paste the token. `url` is a secret. */
export function writeInvitationMail(
  language: Language,
  about: {
    readonly inviter: string;
    readonly tenantName: string;
    readonly connectionName: string;
    readonly url: string;
    readonly hours: number;
  },
): ReadyMail {
  const { inviter, tenantName, connectionName, url, hours } = about;
  if (language === "nl")
    return {
      subject: `${inviter} vraagt je om Planhat aan Churned te koppelen`,
      body: `Hallo,\n\n${inviter} van ${tenantName} gebruikt Churned en vraagt je om een API-token van jullie Planhat te plakken, voor de verbinding “${connectionName}”. Op deze pagina staat hoe je het maakt; je hebt geen account nodig:\n${url}\n\nDe link geldt ${hours} uur, of tot een token werkt. Je kunt er een token mee opslaan en testen, en verder niets. Stuur hem niet door.\n\nChurned`,
    };
  return {
    subject: `${inviter} asks you to connect Planhat to Churned`,
    body: `Hello,\n\n${inviter} of ${tenantName} uses Churned, and asks you to paste an API access token of your Planhat, for the connection “${connectionName}”. This page says how to make one; you need no account:\n${url}\n\nThe link is valid for ${hours} hours, or until a token works. With it you can save and test a token, and nothing else. Do not pass it on.\n\nChurned`,
  };
}

/** Tells the inviter that the token of the invited colleague works. */
export function writeInvitationUsedMail(
  language: Language,
  about: {
    readonly name: string;
    readonly connectionName: string;
    readonly lastFour: string | null;
    readonly guest: string;
    readonly link: string;
  },
): ReadyMail {
  const { name, connectionName, guest, link } = about;
  const which = about.lastFour === null ? "" : ` (…${about.lastFour})`;
  if (language === "nl")
    return {
      subject: "Planhat is gekoppeld",
      body: `Hallo ${name},\n\nEr werkt een token van de verbinding “${connectionName}”${which}, dus de link voor ${guest} is niet meer nodig en werkt niet meer. Zo staat het ervoor:\n${link}\n\nChurned`,
    };
  return {
    subject: "Planhat is connected",
    body: `Hello ${name},\n\nA token of the connection “${connectionName}” works${which}, so the link for ${guest} is not needed any more and has ended. See how it stands:\n${link}\n\nChurned`,
  };
}
