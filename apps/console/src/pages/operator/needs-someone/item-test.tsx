import { useQuery, useQueryClient } from "@tanstack/solid-query";
import { createEffect, createSignal, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import { queries } from "../../../api/queries.ts";
import { dataOf } from "../../../api/read.ts";
import { Progress } from "../../../ui/progress.tsx";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import { StateShape } from "../../../ui/state.tsx";
import { wordForVerdict } from "../../shared/words.ts";

/** The button *Test now*: requests a check and follows the check until its verdict. */
export function createTest(connectionId: () => string) {
  const client = useQueryClient();
  const [checkId, setCheckId] = createSignal<string>();
  const [isAsking, setIsAsking] = createSignal(false);
  const [fault, setFault] = createSignal<unknown>();
  const read = useQuery(() => ({
    ...queries.check(checkId() ?? ""),
    enabled: checkId() !== undefined,
  }));
  const check = () => (checkId() === undefined ? undefined : dataOf(read));
  const isTesting = () =>
    isAsking() || (checkId() !== undefined && check()?.state !== "done" && !read.isError);
  createEffect(() => {
    if (check()?.state !== "done") return;
    void client.invalidateQueries({ queryKey: ["inbox"] });
  });

  async function test(): Promise<void> {
    if (isTesting()) return;
    setIsAsking(true);
    setFault(undefined);
    try {
      setCheckId((await call("createCheck", { id: connectionId() })).id);
    } catch (error) {
      setFault(error);
    } finally {
      setIsAsking(false);
    }
  }
  return { test, check, isTesting, fault };
}

/** The progress of the test, then its verdict. */
export function TestLine(props: { test: ReturnType<typeof createTest> }) {
  const check = () => props.test.check();
  const verdict = () => check()?.verdict ?? undefined;
  const total = () => check()?.models.length ?? 0;
  return (
    <div data-test-line role="status">
      <Show when={props.test.fault()}>
        <ProblemNote problem={props.test.fault()} onRetry={() => void props.test.test()} />
      </Show>
      <Show when={props.test.isTesting()}>
        <p>
          <StateShape tone="busy" size={14} turning />
          <span>
            {check()?.state === "running"
              ? `Asking Planhat: ${check()?.probes.length ?? 0} of ${total()}`
              : "The test is about to begin…"}
          </span>
        </p>
        <Progress
          share={total() === 0 ? undefined : (check()?.probes.length ?? 0) / total()}
          label="Test"
        />
      </Show>
      <Show when={!props.test.isTesting() && verdict()}>
        {(found) => (
          <p>
            <StateShape tone={wordForVerdict(found().kind).tone} size={14} />
            <span>
              Tested just now: <b>{found().title}</b>
            </span>
          </p>
        )}
      </Show>
    </div>
  );
}
