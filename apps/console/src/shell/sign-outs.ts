/**
 * Signing out clears the screen in every tab of the browser. A session that expires does not clear the screen: the
 * page waits for the same person to sign in again.
 */
const name = "sign-outs";

export function tellSignedOut(): void {
  const channel = new BroadcastChannel(name);
  // A BroadcastChannel reaches only this origin. The rule is about `window.postMessage`.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  channel.postMessage("signed out");
  channel.close();
}

/** Returns a function that removes the listener. */
export function onSignedOutElsewhere(listener: () => void): () => void {
  const channel = new BroadcastChannel(name);
  channel.addEventListener("message", listener);
  return () => channel.close();
}
