import { WithOwnConnection } from "../own-connection.tsx";
import { ConnectJourney } from "./connect-journey.tsx";

export default function ConnectPage() {
  return (
    <WithOwnConnection>
      {(connection) => <ConnectJourney connection={connection()} reader="customer" />}
    </WithOwnConnection>
  );
}
