import { Show } from "solid-js";
import { StateShape } from "../../../ui/state.tsx";

/** A region, such as `us3`. `isUnknown`: Churned does not know the region, and tries all hosts. */
export interface RegionKnown {
  readonly name: string;
  readonly isUnknown: boolean;
}

/** Says which region is used, and why; or says that the region is unknown. */
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
