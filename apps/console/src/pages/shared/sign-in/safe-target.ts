/** Where to go after signing in: only ever a page of ours, whatever a link to the sign-in page says. */
export function safeTarget(to: string | undefined): string {
  if (to === undefined || !to.startsWith("/")) return "/";
  try {
    const here = "https://here.invalid";
    const url = new URL(to, here);
    return url.origin === here ? url.pathname + url.search + url.hash : "/";
  } catch {
    return "/";
  }
}
