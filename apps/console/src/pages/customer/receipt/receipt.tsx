import { useParams } from "@solidjs/router";
import { useQuery } from "@tanstack/solid-query";
import Printer from "lucide-solid/icons/printer";
import { For, Show } from "solid-js";
import type { Receipt as ReceiptBody } from "../../../api/types.ts";
import { customerQueries } from "../../../api/customer-queries.ts";
import { Facts } from "../../shared/facts.tsx";
import { language } from "../../../ui/language.ts";
import { Page } from "../../../shell/page.tsx";
import { Button, LinkButton } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Loaded } from "../../../shell/loaded.tsx";
import { countOf, formatCount } from "../../../ui/numbers.ts";
import { formatExact } from "../../../ui/relative-time.ts";
import "./receipt.css";

/** The receipt of a disconnect: which data is gone, and which data is kept. It can be printed. */
export default function ReceiptPage() {
  const params = useParams<{ id: string }>();
  const receipt = useQuery(() => customerQueries.receipt(params.id));
  return (
    <div data-page-slot>
      <Loaded read={receipt} label="Reading the receipt" rows={5}>
        {(found) => <Receipt receipt={found()} />}
      </Loaded>
    </div>
  );
}

function exact(at: string) {
  return <time datetime={at}>{formatExact(new Date(at))}</time>;
}

function Receipt(props: { receipt: ReceiptBody }) {
  const isErased = () => props.receipt.data === "erased";
  const isErasing = () => isErased() && props.receipt.erasedAt === null;
  const data = () => {
    const { records, recordsErased } = props.receipt;
    if (!isErased()) return `${countOf(records, "record")} kept`;
    return isErasing()
      ? `${formatCount(recordsErased)} of ${countOf(records, "record")} erased so far`
      : `${countOf(recordsErased, "record")} erased`;
  };
  return (
    <Page
      eyebrow="Receipt"
      headline={
        !isErased()
          ? `${props.receipt.name} is disconnected; its data is kept`
          : isErasing()
            ? `${props.receipt.name} is disconnected, and its data is being erased`
            : `${props.receipt.name} is disconnected, and its data erased`
      }
      below="Remember to remove the service account in Planhat as well."
      actions={
        <>
          <Button icon={<Printer size={14} />} onClick={() => window.print()}>
            Print
          </Button>
          <LinkButton href="/status">Back to Status</LinkButton>
        </>
      }
      width="reading"
    >
      <Card>
        <ul data-statements lang={language()}>
          <For each={props.receipt.statements}>{(statement) => <li>{statement}</li>}</For>
        </ul>
        <Facts
          facts={[
            { name: "Disconnected", value: exact(props.receipt.disconnectedAt) },
            { name: "By", value: props.receipt.by },
            {
              name: "Tokens",
              value: (
                <Show when={props.receipt.tokensDestroyed.length > 0} fallback="none was stored">
                  <ul data-tokens>
                    <For each={props.receipt.tokensDestroyed}>
                      {(token) => (
                        <li>
                          <code>…{token.lastFour ?? "????"}</code> destroyed {exact(token.at)}
                        </li>
                      )}
                    </For>
                  </ul>
                </Show>
              ),
            },
            {
              name: "Data",
              value: data(),
            },
            {
              name: "Backups",
              value: (
                <span>
                  the last that may hold any of it expires {exact(props.receipt.backupsExpireAt)}
                </span>
              ),
            },
            { name: "Number", value: <code>{props.receipt.connectionId}</code> },
          ]}
        />
      </Card>
    </Page>
  );
}
