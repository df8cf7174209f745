import { useQueryClient } from "@tanstack/solid-query";
import { createUniqueId, onCleanup, onMount } from "solid-js";
import type { Me } from "../../api/types.ts";
import { createSignIn, SignInForm } from "./sign-in-form.tsx";
import "../../ui/dialog.css";
import "./sign-in-again.css";

/**
 * The dialog that appears if the session ended while a page was open. The same person can sign in again here and
 * continue. Typed text stays in the page behind the dialog and is stored nowhere else. Until the person signs in, nobody
 * can see or use that page.
 */
export default function SignInAgain(props: { me: Me; otherAddress: string }) {
  const client = useQueryClient();
  const id = createUniqueId();
  const signIn = createSignIn(() => void client.invalidateQueries());
  let dialog: HTMLDialogElement | undefined;
  onMount(() => dialog?.showModal());
  // The dialog is closed before it is removed, so that the focus returns to its earlier place.
  onCleanup(() => dialog?.close());
  return (
    <dialog
      ref={(element) => (dialog = element)}
      data-dialog
      data-sign-in-again
      aria-labelledby={id}
      // No key may close the dialog.
      onCancel={(event) => event.preventDefault()}
      onKeyDown={(event) => event.key === "Escape" && event.preventDefault()}
    >
      <div>
        <header>
          <h2 id={id}>Your sign-in has ended</h2>
        </header>
        <p>Sign in again to go on where you were. What you typed on this page is still there.</p>
        <SignInForm signIn={signIn} email={props.me.user.email}>
          {/* This link loads a new document, so that nothing of this page remains. */}
          <a href={props.otherAddress} target="_self">
            Leave this page and sign in as somebody else
          </a>
        </SignInForm>
      </div>
    </dialog>
  );
}
