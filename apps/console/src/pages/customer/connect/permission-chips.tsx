import { type ModelName, modelLabels, type Plan, plannedModels } from "@churned/domain/plan";
import Check from "lucide-solid/icons/check";
import Copy from "lucide-solid/icons/copy";
import { createSignal, For, onCleanup, Show } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { StateShape } from "../../../ui/state.tsx";
import "./permission-chips.css";

const saidMs = 2_000;

/** The permissions to tick. Permissions that a test found missing are highlighted. */
export function PermissionChips(props: { plan: Plan; denied: readonly ModelName[] }) {
  const [isCopied, setIsCopied] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  const planned = () => plannedModels(props.plan);

  async function copyList(): Promise<void> {
    const list = planned().map((model) => `${modelLabels[model]}: View`);
    await navigator.clipboard.writeText(list.join("\n"));
    setIsCopied(true);
    clearTimeout(timer);
    timer = setTimeout(() => setIsCopied(false), saidMs);
  }

  return (
    <div data-chips>
      <ul aria-label="Permissions to tick: View for each">
        <For each={planned()}>
          {(model) => {
            const isRequired = () => props.plan[model] === "required";
            const isDenied = () => props.denied.includes(model);
            return (
              <li
                data-chip={isRequired() ? "required" : "wanted"}
                data-tone={isDenied() ? (isRequired() ? "bad" : "warn") : undefined}
              >
                <Show when={isDenied()}>
                  <StateShape tone={isRequired() ? "bad" : "warn"} size={13} />
                </Show>
                {modelLabels[model]}
                <Show when={isRequired() || isDenied()}>
                  <small>{isDenied() ? "not ticked" : "required"}</small>
                </Show>
              </li>
            );
          }}
        </For>
      </ul>
      <Button
        variant="quiet"
        icon={isCopied() ? <Check size={14} /> : <Copy size={14} />}
        onClick={() => void copyList()}
      >
        {isCopied() ? "Copied" : "Copy list"}
      </Button>
    </div>
  );
}
