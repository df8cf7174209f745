/** Where to go after signing in: always a page of ours, whatever the link to the sign-in page contains. */
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
