import { type JSX, Match, Show, Switch } from "solid-js";
import { ProblemNote } from "./problem-note.tsx";
import { Skeleton } from "./skeleton.tsx";

/** A read of the API, in the parts a page needs. Its data is only looked at once it is here. */
interface Read<T> {
  readonly isSuccess: boolean;
  readonly isPending: boolean;
  readonly data: T | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

/** Shows what was read; until then its outline, and where it did not come, why and what to do. */
export function Loaded<T>(props: {
  read: Read<T>;
  /** What is being waited for. */
  label: string;
  rows?: number;
  children: (data: () => T) => JSX.Element;
}) {
  // What was read once stays on the page when reading it again goes wrong; the stream's note says it may be old.
  const hasData = () => !props.read.isPending && props.read.data !== undefined;
  return (
    <Switch fallback={<Skeleton label={props.label} rows={props.rows ?? 4} />}>
      <Match when={hasData()}>
        <Show when={props.read.data as NonNullable<T> | undefined}>
          {(data) => props.children(data)}
        </Show>
      </Match>
      <Match when={!props.read.isPending}>
        <ProblemNote problem={props.read.error} onRetry={() => void props.read.refetch()} />
      </Match>
    </Switch>
  );
}
