// What the page "Explore" computes, without a page: yearly series of an indicator, what is made of them or why not, the
// state of the page in its address, search, CSV. The rules are those of cqbook.analysis.series; a test compares the two.
globalThis.exploreSeries = (() => {
  const HOME = "CN-CQ";
  const NATION = "CN";
  const TRANSFORMATIONS = {
    published: "As published",
    head: "Per resident",
    share: "Share of the nation",
    index: "Index, first common year = 100",
    growth: "Growth on the year before",
  };
  const VIEWS = ["lines", "ranking", "tiles", "table", "scatter"];
  const DEFAULTS = { i: "gerd", i2: "", p: [HOME, NATION, "CN-SC"], y: [], v: "lines", t: "head" }; // without an address

  const LITTLE = ["of", "the", "in", "by", "and"]; // words that find nothing

  /** The preferred yearly values of an indicator as rows with place, year, value, low, high, and what they come from. */
  function seriesOf(data) {
    const at = Object.fromEntries(data.columns.map((name, place) => [name, place]));
    return data.rows
      .filter((row) => row[at.series])
      .map((row) => ({
        place: row[at.place],
        year: Number(row[at.period]),
        value: row[at.value],
        low: row[at.low],
        high: row[at.high],
        breaks: Boolean(row[at.breaks]),
        reason: row[at.status] === "B" ? "break in the series" : "another definition",
        status: row[at.status],
        shown: row[at.shown],
        inputs: [row[at.id]],
        sources: [row[at.source]],
        note: row[at.note],
        gap: "",
      }));
  }

  const keyOf = (row, year = row.year) => `${row.place} ${year}`;
  const byKey = (rows) => new Map(rows.map((row) => [keyOf(row), row]));
  const unique = (values) => [...new Set(values)];
  const known = (value) => value !== null && value !== undefined;
  const quotient = (one, two, factor) => (known(one) && known(two) ? (factor * one) / two : null);

  /** One row over another, times a factor; a value of zero or less makes no quotient. */
  function divided(one, two, factor) {
    const made = {
      ...one,
      value: quotient(one.value, two.value, factor),
      low: quotient(one.low, two.high, factor),
      high: quotient(one.high, two.low, factor),
      breaks: one.breaks || two.breaks,
      reason: one.breaks ? one.reason : two.reason,
      inputs: [...one.inputs, ...two.inputs],
      sources: unique([...one.sources, ...two.sources]),
      shown: undefined,
    };
    return [one, two].some((row) => row.value <= 0 || row.low <= 0) ? empty(made, "a value of zero or less") : made;
  }

  const empty = (row, gap) => ({ ...row, value: null, low: null, high: null, shown: undefined, gap });

  /** Each row per `factor` residents, of the year's end; rows without a population are empty. */
  function perHead(rows, population, factor) {
    const residents = byKey(population);
    return rows.map((row) => {
      const own = residents.get(keyOf(row));
      return own ? divided(row, own, factor) : empty(row, "no resident population of this year");
    });
  }

  /** The smallest of some round numbers of residents for which the middle value is at least one. */
  function residentsFor(rows, population, isMoney) {
    if (isMoney) return 1;
    const values = perHead(rows, population, 1).map((row) => row.value).filter(known).sort((a, b) => a - b);
    const middle = values[Math.floor(values.length / 2)] || 1;
    return [1, 1e3, 1e4, 1e5, 1e6].find((factor) => factor * middle >= 1) || 1e6;
  }

  /** Each other place in percent of the nation in the same year. */
  function shareOf(rows, nation = NATION) {
    const whole = byKey(rows.filter((row) => row.place === nation));
    return rows
      .filter((row) => row.place !== nation)
      .map((row) => {
        const of = whole.get(`${nation} ${row.year}`);
        return of ? divided(row, of, 100) : empty(row, "no value of China in this year");
      });
  }

  /** Change in percent on the year before; a row where both years have a value, empty across a break. */
  function growth(rows) {
    const all = byKey(rows);
    return rows
      .filter((row) => all.has(keyOf(row, row.year - 1)))
      .map((row) => {
        const made = divided(row, { ...all.get(keyOf(row, row.year - 1)), breaks: false }, 1);
        if (made.breaks) return empty(made, made.reason);
        const less = (times) => (known(times) ? 100 * (times - 1) : null);
        return { ...made, value: less(made.value), low: less(made.low), high: less(made.high) };
      });
  }

  /** The first year from `first` on in which all places have a value; null where there is none. */
  function commonYear(rows, first = -Infinity) {
    const places = unique(rows.map((row) => row.place));
    const years = unique(rows.map((row) => row.year)).filter((year) => year >= first).sort((a, b) => a - b);
    const all = byKey(rows);
    return years.find((year) => places.every((place) => all.has(`${place} ${year}`))) ?? null;
  }

  /** Each row in percent of its place in one year; empty where a break lies between the two. */
  function indexed(rows, year) {
    const all = byKey(rows);
    return rows.map((row) => {
      const base = all.get(`${row.place} ${year}`);
      const [from, to] = [Math.min(row.year, year), Math.max(row.year, year)];
      const broken = rows.find((each) => each.place === row.place && each.breaks && each.year > from && each.year <= to);
      const made = divided(row, base, 100);
      if (broken) return empty(made, broken.reason);
      // A value over itself has no room, whatever its interval.
      return row.year === year && !made.gap ? { ...made, low: 100, high: 100, breaks: false } : { ...made, breaks: false };
    });
  }

  const IS = {
    mean: "already an amount for each person or thing",
    sample: "these are persons in a sample",
    ratio: "a unit that is already a ratio",
    other: "a rank, an index or a number of years",
  };

  /** Why nothing of a kind can be made of an indicator, whatever the places; "" where something can. */
  function refusedUnit(name, data) {
    if (name === "published") return "";
    if (name === "head" || name === "share") {
      if (name === "head" && data.id === "resident-population") return "this is the resident population";
      return data.measure === "amount" ? "" : IS[data.measure];
    }
    return data.measure === "sample" || data.measure === "other" || data.base_unit === "percent" ? IS[data.measure] : "";
  }

  /**
   * What is made of an indicator for some places and years.
   *
   * @returns {{rows, unit, factor, refused, base}} rows in the unit that is shown, those that cannot be computed with a
   *   `gap`; `refused` says why nothing is shown at all.
   */
  function transformed(name, data, { places, first, last, population = null }) {
    const chosen = (rows) => rows.filter((row) => places.includes(row.place) && row.year >= first && row.year <= last);
    const all = seriesOf(data);
    const wanted = all.filter((row) => places.includes(row.place));
    const unit = { unit: data.unit, factor: data.factor, base: null };
    const nothing = (refused) => ({ rows: [], ...unit, refused });
    if (!chosen(all).length) return nothing("no yearly value of the chosen places and years");
    const refusal = refusedUnit(name, data);
    if (refusal) return nothing(refusal);
    let rows = all;
    if (name === "published") {
      // The unit of a city is too large for its districts.
      const largest = Math.max(...chosen(all).map((row) => Math.abs(row.value)));
      if (largest < data.factor) Object.assign(unit, { unit: data.base_word, factor: 1 });
      rows = all.map((row) => scaled(row, unit.factor, unit.factor === data.factor));
    } else if (name === "head") {
      if (!population) return nothing("no resident population");
      const residents = seriesOf(population);
      const isMoney = ["CNY", "USD"].includes(data.base_unit);
      const factor = residentsFor(all, residents, isMoney);
      rows = perHead(all, residents, factor);
      const word = isMoney ? data.base_word : data.unit.replace(/^(thousand|million|billion) /, "");
      unit.unit = `${word} per ${factor === 1 ? "resident" : `${format(factor)} residents`}`;
    } else if (name === "share") {
      if (!all.some((row) => row.place === NATION)) return nothing("no value of China");
      rows = shareOf(all);
      unit.unit = "% of China";
      if (!chosen(rows).length) return nothing("China alone is chosen");
    } else if (name === "index") {
      unit.base = commonYear(wanted, first);
      if (unit.base === null || unit.base > last) return nothing("no year in which all chosen places have a value");
      rows = indexed(wanted, unit.base);
      unit.unit = `${unit.base} = 100`;
    } else {
      rows = growth(all);
      unit.unit = "% on the year before";
      if (!chosen(rows).length) return nothing("no two years that follow each other");
    }
    if (name !== "published") unit.factor = 1;
    rows = chosen(rows);
    const refused = rows.every((row) => row.gap) ? unique(rows.map((row) => row.gap)).join("; ") : "";
    return { rows, ...unit, refused };
  }

  function scaled(row, factor, isShown) {
    const over = (value) => (known(value) ? value / factor : null);
    return { ...row, value: over(row.value), low: over(row.low), high: over(row.high), shown: isShown ? row.shown : undefined };
  }

  /** A number as the report writes numbers: four digits where it has more, whole numbers as they are. */
  function format(value) {
    if (!known(value)) return "";
    const digits = Number.isInteger(value) || Math.abs(value) >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 4 };
    return value.toLocaleString("en-US", digits).replace("-", "\u2212").replace(/^\u22120$/, "0");
  }

  const shownValue = (row) => row.shown ?? format(row.value);

  /** What writes the numbers of rows that stand together: as published, or with the decimals that the largest needs. */
  function together(rows) {
    const largest = Math.max(...rows.map((row) => Math.abs(row.value)));
    const decimals = largest >= 100 ? 0 : largest >= 10 ? 1 : 2;
    const fixed = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    return (row) => row.shown ?? row.value.toLocaleString("en-US", fixed).replace("-", "\u2212");
  }

  /** The interval of a row in words; "" where it leaves no room. */
  function interval({ low, high }) {
    if (!known(low) && !known(high)) return "";
    if (!known(low)) return `at most ${format(high)}`;
    if (!known(high)) return `at least ${format(low)}`;
    if (low === high) return "";
    // Rounded outward to four digits of the larger end, as quantities.formatting.outward does.
    const largest = Math.max(Math.abs(low), Math.abs(high)) || 1;
    const decimals = Math.max(0, 3 - Math.floor(Math.log10(largest)));
    const scale = 10 ** decimals;
    const isWhole = Number.isInteger(low) && Number.isInteger(high);
    const end = (value, round) => (isWhole ? value : round(Number((value * scale).toFixed(6))) / scale);
    const text = (value) => value.toLocaleString("en-US", { maximumFractionDigits: decimals }).replace("-", "\u2212");
    return `${text(end(low, Math.floor))} to ${text(end(high, Math.ceil))}`;
  }

  /** Which rows could not be computed, and why, such as "Chongqing 2016: break in the series". */
  function gapsInWords(rows, nameOf) {
    const found = new Map();
    for (const row of rows.filter((each) => each.gap)) {
      const key = `${row.place}|${row.gap}`;
      found.set(key, [...(found.get(key) || []), row.year]);
    }
    return [...found].map(([key, years]) => {
      const [place, gap] = key.split("|");
      return `${nameOf(place)} ${years.sort().join(", ")}: ${gap}`;
    });
  }

  /** The years for which places have no row, such as "China 2020 to 2023, 2025". */
  function lacking(rows, chosen, years, nameOf) {
    const had = new Set(rows.map((row) => keyOf(row)));
    return chosen.flatMap((place) => {
      const runs = [];
      years.forEach((year, at) => {
        if (had.has(keyOf({ place }, year))) return;
        if (runs.length && runs.at(-1).at === at - 1) Object.assign(runs.at(-1), { at, last: year });
        else runs.push({ at, first: year, last: year });
      });
      const words = runs.map(({ first, last }) => (first === last ? first : `${first} to ${last}`));
      return words.length ? [`${nameOf(place)} ${words.join(", ")}`] : [];
    });
  }

  /** The latest year that at least half as many places have as the best year; null where no row has a value. */
  function latestYear(rows) {
    const counts = new Map();
    for (const row of rows.filter((each) => !each.gap)) counts.set(row.year, (counts.get(row.year) || 0) + 1);
    const most = Math.max(0, ...counts.values());
    return Math.max(...[...counts].filter(([, count]) => 2 * count >= most).map(([year]) => year), -Infinity);
  }

  /** Rows of two series that share place and year, in the latest year that most places have in both. */
  function paired(rows, others) {
    const second = byKey(others.filter((row) => !row.gap));
    const both = rows.filter((row) => !row.gap && second.has(keyOf(row)));
    const year = latestYear(both);
    return both.filter((row) => row.year === year).map((row) => ({ ...row, x: row, y: second.get(keyOf(row)) }));
  }

  /** The state of the page as the part of its address behind #; groups are names of several places. */
  function writeState(state, groups = {}) {
    let left = [...state.p];
    const named = [];
    for (const [name, members] of Object.entries(groups)) {
      if (members.length > 1 && members.every((place) => left.includes(place))) {
        named.push(name);
        left = left.filter((place) => !members.includes(place));
      }
    }
    const parts = [["i", state.i], ["p", [...left, ...named].join(",")]];
    if (state.y.length) parts.push(["y", state.y.join("-")]);
    parts.push(["v", state.v]);
    if (state.v === "scatter" && state.i2) parts.push(["i2", state.i2]);
    if (state.t !== "published") parts.push(["t", state.t]);
    return parts.map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll("%2C", ",")}`).join("&");
  }

  /** The state that an address says; what it does not say, or says wrongly, is as by default. */
  function readState(hash, groups = {}, places = []) {
    const said = new URLSearchParams(hash.replace(/^#/, ""));
    const state = { ...DEFAULTS, t: [...said].length ? "published" : DEFAULTS.t };
    for (const name of ["i", "i2"]) if (/^[a-z0-9-]+$/.test(said.get(name) || "")) state[name] = said.get(name);
    if (VIEWS.includes(said.get("v"))) state.v = said.get("v");
    if (Object.hasOwn(TRANSFORMATIONS, said.get("t"))) state.t = said.get("t");
    const years = /^(\d{4})(?:-(\d{4}))?$/.exec(said.get("y") || "");
    if (years) state.y = [Number(years[1]), Number(years[2] || years[1])].sort();
    const named = (said.get("p") || "").split(",").flatMap((name) => groups[name] || (places.includes(name) ? [name] : []));
    if (named.length) state.p = inOrder(named, places);
    return state;
  }

  /** Places once each: Chongqing, then in the order of the list. */
  const inOrder = (wanted, places) => places.filter((place) => wanted.includes(place));

  /**
   * Indicators that match what is typed, in English, Chinese, initials of pinyin or their id, the best first: those with
   * yearly values, of these the newest GDP or count of residents. Where none has all words, those that have most.
   */
  function found(indicators, typed) {
    const words = typed.toLowerCase().split(/[\s,]+/).filter((word) => word && !LITTLE.includes(word));
    const whole = words.join(" ");
    const scores = indicators.map((each) => {
      const names = [each.id, each.name.toLowerCase(), each.name_zh.toLowerCase(), each.pinyin];
      const texts = [...names, each.topic];
      const had = words.filter((word) => texts.some((text) => text.includes(word))).length;
      if (had <= words.length / 2 && words.length) return 0;
      const rank = names.includes(whole) ? 8 : names.some((text) => text.startsWith(whole)) ? 2 : 1;
      const isOld = /\bbefore\b/.test(each.name);
      return 100 * had + rank + (each.first === null ? 0 : 4) - (isOld ? 2 : 0) + Math.min(each.values, 4000) / 10000;
    });
    const most = Math.floor(Math.max(...scores) / 100);
    return indicators
      .map((each, place) => [scores[place], each])
      .filter(([score]) => score > 0 && Math.floor(score / 100) === most)
      .sort((one, two) => two[0] - one[0])
      .map(([, each]) => each);
  }

  /** Lists as CSV, with a mark at its beginning by which spreadsheets know its letters; no text becomes a formula. */
  function csv(header, lines) {
    const cell = (value) => {
      const plain = known(value) ? String(value) : "";
      const text = typeof value === "string" && /^[=+@-]/.test(plain) ? `'${plain}` : plain;
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    return `\ufeff${[header, ...lines].map((line) => line.map(cell).join(",")).join("\n")}\n`;
  }

  /** A name in parts that are short enough, broken between syllables: Hei-, longjiang. */
  function folded(name, most) {
    const syllable = /[^aeiou]*[aeiou]+(?:ng(?![aeiou])|n(?![aeiou])|[^aeiou]+$)?'?|[^aeiou]+$/gi;
    return name.split(" ").flatMap((word) => {
      if (word.length <= most) return [word];
      const parts = [""];
      for (const each of word.match(syllable) || [word]) {
        if (parts.at(-1) && parts.at(-1).length + each.length >= most) parts.push("");
        parts[parts.length - 1] += each;
      }
      return parts.map((part, place) => (place < parts.length - 1 ? `${part}-` : part));
    });
  }

  /** Heights that keep a distance, each as near as may be to where it wants to be. */
  function spread(heights, distance, top, bottom) {
    const order = heights.map((_, place) => place).sort((a, b) => heights[a] - heights[b]);
    const made = [...heights];
    order.forEach((place, rank) => {
      if (rank) made[place] = Math.max(made[place], made[order[rank - 1]] + distance);
    });
    let limit = bottom;
    for (const place of [...order].reverse()) {
      made[place] = Math.max(top, Math.min(made[place], limit));
      limit = made[place] - distance;
    }
    return made;
  }

  return {
    HOME, NATION, TRANSFORMATIONS, VIEWS, DEFAULTS,
    seriesOf, perHead, shareOf, growth, indexed, commonYear, transformed, paired, latestYear,
    format, interval, shownValue, together, gapsInWords, lacking, writeState, readState, inOrder, found, csv, folded, spread,
  };
})();
