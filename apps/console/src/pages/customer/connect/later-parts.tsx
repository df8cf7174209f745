/**
 * Components that the first view does not need. Their code is loaded soon after the page, or when a component is
 * shown. A verdict must not wait for code while the API is down.
 */
import { loadLater } from "../../../shell/load-later.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { loadSealing } from "./browser-saver.ts";

export const RetiringToken = loadLater(
  async () => ({ default: (await import("../retiring-token.tsx")).RetiringToken }),
  () => null,
);
/** The picture of a step. An empty drawing keeps its space until it is loaded. */
export const Illustration = loadLater(
  async () => ({ default: (await import("./illustrations/illustration.tsx")).Illustration }),
  () => <svg data-scene viewBox="0 0 400 168" aria-hidden="true" />,
);
export const ProbeList = loadLater(
  async () => ({ default: (await import("../../shared/check/probe-list.tsx")).ProbeList }),
  () => null,
);
export const Attempts = loadLater(
  async () => ({ default: (await import("../../shared/sync/attempts.tsx")).Attempts }),
  () => null,
);
export const ConfirmPart = loadLater(
  async () => ({ default: (await import("./confirm-part.tsx")).ConfirmPart }),
  () => null,
);
export const CompaniesQuestion = loadLater(
  async () => ({ default: (await import("./companies-question.tsx")).CompaniesQuestion }),
  () => null,
);
export const ConnectAgain = loadLater(
  () => import("./connect-again.tsx"),
  () => <Skeleton label="Opening the way back" rows={2} />,
);

/** Loads the code that Save and its verdict need. */
export function preloadParts(): void {
  for (const { preload } of [ProbeList, RetiringToken, Attempts, ConfirmPart, CompaniesQuestion])
    void preload();
  // If the code does not load now, Save loads it again.
  loadSealing().catch(() => undefined);
}
