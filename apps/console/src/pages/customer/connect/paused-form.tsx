import { Card } from "../../../ui/card.tsx";

/** In the place of the form while Churned has paused the connection. */
export function PausedForm() {
  return (
    <Card title="API access token">
      <p data-muted>
        A token can be saved once Churned has resumed this connection. The one that is stored stays.
      </p>
    </Card>
  );
}
