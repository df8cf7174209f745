import { A } from "@solidjs/router";
import { useInfiniteQuery, useQuery } from "@tanstack/solid-query";
import { For, Show } from "solid-js";
import { queries } from "../../../api/queries.ts";
import type { Connection, VerdictBody, RetiringToken } from "../../../api/types.ts";
import { dataOf } from "../../../api/read.ts";
import { ConfirmDifferent } from "../../shared/check/confirm-different.tsx";
import { SharedToken } from "../../shared/check/shared-token.tsx";
import { findVerdictWords } from "../../shared/check/find-words.ts";
import { Facts } from "../../shared/facts.tsx";
import { describeIdentity } from "../../shared/check/identity-words.ts";
import { Timeline } from "../../shared/timeline.tsx";
import { Card } from "../../../ui/card.tsx";
import { Loaded } from "../../../shell/loaded.tsx";
import { countOf, formatCount } from "../../../ui/numbers.ts";
import { StateBadge, StateShape } from "../../../ui/state.tsx";
import { Time } from "../../../ui/time.tsx";
import { wordForConnection, wordForVerdict } from "../../shared/words.ts";
import { NextSync, PromiseLine } from "./freshness-line.tsx";
import { columns, PermissionMatrix } from "./permission-matrix.tsx";

const recentEntries = 8;

/** The verdict, its evidence, and the latest events. */
export function SummaryTab(props: { connection: Connection }) {
  const checks = useQuery(() => queries.checks(props.connection.id, columns));
  const timeline = useInfiniteQuery(() => queries.timeline(props.connection.id));
  return (
    <div data-summary>
      <div>
        <Answer
          connection={props.connection}
          words={findVerdictWords(props.connection, dataOf(checks)?.items ?? [])}
        />
        <SharedToken connection={props.connection} />
        <ConfirmDifferent connection={props.connection} />
        <Card
          title="What the token may read"
          aside={
            dataOf(checks) && `last ${countOf(dataOf(checks)?.items.length ?? 0, "test")}, now →`
          }
        >
          <Loaded read={checks} label="Reading the last tests" rows={6}>
            {(page) => (
              <Show
                when={page().items.some(({ probes }) => probes.length > 0)}
                fallback={<p data-muted>No test has reached Planhat yet.</p>}
              >
                <PermissionMatrix checks={page().items} plan={props.connection.plan} />
              </Show>
            )}
          </Loaded>
        </Card>
      </div>
      <div>
        <Card
          title="Facts"
          aside={<A href={`/connections/${props.connection.id}/settings`}>Schedule</A>}
        >
          <ConnectionFacts connection={props.connection} />
        </Card>
        <Card
          title="Timeline"
          aside={<A href={`/connections/${props.connection.id}/timeline`}>All of it</A>}
        >
          <Loaded read={timeline} label="Reading the timeline" rows={5}>
            {(found) => (
              <Timeline
                entries={found()
                  .pages.flatMap(({ items }) => items)
                  .slice(0, recentEntries)}
              />
            )}
          </Loaded>
        </Card>
      </div>
    </div>
  );
}

function Answer(props: { connection: Connection; words: VerdictBody | undefined }) {
  const explained = () => props.words;
  /** Shows only the verdict's name if the verdict's check is older than the loaded checks. */
  const name = () => {
    const { verdict, isRejectionUncertain } = props.connection;
    return verdict === null ? undefined : wordForVerdict(verdict, isRejectionUncertain).word;
  };
  const wasTested = () => props.connection.checkedAt !== null;
  // In these two states, the verdict is out of date.
  const isAtRest = () =>
    props.connection.state === "paused" || props.connection.state === "disconnected";
  const title = () =>
    props.connection.state === "paused"
      ? "Paused: nothing is tested or read"
      : props.connection.state === "disconnected"
        ? "Disconnected: the token is destroyed"
        : (explained()?.title ??
          name() ??
          (wasTested() ? "No verdict yet" : "No token was tested yet"));
  const explanation = () =>
    name() === undefined
      ? wasTested()
        ? "A token was tested, and no test has decided anything yet. The tests tell why."
        : "The customer has not saved a token that was tested."
      : isAtRest()
        ? `The last verdict was: ${explained()?.title ?? name()}.`
        : explained()?.explanation;
  const remedy = () => (isAtRest() ? [] : (explained()?.remedy ?? []));
  const tone = () =>
    props.connection.verdict === null || isAtRest()
      ? wordForConnection(props.connection.state, "operator").tone
      : wordForVerdict(props.connection.verdict).tone;
  return (
    <Card>
      <div data-answer>
        <StateShape tone={tone()} size={18} />
        <div>
          <h2>{title()}</h2>
          <p>{explanation()}</p>
          <Show when={remedy().length > 0}>
            <p data-remedy-for>For the customer:</p>
            <ol data-remedy="many">
              <For each={remedy()}>{(step) => <li>{step}</li>}</For>
            </ol>
          </Show>
          <p data-when>
            since <Time at={props.connection.stateSince} show="both" />
          </p>
          <Show when={props.connection.lastFour !== null && props.connection.candidate}>
            {(candidate) => (
              <p data-newer>
                A newer token waits:{" "}
                <Show when={candidate().verdict} fallback="it is being tested.">
                  {(kind) => (
                    <StateBadge tone={wordForVerdict(kind()).tone}>
                      {wordForVerdict(kind()).word}
                    </StateBadge>
                  )}
                </Show>
              </p>
            )}
          </Show>
        </div>
      </div>
    </Card>
  );
}

function moment(time: string | null, otherwise: string) {
  return time === null ? <small>{otherwise}</small> : <Time at={time} show="both" />;
}

function tellRetiring({ lastFour, stillWorks, diesBy }: RetiringToken) {
  const fate =
    stillWorks === false
      ? "is dead in Planhat"
      : stillWorks === true
        ? "still works in Planhat"
        : "was not looked at yet";
  return (
    <span>
      <code>…{lastFour}</code> {fate};{" "}
      <small>
        our copy goes by <Time at={diesBy} show="clock" />
      </small>
    </span>
  );
}

/** The customer's answer to the question whether the token shows all companies. */
function tellAnswer({ companiesAnswer: answer }: Connection) {
  if (answer === null) return <small>the customer was asked and has not answered</small>;
  return (
    <span>
      {answer.isAll ? "yes" : <b>no, there are more than {formatCount(answer.count)}</b>}{" "}
      <small>
        said <Time at={answer.at} />
      </small>
    </span>
  );
}

function ConnectionFacts(props: { connection: Connection }) {
  return (
    <Facts
      facts={[
        { name: "Tenant", value: props.connection.tenantName },
        {
          name: "Planhat",
          value: describeIdentity(props.connection.planhat, "en") ?? <small>not seen yet</small>,
        },
        { name: "All companies", value: tellAnswer(props.connection) },
        ...(props.connection.retiring === null
          ? []
          : [{ name: "Old token", value: tellRetiring(props.connection.retiring) }]),
        { name: "Last test", value: moment(props.connection.checkedAt, "not yet") },
        {
          name: "Next test",
          value: (
            <Show when={props.connection.nextCheckAt} fallback={<small>none planned</small>}>
              {(at) => <Time at={at()} show="both" isPlan />}
            </Show>
          ),
        },
        { name: "First worked", value: moment(props.connection.workedSince, "never") },
        {
          name: "Data as of",
          value: moment(
            props.connection.freshAt,
            props.connection.hasData ? "not complete yet" : "no data yet",
          ),
        },
        { name: "Promise", value: <PromiseLine connection={props.connection} /> },
        {
          name: "Next sync",
          value: <NextSync connection={props.connection} />,
        },
        { name: "Made", value: moment(props.connection.createdAt, "") },
      ]}
    />
  );
}
