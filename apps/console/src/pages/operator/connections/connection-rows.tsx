import { A } from "@solidjs/router";
import ArrowDown from "lucide-solid/icons/arrow-down";
import ArrowUp from "lucide-solid/icons/arrow-up";
import { createEffect, createMemo, For, on, Show } from "solid-js";
import type { ConnectionSort } from "../../../api/queries.ts";
import type { Connection } from "../../../api/types.ts";
import { createIsNarrow } from "../../../ui/media.ts";
import type { BoundedTotal } from "../../../ui/numbers.ts";
import { createRowWindow } from "../../../ui/row-window.ts";
import { StateBadge } from "../../../ui/state.tsx";
import { Time } from "../../../ui/time.tsx";
import { wordForConnection, wordForVerdict, wordInIncident } from "../../shared/words.ts";
import { nextSort } from "./filters.ts";
import "./connection-rows.css";

const rowHeight = { wide: 38, narrow: 62 };
/** The next page is loaded when this many rows are left. */
const rowsAhead = 40;

export interface RowsHandle {
  focusFirst: () => void;
}

/** The table of connections. Only rows near the screen are rendered. The arrow keys move through all rows. */
export function ConnectionRows(props: {
  rows: readonly Connection[];
  total: BoundedTotal;
  sort: ConnectionSort;
  onSort: (sort: ConnectionSort) => void;
  /** Receives the ids of the rendered rows. */
  onShow: (ids: readonly string[]) => void;
  onNearEnd: () => void;
  /** True on an incident's page, where each row says whether its test failed or only waits. */
  isOfIncident?: boolean;
  ref: (handle: RowsHandle) => void;
}) {
  const isNarrow = createIsNarrow();
  const height = () => (isNarrow() ? rowHeight.narrow : rowHeight.wide);
  let body: HTMLDivElement | undefined;
  const rowWindow = createRowWindow({
    list: () => body,
    count: () => props.rows.length,
    rowHeight: height,
  });
  const range = rowWindow.range;
  // `<For>` compares ids, so a row's element stays when the list is read again.
  const shown = createMemo(() => props.rows.slice(range().from, range().to).map(({ id }) => id));
  const shownRows = createMemo(
    () => new Map(props.rows.slice(range().from, range().to).map((row) => [row.id, row])),
  );

  createEffect(() => props.onShow(shown()));

  createEffect(
    on(
      () => range().to >= props.rows.length - rowsAhead,
      (isNear) => {
        if (isNear) props.onNearEnd();
      },
    ),
  );

  function focusRow(row: number): void {
    if (row < 0 || row >= props.rows.length) return;
    rowWindow.reveal(row);
    requestAnimationFrame(() =>
      body?.querySelector<HTMLElement>(`[data-row="${row}"] a`)?.focus({ preventScroll: true }),
    );
  }
  function moveFocus(event: KeyboardEvent): void {
    const row = Number(
      (event.target as Element).closest<HTMLElement>("[data-row]")?.dataset["row"] ?? -1,
    );
    const steps: Record<string, number> = {
      ArrowDown: row + 1,
      ArrowUp: row - 1,
      Home: 0,
      End: props.rows.length - 1,
    };
    const next = steps[event.key];
    if (next === undefined || row < 0) return;
    event.preventDefault();
    focusRow(next);
  }
  props.ref({ focusFirst: () => focusRow(range().from === 0 ? 0 : range().from) });

  return (
    <div
      data-rows
      role="table"
      aria-label="Connections"
      aria-rowcount={props.total.isAtLeast ? -1 : props.total.total + 1}
    >
      <div role="rowgroup" data-head>
        <div role="row" aria-rowindex="1">
          <Head label={props.isOfIncident === true ? "In it" : "State"} />
          <Head label="Connection" column="name" sort={props.sort} onSort={props.onSort} />
          <Head label="Verdict" />
          <Head label="Planhat" />
          <Head label="Checked" column="checkedAt" sort={props.sort} onSort={props.onSort} end />
          <Head label="Next check" end />
          <Head label="Data as of" end />
        </div>
      </div>
      <div
        ref={(element) => (body = element)}
        role="rowgroup"
        onKeyDown={moveFocus}
        style={rowWindow.style()}
      >
        <For each={shown()}>
          {(id, position) => (
            <Show when={shownRows().get(id)}>
              {(connection) => (
                <Row
                  connection={connection()}
                  index={range().from + position()}
                  isOfIncident={props.isOfIncident === true}
                />
              )}
            </Show>
          )}
        </For>
      </div>
    </div>
  );
}

function Row(props: { connection: Connection; index: number; isOfIncident: boolean }) {
  const state = () =>
    props.isOfIncident
      ? wordInIncident(props.connection)
      : wordForConnection(props.connection.state, "operator");
  const isPlain = () =>
    props.connection.verdict === "connected" && props.connection.candidate === null;
  return (
    <div role="row" data-row={props.index} aria-rowindex={props.index + 2}>
      <span role="cell" data-cell="state">
        <StateBadge tone={state().tone}>{state().word}</StateBadge>
      </span>
      <span role="cell" data-cell="name">
        <A href={`/connections/${props.connection.id}`}>
          {props.connection.tenantName}
          <Show when={props.connection.tenantName !== props.connection.name}>
            {" "}
            <small>{props.connection.name}</small>
          </Show>
        </A>
      </span>
      <span role="cell" data-cell="verdict" data-plain={isPlain() ? "" : undefined}>
        <Show
          when={props.connection.state !== "disconnected" && props.connection.verdict}
          fallback={
            <small>
              {props.connection.state === "disconnected"
                ? ""
                : props.connection.checkedAt === null
                  ? "not tested yet"
                  : "none yet"}
            </small>
          }
        >
          {(kind) => wordForVerdict(kind(), props.connection.isRejectionUncertain).word}
        </Show>
        <Show when={props.connection.lastFour !== null && props.connection.candidate}>
          <small> · newer token waits</small>
        </Show>
      </span>
      <span role="cell" data-cell="host">
        {props.connection.host}
      </span>
      <span role="cell" data-cell="checked">
        <Show when={props.connection.checkedAt}>{(at) => <Time at={at()} />}</Show>
      </span>
      <span role="cell" data-cell="next">
        <Show when={props.connection.nextCheckAt}>{(at) => <Time at={at()} isPlan />}</Show>
      </span>
      <span role="cell" data-cell="fresh">
        <Show when={props.connection.freshAt} fallback={<small>none yet</small>}>
          {(at) => <Time at={at()} />}
        </Show>
      </span>
    </div>
  );
}

function Head(props: {
  label: string;
  column?: "name" | "checkedAt";
  sort?: ConnectionSort;
  onSort?: (sort: ConnectionSort) => void;
  end?: boolean;
}) {
  const direction = () =>
    props.sort === props.column
      ? "ascending"
      : props.sort === `-${props.column}`
        ? "descending"
        : "none";
  return (
    <span
      role="columnheader"
      data-end={props.end ? "" : undefined}
      aria-sort={props.column === undefined ? undefined : direction()}
    >
      <Show when={props.column} fallback={props.label}>
        {(column) => (
          <button
            type="button"
            onClick={() => props.onSort?.(nextSort(column(), props.sort ?? "name"))}
          >
            {props.label}
            <Show when={direction() !== "none"}>
              {direction() === "ascending" ? <ArrowUp size={12} /> : <ArrowDown size={12} />}
            </Show>
          </button>
        )}
      </Show>
    </span>
  );
}
