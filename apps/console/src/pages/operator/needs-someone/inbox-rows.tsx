import { A } from "@solidjs/router";
import Mail from "lucide-solid/icons/mail";
import MessageSquare from "lucide-solid/icons/message-square";
import Moon from "lucide-solid/icons/moon";
import UserRound from "lucide-solid/icons/user-round";
import { createEffect, createMemo, For, on, Show } from "solid-js";
import type { InboxCause, InboxRow } from "../../../api/inbox-queries.ts";
import { formatCount } from "../../../ui/numbers.ts";
import { createRowWindow } from "../../../ui/row-window.ts";
import { StateShape } from "../../../ui/state.tsx";
import { Time } from "../../../ui/time.tsx";
import { wordForVerdict } from "../../shared/words.ts";
import { BulkTestButton } from "./bulk-test-button.tsx";
import type { BulkTests } from "./bulk-tests.ts";
import { makeEntries, type RowEntry } from "./row-entries.ts";
import "./inbox-rows.css";

/** Headings and rows have the same height. The row window, which renders only visible rows, needs equal heights. */
const rowHeight = 58;
/** The next page is loaded when this many rows are left. */
const rowsAhead = 40;

export interface RowsHandle {
  /** Scrolls a row into view and focuses it. */
  focus: (id: string) => void;
}

interface RowsProps {
  rows: readonly InboxRow[];
  causes: readonly InboxCause[];
  tests: BulkTests;
  selectedId: string | undefined;
  addressOf: (id: string) => string;
  onOpen: (id: string) => void;
  /** Receives the ids of the rendered rows. */
  onShow: (ids: readonly string[]) => void;
  onNearEnd: () => void;
  ref: (handle: RowsHandle) => void;
}

/** The inbox, grouped by cause, the most severe first. Only rows near the screen are rendered. */
export function InboxRows(props: RowsProps) {
  let list: HTMLUListElement | undefined;
  const entries = createMemo(() => makeEntries(props.rows, props.causes));
  const { range, style, reveal } = createRowWindow({
    list: () => list,
    count: () => entries().length,
    rowHeight: () => rowHeight,
  });
  const byKey = createMemo(() => new Map(entries().map((entry) => [entry.key, entry])));
  // `<For>` compares keys, so a row's element stays when the list is read again.
  const shown = createMemo(() =>
    entries()
      .slice(range().from, range().to)
      .map(({ key }) => key),
  );

  createEffect(() => props.onShow(shown()));
  createEffect(
    on(
      () => range().to >= entries().length - rowsAhead,
      (isNear) => {
        if (isNear) props.onNearEnd();
      },
    ),
  );

  props.ref({
    focus: (id) => {
      const place = entries().findIndex(({ key }) => key === id);
      if (place === -1) return;
      reveal(place);
      requestAnimationFrame(() =>
        list?.querySelector<HTMLElement>(`[data-id="${id}"] a`)?.focus({ preventScroll: true }),
      );
    },
  });

  return (
    <ul
      ref={(element) => (list = element)}
      data-inbox
      aria-label="Connections that need someone"
      style={style()}
    >
      <For each={shown()}>
        {(key) => (
          <Show when={byKey().get(key)}>{(entry) => <Entry {...props} entry={entry()} />}</Show>
        )}
      </For>
    </ul>
  );
}

function Entry(props: RowsProps & { entry: RowEntry }) {
  const cause = () => (props.entry.kind === "cause" ? props.entry.cause : undefined);
  const row = () => (props.entry.kind === "item" ? props.entry.row : undefined);
  const idsOf = (name: string) =>
    props.rows.filter((one) => one.cause === name).map(({ id }) => id);
  return (
    <>
      <Show when={cause()}>
        {(found) => (
          <li data-cause>
            <h2>
              {found().title} <span data-figures>{formatCount(found().count)}</span>
            </h2>
            <BulkTestButton cause={found()} ids={() => idsOf(found().cause)} tests={props.tests} />
          </li>
        )}
      </Show>
      <Show when={row()}>
        {(found) => (
          <Row
            row={found()}
            isSelected={found().id === props.selectedId}
            href={props.addressOf(found().id)}
            onOpen={() => props.onOpen(found().id)}
          />
        )}
      </Show>
    </>
  );
}

function Row(props: { row: InboxRow; isSelected: boolean; href: string; onOpen: () => void }) {
  const connection = () => props.row.connection;
  const tone = () => {
    const { verdict } = connection();
    return verdict === null ? "bad" : wordForVerdict(verdict).tone;
  };
  return (
    <li data-inbox-row data-id={props.row.id}>
      <A
        href={props.href}
        aria-current={props.isSelected ? "true" : undefined}
        onClick={() => props.onOpen()}
        replace={props.isSelected}
        noScroll
      >
        <StateShape tone={tone() === "ok" ? "warn" : tone()} />
        <span data-who>
          <b>{connection().tenantName}</b>
          <Show when={connection().tenantName !== connection().name}>
            <small>{connection().name}</small>
          </Show>
        </span>
        <span data-since>
          <span data-unseen>since </span>
          <Time at={props.row.since} />
        </span>
        <span data-severity>{props.row.impact}</span>
        <span data-row-marks>
          <Marks row={props.row} />
        </span>
      </A>
    </li>
  );
}

/** The assignee, or the state of the mail. */
function Marks(props: { row: InboxRow }) {
  return (
    <>
      <Show when={props.row.notes > 0}>
        <span data-note-count title="Notes">
          <MessageSquare size={12} />
          {props.row.notes}
          <span data-unseen> notes</span>
        </span>
      </Show>
      <Show when={props.row.snoozedUntil}>
        {(until) => (
          <span data-row-chip>
            <Moon size={12} />
            <Time at={until()} />
          </span>
        )}
      </Show>
      <Show
        when={props.row.assignee}
        fallback={
          <Show when={props.row.connection.state === "needs_customer"} fallback={<Decide />}>
            <Show
              when={props.row.mailed}
              fallback={
                <span data-row-chip>
                  <Mail size={12} /> mail ready
                </span>
              }
            >
              {(mailed) => (
                <span data-row-chip title={mailed().isByHand ? "Sent by hand" : "Automatic"}>
                  <Mail size={12} /> {mailed().isSent ? "mailed" : "mail not out yet"}{" "}
                  <Show when={mailed().isSent}>
                    <Time at={mailed().at} show="clock" />
                  </Show>
                </span>
              )}
            </Show>
          </Show>
        }
      >
        {(assignee) => (
          <span data-row-chip data-assigned>
            <UserRound size={12} /> {assignee().name}
          </span>
        )}
      </Show>
    </>
  );
}

function Decide() {
  return (
    <span data-row-chip>
      <UserRound size={12} /> decide
    </span>
  );
}
