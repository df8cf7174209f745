/** The texts, in each language, of mails to a tenant's people that are not about a verdict. */
import type { Language } from "../shared/language.ts";

interface MailText {
  readonly subject: string;
  readonly body: string;
}

interface MailWords {
  readonly syncDeclined: (mail: {
    readonly name: string;
    readonly connectionName: string;
    readonly reason: string;
    readonly link: string;
  }) => MailText;
  readonly passwordLink: (mail: { readonly name: string; readonly link: string }) => MailText;
  /** `link` is the page where a person asks for a link to set a password. */
  readonly passwordSet: (mail: { readonly name: string; readonly link: string }) => MailText;
}

export const mailWords: Readonly<Record<Language, MailWords>> = {
  en: {
    syncDeclined: ({ name, connectionName, reason, link }) => ({
      subject: "Churned has not begun syncing yet",
      body: `Hello ${name},\n\nChurned read your request for the connection “${connectionName}” and has not begun syncing. The reason:\n\n${reason}\n\nYou can ask again here: ${link}\n\nChurned`,
    }),
    passwordLink: ({ name, link }) => ({
      subject: "Set your password for Churned Connect",
      body: `Hello ${name},\n\nSet your password here, within a day:\n${link}\n\nChurned`,
    }),
    passwordSet: ({ name, link }) => ({
      subject: "Your password for Churned Connect was set",
      body: `Hello ${name},\n\nSomebody set a new password for your account with a link from a mail to this address. All your sign-ins have ended, and no earlier link sets a password any more.\n\nIf you did not do this, set another password here and reply to this mail:\n${link}\n\nChurned`,
    }),
  },
  nl: {
    syncDeclined: ({ name, connectionName, reason, link }) => ({
      subject: "Churned is nog niet begonnen met synchroniseren",
      body: `Hallo ${name},\n\nChurned heeft je verzoek voor de verbinding “${connectionName}” gelezen en is nog niet begonnen met synchroniseren. De reden:\n\n${reason}\n\nHier kun je het opnieuw vragen: ${link}\n\nGroet,\nChurned`,
    }),
    passwordLink: ({ name, link }) => ({
      subject: "Kies je wachtwoord voor Churned Connect",
      body: `Hallo ${name},\n\nKies hier binnen een dag je wachtwoord:\n${link}\n\nGroet,\nChurned`,
    }),
    passwordSet: ({ name, link }) => ({
      subject: "Je wachtwoord voor Churned Connect is ingesteld",
      body: `Hallo ${name},\n\nIemand heeft een nieuw wachtwoord voor je account ingesteld, met een link uit een mail naar dit adres. Je bent overal uitgelogd, en met een eerdere link kan niemand meer een wachtwoord instellen.\n\nHeb je dit niet zelf gedaan? Stel dan hier een ander wachtwoord in en beantwoord deze mail:\n${link}\n\nGroet,\nChurned`,
    }),
  },
};
