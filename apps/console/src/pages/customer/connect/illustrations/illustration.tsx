/** Planhat's screens, drawn: recognisable, in both themes, and never a screenshot that grows old. */
import { For, type JSX, Match, Show, Switch } from "solid-js";
import type { PlanhatInterface } from "../guide-steps.ts";
import "./illustrations.css";

const models = ["Company", "End User", "License", "Churn"];
const rights = ["Create", "View", "Update", "Remove"];

function Scene(props: { label: string; children: JSX.Element }) {
  return (
    <svg data-scene viewBox="0 0 400 168" role="img" aria-label={props.label}>
      {props.children}
    </svg>
  );
}

function Panel(props: { x: number; y: number; width: number; height: number }) {
  return (
    <rect
      data-part="panel"
      x={props.x}
      y={props.y}
      width={props.width}
      height={props.height}
      rx="9"
    />
  );
}

/** Text nobody needs to read. */
function Grey(props: { x: number; y: number; width: number; strong?: boolean }) {
  return (
    <rect
      data-part={props.strong ? "grey-strong" : "grey"}
      x={props.x}
      y={props.y}
      width={props.width}
      height="7"
      rx="3.5"
    />
  );
}

function Label(props: {
  x: number;
  y: number;
  look?: "plain" | "strong" | "accent" | "on-accent" | "small" | "mono";
  anchor?: "start" | "middle" | "end";
  children: JSX.Element;
}) {
  return (
    <text
      data-part={`text-${props.look ?? "plain"}`}
      x={props.x}
      y={props.y}
      text-anchor={props.anchor ?? "start"}
    >
      {props.children}
    </text>
  );
}

function Press(props: { x: number; y: number; width: number; children: string }) {
  return (
    <>
      <rect data-part="button" x={props.x} y={props.y} width={props.width} height="24" rx="6" />
      <Label x={props.x + props.width / 2} y={props.y + 16} look="on-accent" anchor="middle">
        {props.children}
      </Label>
    </>
  );
}

/** Look here. */
function Spot(props: { x: number; y: number; width: number; height: number }) {
  return (
    <rect
      data-part="spot"
      x={props.x}
      y={props.y}
      width={props.width}
      height={props.height}
      rx={Math.min(props.height / 2, 18)}
    />
  );
}

function Pointer(props: { x: number; y: number }) {
  return (
    <path
      data-part="pointer"
      d={`M${props.x} ${props.y}l0 15 4-3.4 2.7 5.8 2.9-1.3-2.7-5.7 5.2-.5z`}
    />
  );
}

function Tabs(props: { x: number; y: number; selected: "INFO" | "PERMISSIONS" }) {
  const tabs = [
    { name: "INFO", at: 0, width: 25 },
    { name: "PERMISSIONS", at: 41, width: 72 },
    { name: "LOGS", at: 129, width: 28 },
  ];
  return (
    <For each={tabs}>
      {(tab) => (
        <>
          <Label
            x={props.x + tab.at}
            y={props.y}
            look={tab.name === props.selected ? "accent" : "plain"}
          >
            {tab.name}
          </Label>
          <Show when={tab.name === props.selected}>
            <rect
              data-part="underline"
              x={props.x + tab.at}
              y={props.y + 5}
              width={tab.width}
              height="2"
              rx="1"
            />
          </Show>
        </>
      )}
    </For>
  );
}

function Open(props: { which: PlanhatInterface }) {
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
            <Label x={58} y={77} look="strong">
              App Center
            </Label>
            <Label x={68} y={99} look="accent">
              Private apps
            </Label>
            <Grey x={68} y={111} width={52} />
            <Grey x={58} y={131} width={70} />
          </>
        }
      >
        <Grey x={58} y={50} width={66} />
        <Grey x={58} y={69} width={54} />
        <Label x={58} y={99} look="accent">
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

function AddNew(props: { which: PlanhatInterface }) {
  return (
    <Scene label="The list, with its Add New button marked">
      <Panel x={44} y={12} width={312} height={144} />
      <Label x={62} y={42} look="strong">
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

function NameIt() {
  return (
    <Scene label="A form: Name is Churned, permissions are copied from scratch">
      <Panel x={78} y={10} width={244} height={148} />
      <Label x={96} y={33} look="small">
        Name
      </Label>
      <rect data-part="input" x="96" y="39" width="208" height="24" rx="6" />
      <Label x={106} y={55} look="strong">
        Churned
      </Label>
      <Label x={96} y={84} look="small">
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
            <Label x={115} y={102 + row() * 20} look={row() === 0 ? "strong" : "plain"}>
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

function Permissions() {
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
            look={right === "View" ? "accent" : "small"}
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

function Tick(props: { x: number; y: number; isOn: boolean }) {
  return (
    <>
      <rect
        data-part={props.isOn ? "box-on" : "box"}
        x={props.x}
        y={props.y}
        width="12"
        height="12"
        rx="3"
      />
      <Show when={props.isOn}>
        <path data-part="tick" d={`M${props.x + 3} ${props.y + 6.2}l2.2 2.3 4-4.6`} />
      </Show>
    </>
  );
}

function Generate() {
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

function TokenWindow(props: { mark: "copy" | "close" }) {
  return (
    <Scene
      label={
        props.mark === "copy"
          ? "A window shows the token once; its copy sign is marked"
          : "The same window, with Close marked"
      }
    >
      <Panel x={62} y={18} width={276} height={132} />
      <Label x={80} y={45} look="strong">
        New token
      </Label>
      <Label x={80} y={63} look="small">
        Shown only once. Copy it now.
      </Label>
      <rect data-part="input" x="80" y="75" width="240" height="28" rx="6" />
      <Label x={91} y={93} look="mono">
        8fK2dW…hJ5cAx9Qa
      </Label>
      <g data-part={props.mark === "copy" ? "icon-accent" : "icon"}>
        <rect x="297" y="85" width="9" height="10" rx="2" />
        <path d="M294 91v-7a2 2 0 0 1 2-2h6" />
      </g>
      <rect data-part="button-plain" x="264" y="114" width="56" height="24" rx="6" />
      <Label x={292} y={130} anchor="middle" look="strong">
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

function Paste() {
  return (
    <Scene label="This page: the token in the field, Save marked">
      <Panel x={50} y={34} width={300} height={100} />
      <Label x={68} y={62} look="strong">
        API access token
      </Label>
      <rect data-part="input-focus" x="68" y="76" width="190" height="28" rx="6" />
      <For each={Array.from({ length: 16 })}>
        {(_, dot) => <circle data-part="dot" cx={80 + dot() * 8} cy="90" r="1.7" />}
      </For>
      <Label x={212} y={94} look="mono">
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
