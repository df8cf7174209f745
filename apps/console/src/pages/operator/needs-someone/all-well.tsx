import CircleCheck from "lucide-solid/icons/circle-check";
import type { InboxFilters } from "../../../api/inbox-queries.ts";
import { LinkButton } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Empty } from "../../../ui/empty.tsx";
import type { BoundedTotal } from "../../../ui/numbers.ts";
import { tellConnected } from "./tell-connected.ts";

/** Shown instead of an empty inbox. */
export function AllWell(props: {
  filters: InboxFilters;
  connected: BoundedTotal;
  all: BoundedTotal;
}) {
  const isMine = () => props.filters.assignedTo === "me";
  return (
    <Card>
      <Empty
        icon={<CircleCheck size={18} />}
        title={isMine() ? "Nothing is assigned to you" : "Nobody is needed"}
        action={
          isMine() ? (
            <LinkButton href="/needs-someone">See everybody’s</LinkButton>
          ) : (
            <LinkButton href="/connections">See all connections</LinkButton>
          )
        }
      >
        {tellConnected(props.connected, props.all)} Whatever comes to need a person appears here by
        itself.
      </Empty>
    </Card>
  );
}
