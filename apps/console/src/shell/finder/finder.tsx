import { useNavigate } from "@solidjs/router";
import { useQuery } from "@tanstack/solid-query";
import {
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  For,
  on,
  onMount,
  Show,
} from "solid-js";
import { queries } from "../../api/queries.ts";
import { dataOf } from "../../api/read.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemNote } from "../problem-note.tsx";
import { listFound } from "./list-found.ts";
import "./finder.css";

/** Finds connections by any part of their name or their tenant's name, or by a pasted id, and pages by their name. */
export default function Finder(props: { onClose: () => void }) {
  const id = createUniqueId();
  const navigate = useNavigate();
  const [text, setText] = createSignal("");
  const [chosen, setChosen] = createSignal(0);
  const found = useQuery(() => queries.found(text().trim()));
  const entries = createMemo(() => listFound(text(), dataOf(found) ?? []));
  let field: HTMLInputElement | undefined;

  // The dialog first gives the focus to its first button.
  onMount(() => queueMicrotask(() => field?.focus()));
  createEffect(on(text, () => setChosen(0)));
  createEffect(() =>
    document.getElementById(`${id}-${chosen()}`)?.scrollIntoView({ block: "nearest" }),
  );

  function open(at: number): void {
    const entry = entries()[at];
    if (entry === undefined) return;
    props.onClose();
    navigate(entry.href);
  }

  function press(event: KeyboardEvent): void {
    const last = entries().length - 1;
    if (event.key === "ArrowDown") setChosen(chosen() >= last ? 0 : chosen() + 1);
    else if (event.key === "ArrowUp") setChosen(chosen() <= 0 ? Math.max(0, last) : chosen() - 1);
    else if (event.key === "Enter") open(chosen());
    else return;
    event.preventDefault();
  }

  return (
    <Dialog open title="Find" onClose={props.onClose}>
      <div data-finder>
        <input
          ref={(element) => (field = element)}
          data-input
          type="text"
          role="combobox"
          aria-label="Connection, tenant, page or id of a connection"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={entries().length > 0 ? `${id}-${chosen()}` : undefined}
          aria-autocomplete="list"
          autocomplete="off"
          spellcheck={false}
          placeholder="Connection, tenant, page or id of a connection"
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={press}
        />
        <ul id={`${id}-list`} role="listbox" aria-label="Found">
          <For each={entries()}>
            {(entry, at) => (
              <li
                id={`${id}-${at()}`}
                role="option"
                aria-selected={at() === chosen()}
                onPointerMove={() => setChosen(at())}
                onClick={() => open(at())}
              >
                <b>{entry.name}</b>
                <span>{entry.kind}</span>
              </li>
            )}
          </For>
        </ul>
        <Show when={found.isError}>
          <ProblemNote problem={found.error} onRetry={() => void found.refetch()} />
        </Show>
        <p data-found-count role="status">
          <Show when={entries().length === 0 && found.isSuccess && !found.isFetching}>
            Nothing is called “{text().trim()}”.
          </Show>
        </p>
      </div>
    </Dialog>
  );
}
