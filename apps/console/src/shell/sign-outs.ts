/**
 * Somebody who signs out leaves nothing on the screen, in any tab of this browser. A sign-in that ends by itself is
 * another thing: its page waits for the same person.
 */
const name = "sign-outs";

export function tellSignedOut(): void {
  const channel = new BroadcastChannel(name);
  // A channel reaches this origin alone; the rule means windows, which have an argument for it.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  channel.postMessage("signed out");
  channel.close();
}

/** The returned function stops listening. */
export function onSignedOutElsewhere(listener: () => void): () => void {
  const channel = new BroadcastChannel(name);
  channel.addEventListener("message", listener);
  return () => channel.close();
}
