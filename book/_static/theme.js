// Runs before the page is drawn, so that a dark page is never light first: the scheme that the reader chose, or that of
// the system. The theme does so in a script within the page, which the policy of the pages (src/cqbook/site/theme.py)
// lets nobody run, and asks the system only when the whole page is there.
(() => {
  const root = document.documentElement;
  const kept = (name) => {
    try {
      return localStorage.getItem(name) || "auto";
    } catch {
      return "auto"; // the browser keeps nothing
    }
  };
  root.dataset.mode = kept("mode");
  root.dataset.theme = kept("theme");
  if (root.dataset.mode === "auto") {
    root.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
