/** Scenes from Planhat's menu to a service account with a name. */
import { For, Show } from "solid-js";
import type { PlanhatInterface } from "../guide-steps.ts";
import { Grey, Label, Panel, Pointer, Press, Scene, Spot } from "./shapes.tsx";

export function Open(props: { which: PlanhatInterface }) {
  return (
    <Scene
      label={
        props.which === "classic"
          ? "Planhat’s menu, with Service Accounts marked"
          : "Planhat’s App Center, with Private apps marked"
      }
    >
      <Panel x={44} y={12} width={312} height={144} />
      <rect data-part="side" x={44.5} y={12.5} width="108" height="143" rx="8.5" />
      <Grey x={58} y={28} width={48} strong />
      <Show
        when={props.which === "classic"}
        fallback={
          <>
            <Grey x={58} y={52} width={62} />
            <Label x={58} y={77} variant="strong">
              App Center
            </Label>
            <Label x={68} y={99} variant="accent">
              Private apps
            </Label>
            <Grey x={68} y={111} width={52} />
            <Grey x={58} y={131} width={70} />
          </>
        }
      >
        <Grey x={58} y={50} width={66} />
        <Grey x={58} y={69} width={54} />
        <Label x={58} y={99} variant="accent">
          Service Accounts
        </Label>
        <Grey x={58} y={112} width={72} />
        <Grey x={58} y={131} width={46} />
      </Show>
      <Spot x={48} y={83} width={108} height={25} />
      <Pointer x={144} y={98} />
      <Grey x={174} y={28} width={86} strong />
      <For each={[54, 78, 102, 126]}>
        {(y) => (
          <>
            <rect data-part="line" x="174" y={y + 15} width="166" height="1" />
            <Grey x={174} y={y} width={60} />
            <Grey x={286} y={y} width={36} />
          </>
        )}
      </For>
    </Scene>
  );
}

export function AddNew(props: { which: PlanhatInterface }) {
  return (
    <Scene label="The list, with its Add New button marked">
      <Panel x={44} y={12} width={312} height={144} />
      <Label x={62} y={42} variant="strong">
        {props.which === "classic" ? "Service Accounts" : "Private apps"}
      </Label>
      <Press x={268} y={26} width={70}>
        Add New
      </Press>
      <Spot x={256} y={18} width={94} height={40} />
      <Pointer x={318} y={44} />
      <For each={[72, 98, 124]}>
        {(y) => (
          <>
            <rect data-part="line" x="62" y={y - 9} width="276" height="1" />
            <Grey x={62} y={y} width={84} strong />
            <Grey x={196} y={y} width={52} />
            <Grey x={292} y={y} width={46} />
          </>
        )}
      </For>
    </Scene>
  );
}

export function NameIt() {
  return (
    <Scene label="A form: Name is Churned, permissions are copied from scratch">
      <Panel x={78} y={10} width={244} height={148} />
      <Label x={96} y={33} variant="small">
        Name
      </Label>
      <rect data-part="input" x="96" y="39" width="208" height="24" rx="6" />
      <Label x={106} y={55} variant="strong">
        Churned
      </Label>
      <Label x={96} y={84} variant="small">
        Copy permissions from
      </Label>
      <For each={["Scratch", "Another account", "A role"]}>
        {(choice, row) => (
          <>
            <circle
              data-part={row() === 0 ? "radio-on" : "radio"}
              cx="102"
              cy={98 + row() * 20}
              r="5.5"
            />
            <Label x={115} y={102 + row() * 20} variant={row() === 0 ? "strong" : "plain"}>
              {choice}
            </Label>
          </>
        )}
      </For>
      <Press x={244} y={122} width={60}>
        Add
      </Press>
      <Spot x={88} y={35} width={224} height={32} />
    </Scene>
  );
}
