import { waitFor } from "@solidjs/testing-library";
import type { QueryClient } from "@tanstack/solid-query";
import { expect, test } from "vitest";
import { renderPart } from "../../test/render-at.tsx";
import { usePagedList } from "./paged-list.ts";
import { readAgain } from "../live/read-again.ts";

interface Row {
  readonly id: string;
  readonly version: number;
}

/** Rows `r000` to `r249` on a server, in the order of their ids, ten on a page. */
function startServer() {
  const rows = Array.from({ length: 250 }, (_, n): Row => ({
    id: `r${String(n).padStart(3, "0")}`,
    version: 1,
  }));
  const asked: string[] = [];
  const read = async (cursor: string) => {
    asked.push(cursor);
    const from = rows.filter(({ id }) => id > cursor);
    const items = from.slice(0, 10).map((row) => ({ ...row }));
    return {
      items,
      nextCursor: from.length > 10 ? (items.at(-1)?.id ?? null) : null,
      total: rows.length,
    };
  };
  return { rows, asked, read };
}

async function renderList() {
  const server = startServer();
  const query = { queryKey: ["rows"], read: server.read };
  let list: ReturnType<typeof usePagedList<Awaited<ReturnType<typeof server.read>>>> | undefined;
  const rendered = renderPart(() => {
    list = usePagedList(() => query);
    return <p>{list.rows()?.length}</p>;
  });
  if (list === undefined) throw new Error("The list was not rendered.");
  const made = list;
  const rows = () => made.rows() ?? [];
  for (let pages = 1; pages <= 25; pages += 1) {
    await waitFor(() => expect(rows()).toHaveLength(pages * 10));
    made.readMore();
  }
  server.asked.length = 0;
  const idsOfPage = (page: number) =>
    rows()
      .slice(page * 10, page * 10 + 10)
      .map(({ id }) => id);
  const onEvent = (client: QueryClient) => readAgain(client, ["rows"]);
  return { server, list: made, rows, idsOfPage, happen: () => onEvent(rendered.client) };
}

const find = (rows: readonly Row[], id: string) => rows.find((row) => row.id === id);

test("an event reads only the pages on the screen again, however many pages were read", async () => {
  const { server, list, rows, idsOfPage, happen } = await renderList();
  list.show([...idsOfPage(7).slice(5), ...idsOfPage(8).slice(0, 5)]);
  server.rows[75] = { id: "r075", version: 2 };
  await happen();
  expect(server.asked).toEqual(["r069", "r079"]);
  expect(find(rows(), "r075")?.version).toBe(2);
  expect(rows()).toHaveLength(250);
});

test("a page that an event made old is read when it comes to the screen, and only then", async () => {
  const { server, list, rows, idsOfPage, happen } = await renderList();
  list.show(idsOfPage(7));
  server.rows[205] = { id: "r205", version: 2 };
  await happen();
  expect(find(rows(), "r205")?.version).toBe(1);
  server.asked.length = 0;
  list.show(idsOfPage(20));
  await waitFor(() => expect(find(rows(), "r205")?.version).toBe(2));
  expect(server.asked).toEqual(["r199"]);
  list.show(idsOfPage(7));
  list.show(idsOfPage(20));
  expect(server.asked).toEqual(["r199"]);
});

test("a row that is added or removed appears once or never on the screen, also at the end of its page", async () => {
  const { server, list, rows, idsOfPage, happen } = await renderList();
  list.show([...idsOfPage(7), ...idsOfPage(8)]);
  server.rows.splice(75, 1, { id: "r0745", version: 1 }, { id: "r075", version: 1 });
  await happen();
  const shown = () => rows().map(({ id }) => id);
  expect(shown().slice(70, 90)).toEqual(server.rows.slice(70, 90).map(({ id }) => id));
  server.rows.splice(72, 3);
  await happen();
  expect(shown().slice(70, 87)).toEqual(server.rows.slice(70, 87).map(({ id }) => id));
  expect(new Set(shown()).size).toBe(shown().length);
  list.show(idsOfPage(9));
  await waitFor(() =>
    expect(shown().slice(70, 97)).toEqual(server.rows.slice(70, 97).map(({ id }) => id)),
  );
});

test("the totals are those of the page that was read last", async () => {
  const { server, list, idsOfPage, happen } = await renderList();
  list.show(idsOfPage(7));
  server.rows.pop();
  await happen();
  expect(list.newest()?.total).toBe(249);
});
