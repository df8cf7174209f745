import type { InboxFilters } from "../../../api/inbox-queries.ts";

/** The filters of the list. The page's address contains them. */
export function InboxFilterBar(props: {
  filters: InboxFilters;
  onChange: (next: { include?: string | undefined; assignedTo?: string | undefined }) => void;
}) {
  return (
    <div data-toggles>
      <label data-choice>
        <input
          type="checkbox"
          checked={props.filters.assignedTo === "me"}
          onChange={(event) =>
            props.onChange({ assignedTo: event.currentTarget.checked ? "me" : undefined })
          }
        />
        Assigned to me
      </label>
      <label data-choice>
        <input
          type="checkbox"
          checked={props.filters.include === "snoozed"}
          onChange={(event) =>
            props.onChange({ include: event.currentTarget.checked ? "snoozed" : undefined })
          }
        />
        Snoozed too
      </label>
    </div>
  );
}
