import { useNavigate, useParams } from "@solidjs/router";
import { type Accessor, createEffect, createSignal } from "solid-js";
import type { InboxFilters, InboxRow } from "../../../api/inbox-queries.ts";
import { createMedia } from "../../../ui/media.ts";
import type { PanelWish } from "./triage-panel.tsx";
import type { RowsHandle } from "./inbox-rows.tsx";
import { findNeighbour } from "./row-entries.ts";

/** The chosen inbox item of the list. The page's address contains it. Keys and buttons change the choice. */
export function createChoice(
  filters: Accessor<InboxFilters>,
  rows: Accessor<readonly InboxRow[] | undefined>,
) {
  const params = useParams<{ id?: string }>();
  const navigate = useNavigate();
  // True if the list and the panel fit side by side.
  const isWide = createMedia("(min-width: 1280px)");
  const [wish, setWish] = createSignal<PanelWish>();
  let handle: RowsHandle | undefined;

  const isDetail = () => !isWide() && params.id !== undefined;
  const query = () => {
    const words = new URLSearchParams({ ...filters() });
    return words.size === 0 ? "" : `?${words}`;
  };
  const addressOf = (id: string) => `/needs-someone/${id}${query()}`;
  const listAddress = () => `/needs-someone${query()}`;
  function show(id: string): void {
    navigate(addressOf(id), { replace: isWide() || params.id !== undefined, scroll: !isWide() });
  }
  function showList(): void {
    navigate(listAddress(), { replace: true });
  }

  // The first item is chosen by its address, so that it stays chosen when the list changes.
  createEffect(() => {
    const read = rows();
    const first = read?.[0];
    if (isWide() && params.id === undefined && first !== undefined) show(first.id);
    // An empty list has no chosen item.
    if (isWide() && params.id !== undefined && read !== undefined && first === undefined)
      showList();
  });

  /** Chooses the next or the previous connection, and gives its row the focus. */
  function move(step: 1 | -1): void {
    const from = isWide() || isDetail() ? params.id : focusedId();
    const id = findNeighbour(rows() ?? [], from, step);
    if (id === undefined) return;
    if (isWide() || isDetail()) show(id);
    handle?.focus(id);
  }
  /** Asks the panel for an action. Opens the panel first if it is closed. */
  function ask(asked: PanelWish): void {
    const id = params.id ?? focusedId();
    if (id === undefined) return;
    setWish(asked);
    if (params.id === undefined) show(id);
  }
  /** Chooses the next item after the chosen item is done. Shows the list if there is no next item. */
  function goOn(): void {
    const id = params.id;
    const all = rows() ?? [];
    const next = findNeighbour(all, id, 1) ?? findNeighbour(all, id, -1);
    if (isWide() && next !== undefined && next !== id) show(next);
    else showList();
  }

  return {
    id: () => params.id,
    isWide,
    isDetail,
    addressOf,
    listAddress,
    wish,
    setWish,
    move,
    ask,
    goOn,
    setHandle: (made: RowsHandle) => (handle = made),
  };
}

/** The row that has the focus, if only the list is shown. */
function focusedId(): string | undefined {
  return document.activeElement?.closest<HTMLElement>("[data-inbox-row]")?.dataset["id"];
}
