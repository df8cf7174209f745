import type { InboxCause } from "../../../api/inbox-queries.ts";
import { Show } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { bulkLimit } from "./bulk-test.ts";
import type { BulkTests } from "./bulk-tests.ts";

/** Tests all connections with the same cause, one after the other, and shows the progress. */
export function BulkTestButton(props: {
  cause: InboxCause;
  ids: () => readonly string[];
  tests: BulkTests;
}) {
  const label = () =>
    props.ids().length > bulkLimit
      ? `Test the first ${bulkLimit}`
      : `Test all ${props.ids().length}`;
  return (
    <div data-bulk>
      <Show
        when={props.tests.progressOf(props.cause.cause)}
        fallback={
          <Show when={props.ids().length > 1}>
            <Button
              variant="quiet"
              aria-label={`${label()}: ${props.cause.title}`}
              onClick={() => void props.tests.start(props.cause.cause, props.ids())}
            >
              {label()}
            </Button>
          </Show>
        }
      >
        {(at) => (
          <>
            <span role="status" data-figures>
              {at().asked + at().refused} of {at().total} asked
            </span>
            <Button variant="quiet" onClick={() => props.tests.stop(props.cause.cause)}>
              Stop
            </Button>
          </>
        )}
      </Show>
    </div>
  );
}
