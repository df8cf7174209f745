import { useQueryClient } from "@tanstack/solid-query";
import Pause from "lucide-solid/icons/pause";
import Play from "lucide-solid/icons/play";
import RefreshCw from "lucide-solid/icons/refresh-cw";
import Database from "lucide-solid/icons/database";
import { createSignal, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import { ApiProblem } from "../../../api/problem.ts";
import type { Connection } from "../../../api/types.ts";
import { Button } from "../../../ui/button.tsx";
import { ReasonDialog } from "../../../shell/reason-dialog.tsx";
import { showToast } from "../../../ui/toast.tsx";

/** The safe actions for a connection: test, sync, pause, resume. */
export function ConnectionActions(props: { connection: Connection }) {
  const client = useQueryClient();
  const [busy, setBusy] = createSignal<"test" | "sync">();
  const [isAsking, setIsAsking] = createSignal(false);

  const isPaused = () => props.connection.state === "paused";
  const isGone = () => props.connection.state === "disconnected";
  const hasToken = () => props.connection.lastFour !== null;
  const canTest = () => (hasToken() || props.connection.candidate !== null) && !isPaused();

  async function act(which: "test" | "sync", work: () => Promise<unknown>, done: string) {
    setBusy(which);
    try {
      await work();
      showToast(done, "busy");
      await client.invalidateQueries({ queryKey: [which === "test" ? "check" : "sync"] });
    } catch (error) {
      showToast(
        error instanceof ApiProblem ? error.message : "That did not work. Try again.",
        "warn",
      );
    } finally {
      setBusy(undefined);
    }
  }

  return (
    <Show when={!isGone()}>
      <Show when={canTest()}>
        <Button
          icon={<RefreshCw size={14} />}
          busy={busy() === "test"}
          onClick={() =>
            void act(
              "test",
              () => call("createCheck", { id: props.connection.id }),
              "Testing. The answer appears under Checks.",
            )
          }
        >
          Test now
        </Button>
      </Show>
      <Show when={hasToken() && !isPaused()}>
        <Button
          icon={<Database size={14} />}
          busy={busy() === "sync"}
          onClick={() =>
            void act(
              "sync",
              () => call("createSync", { id: props.connection.id, body: { mode: "full" } }),
              "The sync begins. Follow it under Syncs.",
            )
          }
        >
          Sync now
        </Button>
      </Show>
      <Button
        icon={isPaused() ? <Play size={14} /> : <Pause size={14} />}
        onClick={() => setIsAsking(true)}
      >
        {isPaused() ? "Resume" : "Pause"}
      </Button>
      <ReasonDialog
        open={isAsking()}
        title={isPaused() ? "Resume this connection?" : "Pause this connection?"}
        text={
          isPaused()
            ? "Tests and syncs go on from where they were. Your reason is written on the timeline."
            : "No tests and no syncs until it is resumed; token and data stay. Your reason is written on the timeline."
        }
        label="Reason"
        action={isPaused() ? "Resume" : "Pause"}
        onClose={() => setIsAsking(false)}
        onConfirm={async (reason) => {
          await call(isPaused() ? "resumeConnection" : "pauseConnection", {
            id: props.connection.id,
            body: { reason },
          });
          await client.invalidateQueries({ queryKey: ["connection"] });
        }}
      />
    </Show>
  );
}
