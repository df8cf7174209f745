/** Scrolls the test or its verdict into view. If it does not fit on the screen, its beginning is visible. */
export function showResult(): void {
  requestAnimationFrame(() => {
    const result = document.querySelector("[data-running], [data-verdict-card]");
    const hasRoom = (result?.clientHeight ?? 0) <= innerHeight;
    result?.scrollIntoView({ block: hasRoom ? "nearest" : "start", behavior: "smooth" });
  });
}
