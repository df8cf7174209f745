import { type JSX, Match, Switch } from "solid-js";
import { dataOf } from "../api/read.ts";
import { ProblemNote } from "./problem-note.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

/** A read of the API, in the parts a page needs. Its data is only looked at once it is here. */
interface Read<T> {
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
  return (
    <Switch fallback={<Skeleton label={props.label} rows={props.rows ?? 4} />}>
      {/* What was read once stays when reading it again goes wrong; the bar says that it may be old. */}
      <Match when={dataOf(props.read) as NonNullable<T> | undefined}>
        {(data) => props.children(data)}
      </Match>
      <Match when={!props.read.isPending}>
        <ProblemNote problem={props.read.error} onRetry={() => void props.read.refetch()} />
      </Match>
    </Switch>
  );
}
