import "./progress.css";
import type { Tone } from "./state.tsx";

/** A progress bar for a share from 0 to 1. `undefined` shows work whose share is unknown. */
export function Progress(props: { share: number | undefined; tone?: Tone; label: string }) {
  const percent = () =>
    props.share === undefined ? undefined : Math.round(Math.min(1, Math.max(0, props.share)) * 100);
  return (
    <div
      data-progress
      data-tone={props.tone ?? "busy"}
      data-endless={percent() === undefined ? "" : undefined}
      role="progressbar"
      aria-label={props.label}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow={percent()}
    >
      <span style={{ width: `${props.share === undefined ? 30 : props.share * 100}%` }} />
    </div>
  );
}
