/**
 * Components whose code is loaded on demand. There is no <Suspense>, on purpose. With it, Solid makes each navigation a
 * transition, which waits for the reads of the page that is left; live events repeat these reads, so that the next page
 * may never appear. Without it, a page appears at once and shows what it waits for.
 */
import { type Component, createSignal, type JSX, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import { readAgainDelayMs } from "../api/retry.ts";
import { Button } from "../ui/button.tsx";

/** About five minutes. Showing the component again starts over. */
const triesMax = 60;

/**
 * A component whose code is loaded when it is first shown or preloaded. `waiting` is shown until then. If the code does
 * not load because the API is down, it is requested again; the rest of the page stays.
 */
export function loadLater<Props extends object>(
  fetchCode: () => Promise<{ readonly default: Component<Props> }>,
  waiting: () => JSX.Element,
): Component<Props> & { preload: () => Promise<unknown> } {
  const [code, setCode] = createSignal<Component<Props>>();
  const [hasFailed, setHasFailed] = createSignal(false);
  let underWay: Promise<unknown> | undefined;

  async function fetchUntilHere(): Promise<void> {
    for (let failures = 0; failures < triesMax; failures += 1) {
      try {
        const module = await fetchCode();
        setCode(() => module.default);
        return;
      } catch {
        setHasFailed(true);
        await new Promise((resolve) => setTimeout(resolve, readAgainDelayMs(failures)));
      }
    }
    underWay = undefined;
  }
  function preload(): Promise<unknown> {
    underWay ??= fetchUntilHere();
    return underWay;
  }

  function Later(props: Props) {
    void preload();
    return (
      <Show
        when={code()}
        fallback={
          <>
            {waiting()}
            <Show when={hasFailed()}>
              <NotHereYet />
            </Show>
          </>
        }
      >
        {(component) => <Dynamic component={component()} {...props} />}
      </Show>
    );
  }
  return Object.assign(Later, { preload });
}

/** A new version of Churned may have removed the code. Then only a reload helps, which loses what was typed. */
function NotHereYet() {
  return (
    <div data-problem data-tone="warn" role="status">
      <div>
        <p>This part did not load. It is tried again by itself.</p>
      </div>
      <Button onClick={() => location.reload()}>Load the whole page anew</Button>
    </div>
  );
}
