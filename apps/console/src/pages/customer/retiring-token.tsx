import { Show } from "solid-js";
import type { RetiringToken as Retiring } from "../../api/types.ts";
import { StateShape, type Tone } from "../../ui/state.tsx";
import { Time } from "../../ui/time.tsx";
import "./retiring-token.css";

/** A replaced token: what the customer must do in Planhat, and whether the customer has done it. */
export function RetiringToken(props: { retiring: Retiring | null }) {
  return <Show when={props.retiring}>{(retiring) => <Note retiring={retiring()} />}</Show>;
}

function Note(props: { retiring: Retiring }) {
  const isDead = () => props.retiring.stillWorks === false;
  const tone = (): Tone => (isDead() ? "ok" : "warn");
  return (
    <div data-retiring data-tone={tone()}>
      <StateShape tone={tone()} />
      <div>
        <Show
          when={!isDead()}
          fallback={
            <p>
              <b>The old token …{props.retiring.lastFour} is dead.</b> Planhat does not accept it
              any more; nothing is left to do.
            </p>
          }
        >
          <p>
            <b>Remove the old token ending …{props.retiring.lastFour} in Planhat.</b>{" "}
            {props.retiring.stillWorks === true
              ? "It still works there, for whoever may have it."
              : "Whether it still works is looked at once a day."}
          </p>
        </Show>
        <small>
          Replaced <Time at={props.retiring.since} />. Our sealed copy is destroyed{" "}
          {isDead() ? "by itself" : "once it is dead"}, at the latest{" "}
          <Time at={props.retiring.diesBy} show="clock" />.
        </small>
      </div>
    </div>
  );
}
