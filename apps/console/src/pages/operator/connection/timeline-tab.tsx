import { useInfiniteQuery } from "@tanstack/solid-query";
import { queries } from "../../../api/queries.ts";
import { MailHistory } from "../../shared/mail/mail-history.tsx";
import { Timeline } from "../../shared/timeline.tsx";
import { Card } from "../../../ui/card.tsx";
import { Loaded } from "../../../shell/loaded.tsx";
import { More } from "../../../ui/more.tsx";

export function TimelineTab(props: { connectionId: string }) {
  const timeline = useInfiniteQuery(() => queries.timeline(props.connectionId));
  return (
    <div data-reading>
      <Card>
        <Loaded read={timeline} label="Reading the timeline" rows={8}>
          {(found) => <Timeline entries={found().pages.flatMap(({ items }) => items)} />}
        </Loaded>
        <More
          has={timeline.hasNextPage}
          busy={timeline.isFetchingNextPage}
          onMore={() => void timeline.fetchNextPage()}
        />
      </Card>
      <Card title="Mails">
        <MailHistory
          connectionId={props.connectionId}
          none="No mail about this connection is kept."
        />
      </Card>
    </div>
  );
}
