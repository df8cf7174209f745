/**
 * Components whose code is loaded on demand. They use no <Suspense>, on purpose. With <Suspense>, Solid makes each
 * navigation a transition, which waits for the reads of the page that the reader leaves. Live events repeat these
 * reads, so the next page might never appear. Without <Suspense>, a page appears at once and shows that it is
 * loading.
 */
import { type Component, createSignal, type JSX, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import { readAgainDelayMs } from "../api/retry.ts";
import { Button } from "../ui/button.tsx";

/** This many attempts take about five minutes. If the component is shown again, the count starts again. */
const triesMax = 60;

/**
 * A component whose code is loaded when the component is first shown or preloaded. Until then, `waiting` is shown. If
 * the code does not load because the API is down, it is requested again. The rest of the page stays.
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

/**
 * A new version of Churned may have removed the code. Then only a reload helps, and a reload loses the text that the
 * reader typed.
 */
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
