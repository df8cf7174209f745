import { screen, waitFor } from "@solidjs/testing-library";
import { useQuery } from "@tanstack/solid-query";
import { expect, test } from "vitest";
import { type FakeApi, fakeApi } from "../../test/fake-api.ts";
import { renderPart } from "../../test/render-at.tsx";
import { idOf, makeConnection } from "../../test/samples.ts";
import { queries } from "../api/queries.ts";
import { Loaded } from "./loaded.tsx";

function renderRead(prepare: (api: FakeApi) => void) {
  const api = fakeApi();
  prepare(api);
  const rendered = renderPart(() => {
    const read = useQuery(() => queries.connection(idOf(1)));
    return (
      <Loaded read={read} label="Reading the connection">
        {(connection) => <p>{connection().name}</p>}
      </Loaded>
    );
  });
  return { api, ...rendered };
}

test("says what it waits for until the first data arrives", async () => {
  renderRead((api) => api.answer("getConnection", makeConnection()));
  expect(screen.getByRole("status").textContent).toContain("Reading the connection…");
  expect(await screen.findByText("Acme Planhat")).toBeDefined();
});

test("a refusal is shown in the API's words, with the request id", async () => {
  renderRead((api) => api.refuse("getConnection", 403, "FORBIDDEN", "It is not yours to see."));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("It is not yours to see.");
  expect(alert.textContent).toContain("req_test");
});

test("loaded data stays if a later read fails", async () => {
  const { api, client } = renderRead((fake) => fake.answer("getConnection", makeConnection()));
  await screen.findByText("Acme Planhat");
  api.refuse("getConnection", 403, "FORBIDDEN", "It is not yours to see.");
  void client.invalidateQueries();
  const state = () => client.getQueryState(["connection", "one", idOf(1)])?.status;
  await waitFor(() => expect(state()).toBe("error"));
  expect(screen.getByText("Acme Planhat")).toBeDefined();
  expect(screen.queryByRole("alert")).toBeNull();
});
