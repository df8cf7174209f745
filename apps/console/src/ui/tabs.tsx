import { For } from "solid-js";
import "./tabs.css";

function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }) {
  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (step === 0) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=tab]")];
  const here = all.findIndex((tab) => tab === document.activeElement);
  const next = all[(here + step + all.length) % all.length];
  next?.focus();
  next?.click();
  event.preventDefault();
}

/** Tabs. Each tab has its own address, so that links and the back button lead to it. */
export function Tabs(props: {
  label: string;
  panelId: string;
  selected: string;
  tabs: readonly { readonly key: string; readonly label: string; readonly href: string }[];
}) {
  return (
    <div data-tabs role="tablist" aria-label={props.label} onKeyDown={moveFocus}>
      <For each={props.tabs}>
        {(tab) => (
          <a
            role="tab"
            id={`tab-${tab.key}`}
            href={tab.href}
            replace
            noScroll
            aria-controls={props.panelId}
            aria-selected={tab.key === props.selected}
            tabindex={tab.key === props.selected ? 0 : -1}
          >
            {tab.label}
          </a>
        )}
      </For>
    </div>
  );
}
