import { modelLabels } from "@churned/domain/plan";
import { explainMissing } from "@churned/domain/words";
import { A } from "@solidjs/router";
import { useQuery, useQueryClient } from "@tanstack/solid-query";
import { createSignal, For, Match, Show, Switch } from "solid-js";
import { call } from "../../../api/call.ts";
import { syncQueries } from "../../../api/sync-queries.ts";
import type { HeldDeletions } from "../../../api/types.ts";
import { dataOf } from "../../../api/read.ts";
import { language } from "../../../ui/language.ts";
import { Button } from "../../../ui/button.tsx";
import { countOf, formatCount } from "../../../ui/numbers.ts";
import { ReasonDialog } from "../../../shell/reason-dialog.tsx";
import { StateShape } from "../../../ui/state.tsx";
import { showToast } from "../../../ui/toast.tsx";
import { pageNow, Time } from "../../../ui/time.tsx";
import { countOfMissing, formatShare, tellsStill } from "./held-words.ts";
import "./held-deletions.css";

type Answer = "remove" | "keep";

const answers = {
  remove: {
    button: "Remove them…",
    does: "They become deletions here too: exports and views leave them out from then on. Should Planhat show one again, it is landed anew.",
    title: (count: string) => `Remove ${count}?`,
    action: "Remove them",
    variant: "danger",
    operation: "releaseDeletes",
  },
  keep: {
    button: "Keep them…",
    does: "They stay as they were last seen, and nobody is asked about them again, unless they come back and go missing once more.",
    title: (count: string) => `Keep ${count}?`,
    action: "Keep them",
    variant: "filled",
    operation: "keepRecords",
  },
} as const;

/** Asks the operator what to do with missing records: shows the numbers and both answers, and later the result. */
export function HeldDeletionsQuestion(props: {
  connectionId: string;
  /** True on a page about another subject. Then only a link to the question is shown. */
  isBrief?: boolean;
  /** True if the page already explains what Churned found and the possible causes. */
  isExplained?: boolean;
}) {
  const held = useQuery(() => syncQueries.heldDeletions(props.connectionId));
  const latest = () => dataOf(held)?.items[0];
  const shown = () => {
    const question = latest();
    return question !== undefined && tellsStill(question, pageNow()) ? question : undefined;
  };
  return (
    <Show when={shown()}>
      {(question) => (
        <Switch>
          <Match when={question().state === "waiting" && props.isBrief}>
            <BriefQuestion held={question()} />
          </Match>
          <Match when={question().state === "waiting"}>
            <Question held={question()} isExplained={props.isExplained === true} />
          </Match>
          <Match when={question().state !== "waiting"}>
            <Answered held={question()} />
          </Match>
        </Switch>
      )}
    </Show>
  );
}

function BriefQuestion(props: { held: HeldDeletions }) {
  return (
    <div data-held-answered data-tone="warn">
      <StateShape tone="warn" size={16} />
      <p>
        <b data-figures>
          {countOf(countOfMissing(props.held), "missing record")} wait for an answer.
        </b>{" "}
        <A href={`/connections/${props.held.connectionId}`}>Answer it</A>
      </p>
    </div>
  );
}

function Question(props: { held: HeldDeletions; isExplained: boolean }) {
  const client = useQueryClient();
  const [asked, setAsked] = createSignal<Answer>();
  const count = () => countOf(countOfMissing(props.held), "missing record");

  async function answer(given: Answer, reason: string): Promise<void> {
    await call(answers[given].operation, { id: props.held.connectionId, body: { reason } });
    showToast(given === "remove" ? `${count()} are being removed.` : `${count()} stay.`);
    await Promise.all(
      [["held_deletes"], ["inbox"], ["timeline", props.held.connectionId]].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    );
  }

  return (
    <section id="missing-records" data-held-question data-tone="warn" aria-label="Missing records">
      <header>
        <StateShape tone="warn" size={18} />
        <div>
          <h2>
            Are {count()} really gone? <small>An operator must say</small>
          </h2>
          <Show when={!props.isExplained}>
            <p lang={language()}>{explainMissing(props.held.models, language())}</p>
          </Show>
        </div>
      </header>
      <MissingTable held={props.held} />
      <dl data-held-answers>
        <For each={["keep", "remove"] as const}>
          {(name) => (
            <div>
              <dt>
                <Button onClick={() => setAsked(name)}>{answers[name].button}</Button>
              </dt>
              <dd>{answers[name].does}</dd>
            </div>
          )}
        </For>
      </dl>
      <p data-held-when>
        Found <Time at={props.held.createdAt} show="both" />. Until it is answered, syncs go on and
        remove nothing.
      </p>
      <For each={["keep", "remove"] as const}>
        {(name) => (
          <ReasonDialog
            open={asked() === name}
            title={answers[name].title(count())}
            text={`${answers[name].does} Your reason is written on the timeline of ${props.held.connectionName}.`}
            label="Reason"
            action={answers[name].action}
            variant={answers[name].variant}
            onClose={() => setAsked(undefined)}
            onConfirm={(reason) => answer(name, reason)}
          />
        )}
      </For>
    </section>
  );
}

/**
 * How many records of each model are missing. A model without any record left is marked, because Churned never removes
 * all records of a model.
 */
function MissingTable(props: { held: HeldDeletions }) {
  return (
    <table data-missing>
      <caption data-unseen>Missing records by model</caption>
      <thead>
        <tr>
          <th scope="col">Model</th>
          <th scope="col">Missing</th>
          <th scope="col">Of</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody data-figures>
        <For each={props.held.models}>
          {({ model, missing, of }) => (
            <tr>
              <th scope="row">{modelLabels[model]}</th>
              <td>{formatCount(missing)}</td>
              <td>{formatCount(of)}</td>
              <td>
                <meter aria-hidden="true" value={missing} max={of} />
                <b data-whole={missing === of ? "" : undefined}>{formatShare(missing, of)}</b>
              </td>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}

const outcomes = {
  waiting: { tone: "warn", words: "wait for an answer" },
  releasing: { tone: "busy", words: "are being removed" },
  released: { tone: "ok", words: "were removed" },
  kept: { tone: "ok", words: "are kept" },
  withdrawn: { tone: "ok", words: "came back by themselves" },
} as const;

function Answered(props: { held: HeldDeletions }) {
  const outcome = () => outcomes[props.held.state];
  return (
    <div data-held-answered data-tone={outcome().tone} role="status">
      <StateShape tone={outcome().tone} size={16} turning={props.held.state === "releasing"} />
      <p>
        <b data-figures>
          {countOf(countOfMissing(props.held), "missing record")} {outcome().words}
        </b>
        <Show when={props.held.decidedAt}>
          {(at) => (
            <>
              {" "}
              <Time at={at()} />
            </>
          )}
        </Show>
        <Show when={props.held.reason} fallback=".">
          {(reason) => <>: {reason()}</>}
        </Show>
      </p>
    </div>
  );
}

/** Earlier questions about a connection, with their answers. */
export function HeldDeletionsHistory(props: { connectionId: string }) {
  const held = useQuery(() => syncQueries.heldDeletions(props.connectionId));
  const answered = () => dataOf(held)?.items.filter(({ state }) => state !== "waiting") ?? [];
  return (
    <Show when={answered().length > 0}>
      <section data-card="flush">
        <header>
          <h2>Missing records, as answered</h2>
        </header>
        <ul data-held-history>
          <For each={answered()}>
            {(one) => (
              <li>
                <Answered held={one} />
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
