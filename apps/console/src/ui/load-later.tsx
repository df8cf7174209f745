/**
 * Parts of the console whose code comes when they are needed. There is no <Suspense> anywhere, on purpose: with one,
 * Solid turns every navigation into a transition, which waits for whatever is read in the page being left, and a live
 * event that reads it again can keep the next page from ever appearing. Without, a page is there at once, and says
 * itself what it waits for.
 */
import { type Component, createSignal, type JSX, Show } from "solid-js";
import { Dynamic } from "solid-js/web";

/** A component whose code is fetched when it is first shown or preloaded; `waiting` stands in until it is here. */
export function loadLater<Props extends object>(
  fetchCode: () => Promise<{ readonly default: Component<Props> }>,
  waiting: () => JSX.Element,
): Component<Props> & { preload: () => Promise<unknown> } {
  const [code, setCode] = createSignal<Component<Props>>();
  const [fault, setFault] = createSignal<unknown>();
  let underWay: Promise<unknown> | undefined;

  function preload(): Promise<unknown> {
    underWay ??= fetchCode().then(
      (module) => setCode(() => module.default),
      (error: unknown) => {
        // The next try asks anew: the network may be back.
        underWay = undefined;
        setFault(() => error);
      },
    );
    return underWay;
  }

  function Later(props: Props) {
    setFault(undefined);
    void preload();
    return (
      <Show when={code()} fallback={<Waiting fault={fault()}>{waiting()}</Waiting>}>
        {(component) => <Dynamic component={component()} {...props} />}
      </Show>
    );
  }
  return Object.assign(Later, { preload });
}

/** Thrown while drawing, a fault reaches the page's last net, which offers another try. */
function Waiting(props: { fault: unknown; children: JSX.Element }) {
  const shown = () => {
    if (props.fault !== undefined) throw props.fault;
    return props.children;
  };
  return <>{shown()}</>;
}
