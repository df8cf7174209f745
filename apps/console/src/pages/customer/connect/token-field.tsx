import Eye from "lucide-solid/icons/eye";
import EyeOff from "lucide-solid/icons/eye-off";
import { createSignal, Show } from "solid-js";

/** The input for the token. It hides all characters except the last four, and tells password managers to ignore it. */
export function TokenField(props: {
  id: string;
  describedBy: string;
  text: string;
  isInvalid: boolean;
  onFocus: () => void;
  onPaste: (event: ClipboardEvent & { currentTarget: HTMLInputElement }) => void;
  onType: (text: string) => void;
  ref: (input: HTMLInputElement) => void;
}) {
  const [isShown, setIsShown] = createSignal(false);
  const lastFour = () => (props.text.length >= 12 ? props.text.slice(-4) : "");
  return (
    <div data-token-field>
      <input
        ref={(element) => props.ref(element)}
        id={props.id}
        data-input
        data-masked={isShown() ? undefined : ""}
        type="text"
        name="planhat-token"
        autocomplete="off"
        autocapitalize="off"
        autocorrect="off"
        spellcheck={false}
        data-1p-ignore
        data-lpignore="true"
        placeholder="Paste it here"
        aria-describedby={props.describedBy}
        aria-invalid={props.isInvalid}
        value={props.text}
        onFocus={() => props.onFocus()}
        onPaste={(event) => props.onPaste(event)}
        onInput={(event) => props.onType(event.currentTarget.value)}
      />
      <Show when={lastFour() !== "" && !isShown()}>
        <code aria-hidden="true">{lastFour()}</code>
      </Show>
      <button
        type="button"
        aria-label={isShown() ? "Hide the token" : "Show the token"}
        aria-pressed={isShown()}
        onClick={() => setIsShown(!isShown())}
      >
        {isShown() ? <Eye size={16} /> : <EyeOff size={16} />}
      </button>
    </div>
  );
}
