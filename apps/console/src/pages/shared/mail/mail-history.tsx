import { useInfiniteQuery } from "@tanstack/solid-query";
import { For, Show } from "solid-js";
import { queries } from "../../../api/queries.ts";
import type { ConnectionMail } from "../../../api/types.ts";
import { Loaded } from "../../../shell/loaded.tsx";
import { More } from "../../../ui/more.tsx";
import { StateShape } from "../../../ui/state.tsx";
import { Time } from "../../../ui/time.tsx";
import { wordForMail } from "./mail-words.ts";
import "./mail-history.css";

/** All mails about a connection, newest first, with text, time, recipients and sender. */
export function MailHistory(props: { connectionId: string; none: string }) {
  const mails = useInfiniteQuery(() => queries.mails(props.connectionId));
  return (
    <>
      <Loaded read={mails} label="Reading the mails" rows={2}>
        {(found) => {
          const items = () => found().pages.flatMap((page) => page.items);
          return (
            <Show when={items().length > 0} fallback={<p data-muted>{props.none}</p>}>
              <ul data-mail-history>
                <For each={items()}>{(mail) => <Mail mail={mail} />}</For>
              </ul>
            </Show>
          );
        }}
      </Loaded>
      <More
        has={mails.hasNextPage}
        busy={mails.isFetchingNextPage}
        onMore={() => void mails.fetchNextPage()}
      />
    </>
  );
}

function Mail(props: { mail: ConnectionMail }) {
  const word = () => wordForMail(props.mail);
  const Line = () => (
    <>
      <StateShape tone={word().tone} size={14} />
      <b>{props.mail.subject}</b>
      <small>
        {word().word} <Time at={word().at} show="clock" /> ·{" "}
        {props.mail.by === null ? "automatic" : `by ${props.mail.by}`} ·{" "}
        {props.mail.to.map(({ email }) => email).join(", ")}
      </small>
      <Show when={word().reason}>{(reason) => <small data-reason>{reason()}</small>}</Show>
    </>
  );
  return (
    <li>
      <Show when={props.mail.text} fallback={<div data-mail-line>{Line()}</div>}>
        {(text) => (
          <details>
            <summary data-mail-line>{Line()}</summary>
            <pre>{text()}</pre>
          </details>
        )}
      </Show>
    </li>
  );
}
