// If the page's code does not load: shows a message, and reloads the page as soon as Churned answers.
(() => {
  const text = navigator.language.startsWith("nl")
    ? "Churned antwoordt nog niet. Deze pagina probeert het vanzelf opnieuw."
    : "Churned does not answer yet. This page tries again by itself.";
  let said;
  const retry = () =>
    fetch("/livez").then(
      ({ ok }) => (ok ? location.reload() : setTimeout(retry, 3e3)),
      () => setTimeout(retry, 3e3),
    );
  const onError = ({ target }) => {
    // A page that is shown loads its missing parts itself.
    if (said || !/LINK|SCRIPT/.test(target.tagName) || document.querySelector("#root > *")) return;
    said = document.createElement("p");
    said.setAttribute("role", "status");
    said.textContent = text;
    document.body.prepend(said);
    setTimeout(retry, 3e3);
  };
  addEventListener("error", onError, true);
})();
