import { For, Show } from "solid-js";
import type { Person } from "../../../api/types.ts";
import { useSession } from "../../../shell/session.ts";
import { Button } from "../../../ui/button.tsx";
import { countOf } from "../../../ui/numbers.ts";
import { StateBadge } from "../../../ui/state.tsx";
import { changesFor, changeWords, type PersonChange } from "./person-words.ts";

/** A person, the state of the account, and the changes that an operator can make. */
export function PersonRow(props: { person: Person; onAsk: (change: PersonChange) => void }) {
  const me = useSession();
  return (
    <li>
      <div>
        <h2>
          {props.person.name}
          <Show when={props.person.id === me().user.id}> (you)</Show>
        </h2>
        <p>{props.person.email}</p>
        <small>
          {props.person.tenant?.name ??
            (props.person.role === "operator" ? "Operator" : "No tenant")}
          <Show when={props.person.signIns > 0}>
            {" · "}signed in with {countOf(props.person.signIns, "browser")}
          </Show>
        </small>
      </div>
      <Show when={props.person.lockedAt !== null}>
        <StateBadge tone="warn">Locked</StateBadge>
      </Show>
      <div data-person-actions>
        <For each={changesFor(props.person)}>
          {(change) => (
            <Button
              variant="quiet"
              aria-label={`${changeWords[change].action} ${props.person.name}`}
              onClick={() => props.onAsk(change)}
            >
              {changeWords[change].action}
            </Button>
          )}
        </For>
      </div>
    </li>
  );
}
