import { createUniqueId, type JSX, Show } from "solid-js";
import "./field.css";

/** A label, a control and its note, connected for screen readers. */
export function Field(props: {
  label: string;
  hint?: JSX.Element;
  problem?: string | undefined;
  children: (ids: { id: string; describedBy: string; invalid: boolean }) => JSX.Element;
}) {
  const id = createUniqueId();
  return (
    <div data-field>
      <label for={id}>{props.label}</label>
      {props.children({
        id,
        describedBy: `${id}-note`,
        get invalid() {
          return props.problem !== undefined;
        },
      })}
      <div id={`${id}-note`} data-note>
        <Show when={props.problem} fallback={props.hint}>
          <span data-tone="bad">{props.problem}</span>
        </Show>
      </div>
    </div>
  );
}
