import type { ConnectionInboxItem } from "../../../api/types.ts";
import { useQueryClient } from "@tanstack/solid-query";
import { createSignal, For, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import { Time } from "../../../ui/time.tsx";

/** Notes of operators about an inbox item. */
export function TriageNotes(props: { item: ConnectionInboxItem }) {
  const client = useQueryClient();
  const [text, setText] = createSignal("");
  const [isBusy, setIsBusy] = createSignal(false);
  const [fault, setFault] = createSignal<unknown>();

  async function add(): Promise<void> {
    const given = text().trim();
    if (given === "" || isBusy()) return;
    setIsBusy(true);
    setFault(undefined);
    const { id } = props.item.connection;
    try {
      const after = await call("addTriageNote", { id, body: { text: given } });
      client.setQueryData(["inbox", "one", id], after);
      void client.invalidateQueries({ queryKey: ["inbox", "list"] });
      setText("");
    } catch (error) {
      setFault(error);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <Card title="Notes" aside="only operators read them">
      <ul data-notes>
        <For each={props.item.notes}>
          {(note) => (
            <li>
              <p>{note.text}</p>
              <small>
                {note.author}, <Time at={note.at} />
              </small>
            </li>
          )}
        </For>
      </ul>
      <form
        data-note-form
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <input
          data-input
          aria-label="Note"
          placeholder="Add a note"
          maxlength={2_000}
          value={text()}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" busy={isBusy()}>
          Add
        </Button>
      </form>
      <Show when={fault()}>
        <ProblemNote problem={fault()} />
      </Show>
    </Card>
  );
}
