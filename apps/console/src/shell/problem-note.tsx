import { Show } from "solid-js";
import { ApiProblem } from "../api/problem.ts";
import { Button } from "../ui/button.tsx";
import { StateShape } from "../ui/state.tsx";
import "./problem-note.css";

/** Shows a failed call: what happened, what the reader can do, and the request's id for support. */
export function ProblemNote(props: { title?: string; problem: unknown; onRetry?: () => void }) {
  const problem = () => (props.problem instanceof ApiProblem ? props.problem : undefined);
  const isUnknown = () => problem()?.code === "OUTCOME_UNKNOWN";
  const isOurs = () => {
    const status = problem()?.status ?? 500;
    return status === 0 || status === 429 || status >= 500;
  };
  return (
    <div data-problem data-tone={isOurs() ? "warn" : "bad"} role="alert">
      <StateShape tone={isOurs() ? "warn" : "bad"} size={16} />
      <div>
        {/* The write may have succeeded, so the title does not say that it failed. */}
        <Show when={isUnknown() ? "No answer came" : props.title}>
          {(title) => <strong>{title()}</strong>}
        </Show>
        <p>{problem()?.message ?? "Something on our side went wrong. Try again in a moment."}</p>
        <Show when={problem()?.requestId}>
          {(requestId) => (
            <p data-request>
              If you ask Churned for help, name request <code>{requestId()}</code>.
            </p>
          )}
        </Show>
      </div>
      <Show when={props.onRetry}>
        <Button onClick={() => props.onRetry?.()}>Try again</Button>
      </Show>
    </div>
  );
}
