/** The headline of the connect page. */
import { isInconclusive, isWorking } from "@churned/domain/verdict";
import type { Check, Connection } from "../../../api/types.ts";
import type { Language } from "../../../ui/language.ts";

type Seen = Pick<Connection, "state" | "lastFour" | "hasData"> & {
  readonly hasCandidate: boolean;
};

export interface Headline {
  readonly headline: string;
  readonly below: string;
}
/** The words of a headline. `withoutData` replaces `below` while no record of the connection is stored. */
type Words = Headline & { readonly withoutData?: string };

/**
 * The headline for a connection. `check` is the shown check, if any. The card shows the verdict's sentences. The
 * headline says what follows from the verdict.
 */
export function headlineFor(
  connection: Seen,
  check: Pick<Check, "state" | "verdict"> | undefined,
  reader: "reader" | "guest_done",
  language: Language,
): Headline {
  const { headline, below, withoutData } = words[language][situationOf(connection, check, reader)];
  return { headline, below: connection.hasData ? below : (withoutData ?? below) };
}

type Situation =
  | "testing"
  | "guest_done"
  | "newer_waits"
  | "connected"
  | "paused"
  | "disconnected"
  | "needs_operator"
  | "needs_attention"
  | "token_kept"
  | "token_waits"
  | "wrong_token"
  | "new";

function situationOf(
  { state, lastFour, hasCandidate }: Seen,
  check: Pick<Check, "state" | "verdict"> | undefined,
  reader: "reader" | "guest_done",
): Situation {
  if (check !== undefined && check.state !== "done") return "testing";
  // Once a guest's token works, the guest gets no more events. So the page may not know the connection's new state.
  if (reader === "guest_done") return "guest_done";
  if (state === "connected") return hasCandidate ? "newer_waits" : "connected";
  if (state === "paused" || state === "disconnected" || state === "needs_operator") return state;
  if (state === "needs_customer" && lastFour !== null) return "needs_attention";
  const kind = check?.verdict?.kind;
  if (kind === undefined || isWorking(kind)) return "new";
  if (!hasCandidate && lastFour === null) return "wrong_token";
  // In an outage, the customer has nothing to do.
  return isInconclusive(kind) ? "token_waits" : "token_kept";
}

const words: Readonly<Record<Language, Readonly<Record<Situation, Words>>>> = {
  en: {
    testing: {
      headline: "Your token is being tested",
      below: "You may leave this page: the test goes on, and the answer waits here.",
    },
    guest_done: {
      headline: "Planhat is connected, and your part is done",
      below: "Thank you. Whoever invited you sees it too; you may close this page.",
    },
    newer_waits: {
      headline: "Planhat is connected; the new token is not in use yet",
      below: "The token that works keeps working until a newer one passes its test.",
    },
    connected: {
      headline: "Planhat is connected",
      below: "Churned looks after it from here, and tells you if something must be done.",
    },
    paused: {
      headline: "Churned has paused this connection",
      below: "Nothing is tested or read for now. Your token stays, and so does your data.",
      withoutData: "Nothing is tested or read for now. Your token stays.",
    },
    disconnected: {
      headline: "This connection was disconnected",
      below: "Its token is destroyed, and nothing is read. You may connect again with a new token.",
    },
    needs_operator: {
      headline: "This connection waits for Churned",
      below: "There is nothing for you to do right now.",
    },
    needs_attention: {
      headline: "Planhat needs your attention",
      below: "Your token is kept, sealed, and so is your data. What to do stands below.",
      withoutData: "Your token is kept, sealed. No data was read yet. What to do stands below.",
    },
    token_kept: {
      headline: "Planhat is not connected yet",
      below: "Your token is kept, sealed. What is missing stands below.",
    },
    token_waits: {
      headline: "Planhat is not connected yet",
      below: "Your token is kept, sealed, and tested again by itself. You may leave this page.",
    },
    wrong_token: {
      headline: "Planhat is not connected yet",
      below: "That token was not the one. Paste another one.",
    },
    new: {
      headline: "Connect Planhat in eight steps",
      below: "Seven of them are in Planhat. You need the right to manage its service accounts.",
    },
  },
  nl: {
    testing: {
      headline: "Je token wordt getest",
      below: "Je kunt deze pagina verlaten: de test loopt door en het antwoord wacht hier.",
    },
    guest_done: {
      headline: "Planhat is verbonden, en jouw deel is klaar",
      below: "Bedankt. Wie je uitnodigde ziet het ook; je kunt deze pagina sluiten.",
    },
    newer_waits: {
      headline: "Planhat is verbonden; het nieuwe token is nog niet in gebruik",
      below: "Het token dat werkt blijft werken tot een nieuwer door de test komt.",
    },
    connected: {
      headline: "Planhat is verbonden",
      below: "Churned zorgt er verder voor, en zegt het je als er iets moet gebeuren.",
    },
    paused: {
      headline: "Churned heeft deze verbinding gepauzeerd",
      below: "Er wordt nu niets getest of gelezen. Je token blijft, en je gegevens ook.",
      withoutData: "Er wordt nu niets getest of gelezen. Je token blijft.",
    },
    disconnected: {
      headline: "Deze verbinding is verbroken",
      below:
        "Het token is vernietigd en er wordt niets gelezen. Je kunt opnieuw verbinden met een nieuw token.",
    },
    needs_operator: {
      headline: "Deze verbinding wacht op Churned",
      below: "Je hoeft nu niets te doen.",
    },
    needs_attention: {
      headline: "Planhat heeft je aandacht nodig",
      below:
        "Je token blijft verzegeld bewaard, en je gegevens ook. Hieronder staat wat te doen is.",
      withoutData:
        "Je token blijft verzegeld bewaard. Er zijn nog geen gegevens gelezen. Hieronder staat wat te doen is.",
    },
    token_kept: {
      headline: "Planhat is nog niet verbonden",
      below: "Je token blijft verzegeld bewaard. Hieronder staat wat er ontbreekt.",
    },
    token_waits: {
      headline: "Planhat is nog niet verbonden",
      below:
        "Je token blijft verzegeld bewaard en wordt vanzelf opnieuw getest. Je kunt deze pagina verlaten.",
    },
    wrong_token: {
      headline: "Planhat is nog niet verbonden",
      below: "Dat was niet het juiste token. Plak een ander.",
    },
    new: {
      headline: "Verbind Planhat in acht stappen",
      below: "Zeven ervan zijn in Planhat. Je hebt het recht nodig om service accounts te beheren.",
    },
  },
};
