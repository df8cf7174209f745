import { Card } from "../../../ui/card.tsx";
import { LinkButton } from "../../../ui/button.tsx";

/** The link to the receipt of a disconnected connection. */
export function ReceiptLink(props: { connectionId: string }) {
  return (
    <Card title="Receipt">
      <p data-muted>What was destroyed, and when the last backup that may hold it expires.</p>
      <div data-below-text>
        <LinkButton href={`/receipt/${props.connectionId}`}>See the receipt</LinkButton>
      </div>
    </Card>
  );
}
