import type { ConnectionInboxItem } from "../../../api/types.ts";
import { useQuery } from "@tanstack/solid-query";
import { createSignal, For, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import { ApiProblem } from "../../../api/problem.ts";
import { inboxQueries } from "../../../api/inbox-queries.ts";
import { dataOf } from "../../../api/read.ts";
import { useSession } from "../../../shell/session.ts";
import { Button } from "../../../ui/button.tsx";
import { showToast } from "../../../ui/toast.tsx";

/** The assignee of an inbox item. */
export function Assignment(props: {
  item: ConnectionInboxItem;
  onChange: (after: ConnectionInboxItem) => void;
}) {
  const me = useSession();
  const operators = useQuery(() => inboxQueries.operators());
  const [isBusy, setIsBusy] = createSignal(false);
  const assignee = () => props.item.assignee;
  // The current assignee stays in the list, also if this person is no longer an operator.
  const people = () => {
    const known = dataOf(operators)?.items ?? [];
    const current = assignee();
    return current === null || known.some(({ id }) => id === current.id)
      ? known
      : [current, ...known];
  };

  async function assign(userId: string | null): Promise<void> {
    setIsBusy(true);
    try {
      const { id } = props.item.connection;
      props.onChange(await call("assignInboxItem", { id, body: { userId } }));
    } catch (error) {
      showToast(error instanceof ApiProblem ? error.message : "It was not assigned.", "warn");
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <>
      <Show when={assignee() === null}>
        <Button busy={isBusy()} onClick={() => void assign(me().user.id)}>
          Assign to me
        </Button>
      </Show>
      <select
        data-input
        aria-label="Looked after by"
        disabled={isBusy()}
        onChange={(event) => void assign(event.currentTarget.value || null)}
      >
        <option value="" selected={assignee() === null}>
          Nobody yet
        </option>
        <For each={people()}>
          {(person) => (
            <option value={person.id} selected={assignee()?.id === person.id}>
              {person.id === me().user.id ? `${person.name} (me)` : person.name}
            </option>
          )}
        </For>
      </select>
    </>
  );
}
