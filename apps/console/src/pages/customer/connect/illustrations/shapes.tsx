/** Parts of the drawings of Planhat's screens. */
import { For, type JSX, Show } from "solid-js";

export function Scene(props: { label: string; children: JSX.Element }) {
  return (
    <svg data-scene viewBox="0 0 400 168" role="img" aria-label={props.label}>
      {props.children}
    </svg>
  );
}

export function Panel(props: { x: number; y: number; width: number; height: number }) {
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

/** A bar in place of text. */
export function Grey(props: { x: number; y: number; width: number; strong?: boolean }) {
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

export function Label(props: {
  x: number;
  y: number;
  variant?: "plain" | "strong" | "accent" | "on-accent" | "small" | "mono";
  anchor?: "start" | "middle" | "end";
  children: JSX.Element;
}) {
  return (
    <text
      data-part={`text-${props.variant ?? "plain"}`}
      x={props.x}
      y={props.y}
      text-anchor={props.anchor ?? "start"}
    >
      {props.children}
    </text>
  );
}

export function Press(props: { x: number; y: number; width: number; children: string }) {
  return (
    <>
      <rect data-part="button" x={props.x} y={props.y} width={props.width} height="24" rx="6" />
      <Label x={props.x + props.width / 2} y={props.y + 16} variant="on-accent" anchor="middle">
        {props.children}
      </Label>
    </>
  );
}

/** A ring around the place to look at. */
export function Spot(props: { x: number; y: number; width: number; height: number }) {
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

export function Pointer(props: { x: number; y: number }) {
  return (
    <path
      data-part="pointer"
      d={`M${props.x} ${props.y}l0 15 4-3.4 2.7 5.8 2.9-1.3-2.7-5.7 5.2-.5z`}
    />
  );
}

export function Tabs(props: { x: number; y: number; selected: "INFO" | "PERMISSIONS" }) {
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
            variant={tab.name === props.selected ? "accent" : "plain"}
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

export function Tick(props: { x: number; y: number; isOn: boolean }) {
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
