import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { Connection } from "../../../api/types.ts";
import { StateShape } from "../../../ui/state.tsx";
import "./shared-token.css";

/** Other connections that use the same token. Only operators see these connections. */
export function SharedToken(props: { connection: Connection }) {
  return (
    <Show when={props.connection.sharedToken}>
      {(shared) => (
        <p data-shared-token data-tone="warn">
          <StateShape tone="warn" />
          <span>
            <b>The same token is used by another connection:</b>{" "}
            <For each={shared().connections}>
              {(other, position) => (
                <>
                  {position() > 0 ? ", " : ""}
                  <A href={`/connections/${other.id}`}>
                    {other.tenantName === other.name
                      ? other.name
                      : `${other.tenantName} › ${other.name}`}
                  </A>
                </>
              )}
            </For>
            . They share one quota, and read the same Planhat.
          </span>
        </p>
      )}
    </Show>
  );
}
