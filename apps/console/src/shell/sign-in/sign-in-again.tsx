import { useQueryClient } from "@tanstack/solid-query";
import { createUniqueId, onCleanup, onMount } from "solid-js";
import type { Me } from "../../api/types.ts";
import { createSignIn, SignInForm } from "./sign-in-form.tsx";
import "../../ui/dialog.css";
import "./sign-in-again.css";

/**
 * The sign-in ended while a page was open: the same person signs in over it and goes on. The page stays as it is, with
 * what was typed, out of sight and out of reach; nothing of it is stored.
 */
export default function SignInAgain(props: { me: Me; otherAddress: string }) {
  const client = useQueryClient();
  const id = createUniqueId();
  const signIn = createSignIn(() => void client.invalidateQueries());
  let dialog: HTMLDialogElement | undefined;
  onMount(() => dialog?.showModal());
  // Closed before it goes, so that the focus returns to where it was.
  onCleanup(() => dialog?.close());
  return (
    <dialog
      ref={(element) => (dialog = element)}
      data-dialog
      data-sign-in-again
      aria-labelledby={id}
      // There is no way past it.
      onCancel={(event) => event.preventDefault()}
      onKeyDown={(event) => event.key === "Escape" && event.preventDefault()}
    >
      <div>
        <header>
          <h2 id={id}>Your sign-in has ended</h2>
        </header>
        <p>Sign in again to go on where you were. What you typed on this page is still there.</p>
        <SignInForm signIn={signIn} email={props.me.user.email}>
          {/* A new document: nothing of this page may be left in it. */}
          <a href={props.otherAddress} target="_self">
            Leave this page and sign in as somebody else
          </a>
        </SignInForm>
      </div>
    </dialog>
  );
}
