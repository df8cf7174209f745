// Runs before the first paint, so that a page with a chosen theme never appears in the other theme first. This is a
// separate file, because the content security policy allows no inline script.
(() => {
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is blocked: use the system's theme.
  }
})();
