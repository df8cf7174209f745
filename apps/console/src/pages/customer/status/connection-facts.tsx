import { Show } from "solid-js";
import type { Connection } from "../../../api/types.ts";
import { language } from "../../../ui/language.ts";
import { Facts } from "../../shared/facts.tsx";
import { describeIdentity } from "../../shared/check/identity-words.ts";
import { StateBadge } from "../../../ui/state.tsx";
import { Time } from "../../../ui/time.tsx";
import { wordForConnection } from "../../shared/words.ts";

function never(text: string) {
  return <small>{text}</small>;
}

/** Facts about a connection, for its customer. */
export function ConnectionFacts(props: { connection: Connection }) {
  const word = () => wordForConnection(props.connection.state, "customer");
  return (
    <Facts
      facts={[
        {
          name: "State",
          value: (
            <>
              <StateBadge tone={word().tone}>{word().word}</StateBadge>
              <small>
                since <Time at={props.connection.stateSince} show="clock" />
              </small>
            </>
          ),
        },
        {
          name: "Planhat",
          value: (
            <>
              {props.connection.host ?? never("found with the first token")}
              <small data-whose-planhat lang={language()}>
                {describeIdentity(props.connection.planhat, language())}
              </small>
            </>
          ),
        },
        {
          name: "Token in use",
          value: (
            <Show when={props.connection.lastFour} fallback={never("none")}>
              <code>…{props.connection.lastFour}</code> <small>sealed</small>
            </Show>
          ),
        },
        {
          name: "Last test",
          value: (
            <Show when={props.connection.checkedAt} fallback={never("not yet")}>
              {(at) => <Time at={at()} show="both" />}
            </Show>
          ),
        },
        {
          name: "Next test",
          value: (
            <Show when={props.connection.nextCheckAt} fallback={never("none planned")}>
              {(at) => (
                <>
                  <Time at={at()} show="both" isPlan /> <small>by itself</small>
                </>
              )}
            </Show>
          ),
        },
        {
          name: "Data as of",
          value: (
            <Show
              when={props.connection.freshAt}
              fallback={never(props.connection.hasData ? "not complete yet" : "no data yet")}
            >
              {(at) => <Time at={at()} show="both" />}
            </Show>
          ),
        },
        {
          name: "Next sync",
          value: (
            <Show when={props.connection.nextSyncAt} fallback={never("none planned")}>
              {(at) => (
                <>
                  <Time at={at()} show="both" isPlan /> <small>by itself</small>
                </>
              )}
            </Show>
          ),
        },
      ]}
    />
  );
}
