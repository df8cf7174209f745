import Copy from "lucide-solid/icons/copy";
import CopyCheck from "lucide-solid/icons/copy-check";
import { createSignal, onCleanup } from "solid-js";
import { Button } from "./button.tsx";
import { showToast } from "./toast.tsx";

const thankMs = 2_000;

/** Copies a text. The button itself confirms that the text was copied. */
export function CopyButton(props: { text: string; label: string }) {
  const [isCopied, setIsCopied] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(props.text);
    } catch {
      showToast("The browser did not let us copy. Mark the text and copy it by hand.", "warn");
      return;
    }
    setIsCopied(true);
    clearTimeout(timer);
    timer = setTimeout(() => setIsCopied(false), thankMs);
  }

  return (
    <Button
      icon={isCopied() ? <CopyCheck size={14} /> : <Copy size={14} />}
      onClick={() => void copy()}
    >
      <span aria-live="polite">{isCopied() ? "Copied" : props.label}</span>
    </Button>
  );
}
