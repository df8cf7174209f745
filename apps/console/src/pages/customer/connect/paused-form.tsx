import { Card } from "../../../ui/card.tsx";

/** Shown instead of the form while the connection is paused. */
export function PausedForm() {
  return (
    <Card title="API access token">
      <p data-muted>
        A token can be saved once Churned has resumed this connection. The one that is stored stays.
      </p>
    </Card>
  );
}
