import X from "lucide-solid/icons/x";
import { createEffect, createUniqueId, type JSX, on, Show } from "solid-js";
import { Button } from "./button.tsx";
import "./dialog.css";

/** A modal dialog. The browser's own <dialog> keeps the focus inside, closes on Escape and gives the focus back. */
export function Dialog(props: {
  open: boolean;
  title: string;
  onClose: () => void;
  children: JSX.Element;
}) {
  const id = createUniqueId();
  let dialog: HTMLDialogElement | undefined;
  createEffect(
    on(
      () => props.open,
      (open) => {
        if (open) dialog?.showModal();
        else dialog?.close();
      },
    ),
  );
  return (
    <dialog
      ref={(element) => (dialog = element)}
      data-dialog
      aria-labelledby={id}
      onClose={() => props.onClose()}
      onClick={(event) => event.target === dialog && props.onClose()}
    >
      <Show when={props.open}>
        <div>
          <header>
            <h2 id={id}>{props.title}</h2>
            <Button
              variant="quiet"
              aria-label="Close"
              icon={<X size={16} />}
              onClick={() => props.onClose()}
            />
          </header>
          {props.children}
        </div>
      </Show>
    </dialog>
  );
}
