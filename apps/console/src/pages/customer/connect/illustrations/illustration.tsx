/**
 * Drawings of Planhat's screens. Unlike screenshots, the drawings follow the theme, and they stay right when Planhat
 * changes details.
 */
import { Match, Switch } from "solid-js";
import type { PlanhatInterface } from "../guide-steps.ts";
import { AddNew, NameIt, Open } from "./account-scenes.tsx";
import { Generate, Paste, Permissions, TokenWindow } from "./token-scenes.tsx";
import "./illustrations.css";

/** The screen of one step (1 to 8). */
export function Illustration(props: { step: number; which: PlanhatInterface }) {
  return (
    <Switch>
      <Match when={props.step === 1}>
        <Open which={props.which} />
      </Match>
      <Match when={props.step === 2}>
        <AddNew which={props.which} />
      </Match>
      <Match when={props.step === 3}>
        <NameIt />
      </Match>
      <Match when={props.step === 4}>
        <Permissions />
      </Match>
      <Match when={props.step === 5}>
        <Generate />
      </Match>
      <Match when={props.step === 6}>
        <TokenWindow mark="copy" />
      </Match>
      <Match when={props.step === 7}>
        <TokenWindow mark="close" />
      </Match>
      <Match when={props.step === 8}>
        <Paste />
      </Match>
    </Switch>
  );
}
