import { isWorking, tellsOfDenied } from "@churned/domain/verdict";
import { useQuery, useQueryClient } from "@tanstack/solid-query";
import { createEffect, createSignal, on, untrack } from "solid-js";
import { queries } from "../../../api/queries.ts";
import { dataOf } from "../../../api/read.ts";
import type { Connection } from "../../../api/types.ts";
import { language } from "../../../ui/language.ts";
import { createSave } from "./create-save.ts";
import { createTestAgain } from "./create-test-again.ts";
import { followCheck } from "./follow-check.ts";
import { createGuideState } from "./guide-state.ts";
import { stepCount } from "./guide-steps.ts";
import { headlineFor } from "./headline.ts";
import { showResult } from "./show-result.ts";

export interface JourneyProps {
  connection: Connection;
  reader: "customer" | "guest";
  /** True if the guest's token works, which ends the invitation. */
  isGuestDone?: boolean;
  onGuestDone?: () => void;
}

/** The state that the components of the connect page share: the guide, the token in the field, and the check. */
export type Journey = ReturnType<typeof createJourney>;

/** Creates the state of the connect page for one connection. */
export function createJourney(props: JourneyProps) {
  const client = useQueryClient();
  const guide = createGuideState(untrack(() => props.connection.id));
  const [isUnfolded, setIsUnfolded] = createSignal(false);
  let field: HTMLInputElement | undefined;

  const id = () => props.connection.id;
  const requests = useQuery(() => ({
    ...queries.syncRequests(id()),
    enabled: props.reader === "customer",
  }));
  const { check, done, isTesting, ownId, follow } = followCheck(() => props.connection);
  const saving = createSave({
    connectionId: id,
    onSaved: (checkId) => {
      follow(checkId);
      guide.setStep(stepCount);
      showResult();
      void client.invalidateQueries({ queryKey: ["connection"] });
    },
  });
  const asking = createTestAgain(id, follow);
  const isConnected = () => props.connection.state === "connected";
  // The guide starts folded only if the connection worked when the page opened. So the guide never folds while
  // somebody reads it.
  const cameConnected = untrack(isConnected);
  const isReturning = untrack(
    () => props.connection.verdict !== null || props.connection.candidate !== null,
  );
  // A guest is done when the connection works. But if a guest replaces a token, the connection may have worked
  // already when the page opened. Then only `props.isGuestDone` shows that the guest is done.
  const isGuestDone = () =>
    props.reader === "guest" &&
    (props.isGuestDone === true ||
      (!cameConnected && isConnected() && props.connection.candidate === null));

  createEffect(
    on(done, (seen) => {
      if (seen === undefined || seen.id !== ownId()) return;
      saving.settle();
      if (seen.supersededBy !== null) follow(seen.supersededBy);
      if (seen.verdict === null) return;
      showResult();
      // The token is stored, so the page removes it from its memory.
      if (!seen.verdict.destroysToken && saving.text() === saving.savedText()) saving.setText("");
      if (!isWorking(seen.verdict.kind)) return;
      guide.setStep(stepCount + 1);
      props.onGuestDone?.();
    }),
  );

  return {
    guide,
    saving,
    asking,
    check,
    isTesting,
    isReturning,
    isGuestDone,
    isFolded: () => cameConnected && isConnected() && !isUnfolded(),
    setIsUnfolded,
    setField: (input: HTMLInputElement) => (field = input),
    goToField: (): void => {
      field?.scrollIntoView({ block: "center", behavior: "smooth" });
      field?.focus({ preventScroll: true });
    },
    /** Models that the token may not read. */
    denied: () => {
      const verdict = check()?.verdict;
      return verdict != null && tellsOfDenied(verdict.kind) ? verdict.models : [];
    },
    isSyncAskedFor: () =>
      props.connection.freshAt !== null ||
      dataOf(requests)?.items.some(({ state }) => state === "waiting" || state === "approved") ===
        true,
    // While another text is in the field, the page does not show the verdict of a destroyed token.
    isAboutEarlierPaste: () =>
      saving.hasUnsavedText() &&
      check()?.verdict?.destroysToken === true &&
      props.connection.state !== "needs_customer",
    words: () =>
      headlineFor(
        {
          state: props.connection.state,
          lastFour: props.connection.lastFour,
          hasData: props.connection.hasData,
          hasCandidate: props.connection.candidate !== null,
        },
        check(),
        isGuestDone() ? "guest_done" : "reader",
        language(),
      ),
  };
}
