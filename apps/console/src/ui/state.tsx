import CircleCheck from "lucide-solid/icons/circle-check";
import CircleDashed from "lucide-solid/icons/circle-dashed";
import LoaderCircle from "lucide-solid/icons/loader-circle";
import OctagonX from "lucide-solid/icons/octagon-x";
import TriangleAlert from "lucide-solid/icons/triangle-alert";
import type { JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import "./state.css";

/**
 * The tone of a state says what the state needs: nothing (ok), time (busy), a decision (warn), a person (bad),
 * nothing yet (idle).
 */
export type Tone = "ok" | "busy" | "warn" | "bad" | "idle";

// Each tone has its own shape, so that no meaning depends on colour alone.
const shapes = {
  ok: CircleCheck,
  busy: LoaderCircle,
  warn: TriangleAlert,
  bad: OctagonX,
  idle: CircleDashed,
};

export function StateShape(props: { tone: Tone; size?: number; turning?: boolean }) {
  return (
    <span data-shape data-tone={props.tone} data-turning={props.turning ? "" : undefined}>
      <Dynamic component={shapes[props.tone]} size={props.size ?? 15} strokeWidth={2} />
    </span>
  );
}

/** Shows a state by shape, word and colour together. */
export function StateBadge(props: { tone: Tone; turning?: boolean; children: JSX.Element }) {
  return (
    <span data-state data-tone={props.tone}>
      <StateShape tone={props.tone} turning={props.turning ?? false} />
      <span>{props.children}</span>
    </span>
  );
}
