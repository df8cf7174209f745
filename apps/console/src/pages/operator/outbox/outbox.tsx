import { useQuery } from "@tanstack/solid-query";
import Mail from "lucide-solid/icons/mail";
import { For, Show } from "solid-js";
import { demoQueries, type OutboxMail } from "../../../api/queries.ts";
import { dataOf } from "../../../api/read.ts";
import { Page } from "../../../shell/page.tsx";
import { Card } from "../../../ui/card.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { Loaded } from "../../../shell/loaded.tsx";
import { countOf } from "../../../ui/numbers.ts";
import { Time } from "../../../ui/time.tsx";
import { splitLinks } from "./split-links.ts";
import "./outbox.css";

/** The mails of the demo, which are not sent. */
export default function Outbox() {
  const outbox = useQuery(() => demoQueries.outbox());
  const count = () => dataOf(outbox)?.items.length ?? 0;
  return (
    <Page
      headline={count() === 0 ? "No mail was written yet" : `${countOf(count(), "mail")} written`}
      below="A demo sends no mail; here is what would have been sent."
      width="reading"
    >
      <Loaded read={outbox} label="Reading the outbox" rows={4}>
        {(found) => (
          <Show
            when={found().items.length > 0}
            fallback={
              <Card>
                <Empty icon={<Mail size={18} />} title="Nothing to read">
                  Save a token that lacks a permission, or press Notify Churned, and look here.
                </Empty>
              </Card>
            }
          >
            <For each={found().items}>{(mail) => <MailCard mail={mail} />}</For>
          </Show>
        )}
      </Loaded>
    </Page>
  );
}

function MailCard(props: { mail: OutboxMail }) {
  return (
    <article data-mail>
      <header>
        <h2>{props.mail.subject}</h2>
        <p>
          To {props.mail.to} · <Time at={props.mail.sentAt ?? props.mail.createdAt} show="both" />
          <Show when={props.mail.sentAt === null}>
            {" "}
            · not out yet: it waits two minutes for others to the same person
          </Show>
        </p>
      </header>
      <div data-mail-text data-prose>
        <For each={splitLinks(props.mail.text)}>
          {(part) => (part.isLink ? <a href={part.text}>{part.text}</a> : part.text)}
        </For>
      </div>
    </article>
  );
}
