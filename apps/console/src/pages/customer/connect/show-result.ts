/** The test, and then its verdict, come where the eye is: into view, with its first line where all of it has no room. */
export function showResult(): void {
  requestAnimationFrame(() => {
    const result = document.querySelector("[data-running], [data-verdict-card]");
    const hasRoom = (result?.clientHeight ?? 0) <= innerHeight;
    result?.scrollIntoView({ block: hasRoom ? "nearest" : "start", behavior: "smooth" });
  });
}
