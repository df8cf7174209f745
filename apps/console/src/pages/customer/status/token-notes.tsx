import { destroysToken } from "@churned/domain/verdict";
import { Show } from "solid-js";
import type { Connection } from "../../../api/types.ts";
import { OwnLink } from "../../../shell/own-link.tsx";
import { StateShape } from "../../../ui/state.tsx";
import { Time } from "../../../ui/time.tsx";
import { wordForVerdict } from "../../shared/words.ts";
import { tellTokenInUse } from "./headline.ts";

/** A note about a newer token that is not in use yet. */
export function Candidate(props: { connection: Connection }) {
  return (
    <Show when={props.connection.lastFour !== null && props.connection.candidate}>
      {(candidate) => {
        const word = () => {
          const { verdict } = candidate();
          return verdict === null
            ? { tone: "busy" as const, word: "is being tested" }
            : // A token that is certainly rejected does not wait.
              wordForVerdict(verdict, true);
        };
        return (
          <p data-candidate data-tone={word().tone}>
            <StateShape tone={word().tone} />
            <span>
              A newer token waits: <b>{word().word}</b>. {tellTokenInUse(props.connection)}{" "}
              <OwnLink href="/planhat">See the new one</OwnLink>
            </span>
          </p>
        );
      }}
    </Show>
  );
}

/** A note about a newer token that was destroyed, for people who open the page later. */
export function LastReplacement(props: { connection: Connection }) {
  const last = () => {
    const { lastReplacement, lastFour, candidate } = props.connection;
    if (lastReplacement === null) return undefined;
    const isThrownAway = destroysToken({ kind: lastReplacement.verdict });
    return lastFour !== null && candidate === null && isThrownAway ? lastReplacement : undefined;
  };
  return (
    <Show when={last()}>
      {(replacement) => (
        <p data-candidate data-tone="warn">
          <StateShape tone="warn" />
          <span>
            A newer token was tried <Time at={replacement().at} show="both" /> and thrown away:{" "}
            <b>{wordForVerdict(replacement().verdict).word}</b>. {tellTokenInUse(props.connection)}{" "}
            <OwnLink href="/planhat#token">Try another one</OwnLink>
          </span>
        </p>
      )}
    </Show>
  );
}
