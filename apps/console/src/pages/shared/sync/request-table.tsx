import type { CheckRequest } from "../../../api/types.ts";
import { For, Show } from "solid-js";
import { formatDuration, formatExact } from "../../../ui/relative-time.ts";
import type { Tone } from "../../../ui/state.tsx";
import "./request-table.css";

function toneOf(status: number | null): Tone {
  if (status === null || status >= 500 || status === 429) return "busy";
  return status < 400 ? "ok" : "bad";
}

/** The calls behind a verdict, in the form of Planhat's LOGS tab: UTC, to the millisecond, without secrets. */
export function RequestTable(props: { requests: readonly CheckRequest[]; label: string }) {
  return (
    // A scrollable area must be reachable with the keyboard. oxlint-disable-next-line
    // jsx-a11y/no-noninteractive-tabindex
    <div data-requests-table tabindex="0" role="region" aria-label={props.label}>
      <table>
        <thead>
          <tr>
            <th scope="col">Time, UTC</th>
            <th scope="col">Request</th>
            <th scope="col" data-end>
              Status
            </th>
            <th scope="col" data-end>
              Took
            </th>
            <th scope="col">Answer</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.requests}>
            {(request) => (
              <tr>
                <td title={formatExact(new Date(request.at))}>{request.at.slice(11, 23)}</td>
                <td>
                  <code title={`${request.method} https://${request.host}${request.path}`}>
                    <span>{request.method}</span> {request.path}
                  </code>
                  <Show when={request.attempt > 1}>
                    <small> attempt {request.attempt}</small>
                  </Show>
                </td>
                <td data-end data-tone={toneOf(request.status)}>
                  {request.status ?? "none"}
                </td>
                <td data-end>{formatDuration(request.durationMs)}</td>
                <td data-answer-text title={request.answer}>
                  {request.answer}
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}
