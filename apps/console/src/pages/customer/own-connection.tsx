import { useSearchParams } from "@solidjs/router";
import { useQuery } from "@tanstack/solid-query";
import { For, type JSX, Show } from "solid-js";
import { queries } from "../../api/queries.ts";
import type { Connection } from "../../api/types.ts";
import { Page } from "../../shell/page.tsx";
import { Loaded } from "../../shell/loaded.tsx";
import "./own-connection.css";

/** Gives a page the customer's connection: the only connection, or the connection in the address. */
export function WithOwnConnection(props: {
  children: (connection: () => Connection) => JSX.Element;
}) {
  const own = useQuery(() => queries.ownConnections());
  const [search, setSearch] = useSearchParams<{ connection?: string }>();
  const chosen = (items: readonly Connection[]) =>
    items.find(({ id }) => id === search.connection) ??
    items.find(({ state }) => state !== "disconnected") ??
    items[0];
  return (
    <div data-page-slot>
      <Loaded read={own} label="Looking up your connection" rows={5}>
        {(page) => (
          <Show
            when={chosen(page().items)}
            fallback={
              <Page
                headline="There is no connection here yet"
                below="Churned makes it for you. Ask the person at Churned who invited you."
              >
                {null}
              </Page>
            }
          >
            {(connection) => (
              <>
                <Choice
                  among={page().items.filter(({ state }) => state !== "disconnected")}
                  chosen={connection()}
                  onChoose={(id) => setSearch({ connection: id })}
                />
                {/* A page must not keep anything of one connection for another connection. */}
                <Show when={connection().id} keyed>
                  {props.children(connection)}
                </Show>
              </>
            )}
          </Show>
        )}
      </Loaded>
    </div>
  );
}

/** Chooses the connection, if a tenant has several. */
function Choice(props: {
  among: readonly Connection[];
  chosen: Connection;
  onChoose: (id: string) => void;
}) {
  return (
    <Show when={props.among.length > 1}>
      <label data-own-choice>
        Connection
        <select
          data-input
          aria-label="Connection"
          onChange={(event) => props.onChoose(event.currentTarget.value)}
        >
          <For each={props.among}>
            {({ id, name }) => (
              <option value={id} selected={id === props.chosen.id}>
                {name}
              </option>
            )}
          </For>
        </select>
      </label>
    </Show>
  );
}
