/** Scenes from the permissions of a service account to its token in our field. */
import { For, Show } from "solid-js";
import { Grey, Label, Panel, Pointer, Press, Scene, Spot, Tabs, Tick } from "./shapes.tsx";

const models = ["Company", "End User", "License", "Churn"];
const rights = ["Create", "View", "Update", "Remove"];

export function Permissions() {
  return (
    <Scene label="The PERMISSIONS tab: in the column View every box is ticked">
      <Panel x={56} y={8} width={288} height={152} />
      <Grey x={74} y={20} width={92} strong />
      <Tabs x={74} y={48} selected="PERMISSIONS" />
      <For each={rights}>
        {(right, column) => (
          <Label
            x={180 + column() * 44}
            y={71}
            variant={right === "View" ? "accent" : "small"}
            anchor="middle"
          >
            {right}
          </Label>
        )}
      </For>
      <For each={models}>
        {(model, row) => (
          <>
            <Label x={74} y={88 + row() * 17}>
              {model}
            </Label>
            <For each={rights}>
              {(right, column) => (
                <Tick x={174 + column() * 44} y={79 + row() * 17} isOn={right === "View"} />
              )}
            </For>
          </>
        )}
      </For>
      <Spot x={202} y={58} width={44} height={94} />
    </Scene>
  );
}

export function Generate() {
  return (
    <Scene label="The INFO tab, with its button Generate New Token marked">
      <Panel x={56} y={12} width={288} height={144} />
      <Grey x={74} y={27} width={92} strong />
      <Tabs x={74} y={58} selected="INFO" />
      <Grey x={74} y={80} width={196} />
      <Grey x={74} y={95} width={150} />
      <Press x={74} y={118} width={142}>
        Generate New Token
      </Press>
      <Spot x={64} y={110} width={162} height={40} />
      <Pointer x={196} y={136} />
    </Scene>
  );
}

export function TokenWindow(props: { mark: "copy" | "close" }) {
  return (
    <Scene
      label={
        props.mark === "copy"
          ? "A window shows the token once; its copy sign is marked"
          : "The same window, with Close marked"
      }
    >
      <Panel x={62} y={18} width={276} height={132} />
      <Label x={80} y={45} variant="strong">
        New token
      </Label>
      <Label x={80} y={63} variant="small">
        Shown only once. Copy it now.
      </Label>
      <rect data-part="input" x="80" y="75" width="240" height="28" rx="6" />
      <Label x={91} y={93} variant="mono">
        8fK2dW…hJ5cAx9Qa
      </Label>
      <g data-part={props.mark === "copy" ? "icon-accent" : "icon"}>
        <rect x="297" y="85" width="9" height="10" rx="2" />
        <path d="M294 91v-7a2 2 0 0 1 2-2h6" />
      </g>
      <rect data-part="button-plain" x="264" y="114" width="56" height="24" rx="6" />
      <Label x={292} y={130} anchor="middle" variant="strong">
        Close
      </Label>
      <Show
        when={props.mark === "copy"}
        fallback={
          <>
            <Spot x={254} y={107} width={76} height={38} />
            <Pointer x={304} y={131} />
          </>
        }
      >
        <Spot x={282} y={74} width={36} height={30} />
        <Pointer x={302} y={94} />
      </Show>
    </Scene>
  );
}

export function Paste() {
  return (
    <Scene label="This page: the token in the field, Save marked">
      <Panel x={50} y={34} width={300} height={100} />
      <Label x={68} y={62} variant="strong">
        API access token
      </Label>
      <rect data-part="input-focus" x="68" y="76" width="190" height="28" rx="6" />
      <For each={Array.from({ length: 16 })}>
        {(_, dot) => <circle data-part="dot" cx={80 + dot() * 8} cy="90" r="1.7" />}
      </For>
      <Label x={212} y={94} variant="mono">
        x9Qa
      </Label>
      <Press x={270} y={78} width={60}>
        Save
      </Press>
      <Spot x={262} y={70} width={76} height={40} />
      <Pointer x={312} y={98} />
    </Scene>
  );
}
