import { Show } from "solid-js";
import { StateShape } from "../../../ui/state.tsx";

/** What is known of the region: `us3`; `isUnknown` where Churned has no such one, and tries all. */
export interface RegionKnown {
  readonly name: string;
  readonly isUnknown: boolean;
}

/** Which region is taken, and from what; or that there is none of that name. */
export function RegionNote(props: {
  region: RegionKnown;
  isTokenMissing: boolean;
  onForget: () => void;
}) {
  return (
    <p data-tone={props.region.isUnknown ? "warn" : "ok"}>
      <StateShape tone={props.region.isUnknown ? "warn" : "ok"} size={14} />
      <span>
        <Show
          when={props.region.isUnknown}
          fallback={
            <>
              Region <b>{props.region.name}</b>, from the address of your Planhat: the token is
              tested there.{props.isTokenMissing ? " Now paste the token itself." : ""}{" "}
              <button type="button" onClick={() => props.onForget()}>
                Try all regions instead
              </button>
            </>
          }
        >
          No region {props.region.name} is known to Churned; all known ones were tried.
        </Show>
      </span>
    </p>
  );
}
