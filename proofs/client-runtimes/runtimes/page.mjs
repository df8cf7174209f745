// Runs in a browser, as the page and as the page's worker. Both load the built files unchanged and send their
// results.

import { exercise } from "./exercise.mjs";

const built = new URL("node_modules/@churned/planhat-client/dist/", import.meta.url);
const isPage = typeof document !== "undefined";
const token = new URL(import.meta.url).searchParams.get("token");
const worker = isPage ? new Worker(import.meta.url, { type: "module" }) : undefined;
worker?.addEventListener("error", ({ message }) => {
  void send("worker", { error: message });
});
try {
  const client = await import(new URL("index.js", built).href);
  const inspect = await import(new URL("inspect-token.js", built).href);
  await send(isPage ? "page" : "worker", await exercise(client, inspect, location.origin, token));
} catch (error) {
  await send(isPage ? "page" : "worker", { error: String(error) });
}

async function send(who, happened) {
  await fetch(`/happened/${who}`, { method: "POST", body: JSON.stringify(happened) });
}
