import type { Facts, PageWords } from "../verdict-texts.ts";

const nothing = (): readonly string[] => [];

const newToken = ({ openAccount }: Facts): readonly string[] => [
  openAccount,
  "Under INFO, press Generate New Token and copy it. Planhat shows it only once.",
  "Come back, paste it and press Save.",
];

/**
 * Names all permissions in one step, so that nobody has to open Planhat once for each. A tenant may have renamed the
 * models.
 */
const tickView = (boxes: readonly string[]): string =>
  `Under PERMISSIONS, tick View for ${en.join(boxes)}. Your Planhat may call ${boxes.length === 1 ? "it" : "them"} something else.`;

const kept =
  "That says nothing about the token, which is kept, sealed, and tested again by itself.";

/** The meaning of a status with which Planhat refuses every request of the token, and who can act. */
const explainWithheld = (status: number): string =>
  status === 402
    ? "Planhat refused with status 402: the plan or an invoice of this Planhat does not allow it. Whoever manages the Planhat subscription can mend that."
    : `Planhat refused with status ${status}: the data was taken away or locked. Only Planhat can say why; ask its support.`;

export const en: PageWords = {
  join: (parts) =>
    parts.length < 2
      ? parts.join("")
      : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`,
  more: (count) => `${count} more`,
  pending: (list) =>
    `${list}: no answer yet. That is still being looked at, and this verdict is amended by it.`,
  notCalled: (list, until) =>
    `${list}: not asked yet, because ${until === "" ? "Planhat asked us to wait" : `we make at most 200 calls a minute for a connection, and they are used up until ${until}`}. The next test, which comes by itself, asks.`,

  openAccount: {
    both: "In Planhat (app.planhat.com), open Service Accounts › the account made for Churned. In the new interface (ws.planhat.com) it is App Center › Private apps › the app made for Churned.",
    classic: "In Planhat (app.planhat.com), open Service Accounts › the account made for Churned.",
    new: "In Planhat (ws.planhat.com), open App Center › Private apps › the app made for Churned.",
  },

  answers: {
    rejected: (hosts) => `rejected by ${hosts}`,
    rejected_unproven: (hosts) => `refused by ${hosts}, though not in words that are Planhat's`,
    forbidden: (hosts) => `a permission refused by ${hosts}`,
    forbidden_unproven: (hosts) => `refused without a reason by ${hosts}`,
    not_found: (hosts) => `nothing found at ${hosts}`,
    invalid: (hosts) => `a question not accepted by ${hosts}`,
    blocked: (hosts) => `a refusal at ${hosts} that is not Planhat's`,
    throttled: (hosts) => `a wait before ${hosts} may be asked`,
    planhat_failed: (hosts) => `an error of Planhat's own from ${hosts}`,
    unreachable: (hosts) => `a failed connection to ${hosts}`,
    unknown_host: (hosts) => `no address found for ${hosts}`,
    held_back: (hosts) => `not asked yet: ${hosts}`,
    timed_out: (hosts) => `no answer in time from ${hosts}`,
    unexpected_answer: (hosts) => `an answer at ${hosts} that is not Planhat's`,
    our_fault: (hosts) => `an error of ours while asking ${hosts}`,
  },

  verdicts: {
    connected: {
      name: "Connected",
      title: () => "Planhat is connected",
      explanation: () => "The token works, and may read what Churned needs for its predictions.",
      remedy: nothing,
    },
    connected_partially: {
      name: "Connected in part",
      title: ({ list }) => `Planhat is connected, without ${list}`,
      explanation: ({ list }) =>
        `The token works. It may not read ${list}. Predictions work without, and get better with all you add.`,
      remedy: ({ boxes, openAccount }) => [
        `If you like: ${openAccount.charAt(0).toLowerCase()}${openAccount.slice(1)}`,
        tickView(boxes),
        "Come back and press Test again. The token stays the same.",
      ],
    },
    malformed_token: {
      name: "Not a whole token",
      title: () => "This does not look like a whole token",
      explanation: ({ detail }) =>
        `${detail || "An API access token is one long line of letters and digits."} Nothing was sent to Planhat, and this paste was not kept.`,
      remedy: newToken,
    },
    wrong_secret: {
      name: "Another kind of secret",
      title: () => "This is a different kind of secret",
      explanation: ({ detail }) =>
        `${detail || "This is not Planhat's API access token."} Nothing was sent to Planhat, and this paste was not kept.`,
      remedy: newToken,
    },
    token_rejected: {
      name: "Token rejected",
      uncertainName: "Token perhaps rejected",
      title: ({ cause }) =>
        cause === undefined
          ? "Planhat does not know this token"
          : cause === "rejected_unproven"
            ? "Planhat seems not to know this token"
            : "The Planhat regions that answered do not know this token",
      explanation: ({ detail, cause }) =>
        cause === undefined
          ? `${detail === "" ? "Every Planhat region that Churned knows rejected it" : detail}: it was removed, its service account is paused or disabled, or a part of it was lost while copying. Nothing is read with it; what was read before stays.`
          : `${detail}. If your Planhat is in a region that rejected it, the token was removed, its service account is paused, or a part was lost while copying. If it is in another, the token may be good: it is kept, sealed, and tested again by itself.`,
      remedy: (facts) => [
        "If its service account is only paused in Planhat, unpause it: the same token works again. Press Test again, or paste it again where it was not kept.",
        ...(facts.cause === undefined
          ? []
          : ["If you are not sure that all of it was copied, paste it once more and press Save."]),
        ...newToken(facts),
      ],
    },
    wrong_region: {
      name: "Another region",
      title: () => "This token belongs to another Planhat region",
      explanation: ({ detail }) =>
        `The region you named rejected it, and ${detail || "another one"} accepts it. Nothing is read until the region is right.`,
      remedy: ({ detail }) => [
        detail === ""
          ? "Press Test again: the right region is found by itself."
          : `Press Test again: the region ${detail} is used then.`,
      ],
    },
    missing_permissions: {
      name: "Permission missing",
      title: ({ list }) => `The token works, but it may not read ${list}`,
      explanation: ({ list, detail }) =>
        `${detail === "" ? "" : "Planhat's answer does not name a permission, but a missing one is the likely reason. "}Churned cannot predict without ${list}. The token stays the same; nothing needs to be pasted again.`,
      remedy: ({ boxes, openAccount }) => [
        openAccount,
        tickView(boxes),
        "Come back and press Test again.",
      ],
    },
    restricted_view: {
      name: "Only a part is shown",
      title: ({ list, cause }) =>
        cause === "none_shown"
          ? `The token works, but shows no ${list}`
          : "The token works, but shows only a part of your Planhat",
      explanation: ({ detail, list, cause }) =>
        cause === "none_shown"
          ? `Planhat answers, and gives no record of ${list}. Either this Planhat is new and still empty, or the service account may see none: of a role that shows only its own portfolio it sees nothing. Nothing is read until one of the two is clear.`
          : `It shows less than there is${detail === "" ? "" : ` (${detail})`}, most likely because of a portfolio limit or hidden fields. Predictions would know nothing of what is left out.`,
      remedy: ({ cause, openAccount }) => [
        openAccount,
        "Under PERMISSIONS, let it see all companies instead of a portfolio, and all fields. Then come back and press Test again.",
        cause === "none_shown"
          ? "Or, if this Planhat is new and holds none yet, confirm that in Churned."
          : "Or, if only this part is to be read, confirm that in Churned.",
      ],
    },
    different_planhat: {
      name: "Another Planhat",
      title: () => "This token belongs to another Planhat than before",
      explanation: () =>
        "The data already here came from a different Planhat tenant. The two are not mixed: with this token nothing is read until Churned has confirmed the change.",
      remedy: () => [
        "If the change is meant, tell Churned. Once we confirm it, the earlier data is erased and the new Planhat is read from its beginning.",
        "If it is not, generate a token in the Planhat you used before, and paste that.",
      ],
    },
    throttled: {
      name: "Slowed down",
      title: ({ detail }) =>
        detail === "" ? "Planhat asks us to slow down" : "We wait before we ask Planhat again",
      explanation: ({ detail }) =>
        detail === ""
          ? `Planhat's limit of calls is reached. It is counted by the minute, for everybody who reads this Planhat. ${kept}`
          : `This wait is ours, and Planhat refused nothing: we make at most 200 calls a minute for a connection, and they are used up. The test goes on by itself after ${detail}. ${kept}`,
      remedy: nothing,
    },
    planhat_down: {
      name: "Planhat is down",
      title: ({ list }) =>
        list === ""
          ? "Planhat is not working right now"
          : `Planhat works, but not for ${list} right now`,
      explanation: ({ list }) =>
        `Planhat answers ${list === "" ? "" : `the question for ${list} `}with an error of its own. ${kept}`,
      remedy: nothing,
    },
    unreachable: {
      name: "Planhat not reached",
      title: ({ list }) =>
        list === "" ? "Planhat could not be reached" : `Planhat did not answer for ${list}`,
      explanation: ({ detail }) => `${detail || "No answer came"}. ${kept}`,
      remedy: nothing,
    },
    unexpected_answer: {
      name: "Unexpected answer",
      title: ({ list, cause, status }) => {
        const forList = list === "" ? "" : ` for ${list}`;
        if (status === 402) return `Planhat asks for a payment${forList}`;
        if (status !== undefined) return `Planhat does not give out this data${forList}`;
        if (cause === "invalid") return `Planhat did not accept Churned's question${forList}`;
        return cause === "blocked" || cause === "forbidden_unproven"
          ? `Something on the way to Planhat refused the call${forList}`
          : cause === undefined
            ? "Planhat's address gave an unexpected answer"
            : `Something other than Planhat answered${forList}`;
      },
      explanation: ({ cause, status }) => {
        const what =
          status !== undefined
            ? explainWithheld(status)
            : cause === "invalid"
              ? "Planhat answered that it cannot answer what Churned asked. That is for Churned to mend."
              : cause === "blocked" || cause === "forbidden_unproven"
                ? "The refusal is not one of Planhat's own: a firewall or proxy may have sent it."
                : cause === undefined
                  ? "It was not the answer that Planhat gives to such a question."
                  : "The answer was not one of Planhat's.";
        return `${what} ${kept} If it lasts, Churned's people are told.`;
      },
      remedy: nothing,
    },
    our_fault: {
      name: "Our fault",
      title: () => "Something on our side went wrong",
      explanation: () => `${kept} If it lasts, Churned's people are told.`,
      remedy: nothing,
    },
  },
};
