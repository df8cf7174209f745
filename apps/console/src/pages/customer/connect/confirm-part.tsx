import { useQueryClient } from "@tanstack/solid-query";
import { createSignal } from "solid-js";
import { call } from "../../../api/call.ts";
import { ApiProblem } from "../../../api/problem.ts";
import { Button } from "../../../ui/button.tsx";
import { showToast } from "../../../ui/toast.tsx";

/** The customer's yes to a token that shows only a part, or nothing yet: that is meant. */
export function ConfirmPart(props: { connectionId: string }) {
  const client = useQueryClient();
  const [isBusy, setIsBusy] = createSignal(false);

  async function confirm(): Promise<void> {
    setIsBusy(true);
    try {
      await call("confirmConnection", {
        id: props.connectionId,
        body: { kind: "restricted_view" },
      });
      await Promise.all([
        client.invalidateQueries({ queryKey: ["connection"] }),
        client.invalidateQueries({ queryKey: ["check"] }),
      ]);
    } catch (error) {
      showToast(error instanceof ApiProblem ? error.message : "No answer came. Try again.", "warn");
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <Button busy={isBusy()} onClick={() => void confirm()}>
      Read what it shows
    </Button>
  );
}
