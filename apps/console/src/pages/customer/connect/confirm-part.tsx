import type { CustomerConfirmableKind } from "@churned/domain/verdict";
import { useQueryClient } from "@tanstack/solid-query";
import { createSignal } from "solid-js";
import { call } from "../../../api/call.ts";
import { ApiProblem } from "../../../api/problem.ts";
import { Button } from "../../../ui/button.tsx";
import { showToast } from "../../../ui/toast.tsx";

const actions: Readonly<Record<CustomerConfirmableKind, string>> = {
  restricted_view: "Read what it shows",
};

/** Lets the customer confirm that a token may show only a part of the data, or no data yet. */
export function ConfirmPart(props: { connectionId: string; kind: CustomerConfirmableKind }) {
  const client = useQueryClient();
  const [isBusy, setIsBusy] = createSignal(false);

  async function confirm(): Promise<void> {
    setIsBusy(true);
    try {
      await call("confirmConnection", {
        id: props.connectionId,
        body: { kind: props.kind },
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
      {actions[props.kind]}
    </Button>
  );
}
