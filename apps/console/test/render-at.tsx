import { createMemoryHistory, MemoryRouter, Route } from "@solidjs/router";
import { cleanup, render } from "@solidjs/testing-library";
import { type QueryClient, QueryClientProvider } from "@tanstack/solid-query";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import type { JSX } from "solid-js";
import { onTestFinished } from "vitest";
import { makeQueryClient } from "../src/api/query-client.ts";
import type { Me } from "../src/api/types.ts";
import { SessionContext } from "../src/shell/session.ts";
import { operator } from "./samples.ts";

export interface Rendered {
  readonly user: UserEvent;
  readonly client: QueryClient;
  /** The current address of the page. */
  readonly address: () => string;
}

/** Renders a page of the console at an address, with the real query client and router. */
export function renderAt(
  address: string,
  path: string,
  page: () => JSX.Element,
  me: Me = operator,
): Rendered {
  const history = createMemoryHistory();
  history.set({ value: address });
  const client = makeQueryClient();
  onTestFinished(() => {
    cleanup();
    client.clear();
    localStorage.clear();
    sessionStorage.clear();
  });
  render(() => (
    <QueryClientProvider client={client}>
      <SessionContext.Provider value={() => me}>
        <MemoryRouter history={history}>
          <Route path={path} component={page} />
          <Route path="*" component={() => <p>Another page</p>} />
        </MemoryRouter>
      </SessionContext.Provider>
    </QueryClientProvider>
  ));
  return { user: userEvent.setup(), client, address: () => history.get() };
}

/** Renders a part of a page that does not depend on an address. */
export function renderPart(part: () => JSX.Element, me?: Me): Rendered {
  return renderAt("/", "/", part, me);
}
