// A field above a long list that hides what does not match. Without this script the whole list stands there.
document.addEventListener("DOMContentLoaded", () => {
  const groups = [...document.querySelectorAll("section.cq-filter")];
  if (!groups.length) return;
  const entry = ".cq-dictionary > li, .cq-record";
  const items = groups.flatMap((group) => [...group.querySelectorAll(entry)]);
  const texts = items.map((item) => item.textContent.toLowerCase());
  const field = document.createElement("div");
  field.className = "cq-filter-field";
  field.innerHTML =
    '<label for="cq-filter">Show only</label><input id="cq-filter" type="search" autocomplete="off"><span role="status"></span>';
  groups[0].before(field);
  const input = field.querySelector("input");
  const status = field.querySelector("span");
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    items.forEach((item, place) => {
      const fits = words.every((word) => texts[place].includes(word));
      item.classList.toggle("cq-hidden", !fits);
      shown += fits;
    });
    for (const group of groups) {
      const fits = [...group.querySelectorAll(entry)].some((item) => !item.classList.contains("cq-hidden"));
      group.classList.toggle("cq-hidden", !fits);
    }
    status.textContent = words.length ? `${shown} of ${items.length}` : "";
  });
});
