import type { ReadyMailWords } from "../ready-mail-texts.ts";
import { callsPerMinute } from "../../budget/limits.ts";

export const readyMailsEn: ReadyMailWords = {
  mail: {
    greeting: (names) => `Hello ${names.join(", ")},`,
    about: (name, lastFour) =>
      lastFour === null
        ? `It is about the connection “${name}”.`
        : `It is about the connection “${name}” and its token that ends in ${lastFour}.`,
    dataIsKept: "What Churned has read so far is kept.",
    whatToDo: "What to do:",
    nothingToDo: "You do not have to do anything.",
    seeHere: "See how it stands, and test again, here:",
    stuck: "Stuck on a step? Just reply to this mail.",
    questions: "Questions? Just reply to this mail.",
    signature: "Churned",
  },
  support: {
    greeting: "Hello,",
    about: (tenantName, lastFour) =>
      `This is about the API calls that Churned makes for ${tenantName}${lastFour === null ? "" : `, with the service account's token that ends in ${lastFour}`}.`,
    requests:
      "These are the requests, as they stand in the service account's LOGS tab. Times are in UTC, when we sent them; LOGS may show yours.",
    noRequests:
      "We have no requests of this test to show: it sent none, or it is older than 30 days. LOGS shows those that were sent.",
    noAnswer: "no answer",
    closing: "Thank you,\nChurned",
  },
  missing: {
    subject: "Were these records removed in your Planhat?",
    opening: (tenantName, counts) =>
      `Churned read ${tenantName}'s Planhat and no longer finds records that were there before: ${counts}. They may have been removed; or our token may see less than it did. Nothing was removed on our side: we would rather ask.`,
    steps: (labels) => [
      "If they were removed on purpose, just reply to this mail with a yes; we then remove them too.",
      `If not: open the service account in Planhat and, under PERMISSIONS, let it see all companies instead of a portfolio, with View ticked for ${labels}.`,
    ],
    support: (counts) =>
      `The lists show far fewer records than they did (${counts}). Were they removed, or was what this service account sees limited, and when?`,
  },
  unread: {
    subject: (list) => `Churned cannot read ${list} in your Planhat`,
    opening: (tenantName, list) =>
      `Churned's token for ${tenantName}'s Planhat works, but Planhat does not give all of this: ${list}. Nothing was removed on our side, and we try again by ourselves.`,
    steps: (list) => [
      `Open the list in Planhat and see whether it opens there: ${list}.`,
      "If it does not either, tell Planhat's support; we send them the details where you ask us to. If it does, just reply to this mail.",
    ],
    support: (list) =>
      `The token is accepted, and the lists of ${list} answer with errors, refuse the question, or do not come to their end. What is the matter with them?`,
  },
  verdicts: {
    connected: {
      subject: () => "Planhat is connected to Churned",
      opening: ({ tenantName }) =>
        `Good news: the connection to ${tenantName}'s Planhat works. From here on Churned looks after it.`,
      support: () => "Everything works; there is nothing to ask.",
    },
    connected_partially: {
      subject: ({ list }) => `Planhat is connected to Churned, without ${list}`,
      opening: ({ tenantName, list }) =>
        `The connection to ${tenantName}'s Planhat works. Only ${list} cannot be read; predictions work without, and get better with all you add.`,
      support: ({ list }) =>
        `The token is accepted, but not for ${list}. Can you confirm that View on ${list} is all that is missing?`,
    },
    malformed_token: {
      subject: () => "Churned needs the whole Planhat token",
      opening: ({ tenantName, detail }) =>
        `What was pasted to connect ${tenantName}'s Planhat is not a whole API access token. ${detail}`.trim(),
      support: () => "What was pasted is not a whole token. There is nothing to ask.",
    },
    wrong_secret: {
      subject: () => "Churned needs another key of Planhat",
      opening: ({ tenantName, detail }) =>
        `What was pasted to connect ${tenantName}'s Planhat is not its API access token. ${detail}`.trim(),
      support: () => "What was pasted is not an API access token. There is nothing to ask.",
    },
    token_rejected: {
      subject: () => "Planhat rejects Churned's token",
      opening: ({ tenantName, detail, cause }) =>
        cause === undefined
          ? `Churned cannot read ${tenantName}'s Planhat, because Planhat rejects the token: it was removed, or its service account is paused or disabled. Nothing new is read until there is a token that works.`
          : `Churned cannot read ${tenantName}'s Planhat yet. ${detail}. If your Planhat is in a region that rejected the token, please generate a new one; if it is in another, we test the token again by ourselves.`,
      support: ({ detail }) =>
        `${detail === "" ? "All your API hosts that we know answer that the token is not valid" : detail}. Was the token removed, or was its service account paused or disabled, and when?`,
    },
    wrong_region: {
      subject: () => "Churned's Planhat token belongs to another region",
      opening: ({ tenantName }) =>
        `The token of ${tenantName}'s Planhat works, only in another region than the one that was named.`,
      support: ({ detail }) =>
        `The token is accepted by ${detail || "another host"}, and rejected by the one we were told. On which host does this tenant live?`,
    },
    missing_permissions: {
      subject: ({ list }) => `Churned may not read ${list} in your Planhat`,
      opening: ({ tenantName, list }) =>
        `Churned's token for ${tenantName}'s Planhat works, but it may not read ${list}, without which Churned cannot predict. It takes a tick in Planhat, and no new token.`,
      support: ({ list }) =>
        `The token is accepted, but not for ${list}, where we are told that View is ticked. Which permission is missing?`,
    },
    restricted_view: {
      subject: ({ list, cause }) =>
        cause === "none_shown"
          ? `Churned sees no ${list} in your Planhat`
          : "Churned sees only a part of your Planhat",
      opening: ({ tenantName, list, detail, cause }) =>
        cause === "none_shown"
          ? `Churned's token for ${tenantName}'s Planhat works, but shows no ${list}. Is this Planhat new and still empty, or may the service account see none of them?`
          : `Churned's token for ${tenantName}'s Planhat works, but shows less than there is${detail === "" ? "" : ` (${detail})`}, most likely because of a portfolio limit or hidden fields. We would rather ask than leave customers out.`,
      support: ({ detail }) =>
        `The answers show less than there is${detail === "" ? "" : ` (${detail})`}. Is the service account limited to a portfolio, or filtered in another way?`,
    },
    different_planhat: {
      subject: () => "Is this the right Planhat?",
      opening: ({ tenantName }) =>
        `The token saved for ${tenantName} opens another Planhat than the one Churned has read so far. Nothing was mixed, and nothing is read with this token until we know which one is meant.`,
      support: () =>
        "This token opens another tenant than the one before it. Was the tenant moved or copied on your side?",
    },
    throttled: {
      subject: ({ detail }) =>
        detail === ""
          ? "Planhat's limit of calls was reached"
          : "Churned's own limit of calls was reached",
      opening: ({ tenantName, detail }) =>
        detail === ""
          ? `${tenantName}'s Planhat answers that too many calls were made within a minute. Churned waits, and goes on by itself.`
          : `Churned makes at most ${callsPerMinute} calls a minute to ${tenantName}'s Planhat, and waits because they are used up. It goes on by itself.`,
      support: ({ detail }) =>
        detail !== ""
          ? `We keep to ${callsPerMinute} calls a minute for this tenant, and wait because they are used up. You refused nothing. Would you allow more?`
          : `You answer 429. We keep to ${callsPerMinute} calls a minute for this tenant. Which limit was reached, and who else calls the API for it?`,
    },
    planhat_down: {
      subject: () => "Planhat has a disruption",
      opening: ({ tenantName }) =>
        `Planhat has a disruption, so Churned cannot read ${tenantName}'s data for the moment. It goes on by itself once Planhat is back.`,
      support: () =>
        "Your API answers with server errors. Is there a disruption, and until when is it expected to last?",
    },
    unreachable: {
      subject: () => "Planhat cannot be reached at the moment",
      opening: ({ tenantName }) =>
        `Churned does not reach ${tenantName}'s Planhat for the moment. It tries again by itself.`,
      support: ({ detail }) =>
        `${detail || "Our calls get no answer"}. Is there a disruption, or is our address being blocked?`,
    },
    unexpected_answer: {
      subject: () => "Churned got an unexpected answer from Planhat",
      opening: ({ tenantName, status }) =>
        `Churned did not get the answer that it expects from Planhat when it tried to read ${tenantName}'s data. It says nothing about your token.${status === undefined ? " It is ours to find out why." : ""}`,
      support: ({ detail, cause, status }) =>
        status === 402
          ? "Your API answers 402 to the calls below. Which plan or invoice is that about?"
          : status !== undefined
            ? `Your API answers ${status} to the calls below. Why is this data taken away or locked, and who can release it?`
            : cause === "invalid"
              ? "Your API answers 400 to the calls below. What in them is not accepted any more?"
              : `${detail || "Your API's address gives answers that are not in your documentation"}. Is something in front of it, such as a firewall or a maintenance page?`,
    },
    our_fault: {
      subject: () => "A fault at Churned",
      opening: ({ tenantName }) =>
        `Something went wrong at Churned while it tested ${tenantName}'s Planhat. It says nothing about your token. It is ours to mend.`,
      support: () => "The fault is on our side; there is nothing to ask.",
    },
  },
};
