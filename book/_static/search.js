// The search page: all things of the book whose texts hold every word that is typed, or part of a word. The index is
// loaded behind this script: its texts first, then the cells of tables.
const cqSearch = (() => {
  const KINDS = {
    figure: ["Figure", "Figures"],
    indicator: ["Indicator", "Indicators"],
    chapter: ["Chapter", "Chapters"],
    statement: ["Statement", "Statements"],
    table: ["Table", "Tables"],
    term: ["Term", "Glossary"],
    source: ["Source", "Sources"],
    page: ["Page", "Other pages"],
  };
  const SHOWN = 20; // of a kind, until all are asked for
  const ENOUGH = 5; // of fewer hits other forms of the words are looked for, too
  const HAN = /[\u3400-\u9fff]+/;
  const ENDINGS = ["'s", "ies", "es", "ed", "ing", "s"];
  // Short and full forms of what the names of indicators say.
  const FULL = { 中职: "中等职业", 高职: "高等职业", 在校生: "在校学生", 毕业生: "毕业学生", 研发: "R&D" };
  let things = [];
  let areTablesHere = false;

  /** A text as it is compared: small letters, one form of each letter, sign of quotation, dash and space. */
  function fold(text) {
    return text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[‘’‚′]/g, "'")
      .replace(/[“”„″«»]/g, '"')
      .replace(/[‐-—−]/g, "-")
      .replace(/\s/g, " ");
  }

  function takeTexts(rows) {
    things = rows.map(([kind, title, titleZh, label, within, address, text, size]) => {
      const own = { title: fold(title), zh: fold(titleZh), label: fold(label), text: fold(text), cells: "" };
      const whole = [own.title, own.zh, own.label, own.text, fold(within)].join("\n");
      return { kind, title, titleZh, label, within, address, text, cells: "", size, own, whole };
    });
  }

  function takeTables(cells) {
    things.forEach((thing, place) => {
      thing.cells = cells[place];
      thing.own.cells = fold(cells[place]);
    });
    areTablesHere = true;
  }

  const holds = ({ whole, own }, words) => words.every((word) => whole.includes(word) || own.cells.includes(word));

  /** Words of a Chinese text; where the browser knows none, pairs of characters. */
  function cut(text) {
    const pairs = [];
    for (let start = 0; start < text.length - 1; start += 2) pairs.push(text.slice(start, start + 2));
    if (text.length % 2) pairs.push(text.slice(-2));
    if (!("Segmenter" in Intl)) return [pairs];
    const parts = [...new Intl.Segmenter("zh", { granularity: "word" }).segment(text)].map((part) => part.segment);
    const words = parts.filter((part) => part !== "的");
    return words.length ? [words, pairs] : [pairs];
  }

  /** Other forms of a word that is hardly found as it is, each a list of parts that must all be found. */
  function otherForms(word) {
    if (/^\d{4,}$/.test(word)) return [[word.replace(/\B(?=(\d{3})+$)/g, ",")]];
    if (HAN.test(word)) {
      const full = Object.entries(FULL).reduce((text, [short, long]) => text.replaceAll(short, ` ${fold(long)} `), word);
      const inParts = (text, way) => {
        const runs = text.match(/[\u3400-\u9fff]+|[^\u3400-\u9fff ]+/g);
        return runs.flatMap((run) => (HAN.test(run) && run.length > 1 ? cut(run)[way] || run : run));
      };
      return [...(full === word ? [] : [full.trim().split(/ +/), inParts(full, 0)]), inParts(word, 0), inParts(word, 1)];
    }
    return ENDINGS.filter((ending) => word.endsWith(ending) && word.length >= ending.length + 3).map((ending) => [
      word.slice(0, -ending.length),
    ]);
  }

  const isLetter = (sign) => Boolean(sign) && /[\p{L}\p{N}]/u.test(sign) && !HAN.test(sign);

  /** Whether a text holds a term at the beginning of a word; a short one as a whole word, for "ai" is not in "aims". */
  function isWordIn(text, term) {
    const isShort = term.length < 4 && isLetter(term.at(-1));
    for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) {
      const isBegun = !isLetter(text[at - 1]) || !isLetter(term[0]);
      if (isBegun && !(isShort && isLetter(text[at + term.length]))) return true;
    }
    return false;
  }

  /**
   * How well a thing fits, by its title, Chinese title, texts and tables in this order, and by whether they begin with
   * what is looked for and hold its terms as words; smaller is better.
   */
  function rank({ own, whole }, phrase, terms) {
    if (own.title === phrase || own.zh === phrase || own.label === phrase) return 0;
    const texts = [own.title, own.zh, `${own.title}\n${own.zh}\n${own.label}`, whole, `${whole}\n${own.cells}`];
    const at = texts.findIndex((text) => terms.every((term) => text.includes(term)));
    const begins = texts[at].startsWith(phrase) ? 0 : whole.includes(phrase) ? 1 : 2;
    const areWords = terms.every((term) => isWordIn(texts[at], term));
    const isChance = !areWords && terms.some((term) => term.length < 4 && isLetter(term.at(-1)));
    return 1 + at * 10 + begins * 2 + (areWords ? 0 : 1) + (isChance ? 100 : 0);
  }

  /** All that fits, the best first: things with the terms that were found in each. */
  function find(query) {
    const phrase = fold(query).trim();
    const words = [...new Set(phrase.split(" ").filter(Boolean))];
    if (!words.length) return [];
    const forms = words.map((word) => [[word]]);
    const fitting = (thing) => forms.map((ways) => ways.find((parts) => holds(thing, parts)));
    const hits = new Map();
    for (const more of [0, 1000]) {
      for (const thing of things) {
        const parts = hits.has(thing) ? [] : fitting(thing);
        if (!parts.length || !parts.every(Boolean)) continue;
        const terms = [...new Set(parts.flat())];
        hits.set(thing, { thing, terms, rank: more + rank(thing, phrase, terms) });
      }
      if (hits.size >= ENOUGH) break;
      words.forEach((word, place) => forms[place].push(...otherForms(word)));
    }
    return [...hits.values()].sort((one, other) => one.rank - other.rank);
  }

  /** Searches near one that finds nothing, with the count of their hits: without a word, or of its parts. */
  function near(query) {
    const words = fold(query).trim().split(" ");
    const counted = (texts) => texts.map((text) => [text, find(text).length]).filter(([, count]) => count);
    if (words.length > 1) {
      const fewer = counted(words.map((word) => words.filter((other) => other !== word).join(" ")));
      return fewer.length || words.length === 2 ? fewer : counted(words);
    }
    const [word] = words;
    const parts = HAN.test(word) ? [...new Set(otherForms(word).flat())].filter((part) => part.length > 1) : [];
    let found = counted(parts);
    for (let end = word.length - 1; end > 2 && !found.length; end -= 1) found = counted([word.slice(0, end)]);
    return found;
  }

  // What follows shows what was found.

  /** An element with attributes and content. */
  function make(tag, attributes = {}, ...content) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...content);
    return made;
  }

  /** Place in a text of a place in its folded form, which may be longer or shorter. */
  function placeIn(text, folded, place) {
    if (folded.length === text.length) return place;
    let length = 0;
    let at = 0;
    for (const sign of text) {
      if (length >= place) break;
      length += fold(sign).length;
      at += sign.length;
    }
    return at;
  }

  const isChinese = (sign) => /[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]/.test(sign);

  /** A text with its hits marked, and its Chinese as such. */
  function marked(text, terms) {
    const folded = fold(text);
    const isHit = new Array(text.length).fill(false);
    for (const term of terms) {
      for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length)) {
        isHit.fill(true, placeIn(text, folded, at), placeIn(text, folded, at + term.length));
      }
    }
    const made = document.createDocumentFragment();
    for (let start = 0, end = 0; start < text.length; start = end) {
      const alike = (at) => isHit[at] === isHit[start] && isChinese(text[at]) === isChinese(text[start]);
      while (end < text.length && alike(end)) end += 1;
      const run = make(isHit[start] ? "mark" : "span", isChinese(text[start]) ? { lang: "zh-Hans" } : {});
      run.textContent = text.slice(start, end);
      made.append(run.matches("mark, [lang]") ? run : run.textContent);
    }
    return made;
  }

  /** Words of a thing around the first term that its texts or tables hold; the first ones where its titles hold all. */
  function excerpt({ text, cells, own }, terms) {
    if (terms.every((term) => `${own.title}\n${own.zh}`.includes(term))) return around(text, 0);
    for (const [whole, folded] of [[text, own.text], [cells, own.cells]]) {
      for (const term of terms) {
        const at = placeOf(folded, term);
        if (at >= 0) return around(whole, placeIn(whole, folded, at));
      }
    }
    return around(text, 0);
  }

  /** Where a text holds a term, at the beginning of a word if it does anywhere, or -1. */
  function placeOf(text, term) {
    let at = text.indexOf(term);
    while (at >= 0 && isLetter(text[at - 1]) && isLetter(term[0])) at = text.indexOf(term, at + 1);
    return at < 0 ? text.indexOf(term) : at;
  }

  function around(text, at) {
    // From the beginning of a word to the end of one, where the language has spaces.
    const start = at < 80 ? 0 : text.slice(0, at - 40).lastIndexOf(" ") + 1 || at - 40;
    const from = at - start > 120 ? at : start;
    const end = from + 200 < text.length ? Math.max(at + 60, text.lastIndexOf(" ", from + 200)) : text.length;
    return `${from ? "… " : ""}${text.slice(from, end)}${end < text.length ? " …" : ""}`;
  }

  function thumbnail(thing) {
    const stem = thing.address.replace(/\.html$/, "");
    const [width, height] = thing.size;
    const picture = (theme, ending) =>
      make("img", { class: theme, src: `${stem}${ending}`, alt: "", width, height, loading: "lazy" });
    // The title is the link with a name, this a second one to the same page.
    return make(
      "a",
      { class: "cq-hit-picture", href: thing.address, tabindex: "-1", "aria-hidden": "true" },
      picture("only-light", ".svg"),
      picture("only-dark", "-dark.svg"),
    );
  }

  function entry({ thing, terms }) {
    const title = make("p", { class: "cq-hit-title" }, make("a", { href: thing.address }, marked(thing.title, terms)));
    if (thing.titleZh) {
      const isPage = thing.kind === "figure"; // its Chinese version has one
      const chinese = marked(thing.titleZh, terms);
      const address = thing.address.replace(/\.html$/, "-zh.html");
      title.append(" ", isPage ? make("a", { href: address }, chinese) : chinese);
    }
    const kind = thing.label || KINDS[thing.kind][0];
    const told = make(
      "div",
      {},
      make("p", { class: "cq-hit-kind" }, marked([kind, thing.within].filter(Boolean).join(" · "), [])),
      title,
      make("p", { class: "cq-hit-text" }, marked(excerpt(thing, terms), terms)),
    );
    return make("li", { class: "cq-hit" }, ...(thing.size[0] ? [thumbnail(thing)] : []), told);
  }

  function start() {
    const field = document.getElementById("cq-search");
    const [status, results, others] = ["status", "results", "else"].map((name) =>
      document.getElementById(`cq-search-${name}`),
    );
    const address = new URL(location.href).searchParams;
    let chosen = address.get("kind") in KINDS ? address.get("kind") : "";
    let unfolded = ""; // the kind of which all are shown

    function filters(byKind, count) {
      const button = (kind, words, number) => {
        const about = { type: "button", "aria-pressed": kind === chosen };
        const made = make("button", about, `${words} ${number.toLocaleString("en")}`);
        made.addEventListener("click", () => {
          chosen = kind;
          update();
          results.querySelector("[aria-pressed=true]").focus();
        });
        return made;
      };
      const kinds = Object.keys(KINDS).filter((kind) => byKind.has(kind));
      return make(
        "div",
        { class: "cq-hit-kinds", role: "group", "aria-label": "Show" },
        button("", "All", count),
        ...kinds.map((kind) => button(kind, KINDS[kind][1], byKind.get(kind).length)),
      );
    }

    function group(kind, hits) {
      const heading = make("h2", {}, KINDS[kind][1]);
      const shown = unfolded === kind ? hits : hits.slice(0, SHOWN);
      const list = make("ol", { class: "cq-hits" }, ...shown.map(entry));
      if (shown.length === hits.length) return [heading, list];
      const words = `Show all ${hits.length.toLocaleString("en")}`;
      const more = make("button", { type: "button", class: "cq-hit-more" }, words);
      more.addEventListener("click", () => {
        unfolded = kind;
        list.append(...hits.slice(SHOWN).map(entry));
        more.remove();
        list.children[SHOWN].querySelector(".cq-hit-title a").focus();
      });
      return [heading, list, more];
    }

    function nothing(query) {
      const links = near(query).map(([text, count]) => {
        const link = make("a", { href: `?q=${encodeURIComponent(text)}` }, marked(text, []));
        return make("li", {}, link, ` (${count.toLocaleString("en")})`);
      });
      return links.length ? [make("p", {}, "Near it:"), make("ul", {}, ...links)] : [];
    }

    function update() {
      const query = field.value.trim();
      const hits = find(query);
      const byKind = new Map();
      for (const hit of hits) {
        const { kind } = hit.thing;
        byKind.set(kind, byKind.get(kind) || []).get(kind).push(hit);
      }
      if (hits.length && !byKind.has(chosen)) chosen = "";
      const shown = Object.keys(KINDS).filter((kind) => byKind.has(kind) && (!chosen || kind === chosen));
      const focused = results.contains(document.activeElement) && document.activeElement.getAttribute("href");
      results.replaceChildren(
        ...(hits.length ? [filters(byKind, hits.length)] : query && things.length ? nothing(query) : []),
        ...shown.flatMap((kind) => group(kind, byKind.get(kind))),
      );
      if (focused) results.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
      others.hidden = hits.length > 0;
      status.textContent = !query
        ? ""
        : !things.length
          ? "The index is loading."
          : hits.length
            ? `${hits.length.toLocaleString("en")} found`
            : areTablesHere
              ? "Nothing holds all of this."
              : "Nothing yet: tables are still loading.";
      const here = new URL(location.href);
      for (const [name, value] of [["q", query], ["kind", chosen]]) {
        here.searchParams.delete(name);
        if (value) here.searchParams.append(name, value);
      }
      if (here.href !== location.href) history.replaceState(history.state, "", here);
    }

    /** With the arrows from the field through the results and back. */
    function move(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
      const stops = [field, ...results.querySelectorAll(".cq-hit-title > a:first-child")];
      const at = stops.findIndex((stop) => (stop.closest(".cq-hit") || stop).contains(document.activeElement));
      const next = stops[at + step];
      if (at < 0 || !next) return;
      event.preventDefault();
      next.focus();
    }

    let waiting = 0;
    field.addEventListener("input", (event) => {
      if (event.isComposing) return; // letters of a Chinese word that is not chosen yet
      clearTimeout(waiting);
      unfolded = "";
      waiting = setTimeout(update, 80);
    });
    field.addEventListener("compositionend", update);
    field.form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(waiting);
      update();
      results.querySelector(".cq-hit-title a")?.focus();
    });
    document.addEventListener("keydown", move);
    field.value = address.get("q") || "";
    field.focus();
    update();
    return update;
  }

  // This script and those of the index wait for the page, and run in this order.
  const update = start();
  const taking = (take) => (content) => {
    take(content);
    update();
  };
  window.addEventListener(
    "load",
    () => areTablesHere || (document.getElementById("cq-search-status").textContent = "The index could not be loaded."),
  );
  return { takeTexts: taking(takeTexts), takeTables: taking(takeTables), find };
})();
