// Folds: what an address leads to is unfolded, and a record is made when it is opened. Without this script all stands
// open, and a browser unfolds by itself what an address leads to.
(() => {
  /** Make what waits in a record until it is opened. */
  function fill(fold) {
    for (const waiting of fold.querySelectorAll(":scope > noscript")) waiting.outerHTML = waiting.textContent;
  }

  /** Show all that the filter hides. */
  function clearFilter() {
    const field = document.querySelector(".cq-filter-field");
    for (const input of field.querySelectorAll("input, select")) input.value = "";
    field.dispatchEvent(new Event("input"));
  }

  /** Unfold the place of an address; says whether it was folded or hidden. */
  function reveal(hash) {
    const place = document.getElementById(hash.slice(1));
    if (!place) return false;
    const isHidden = Boolean(place.closest(".cq-hidden"));
    if (isHidden) clearFilter();
    let isFolded = false;
    // A heading shows the first of what it stands above.
    const first = place.closest("details") || place.querySelector(":scope > .cq-group");
    for (let fold = first; fold; fold = fold.parentElement.closest("details")) {
      isFolded ||= !fold.open;
      fold.open = true;
      fill(fold);
    }
    return isHidden || isFolded;
  }

  /** Go where the address leads, once more if that was folded, so that it is seen. */
  function goToAddress() {
    if (reveal(location.hash)) location.replace(location.hash);
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const record of document.querySelectorAll(".cq-record")) record.open = false;
    // From now on only, for each record was open so far; captured, for this event does not bubble.
    document.addEventListener("toggle", (event) => event.target.open && fill(event.target), true);
    goToAddress();
  });
  window.addEventListener("hashchange", goToAddress);
  // A link to the address that the page already has changes nothing there, but its place may be folded by now.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href*="#"]');
    if (link && link.pathname === location.pathname) reveal(link.hash);
  });
})();
