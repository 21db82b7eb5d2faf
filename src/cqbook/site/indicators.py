"""The data dictionary: one page an indicator, at indicators/<id>, and one page that lists them all."""

import functools
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
from docutils import nodes
from docutils.parsers.rst import Directive

from cqbook.analysis import series
from cqbook.citations import source_lines
from cqbook.dataset import Dataset, reads
from cqbook.dataset.schema import MISSING, TOPICS
from cqbook.quantities import formatting
from cqbook.quantities.intervals import Interval
from cqbook.quantities.numerals import read_printed
from cqbook.quantities.units import unit_word
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
    said,
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


def _plain(text: str) -> str:
    """Text in which Markdown finds nothing to interpret."""
    return re.sub(r"([\\`*_{}\[\]<>$#|~])", r"\\\1", text)


def address(data: Dataset, observation_id: str, top: str) -> str:
    """Address of one observation: its statement, or its place on the page of its indicator."""
    row = data.facts.loc[observation_id]
    if row["tier"] == "document":
        return f"{top}book/statements.html#{observation_id}"
    return f"{top}{FOLDER}/{row['indicator_id']}.html#{observation_id}"


class IndicatorDirective(Directive):
    """All that is known of one indicator: definition, traps, coverage, values by place and year, sources."""

    required_arguments = 1

    def run(self):
        """The body of an indicator's page."""
        data, name = dataset(), self.arguments[0]
        row = data.indicators_of([name]).iloc[0]
        numbers = numbers_of_indicators()[name]
        unit = formatting.unit(row["unit"], row["display_unit"])
        made = [_head(row, name, len(numbers.all))]
        if tables := list(_tables(data, row, numbers)):
            picture = [_coverage(numbers, "img")] if numbers.yearly["year"].nunique() > 1 else []
            heading = f"By year, {unit}" if unit else "By year"
            made.append(_section("by-year", heading, *picture, piece("indicator_tables.html", tables=tables)))
        if len(numbers.others):
            lines = _statements(row, numbers.others, unit)
            heading = "Other statements" if tables else "Statements"
            made.append(_section("statements", heading, piece("indicator_statements.html", lines=lines)))
        sources = piece("indicator_sources.html", sources=_sources(data, numbers.all))
        return [*made, _section("sources", "Sources", sources)]


def _section(name: str, heading: str, *content: nodes.Node) -> nodes.section:
    return nodes.section("", nodes.title("", heading), *content, ids=[name], names=[heading])


def _head(row: pd.Series, name: str, count: int) -> nodes.raw:
    standard = said(row["standard"])
    code = f", code {row['standard_code']}" if said(row["standard_code"]) else ""
    facts = {
        "Mind": said(row["caution"]),
        "Unit": formatting.unit(row["unit"], row["display_unit"]) or "number",
        "Direction": row["direction"].replace("-", " "),
        "Standard": f"{standard}{code}" if standard else "",
        "Group": TOPICS[row["topic"]],
        "Numbers": f"{count:,}",
        "Name": name,
    }
    texts = [text for text in (said(row["name_zh"]), row["definition"]) if text]
    return piece("indicator_head.html", texts=texts, facts=facts, topic=row["topic"])


def _tables(data: Dataset, row: pd.Series, numbers: Numbers) -> Iterator[dict[str, Any]]:
    """The compared places with years down, then each kind of further places with years across, latest first."""
    names = data.places.set_index("place_id")["name"]
    have = set(numbers.yearly["place_id"])
    places = [place for place in compared() if place in have]
    if places:
        cells = {(found.year, found.place_id): found for found in numbers.yearly.itertuples()}
        years = sorted({year for year, _ in cells}, reverse=True)
        lines = [(year, [_number(row, cells.get((year, place))) for place in places]) for year in years]
        yield {"header": ["Year", *names[places]], "lines": lines, **_explained(numbers.yearly)}
    for words, kinds in FURTHER.items():
        own = numbers.further.loc[numbers.further["place_kind"].isin(kinds)]
        if own.empty:
            continue
        cells = {(found.year, found.place): found for found in own.itertuples()}
        years = sorted({year for year, _ in cells}, reverse=True)
        summary, shown = counted(own["place"].nunique(), *words), row
        if own["value"].abs().max() < row["display_factor"]:  # the unit of a city is too large for its districts
            shown = row.where(row.index != "display_factor", 1)
            summary += f", {unit_word(row['unit'])}"
        lines = [
            (place, [_number(shown, cells.get((year, place))) for year in years]) for place in sorted(set(own["place"]))
        ]
        folded = {"summary": summary, "is_open": not places}
        yield {"header": ["Place", *years], "lines": lines, **folded, **_explained(own)}


def _explained(rows: pd.DataFrame) -> dict[str, Any]:
    """How the numbers of a table are to be read, and its notes, each once, with the places and years it is about."""
    words = "Rounded; the tables of the dataset have every digit. Each number leads to its source."
    if (rows["status"] != "A").any():
        words += " b: break, not comparable with the year before; d: definition differs; e: estimated; p: provisional."
    notes: dict[str, dict[str, list[int]]] = {}
    for note, place, year in rows.loc[rows["note"] != "", ["note", "place", "year"]].itertuples(index=False):
        notes.setdefault(note, {}).setdefault(place, []).append(year)
    about = {
        note: "; ".join(f"{place} {', '.join(map(str, sorted(years)))}" for place, years in found.items())
        for note, found in notes.items()
    }
    return {"explained": words, "notes": about}


def _number(row: pd.Series, found: Any) -> dict[str, str] | None:
    """A number as it is shown, with its name and its source."""
    if found is None:
        return None
    mark = "" if found.status == "A" else f" {found.status.lower()}"
    factor = row["display_factor"]
    text = formatting.number(found.value / factor, _decimals(row, found.printed, factor)) + mark
    return {"text": text, "id": found.Index, "source_id": found.source_id}


def _decimals(row: pd.Series, printed: str, factor: float) -> int:
    """Decimals of a shown number: those of its indicator, but no more than the source prints."""
    number = read_printed(printed)
    known = int(row["decimals"])
    return known if number is None else min(known, max(0, -(number.last_digit / Decimal(str(factor))).adjusted()))


def _statements(row: pd.Series, rows: pd.DataFrame, unit: str) -> list[dict[str, Any]]:
    """Everything that is no preferred value of a year: targets, changes, dated statements, second sources."""
    return [
        {
            "text": f"{_read(row, found)} {unit}".strip(),
            "id": found.Index,
            "is_statement": found.tier == "document",
            "about": f"{found.place}, {found.period}",
            "kind": found.kind if found.preferred == "yes" else f"{found.kind}, not preferred",
            "printed": found.printed,
            "source_id": found.source_id,
            "note": found.note,
        }
        for found in rows.sort_values(["place", "start", "source_id"]).itertuples()
    ]


def _read(row: pd.Series, found: Any) -> str:
    """A number as the reading rules have it; a target is its printed number."""
    factor = row["display_factor"]
    if pd.isna(found.value):
        return found.value_missing
    if found.kind == "target":
        return formatting.number(found.value / factor)
    return formatting.interval(
        Interval(found.low / factor, found.high / factor, bool(found.low_open), bool(found.high_open))
    )


def _sources(data: Dataset, rows: pd.DataFrame) -> list[dict[str, str]]:
    """The publications by how many numbers they give."""
    counts = rows["source_id"].value_counts()
    sources = {source.source_id: source for source in data.sources_of(counts.index).itertuples()}
    return [
        {
            "id": name,
            "text": f"{source.publisher}, {said(source.title) or said(source.title_zh) or name}, "
            f"{source_lines.day(source.published)}: {counted(count, 'number', 'numbers')}",
        }
        for name, count in counts.items()
        for source in [sources[name]]
    ]


def _coverage(numbers: Numbers, role: str, height: int = 4) -> nodes.raw:
    """Compared places by years as a small picture: with the role img it has its words, else they stand beside it."""
    have = numbers.yearly.groupby("place_id")["year"].agg(set).to_dict()
    path, places = "", compared()
    for line, place in enumerate(places):
        for start, length in _runs(have.get(place, set())):
            path += f"M{start * 4} {line * height}h{length * 4 - 1}v{height - 1}h-{length * 4 - 1}z"
    words = coverage_in_words(numbers) if role == "img" else ""
    size = {"wide": len(_years()) * 4, "high": len(places) * height, "line": height}
    return piece("coverage.svg", role=role, words=words, path=path, **size)


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

    In a group stand first those that the report uses, then the others, then single values; of each those with most
    values first. The last two are folded where scripts run (filter.js).
    """

    def run(self):
        """One section of lines a group."""
        data = dataset()
        own = numbers_of_indicators()
        counts = {name: len(numbers.all) for name, numbers in own.items()}
        used = _used(data)
        made = []
        for topic, label in TOPICS.items():
            rows = data.indicators.loc[data.indicators["topic"] == topic].sort_values("name")
            if rows.empty:
                continue
            section = nodes.section(ids=[f"group-{topic}"], names=[label], classes=["cq-filter"])
            section += nodes.title("", label)
            parts: dict[str, list] = {"": [], "more": [], "with a single value": []}
            for row in sorted(rows.itertuples(index=False), key=lambda row: -counts[row.indicator_id]):
                is_single = counts[row.indicator_id] < 2
                part = "" if row.indicator_id in used else "with a single value" if is_single else "more"
                parts[part].append(_line(row, own[row.indicator_id]))
            for words, lines in parts.items():
                items = nodes.bullet_list("", *lines, classes=["cq-dictionary"])
                if lines and words:
                    summary = Tag("", nodes.Text(f"{len(lines)} {words}"), tag="summary", attributes={})
                    section += Tag("", summary, items, tag="details", attributes={"open": "open"})
                elif lines:
                    section += items
            made.append(section)
        return made


def _used(data: Dataset) -> set[str]:
    """The indicators that figures or the text of chapters use."""
    rows = [*(drawn for _, drawn in uses.of_figures(data)), *uses.of_texts(data).values()]
    return set().union(*(found["indicator_id"] for found in rows))  # each indicator notes its own numbers


def _line(row: Any, numbers: Numbers) -> nodes.list_item:
    head = nodes.paragraph("", "", link(row.name, f"../{FOLDER}/{row.indicator_id}.html"))
    if row.name_zh not in MISSING:
        head += nodes.Text(f" {row.name_zh}")
    unit = formatting.unit(row.unit, row.display_unit) or "number"
    words = nodes.paragraph("", f"{unit}; {coverage_in_words(numbers)}", classes=["cq-small"])
    picture = [_coverage(numbers, "presentation", height=3)] if len(numbers.yearly) else []
    return nodes.list_item("", *picture, nodes.container("", head, words))
