// A figure's parts as tabs; citations one at a time, with the day of access, copied by a button. Without this script all of them stand
// below one another: tables and code, most of a page, stand in noscript, from which they are made when they are opened.
(() => {
  /** A new element with these attributes and this text. */
  function make(tag, attributes, text = "") {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.textContent = text;
    return made;
  }

  const partsOf = (unit) => [...unit.querySelectorAll(":scope > .cq-part")];
  const tabOf = (part) => document.getElementById(`${part.id}-tab`);

  /** Show one part of a figure, hide the others, and mark its tab. */
  function show(part) {
    for (const waiting of part.querySelectorAll("noscript")) waiting.outerHTML = waiting.textContent;
    for (const other of partsOf(part.parentElement)) {
      const isShown = other === part;
      other.hidden = !isShown;
      tabOf(other).setAttribute("aria-selected", isShown);
      tabOf(other).tabIndex = isShown ? 0 : -1;
    }
    // The theme lets the keyboard reach code that scrolls, and saw none while the part was hidden.
    for (const code of part.querySelectorAll(".highlight pre")) {
      code.tabIndex = code.scrollWidth > code.clientWidth ? 0 : -1;
    }
    // The keyboard reaches what stands in a part; a part with words only is reached itself.
    if (!part.querySelector("a[href], button, select, [tabindex]")) part.tabIndex = 0;
  }

  /** Go to another tab by arrow keys, Home and End, round and round. */
  function moveByKey(event, parts) {
    // Alt and an arrow go back in the browser's history.
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const place = parts.findIndex((part) => tabOf(part) === event.target);
    const goal = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: parts.length - 1 }[event.key];
    if (goal === undefined) return;
    event.preventDefault();
    const part = parts[(goal + parts.length) % parts.length];
    show(part);
    tabOf(part).focus();
  }

  function makeTab(part) {
    const title = part.querySelector(":scope > .cq-part-title");
    const settings = { type: "button", role: "tab", id: `${part.id}-tab`, "aria-controls": part.id };
    const tab = make("button", settings, title ? title.textContent : "Chart");
    tab.addEventListener("click", () => show(part));
    return tab;
  }

  function makeTabs(unit) {
    const parts = partsOf(unit);
    const number = unit.querySelector(".caption-number");
    const name = number ? number.textContent.trim() : "the figure";
    const list = make("div", { class: "cq-tabs", role: "tablist", "aria-label": `Parts of ${name}` });
    for (const part of parts) {
      part.id = `${unit.id}-${part.dataset.part}`;
      part.setAttribute("role", "tabpanel");
      part.setAttribute("aria-labelledby", `${part.id}-tab`);
      list.append(makeTab(part));
    }
    list.addEventListener("keydown", (event) => moveByKey(event, parts));
    unit.prepend(list);
    unit.classList.add("cq-tabbed");
    show(parts[0]);
  }

  /** Copy by a selected field, as browsers did before navigator.clipboard; says whether it worked. */
  function copyBySelection(text) {
    const field = make("textarea", { readonly: "", class: "cq-copied-text" });
    field.value = text;
    const before = document.activeElement;
    document.body.append(field);
    field.select();
    const isCopied = document.execCommand("copy");
    field.remove();
    before.focus();
    return isCopied;
  }

  /** Copy a text; says whether it worked. */
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Not there on http pages, or not allowed.
      return copyBySelection(text);
    }
  }

  /** Write today as the day of access into all citations that ask for it, by the reader's own clock. */
  function fillInDay() {
    const now = new Date();
    const today = new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
    for (const day of document.querySelectorAll(".cq-accessed")) {
      day.textContent = today;
      day.removeAttribute("lang");
    }
  }

  /** A button that copies the text of this block. */
  function addCopyButton(block, name) {
    const button = make("button", { type: "button", "aria-label": `Copy ${name}` }, "Copy");
    const status = make("span", { role: "status" });
    button.addEventListener("click", async () => {
      status.textContent = "";
      fillInDay();
      const isCopied = await copy(block.querySelector(".cq-citation-text").textContent);
      status.textContent = isCopied ? "Copied" : "Not copied: please select the text and copy it by hand";
    });
    button.addEventListener("blur", () => (status.textContent = ""));
    const line = block.querySelector(".cq-citation-file");
    line.prepend(button);
    line.append(status);
  }

  /** Add a list to choose from, with its label and each of these names once. */
  function addChoice(line, label, names) {
    const select = make("select", { id: `${line.id}-${label.toLowerCase()}`, autocomplete: "off" });
    for (const name of new Set(names)) select.append(new Option(name));
    const field = make("span", {});
    field.append(make("label", { for: select.id }, label), select);
    line.append(field);
    return select;
  }

  /** Show one citation at a time, chosen by what is cited and by format. */
  function chooseCitations(part) {
    const citations = [...part.querySelectorAll(".cq-citation")];
    const kindOf = (citation) => citation.querySelector(".cq-citation-name").textContent.split(",")[0];
    const line = make("div", { class: "cq-citation-choice", id: `${part.id}-choice` });
    const kinds = new Set(citations.map(kindOf));
    const kind = kinds.size > 1 ? addChoice(line, "Cite", kinds) : { value: [...kinds][0] };
    const format = addChoice(line, "Format", citations.map((citation) => citation.dataset.label));
    const update = () => {
      for (const citation of citations) {
        citation.hidden = kindOf(citation) !== kind.value || citation.dataset.label !== format.value;
      }
    };
    line.addEventListener("change", update);
    citations[0].before(line);
    for (const citation of citations) {
      addCopyButton(citation, `the citation: ${citation.querySelector(".cq-citation-name").textContent}`);
    }
    update();
  }

  /** Show the part that holds the place of this address; says whether it was hidden. */
  function reveal(hash) {
    const id = hash.slice(1);
    const holds = (part) =>
      part.contains(document.getElementById(id)) ||
      [...part.querySelectorAll("noscript")].some((waiting) => waiting.textContent.includes(` id="${id}"`));
    const part = id && [...document.querySelectorAll(".cq-tabbed > .cq-part[hidden]")].find(holds);
    if (part) show(part);
    return Boolean(part);
  }

  /** Go where the address leads, once more if that was hidden, so that the place is marked, too. */
  function goToAddress() {
    if (reveal(location.hash)) location.replace(location.hash);
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".cq-unit").forEach(makeTabs);
    document.querySelectorAll('.cq-part[data-part="cite"]').forEach(chooseCitations);
    document.querySelectorAll(".cq-embed-fold").forEach((fold) => addCopyButton(fold, "the HTML"));
    fillInDay();
    goToAddress();
  });
  window.addEventListener("hashchange", goToAddress);
  // A link to the address that the page already has changes nothing there, but its part may be hidden by now.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href*="#"]');
    if (link && link.pathname === location.pathname) reveal(link.hash);
  });
})();
