/**
 * The page to show after signing in. It is always a page of the console, even if the link to the sign-in page names
 * another site.
 */
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
