/**
 * Parts of the console whose code comes when they are needed. There is no <Suspense> anywhere, on purpose: with one,
 * Solid turns every navigation into a transition, which waits for whatever is read in the page being left, and a live
 * event that reads it again can keep the next page from ever appearing. Without, a page is there at once, and says
 * itself what it waits for.
 */
import { type Component, createSignal, type JSX, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import { readAgainDelayMs } from "../api/retry.ts";
import { Button } from "../ui/button.tsx";

/** Some five minutes; showing the part again begins anew. */
const triesMax = 60;

/**
 * A component whose code is fetched when it is first shown or preloaded; `waiting` stands in until it is here. Code
 * that does not come, since the API is away, is asked for again: nothing else of the page is touched.
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

/** After a new version of Churned the code may be gone for good; then only a new document helps, which forgets what was typed. */
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
