"""The data dictionary: the sources of the pages of indicators, their addresses, and one page that lists them all."""

import functools
import re
from collections import Counter
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

from cqbook.analysis import series
from cqbook.dataset import Dataset, reads
from cqbook.dataset.schema import MISSING, TOPICS
from cqbook.quantities import formatting
from cqbook.site import uses
from cqbook.site.shared import (
    FURTHER,
    Numbers,
    Tag,
    compared,
    counted,
    dataset,
    link,
    numbers_of_indicators,
)
from cqbook.site.templates import piece

FOLDER = "indicators"
_FIRST_YEAR = 2010  # of the picture of coverage
_END = "```{{indicator}} {name}\n```\n"
_PAGE = "---\norphan: true\n---\n# {title}\n\n" + _END


def write_pages(data: Dataset, source: Path) -> None:
    """Write one short Markdown page for each indicator, from which Sphinx makes its page; remove those of none."""
    folder = source / FOLDER
    folder.mkdir(exist_ok=True)
    pages = {
        folder / f"{row.indicator_id}.md": _PAGE.format(title=_plain(row.name), name=row.indicator_id)
        for row in data.indicators.itertuples(index=False)
    }
    for path in set(folder.glob("*.md")) - set(pages):
        # Only pages that were made here are removed, not what somebody else put there.
        if path.read_text(encoding="utf-8").endswith(_END.format(name=path.stem)):
            path.unlink()
    for path, text in pages.items():
        # An unchanged file keeps its date, so that Sphinx need not read it again.
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")


def pages(app: Sphinx) -> list[str]:
    """The pages of indicators, in order."""
    return sorted(page for page in app.env.found_docs if page.startswith(f"{FOLDER}/"))


def _plain(text: str) -> str:
    """Text in which Markdown finds nothing to interpret."""
    return re.sub(r"([\\`*_{}\[\]<>$#|~])", r"\\\1", text)


def address(data: Dataset, observation_id: str, top: str) -> str:
    """Address of one observation: its statement, or its place on the page of its indicator."""
    row = data.facts.loc[observation_id]
    if row["tier"] == "document":
        return f"{top}book/statements.html#{observation_id}"
    return f"{top}{FOLDER}/{row['indicator_id']}.html#{observation_id}"


def _coverage(numbers: Numbers, height: int = 3) -> nodes.raw:
    """Compared places by years as a small picture, which has its words beside it."""
    have = numbers.yearly.groupby("place_id")["year"].agg(set).to_dict()
    path, places = "", compared()
    for line, place in enumerate(places):
        for start, length in _runs(have.get(place, set())):
            path += f"M{start * 4} {line * height}h{length * 4 - 1}v{height - 1}h-{length * 4 - 1}z"
    size = {"wide": len(_years()) * 4, "high": len(places) * height, "line": height}
    return piece("coverage.svg", path=path, **size)


@functools.cache
def last_year() -> int:
    """The last year of which any indicator has a value, to which the pictures of coverage reach."""
    rows = dataset().facts.unnoted
    return int(rows.loc[series.is_yearly(rows), "period"].max())


def _years() -> range:
    reads.NOTED.add("last-year")
    return range(_FIRST_YEAR, last_year() + 1)


def _runs(years: set[int]) -> list[tuple[int, int]]:
    """Years that follow one another as (place of the first in _years, how many)."""
    runs: list[tuple[int, int]] = []
    for place, year in enumerate(_years()):
        if year in years:
            if runs and runs[-1][0] + runs[-1][1] == place:
                runs[-1] = (runs[-1][0], runs[-1][1] + 1)
            else:
                runs.append((place, 1))
    return runs


def coverage_in_words(numbers: Numbers) -> str:
    """Such as "Chongqing 2012 to 2024, China 2012 to 2024, 9 other places, 21 further provinces"."""
    grid, parts = numbers.yearly, []
    for place, name in (("CN-CQ", "Chongqing"), ("CN", "China")):
        years = sorted(grid.loc[grid["place_id"] == place, "year"])
        if years:
            gaps = years[-1] - years[0] + 1 - len(years)
            missing = f", {gaps} year{'s' if gaps > 1 else ''} missing" if gaps else ""
            parts.append(f"{name} {years[0]} to {years[-1]}{missing}" if len(years) > 1 else f"{name} {years[0]}")
    others = grid.loc[~grid["place_id"].isin(["CN-CQ", "CN"]), "place_id"].nunique()
    if others:
        parts.append(counted(others, "other place", "other places"))
    for words, kinds in FURTHER.items():
        if count := numbers.further.loc[numbers.further["place_kind"].isin(kinds), "place_id"].nunique():
            parts.append(counted(count, *words))
    if not parts:
        for kind, count in numbers.others["kind"].value_counts().items():
            parts.append(f"{count} {_KINDS[kind]}{'s' if count > 1 else ''}")
    return ", ".join(parts)


_KINDS = {
    "actual": "single value",
    "target": "target",
    "baseline": "starting value",
    "change": "change",
    "structure": "count of parts",
}


class DictionaryDirective(Directive):
    """All indicators by group: name, unit, coverage in words and as a small picture; each leads to its own page.

    In a group stand first those that the report uses, the most used first, then the others, then single values; of
    each those with most values first. Scripts fold them (filter.js).
    """

    def run(self):
        """One section a group, with a fold for each of these parts."""
        data = dataset()
        own = numbers_of_indicators()
        counts = {name: len(numbers.all) for name, numbers in own.items()}
        used = _uses(data)
        made = []
        for topic, label in TOPICS.items():
            rows = data.indicators.loc[data.indicators["topic"] == topic].sort_values("name")
            if rows.empty:
                continue
            section = nodes.section(ids=[f"group-{topic}"], names=[label], classes=["cq-filter"])
            section += nodes.title("", label)
            parts: dict[str, list] = {"that the report uses": [], "more": [], "with a single value": []}
            by_count = sorted(rows.itertuples(index=False), key=lambda row: counts[row.indicator_id], reverse=True)
            for row in sorted(by_count, key=lambda row: used[row.indicator_id], reverse=True):
                is_single = counts[row.indicator_id] < 2
                is_used = used[row.indicator_id] > 0
                part = "that the report uses" if is_used else "with a single value" if is_single else "more"
                parts[part].append(_line(row, own[row.indicator_id]))
            section += [_fold(f"{len(lines):,} {words}", lines) for words, lines in parts.items() if lines]
            section.children[1]["classes"].append("cq-group")
            made.append(section)
        return made


def _fold(words: str, lines: list[nodes.list_item]) -> Tag:
    summary = Tag("", nodes.Text(words), tag="summary", attributes={})
    items = nodes.bullet_list("", *lines, classes=["cq-dictionary"])
    return Tag("", summary, items, tag="details", attributes={"open": "open"})


def _uses(data: Dataset) -> Counter[str]:
    """In how many figures, texts and values of chapters, and tables that name observations, each indicator is used."""
    others = (uses.of_texts(data), uses.of_values(data), uses.of_tables(data))
    rows = [*(drawn for _, drawn in uses.of_figures(data)), *(rows for found in others for rows in found.values())]
    return Counter(name for found in rows for name in set(found["indicator_id"]))  # each notes its own numbers


def _line(row: Any, numbers: Numbers) -> nodes.list_item:
    head = nodes.paragraph("", "", link(row.name, f"../{FOLDER}/{row.indicator_id}.html"))
    if row.name_zh not in MISSING:
        head += nodes.Text(f" {row.name_zh}")
    unit = formatting.unit(row.unit, row.display_unit) or "number"
    words = nodes.paragraph("", f"{unit}; {coverage_in_words(numbers)}", classes=["cq-small"])
    picture = [_coverage(numbers)] if len(numbers.yearly) else []
    # Its name is the address of its page, and here that of its line, by which it is found as well.
    return nodes.list_item("", *picture, nodes.container("", head, words), ids=[row.indicator_id])
