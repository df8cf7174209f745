/** Scrolls the test or its verdict into view; its beginning, if it does not fit on the screen. */
export function showResult(): void {
  requestAnimationFrame(() => {
    const result = document.querySelector("[data-running], [data-verdict-card]");
    const hasRoom = (result?.clientHeight ?? 0) <= innerHeight;
    result?.scrollIntoView({ block: hasRoom ? "nearest" : "start", behavior: "smooth" });
  });
}
