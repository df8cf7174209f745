import { type JSX, Match, Switch } from "solid-js";
import { dataOf } from "../api/read.ts";
import { ProblemNote } from "./problem-note.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

/** The parts of a query that this component uses. */
interface Read<T> {
  readonly isPending: boolean;
  readonly data: T | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

/**
 * Shows the data of a read. Before the first answer, shows a skeleton. After a failed first read, shows the error and
 * a button to try again.
 */
export function Loaded<T>(props: {
  read: Read<T>;
  /** Names what is loading. */
  label: string;
  rows?: number;
  children: (data: () => T) => JSX.Element;
}) {
  return (
    <Switch fallback={<Skeleton label={props.label} rows={props.rows ?? 4} />}>
      {/* If a later read fails, the earlier data stays. The bar of the page says that the data may be old. */}
      <Match when={dataOf(props.read) as NonNullable<T> | undefined}>
        {(data) => props.children(data)}
      </Match>
      <Match when={!props.read.isPending}>
        <ProblemNote problem={props.read.error} onRetry={() => void props.read.refetch()} />
      </Match>
    </Switch>
  );
}
