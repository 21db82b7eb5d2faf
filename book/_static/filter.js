// A field above a long list that hides what does not match, and a choice beside it where the list has one. Both stand
// in the address, so that a selection can be shared. What is folded is open while something is looked for; a group is
// folded on a phone only, and there the first stands open. Without this script the whole list stands there.
document.addEventListener("DOMContentLoaded", () => {
  const groups = [...document.querySelectorAll("section.cq-filter")];
  if (!groups.length) return;
  const entry = ".cq-dictionary > li, .cq-record, .cq-catalogue > li, .cq-claims > li, tbody > tr";
  const items = groups.flatMap((group) => [...group.querySelectorAll(entry)]);
  const folds = groups.flatMap((group) => [...group.querySelectorAll("details:not(.cq-record, .cq-why)")]);
  const isNarrow = matchMedia("(max-width: 40rem)").matches;
  const first = folds.find((fold) => fold.matches(".cq-group"));
  const isOpenAtFirst = (fold) => fold === first || (!isNarrow && fold.matches(".cq-group"));
  let texts = null; // of the items, made when they are first looked for

  /** Name and text of an entry, also what waits in it until it is opened. */
  function textOf(item) {
    const isWhole = !item.querySelector("noscript");
    const whole = isWhole ? item : new DOMParser().parseFromString(item.innerHTML, "text/html").body;
    return `${item.id} ${whole.textContent}`.toLowerCase();
  }

  const field = document.createElement("div");
  field.className = "cq-filter-field";
  field.innerHTML =
    '<label for="cq-filter">Show only</label><input id="cq-filter" type="search" autocomplete="off"><span role="status"></span>';
  groups[0].before(field);
  const input = field.querySelector("input");
  const status = field.querySelector("span");

  // What is chosen from: the name of a data- attribute of the entries, and of a part of the address.
  const { choices } = (document.querySelector(".cq-filter[data-choices], .cq-filter [data-choices]") || groups[0]).dataset;
  const valuesOf = (item) => (item.dataset[choices] || "").split("|").map((value) => value.trim());
  const select = choices ? addChoice() : null;

  function addChoice() {
    const counts = new Map();
    for (const value of items.flatMap(valuesOf).filter(Boolean)) counts.set(value, (counts.get(value) || 0) + 1);
    status.insertAdjacentHTML(
      "beforebegin",
      '<label for="cq-filter-choice"></label><select id="cq-filter-choice" autocomplete="off"></select>',
    );
    const made = field.querySelector("select");
    made.labels[0].textContent = choices[0].toUpperCase() + choices.slice(1);
    made.append(new Option(`all (${items.length})`, ""));
    for (const [value, count] of counts) made.append(new Option(`${value} (${count})`, value));
    return made;
  }

  function update() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = select ? select.value : "";
    if (words.length && !texts) texts = items.map(textOf);
    let shown = 0;
    items.forEach((item, place) => {
      const fits = words.every((word) => texts[place].includes(word)) && (!chosen || valuesOf(item).includes(chosen));
      item.classList.toggle("cq-hidden", !fits);
      shown += fits;
    });
    for (const part of [...groups, ...folds]) {
      const fits = [...part.querySelectorAll(entry)].some((item) => !item.classList.contains("cq-hidden"));
      part.classList.toggle("cq-hidden", !fits);
    }
    for (const fold of folds) fold.open = words.length > 0 || chosen !== "" || isOpenAtFirst(fold);
    status.textContent = words.length || chosen ? `${shown} of ${items.length}` : "";
  }

  function writeAddress() {
    const address = new URL(location.href);
    const state = [["q", input.value.trim()]];
    if (select) state.push([choices, select.value]);
    for (const [name, value] of state) {
      // Deleted first, so that the same selection always has the same address.
      address.searchParams.delete(name);
      if (value) address.searchParams.append(name, value);
    }
    history.replaceState(history.state, "", address);
  }

  function readAddress() {
    const address = new URL(location.href).searchParams;
    input.value = address.get("q") || "";
    const wanted = select && address.get(choices);
    if (wanted) select.value = wanted;
    const isUnknown = wanted && select.selectedIndex < 0;
    if (isUnknown) select.value = "";
    update();
    if (isUnknown) status.textContent = `There is no ${choices} "${wanted}": all are shown`;
  }

  readAddress();
  field.addEventListener("input", () => {
    update();
    writeAddress();
  });
});
