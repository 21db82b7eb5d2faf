// The account of a number in the prose: opens beside it on hover, keyboard focus or tap. Without this script the number
// is a plain link to its record.
(() => {
  const GAP = 4; // pixels between number and account
  const EDGE = 8; // pixels between account and the edge of the screen
  const WAIT_TO_OPEN = 120; // milliseconds, so that a passing pointer opens nothing
  const WAIT_TO_CLOSE = 300; // milliseconds to get from the number to its account

  let open = null; // { link, card, isAbove } of the account that is open
  let timer = 0;

  const isOpenAt = (element) => open && element && (open.link.contains(element) || open.card.contains(element));

  function makeCard(link) {
    const card = document.createElement("span");
    card.className = "cq-account";
    card.id = "cq-account";
    card.lang = "en"; // within a Chinese page, too
    card.setAttribute("role", "group");
    card.setAttribute("aria-label", `Account of ${link.textContent}`);
    card.append(document.getElementById(link.dataset.account).content.cloneNode(true));
    return card;
  }

  /** Put the account where there is more room, below or above its number, and inside the screen. */
  function fit() {
    const { link, card } = open;
    card.style.maxHeight = "";
    const lines = link.getClientRects();
    const below = window.innerHeight - lines[lines.length - 1].bottom - GAP - EDGE;
    const above = lines[0].top - GAP - EDGE;
    open.isAbove = card.offsetHeight > below && above > below;
    card.style.maxHeight = `${open.isAbove ? above : below}px`;
  }

  /** Keep the account at its number while the page moves. */
  function follow() {
    const { link, card, isAbove } = open;
    const lines = link.getClientRects();
    const line = isAbove ? lines[0] : lines[lines.length - 1];
    const room = document.documentElement.clientWidth - card.offsetWidth - EDGE;
    card.style.left = `${Math.max(EDGE, Math.min(line.left, room))}px`;
    card.style.top = `${isAbove ? line.top - GAP - card.offsetHeight : line.bottom + GAP}px`;
  }

  function closeAccount() {
    clearTimeout(timer);
    if (!open) return;
    open.card.remove();
    open.link.setAttribute("aria-expanded", "false");
    open.link.removeAttribute("aria-details");
    open = null;
  }

  function openAccount(link) {
    clearTimeout(timer);
    if (open && open.link === link) return;
    closeAccount();
    const card = makeCard(link);
    // Directly after the number, so that Tab goes on into the account.
    link.after(card);
    link.setAttribute("aria-expanded", "true");
    link.setAttribute("aria-details", card.id);
    open = { link, card, isAbove: false };
    fit();
    follow();
  }

  function openByPointer(event) {
    if (event.pointerType === "touch") return;
    const link = event.target.closest(".cq-bound");
    if (isOpenAt(event.target)) clearTimeout(timer);
    else if (link && !link.contains(event.relatedTarget)) {
      clearTimeout(timer);
      timer = setTimeout(openAccount, WAIT_TO_OPEN, link);
    }
  }

  function closeByPointer(event) {
    if (event.pointerType === "touch" || isOpenAt(event.relatedTarget)) return;
    clearTimeout(timer);
    if (isOpenAt(event.target) && !isOpenAt(document.activeElement)) timer = setTimeout(closeAccount, WAIT_TO_CLOSE);
  }

  /** Escape closes, and takes the focus back to the number if it was in the account. */
  function closeByKey(event) {
    if (event.key !== "Escape" || !open) return;
    if (open.card.contains(document.activeElement)) open.link.focus();
    closeAccount();
  }

  let isFirstTap = false;

  function notePress(event) {
    const link = event.target.closest(".cq-bound");
    isFirstTap = event.pointerType === "touch" && link !== null && !isOpenAt(link);
    if (open && !isOpenAt(event.target)) closeAccount();
  }

  /** The first tap opens the account; the next one follows the link, as clicks and Enter always do. */
  function openByTap(event) {
    const link = event.target.closest(".cq-bound");
    // A click without a count comes from the keyboard.
    if (!link || !isFirstTap || !event.detail) return;
    isFirstTap = false;
    event.preventDefault();
    openAccount(link);
  }

  function openByFocus(event) {
    const link = event.target.closest(".cq-bound");
    if (link && link.matches(":focus-visible")) openAccount(link);
  }

  function closeByFocus(event) {
    if (isOpenAt(event.target) && event.relatedTarget && !isOpenAt(event.relatedTarget)) closeAccount();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const links = document.querySelectorAll(".cq-bound");
    if (!links.length) return;
    for (const link of links) link.setAttribute("aria-expanded", "false");
    document.addEventListener("pointerover", openByPointer);
    document.addEventListener("pointerout", closeByPointer);
    document.addEventListener("pointerdown", notePress);
    document.addEventListener("click", openByTap);
    document.addEventListener("focusin", openByFocus);
    document.addEventListener("focusout", closeByFocus);
    document.addEventListener("keydown", closeByKey);
    // Captured, for a table may scroll inside the page.
    document.addEventListener("scroll", () => open && follow(), { capture: true, passive: true });
    window.addEventListener("resize", () => open && (fit(), follow()));
  });
})();
