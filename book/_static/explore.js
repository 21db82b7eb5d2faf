// The page "Explore": choices, the chart that is drawn from them, and what stands beneath it. What is computed stands in
// explore-data.js, the charts in cqbook.figures.specifications. Data come as scripts, which a page opened from a folder
// may load, too. Without this script the page leads to the data dictionary.
(() => {
  const {
    HOME, NATION, TRANSFORMATIONS,
    transformed, paired, latestYear, format, interval, shownValue, together, gapsInWords, lacking,
    writeState, readState, inOrder, found, csv, folded, spread,
  } = exploreSeries;
  const FIRST = 2010; // the year from which on most is known
  const FEW = 8; // lines that are named at their ends
  const FEWEST_DOTS = 5; // of two indicators; with fewer places all provinces are shown
  const MOST_SOURCES = 6; // that stand open
  const MOST_FOUND = 40;
  const NEAR = 40; // pixels within which a pointer finds a value
  const DOWNLOAD = 900; // pixels: the width of a picture that is taken away

  const root = document.getElementById("explore-page");
  if (!root) return;
  const settings = JSON.parse(document.getElementById("explore-settings").textContent);
  const places = new Map(settings.places.map(([id, name, row, column]) => [id, { name, row, column }]));
  const allPlaces = [...places.keys()];
  const { groups } = settings;
  const part = (name) => root.querySelector(`.cq-explore-${name}`);
  const title = document.getElementById("explore-title");
  const nameOf = (place) => places.get(place)?.name ?? place;
  const short = (name) => TRANSFORMATIONS[name].split(",")[0].toLowerCase();
  const roleOf = (place) => ({ [HOME]: "home", [NATION]: "nation" })[place] || "other";

  let state = readState(location.hash, groups, allPlaces);
  let indicators = []; // all, once somebody looks for one
  const names = new Map(); // of the indicators that were loaded
  let shown = null; // what is drawn: { view, rows, marks, unit, title, subtitle, ... }
  let drawn = null; // Vega's view of it
  let picked = -1;
  let turn = 0; // of the last call of update: an earlier one that comes later is dropped

  /** A new element with these attributes and these texts or elements in it. */
  function make(tag, attributes = {}, ...content) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...content);
    return made;
  }

  // ---- Data

  const loading = new Map();
  const waiting = new Map();
  globalThis.exploreData = (name, content) => waiting.get(name)?.(content);

  /** The data of an indicator, or the index of all. */
  function load(name) {
    if (!loading.has(name)) {
      const promise = new Promise((resolve, reject) => {
        waiting.set(name, resolve);
        const script = make("script", { src: `${settings.data}${name}.js` });
        script.addEventListener("error", () => reject(new Error(`There is no indicator "${name}": choose another one.`)));
        document.head.append(script);
      });
      promise.catch(() => loading.delete(name));
      loading.set(name, promise);
    }
    return loading.get(name);
  }

  /** The index of all indicators, which is loaded when it is needed first. */
  async function loadIndicators() {
    const { columns, rows } = await load("index");
    if (!indicators.length) indicators = rows.map((row) => Object.fromEntries(row.map((cell, place) => [columns[place], cell])));
  }

  // ---- Choices

  /** A field that finds indicators while one types: the combobox pattern with a list. */
  function combobox(box, choose) {
    const [input, list, status] = ["input", "ul", "span"].map((tag) => box.querySelector(tag));
    let options = [];
    let active = -1;

    const isOpen = () => !list.hidden;
    const own = () => names.get(state[box.dataset.choice]) || "";
    function close() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      active = -1;
    }
    function restore() {
      close();
      input.value = own();
    }
    function activate(place) {
      list.children[active]?.setAttribute("aria-selected", "false");
      active = place;
      const option = list.children[active];
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    }
    async function open(typed) {
      await loadIndicators();
      if (document.activeElement !== input) return;
      const all = found(indicators, typed);
      options = all.slice(0, MOST_FOUND);
      list.replaceChildren(
        ...options.map((each, place) => {
          const years = each.first === null ? "no yearly values" : `${each.first} to ${each.last}`;
          const option = make("li", { role: "option", id: `${list.id}-${place}`, "aria-selected": "false" });
          option.append(
            make("span", {}, each.name),
            " ",
            make("span", { lang: "zh-Hans" }, each.name_zh),
            " ",
            make("small", {}, [each.unit, years].filter(Boolean).join(", ")),
          );
          option.addEventListener("pointerdown", (event) => event.preventDefault());
          option.addEventListener("click", () => take(place));
          return option;
        }),
      );
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = !options.length;
      input.setAttribute("aria-expanded", String(isOpen()));
      status.textContent = all.length ? `${all.length} found` : "No indicator is called so";
      status.classList.toggle("cq-explore-unseen", all.length > 0);
    }
    function take(place) {
      const chosen = options[place].id;
      close();
      choose(chosen);
      input.value = options[place].name;
    }

    input.addEventListener("input", () => open(input.value));
    input.addEventListener("click", () => isOpen() || (input.select(), open("")));
    input.addEventListener("focus", () => {
      input.select();
      loadIndicators();
    });
    input.addEventListener("blur", restore);
    input.addEventListener("keydown", async (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        if (!isOpen()) await open(input.value === own() ? "" : input.value);
        const goal = active + step;
        if (isOpen()) activate((goal + (active < 0 && goal < 0 ? 1 : 0) + options.length) % options.length);
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (isOpen()) take(Math.max(active, 0));
      } else if (event.key === "Escape") {
        restore();
        input.select();
      }
    });
    return restore;
  }

  const boxes = [...root.querySelectorAll(".cq-combo")];
  const restores = boxes.map((box) => combobox(box, (id) => change({ [box.dataset.choice]: id })));
  const compared = boxes[1];

  function makePlaces() {
    for (const [name, words] of Object.entries(settings.groupNames)) {
      const button = make("button", { type: "button", "data-group": name }, words);
      button.addEventListener("click", () => {
        const kept = name === "districts" ? [HOME] : [HOME, NATION];
        change({ p: inOrder([...kept, ...groups[name]], allPlaces) });
      });
      part("shortcuts").append(button);
    }
    const kinds = { "China": [NATION], "Provinces and cities of their rank": groups.provinces };
    Object.assign(kinds, { "Districts of Chongqing": groups.districts, "Other countries": groups.countries });
    for (const [words, members] of Object.entries(kinds)) {
      const set = make("fieldset", {}, make("legend", {}, words));
      for (const place of members) {
        const box = make("input", { type: "checkbox", name: "p", value: place });
        set.append(make("label", {}, box, ` ${nameOf(place)}`));
      }
      part("boxes").append(set);
    }
  }

  function makeTransformations() {
    for (const [name, words] of Object.entries(TRANSFORMATIONS)) {
      part("options").append(make("label", {}, make("input", { type: "radio", name: "t", value: name }), ` ${words}`));
    }
  }

  /** Show the state in the choices: what is chosen, what there is to choose from, and why not more. */
  function showChoices(context) {
    const { have, years, refusals } = context;
    restores.forEach((restore, place) => document.activeElement !== boxes[place].querySelector("input") && restore());
    compared.hidden = state.v !== "scatter";
    for (const input of root.querySelectorAll("input[name=v], input[name=t]")) input.checked = state[input.name] === input.value;
    for (const input of root.querySelectorAll("input[name=t]")) input.disabled = Boolean(refusals[input.value]);
    const reasons = [...new Set(Object.values(refusals))].filter(Boolean);
    const refusedFor = (reason) => Object.keys(refusals).filter((name) => refusals[name] === reason).map((name) => short(name));
    part("refused").textContent = reasons.map((reason) => `Not ${refusedFor(reason).join(", ")}: ${reason}.`).join(" ");
    for (const box of root.querySelectorAll("input[name=p]")) {
      box.checked = state.p.includes(box.value);
      box.disabled = !have.has(box.value);
    }
    for (const set of part("boxes").children) set.hidden = !set.querySelector("input:enabled");
    for (const button of part("shortcuts").children) {
      button.hidden = groups[button.dataset.group].filter((place) => have.has(place)).length < 2;
    }
    const count = state.p.filter((place) => have.has(place)).length;
    const isAll = state.v === "scatter" && count < FEWEST_DOTS;
    part("places").querySelector("summary").textContent = isAll ? "all provinces" : `${count} of ${have.size} chosen`;
    const view = root.querySelector("input[name=v]:checked").parentElement.textContent.trim();
    part("more").querySelector("summary").textContent = `${view}, ${short(refusals[state.t] ? "published" : state.t)}: change view, values, places, years`;
    const [first, last] = shownYears(years);
    for (const [name, value] of [["first", first], ["last", last]]) {
      const select = root.querySelector(`select[name=${name}]`);
      select.replaceChildren(...years.map((year) => new Option(year, year, false, year === value)));
    }
  }

  function change(changes) {
    state = { ...state, ...changes };
    update();
  }

  // ---- What is shown

  const yearsOf = (data) =>
    [...new Set(exploreSeries.seriesOf(data).map((row) => row.year))].sort((one, two) => one - two);

  /** The years that are chosen; else all from 2010 on, or the last one where all lie before. */
  function shownYears(years) {
    if (state.y.length) return state.y;
    const last = years.at(-1);
    return [years.find((year) => year >= FIRST) ?? last, last];
  }

  /** Load what the state asks for, and show it. */
  async function update() {
    const own = (turn += 1);
    try {
      const isScatter = state.v === "scatter";
      if (isScatter && !state.i2) state.i2 = state.i === "gerd-share-of-grp" ? "researchers-fte" : "gerd-share-of-grp";
      const data = await load(state.i);
      const other = isScatter ? await load(state.i2) : null;
      const needsPeople = [data, other].some((each) => each?.measure === "amount");
      const population = needsPeople ? await load("resident-population") : null;
      for (const each of [data, other]) if (each) names.set(each.id, each.name);
      if (own === turn) show(data, other, population);
    } catch (error) {
      if (own === turn) problem(error.message);
      if (!(error instanceof Error) || error.name !== "Error") throw error;
    }
  }

  function problem(words) {
    const place = part("problem");
    place.hidden = !words;
    place.textContent = words;
    for (const name of ["chart", "told", "gaps", "table", "take"]) part(name).hidden = Boolean(words);
  }

  function show(data, other, population) {
    const years = yearsOf(data);
    const have = new Set(exploreSeries.seriesOf(data).map((row) => row.place));
    let chosen = state.p.filter((place) => have.has(place));
    if (state.v === "scatter" && chosen.length < FEWEST_DOTS) chosen = groups.provinces.filter((place) => have.has(place));
    if (state.v === "tiles") chosen = tiledPlaces(chosen, have);
    if (!chosen.length) chosen = inOrder([...have], allPlaces).slice(0, FEW);
    const [first, last] = shownYears(years);
    const context = { places: chosen, first, last, population };
    const refusals = Object.fromEntries(
      Object.keys(TRANSFORMATIONS).map((name) => [
        name,
        state.v === "scatter" && !["published", "head"].includes(name)
          ? "two indicators are compared as published or per resident"
          : transformed(name, data, context).refused,
      ]),
    );
    if (other && refusals.head) refusals.head = transformed("head", other, context).refused && refusals.head;
    showChoices({ have, years, refusals });
    history.replaceState(history.state, "", `#${writeState(state, groups)}`);

    const refused = refusals[state.t];
    const name = refused ? "published" : state.t;
    const of = (each) => {
      const made = transformed(name, each, context);
      return made.refused ? transformed("published", each, context) : made;
    };
    const made = of(data);
    const second = other && of(other);
    const nothing = made.refused || second?.refused;
    const sources = Object.assign({}, ...[population, other, data].map((each) => each?.sources));
    describe(data, other, made.rows.concat(second?.rows || []), sources);
    title.textContent = titleOf(data, other, name);
    if (nothing) {
      const whose = made.refused ? data : other;
      part("subtitle").textContent = "";
      problem(`“${whose.name}” cannot be drawn: ${nothing}. Its page has all that is known of it.`);
      return;
    }
    problem("");
    shown = { data, other, sources, name, first, last, chosen, ...made, ...arranged(made, second, chosen) };
    const words = gapsInWords(made.rows.filter((row) => !shown.year || row.year === shown.year), nameOf);
    const note = refused ? [`${TRANSFORMATIONS[state.t]} is not shown: ${refused}. These are the values as published.`] : [];
    if (words.length) note.push(`Not computed: ${words.slice(0, 6).join("; ")}${words.length > 6 ? `; ${words.length - 6} more, see the table` : ""}.`);
    const between = Array.from({ length: last - first + 1 }, (_, after) => first + after);
    const lacks = state.v === "lines" && chosen.length <= FEW ? lacking(made.rows, chosen, between, nameOf) : [];
    if (lacks.length) note.push(`No value: ${lacks.join("; ")}.`);
    if (shown.missing?.length) note.push(`No value in ${shown.year}: ${shown.missing.map(nameOf).join(", ")}.`);
    part("gaps").textContent = note.join(" ");
    part("subtitle").textContent = shown.subtitle = subtitleOf();
    part("told").textContent = "Point at a value, tap it, or go through the values with the arrow keys.";
    showTable();
    cite();
    part("chart").hidden = part("told").hidden = state.v === "table";
    part("table").open = state.v === "table";
    root.querySelectorAll("[data-file=svg], [data-file=png]").forEach((button) => (button.hidden = state.v === "table"));
    draw();
  }

  const tiledPlaces = (chosen, have) => {
    const isDistricts = chosen.filter((place) => groups.districts.includes(place)).length > 1;
    const group = isDistricts || !groups.provinces.some((place) => have.has(place)) ? groups.districts : groups.provinces;
    const some = group.filter((place) => have.has(place));
    return some.length ? some : chosen;
  };

  /** The marks of the chosen view, and the year that they are of where it is one. */
  function arranged(made, second, chosen) {
    const rows = made.rows.filter((row) => !row.gap);
    const unit = made.unit;
    if (state.v === "scatter") {
      const marks = paired(rows, second.rows).map((row) => ({ ...row, role: roleOf(row.place), row }));
      return { marks, year: marks[0]?.year, second, kind: "scatter", unit };
    }
    if (state.v === "ranking" || state.v === "tiles") {
      const year = latestYear(rows);
      const own = rows.filter((row) => row.year === year);
      const missing = chosen.filter((place) => !own.some((row) => row.place === place));
      if (state.v === "ranking") {
        const numbers = together(own);
        const marks = own.sort((one, two) => two.value - one.value).map((row) => ({ ...row, name: nameOf(row.place), shown: numbers(row), role: roleOf(row.place), row }));
        return { marks, year, missing, kind: "ranking", unit };
      }
      const numbers = together(own);
      const values = own.map((row) => row.value);
      const [least, most] = [Math.min(...values), Math.max(...values)];
      const signed = least < 0;
      const strength = (value) => (signed ? Math.abs(value) / Math.max(-least, most) : (value - least) / (most - least || 1));
      const onGrid = (place) => ({ row: places.get(place).row, column: places.get(place).column, name: nameOf(place) });
      const marks = own.map((row) => ({
        ...row, ...onGrid(row.place), shown: `${signed && row.value > 0 ? "+" : ""}${numbers(row)}`, is_dark: strength(row.value) > 0.55, role: roleOf(row.place), own: row,
      }));
      const grid = groups[groups.districts.includes(chosen[0]) ? "districts" : "provinces"];
      const empty = grid.filter((place) => !own.some((row) => row.place === place)).map(onGrid);
      return { marks, empty, year, missing, kind: signed ? "gains" : "tiles", unit };
    }
    const marks = [];
    for (const place of [...chosen].reverse()) {
      let line = 0;
      let before = null;
      for (const row of rows.filter((each) => each.place === place).sort((one, two) => one.year - two.year)) {
        if (before !== null && (row.breaks || row.year - before > 1)) line += 1;
        before = row.year;
        marks.push({ ...row, role: roleOf(place), line: `${place} ${line}`, row });
      }
    }
    return { marks, kind: "lines", unit };
  }

  const titleOf = (data, other, name) => {
    const words = name === "published" ? "" : `, ${short(name)}`;
    return other ? `${data.name} and ${other.name}${words}` : `${data.name}${words}`;
  };

  function subtitleOf() {
    const { unit, first, last, year, chosen, second } = shown;
    const who = chosen.length <= 4 ? chosen.map(nameOf).join(", ") : `${chosen.length} places`;
    const when = year || (first === last ? first : `${first} to ${last}`);
    return [second ? "" : unit.charAt(0).toUpperCase() + unit.slice(1), who, when].filter(Boolean).join("; ");
  }

  // ---- The chart

  const isDark = () => document.documentElement.dataset.theme === "dark";

  /** A specification filled with the marks, for the page or for a picture of its own. */
  function specification(width, isPicture) {
    const { kind, marks, empty = [], unit, data, other, second } = shown;
    let text = JSON.stringify(settings.specifications[kind]);
    if (!isPicture && isDark()) text = text.replace(/#[0-9A-F]{6}/g, (colour) => settings.dark[colour] || colour);
    const axis = (each, word) => wrapped(`${each.name}${word ? `, ${word}` : ""}`, Math.floor(width / 7));
    const axes = other ? { $x: axis(data, unit), $y: axis(other, second.unit) } : {};
    const made = JSON.parse(text, (key, value) => axes[value] ?? value);
    const plain = ({ row, own, x, y, ...mark }) => ({ ...mark, ...(typeof row === "number" ? { row } : {}), ...(x ? { x: x.value, y: y.value } : {}) });
    const across = Math.max(1, ...[...marks, ...empty].map((mark) => mark.column || 0));
    const letters = width < 480 ? 9 : 11;
    if (made.params) made.params[0].value = letters;
    const most = Math.max(5, Math.floor(Math.min(width, 640) / across / (0.58 * letters)));
    const tiled = (mark) => (made.params ? { ...mark, words: folded(mark.name, most) } : mark);
    made.datasets = { rows: marks.map(plain).map(tiled), empty: empty.map(tiled), labels: [], picked: [] };
    if (other) made.layer[0].encoding.y.axis.titleY -= 14 * (axes.$y.length - 1);
    made.autosize = { type: "fit", contains: "padding" };
    made.width = width;
    const tall = { ranking: 24 * marks.length + 50, tiles: tileHeight(width), gains: tileHeight(width) }[kind];
    made.height = tall || Math.round(Math.max(280, Math.min(460, width * 0.62)));
    made.padding = { left: 2, top: 6, bottom: 4, right: rightRoom() };
    if (isPicture) {
      made.background = "#FFFFFF";
      made.padding = { ...made.padding, left: 16, top: 16, bottom: 16, right: made.padding.right + 16 };
      made.title = { text: wrapped(title.textContent, 80), subtitle: [shown.subtitle, ...wrapped(sourceLine(), 120)] };
      made.height += 70;
    }
    return made;
  }

  function tileHeight(width) {
    const rows = [...shown.marks.map((mark) => mark.row), ...(shown.empty || []).map((each) => each.row)];
    const columns = [...shown.marks, ...(shown.empty || [])].map((each) => each.column);
    const count = (values) => Math.max(...values) - Math.min(...values) + 1;
    return Math.round((Math.min(width, 640) / count(columns)) * count(rows)) + 46;
  }

  const wrapped = (text, most) => (text.match(new RegExp(`.{1,${most}}(?:\\s|$)`, "g")) || [text]).map((line) => line.trim());

  /** Lines that are named at their ends: all where they are few, else Chongqing and China. */
  function named() {
    if (shown.kind !== "lines") return [];
    const lasts = new Map(shown.marks.map((mark) => [mark.place, mark]));
    const wanted = [...lasts.keys()].filter((place) => lasts.size <= FEW || roleOf(place) !== "other");
    return wanted.map((place) => lasts.get(place));
  }

  function rightRoom() {
    const context = document.createElement("canvas").getContext("2d");
    context.font = "12px Open Sans, sans-serif";
    if (shown.kind === "ranking") return 52;
    return Math.max(8, ...named().map((mark) => context.measureText(nameOf(mark.place)).width + 16));
  }

  /** Where a mark stands, in pixels of the drawing. */
  function pixels(view, mark) {
    const at = (name, value) => {
      const scale = view.scale(name);
      return scale(value) + (scale.bandwidth ? scale.bandwidth() / 2 : 0);
    };
    if (shown.kind === "lines") return { px: at("x", mark.year), py: at("y", mark.value) };
    if (shown.kind === "ranking") return { px: at("x", mark.value), py: at("y", mark.name) };
    if (shown.kind === "scatter") return { px: at("x", mark.x.value), py: at("y", mark.y.value) };
    return { px: at("x", mark.column), py: at("y", mark.row) };
  }

  function labels(view) {
    const height = view.height();
    if (shown.kind === "lines") {
      const ends = named().map((mark) => ({ ...pixels(view, mark), name: nameOf(mark.place), role: mark.role }));
      const heights = spread(ends.map((end) => end.py), 15, 6, height - 4);
      return ends.map((end, place) => ({ ...end, px: view.width(), py: heights[place] }));
    }
    if (shown.kind !== "scatter") return [];
    // The names that find room, the most important first.
    const dots = shown.marks.map((mark) => ({ ...pixels(view, mark), name: nameOf(mark.place), role: mark.role, place: mark.place }));
    const taken = dots.map((dot) => [dot.px - 5, dot.py - 5, dot.px + 5, dot.py + 5]);
    const rank = (dot) => (dot.role === "home" ? 0 : dot.role === "nation" ? 1 : groups.peers.includes(dot.place) ? 2 : 3);
    const made = [];
    for (const dot of [...dots].sort((one, two) => rank(one) - rank(two))) {
      const length = dot.name.length * 6.6 + 8;
      const sides = [false, true].map((before) => {
        const left = before ? dot.px - 6 - length : dot.px + 6;
        return { before, box: [left, dot.py - 7, left + length, dot.py + 7] };
      });
      const inside = sides.filter(({ box }) => box[0] >= 0 && box[2] <= view.width() + 8);
      const isFree = ({ box }) => !taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);
      // Chongqing and China are named in any case.
      const side = inside.find(isFree) || (rank(dot) < 2 && inside[0]);
      if (!side) continue;
      taken.push(side.box);
      made.push({ ...dot, before: side.before });
    }
    return made;
  }

  async function render(target, width, isPicture) {
    const { view } = await vegaEmbed(target, specification(width, isPicture), { actions: false, logLevel: 1, renderer: "svg", defaultStyle: false, tooltip: false, ast: true });
    const names = labels(view);
    if (names.length) await view.data("labels", names).runAsync();
    return view;
  }

  async function draw() {
    if (state.v === "table") return;
    const own = turn;
    const chart = part("chart");
    const width = Math.min(chart.clientWidth, shown.kind === "tiles" || shown.kind === "gains" ? 640 : 860);
    const target = make("div");
    const view = await render(target, width, false);
    if (own !== turn) return view.finalize();
    drawn?.finalize();
    drawn = view;
    picked = -1;
    chart.setAttribute("aria-label", `${title.textContent}. ${shown.subtitle}`);
    chart.replaceChildren(target);
    chart.dataset.drawn = `${writeState(state, groups)}`;
    // The picture is told in words: by the label, value by value with the keyboard, and in the table.
    target.setAttribute("aria-hidden", "true");
  }

  // ---- One value

  /** What is known of a mark, in a sentence. */
  function account(mark) {
    const told = (row, unit) => {
      const room = interval(row);
      const word = unit.startsWith("%") ? unit : ` ${unit}`;
      return `${shownValue(row)}${word}${room ? ` (${room})` : ""}`;
    };
    const sourceOf = (rows) => {
      const ids = [...new Set(rows.flatMap((row) => row.sources))];
      return ids.map((id) => `${shown.sources[id].publisher}, ${shown.sources[id].day}`).join("; ");
    };
    const status = { B: "break in the series", D: "definition differs", E: "estimated", P: "provisional" };
    if (shown.kind === "scatter") {
      const { x, y } = mark;
      return [`${nameOf(mark.place)}, ${mark.year}: `, `${told(x, shown.unit)}; ${told(y, shown.second.unit)}`, ` ${sourceOf([x, y])}`];
    }
    const row = mark.own || mark.row;
    const extra = status[row.status] ? `, ${status[row.status]}` : "";
    return [`${nameOf(row.place)}, ${row.year}: `, `${told(row, shown.unit)}${extra}`, ` ${sourceOf([row])}`];
  }

  function pick(place) {
    if (!drawn || place === picked || !shown.marks[place]) return;
    picked = place;
    const mark = shown.marks[place];
    const [who, value, source] = account(mark);
    part("told").replaceChildren(who, make("strong", {}, value), make("span", {}, source));
    drawn.data("picked", [pixels(drawn, mark)]).runAsync();
  }

  function nearest(event) {
    const box = part("chart").querySelector("svg").getBoundingClientRect();
    const [left, top] = drawn.origin();
    const [x, y] = [event.clientX - box.left - left, event.clientY - box.top - top];
    const isBand = shown.kind === "ranking";
    const distances = shown.marks.map((mark) => {
      const at = pixels(drawn, mark);
      return isBand ? Math.abs(at.py - y) : Math.hypot(at.px - x, at.py - y);
    });
    const least = Math.min(...distances);
    return least <= NEAR ? distances.indexOf(least) : -1;
  }

  /** The marks in the order in which the keyboard goes through them: places as they are chosen, then years. */
  function byKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || !drawn) return;
    const order = shown.marks.map((_, place) => place);
    if (shown.kind === "lines") {
      const rank = (place) => shown.chosen.indexOf(shown.marks[place].place) * 10000 + shown.marks[place].year;
      order.sort((one, two) => rank(one) - rank(two));
    }
    const now = order.indexOf(picked);
    const goal = { ArrowRight: now + 1, ArrowDown: now + 1, ArrowLeft: now - 1, ArrowUp: now - 1, Home: 0, End: order.length - 1 }[event.key];
    if (goal === undefined) return;
    event.preventDefault();
    pick(order[(goal + order.length) % order.length]);
  }

  // ---- Beneath the chart

  /** Rows of what is shown: place, year, value and all else. */
  function lines() {
    const inYear = (row) => !shown.year || row.year === shown.year;
    const order = (row) => shown.chosen.indexOf(row.place) * 10000 + row.year;
    if (shown.kind === "scatter") return shown.marks;
    if (shown.kind === "ranking") return shown.marks.map((mark) => mark.row);
    return shown.rows.filter(inYear).sort((one, two) => order(one) - order(two));
  }

  function showTable() {
    const cell = (tag, text, settings = {}) => make(tag, settings, text);
    const number = { class: "cq-number" };
    const { data, other, unit, second } = shown;
    const source = (row) => {
      const made = make("td");
      row.sources.forEach((id, place) => made.append(place ? ", " : "", make("a", { href: `sources.html#${id}` }, id)));
      return made;
    };
    const head = other
      ? ["Place", "Year", `${data.name}${unit ? `, ${unit}` : ""}`, `${other.name}${second.unit ? `, ${second.unit}` : ""}`]
      : ["Place", "Year", unit || "Value", "Interval", "Source"];
    const body = lines().map((row) => {
      const start = [cell("th", nameOf(row.place), { scope: "row" }), cell("td", String(row.year), number)];
      if (other) return make("tr", {}, ...start, cell("td", shownValue(row.x), number), cell("td", shownValue(row.y), number));
      const value = row.gap ? cell("td", row.gap) : cell("td", shownValue(row), number);
      return make("tr", {}, ...start, value, cell("td", row.gap ? "" : interval(row)), source(row));
    });
    const table = make("table", { class: "table" }, make("thead", {}, make("tr", {}, ...head.map((text) => cell("th", text, { scope: "col" })))), make("tbody", {}, ...body));
    part("table").querySelector("div").replaceChildren(table);
  }

  /** Definition, caution, sources and files of the indicators. */
  function describe(data, other, rows, sources) {
    const items = [...new Set(rows.flatMap((row) => row.sources))].map((id) => {
      const { publisher, title, day } = sources[id];
      return make("li", {}, `${publisher}, `, make("a", { href: `sources.html#${id}` }, title), `, ${day}`);
    });
    const list = make("ul", {}, ...items);
    const about = [data, other].filter(Boolean).map((each) => {
      const made = make("div", {}, make("p", {}, make("a", { href: `../indicators/${each.id}.html` }, each.name), " ", make("span", { lang: "zh-Hans" }, each.name_zh), `: ${each.definition}`));
      if (each.caution) made.append(make("p", {}, make("strong", {}, "Mind: "), each.caution));
      const file = (ending, name) => make("a", { href: `${settings.data}${each.id}.${ending}`, download: "" }, name);
      made.append(make("p", { class: "cq-small" }, "All numbers of this indicator: ", file("xlsx", "Excel"), ", ", file("csv", "CSV"), ", ", file("json", "JSON")));
      return made;
    });
    const many = items.length > MOST_SOURCES;
    const title = `${items.length} ${items.length === 1 ? "source" : "sources"} of what is shown`;
    const folded = many ? make("details", {}, make("summary", {}, title), list) : make("div", {}, make("p", {}, `${title}:`), list);
    part("about").replaceChildren(...about, ...(items.length ? [folded] : []));
    for (const text of part("about").querySelectorAll("p, a")) markChinese(text);
  }

  /** Chinese letters in a text are marked as such. */
  function markChinese(element) {
    for (const node of [...element.childNodes]) {
      if (node.nodeType !== Node.TEXT_NODE || element.lang || !/[\u3400-\u9fff]/.test(node.data)) continue;
      node.replaceWith(...node.data.split(/([\u3000-\u9fff\uff00-\uffef]+)/).map((text, place) => (place % 2 ? make("span", { lang: "zh-Hans" }, text) : text)));
    }
  }

  function sourceLine() {
    const used = new Set(shown.marks.flatMap((mark) => (mark.x ? [...mark.x.sources, ...mark.y.sources] : mark.sources)));
    const names = [...new Set([...used].map((id) => shown.sources[id].publisher))];
    const some = names.slice(0, 3).join("; ");
    return `Source: ${some}${names.length > 3 ? ` and ${names.length - 3} more` : ""}. ${settings.report.title}, ${address()}`;
  }

  const address = () => {
    const hash = `#${writeState(state, groups)}`;
    if (settings.report.address) return settings.report.address + hash;
    return location.protocol === "file:" ? `book/explore.html${hash}` : location.href.split("#")[0] + hash;
  };

  function cite() {
    const { author, year, version } = settings.report;
    const day = new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
    const text = `${author} (${year}). ${title.textContent} (${shown.subtitle}) [Chart]. In ${settings.report.title} (version ${version}). Retrieved ${day}, from ${address()}`;
    document.getElementById("explore-citation").textContent = text;
    part("link").nextElementSibling.textContent = "";
  }

  async function copy(text) {
    const place = document.getElementById("explore-citation");
    const status = part("link").nextElementSibling;
    try {
      await navigator.clipboard.writeText(text);
      status.textContent = "Copied";
    } catch {
      place.textContent = text;
      getSelection().selectAllChildren(place);
      status.textContent = document.execCommand("copy") ? "Copied" : "Not copied: please copy the selected text by hand";
    }
  }

  function csvOfShown() {
    const { data, other, unit, second } = shown;
    const ends = [data.id, ...(other ? [other.id] : [])];
    if (other) {
      const header = ["place_id", "place", "year", ...[unit, second.unit].flatMap((word, place) => [ends[place], `${ends[place]}_unit`, `${ends[place]}_sources`])];
      return csv(header, lines().map((row) => [row.place, nameOf(row.place), row.year, row.x.value, unit, row.x.sources.join(" "), row.y.value, second.unit, row.y.sources.join(" ")]));
    }
    const header = ["indicator_id", "indicator", "place_id", "place", "year", "values", "value", "low", "high", "unit", "status", "not_computed", "sources", "observations"];
    return csv(header, lines().map((row) => [data.id, data.name, row.place, nameOf(row.place), row.year, shown.name, row.value, row.low, row.high, unit, row.status, row.gap, row.sources.join(" "), row.inputs.join(" ")]));
  }

  async function download(ending) {
    const name = ["explore", state.i, ...(state.v === "scatter" ? [state.i2] : []), ...(shown.name === "published" ? [] : [shown.name])].join("-");
    let blob;
    if (ending === "csv") blob = new Blob([csvOfShown()], { type: "text/csv" });
    else {
      const view = await render(make("div"), DOWNLOAD, true);
      if (ending === "svg") blob = new Blob([await view.toSVG()], { type: "image/svg+xml" });
      else blob = await new Promise((resolve) => view.toCanvas(2).then((canvas) => canvas.toBlob(resolve)));
      view.finalize();
    }
    const link = make("a", { href: URL.createObjectURL(blob), download: `${name}.${ending}` });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  // ---- Begin

  makePlaces();
  makeTransformations();
  root.hidden = false;
  part("more").open = innerWidth > 640; // on a phone the chart comes first
  const form = root.querySelector("form");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", ({ target }) => {
    if (target.name === "v" || target.name === "t") change({ [target.name]: target.value });
    if (target.name === "p") {
      const chosen = [...root.querySelectorAll("input[name=p]:checked")].map((box) => box.value);
      change({ p: inOrder(chosen, allPlaces) });
    }
    if (target.name === "first" || target.name === "last") {
      const [first, last] = ["first", "last"].map((name) => Number(root.querySelector(`select[name=${name}]`).value));
      change({ y: first <= last ? [first, last] : [Number(target.value), Number(target.value)] });
    }
  });
  const chart = part("chart");
  chart.addEventListener("pointermove", (event) => drawn && event.pointerType !== "touch" && pick(nearest(event)));
  chart.addEventListener("click", (event) => drawn && pick(nearest(event)));
  chart.addEventListener("keydown", byKey);
  part("take").addEventListener("click", ({ target }) => {
    if (target.dataset.file) download(target.dataset.file);
    if (target === part("copy")) copy(document.getElementById("explore-citation").textContent);
    if (target === part("link")) copy(address());
  });
  addEventListener("hashchange", () => {
    state = readState(location.hash, groups, allPlaces);
    update();
  });
  // Drawn anew where the page turns dark, or another width.
  new MutationObserver(() => shown && draw()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  let width = 0;
  new ResizeObserver(() => {
    if (shown && width && width !== chart.clientWidth && !chart.hidden) draw();
    width = chart.clientWidth;
  }).observe(chart);
  update();
})();
