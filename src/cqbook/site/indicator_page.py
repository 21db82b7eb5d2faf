"""The page of an indicator: latest value, charts, table, statements, definition, sources, uses, how to cite it."""

import functools
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

from cqbook.analysis import series
from cqbook.citations import citing, source_lines
from cqbook.dataset import Dataset
from cqbook.dataset.schema import TOPICS
from cqbook.quantities import formatting
from cqbook.quantities.intervals import Interval
from cqbook.quantities.numerals import read_printed
from cqbook.site import beside, cited, figures, indicator_charts, uses
from cqbook.site.indicators import FOLDER, address
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

_MOST_COLUMNS = 8  # places side by side in a table
_MOST_LISTED = 5  # sources and uses that are not folded
_FACTOR = "display_factor"
_JOBS = "cqbook_indicator_pages"  # name of these in the application
# The columns of which tables are made.
_SHOWN = ["place_id", "place", "place_kind", "year", "value", "printed", "status", "source_id", "note"]
# What is said of a value whose status is another than normal.
_STATUS = {"D": "definition differs", "E": "estimated", "P": "provisional"}


class IndicatorDirective(Directive):
    """All that is known of one indicator."""

    required_arguments = 1

    def run(self):
        """The body of its page."""
        return getattr(self.state.document.settings.env.app, _JOBS).result(self.arguments[0])


def prepare() -> None:
    """Make what the pages of all indicators are made from."""
    numbers_of_indicators()
    uses.all_of_indicators()


def begin(app: Sphinx, pages: list[str]) -> None:
    """Begin with the bodies of the pages that are to be read."""
    names = [name for page in pages if (name := page.removeprefix(f"{FOLDER}/")) != page]
    work = functools.partial(page, folder=Path(app.outdir) / FOLDER, base_url=app.config.html_baseurl)
    setattr(app, _JOBS, beside.Jobs(app, names, work))


def page(name: str, folder: Path, base_url: str) -> list[nodes.Node]:
    """What stands below the title of an indicator's page, in the order in which a phone shows it.

    Args:
        name: of the indicator.
        folder: where its pictures and citations are written.
        base_url: address of the published book, or "".
    """
    data, numbers = dataset(), numbers_of_indicators()[name]
    row = data.indicators_of([name]).iloc[0]
    unit = formatting.unit(row["unit"], row["display_unit"])
    made: list[nodes.Node] = []
    if name_zh := said(row["name_zh"]):
        made.append(nodes.paragraph("", name_zh, classes=["cq-chapter-name"]))
    made.append(piece("indicator_latest.html", **_latest(data, row, numbers)))
    made += _charts(name, folder, base_url)
    if tables := list(_tables(data, row, numbers)):
        heading = f"By year, {unit}" if unit not in ("", "rank") else "By year"
        made.append(_section("by-year", heading, piece("indicator_tables.html", tables=tables)))
    if len(numbers.others):
        heading = "Other statements" if tables else "Statements"
        content = piece("indicator_statements.html", groups=_statements(data, row, numbers.others, unit))
        made.append(_section("statements", heading, content))
    made.append(_section("definition", "Definition", piece("indicator_definition.html", **_definition(row))))
    made.append(_section("sources", "Sources", *_sources(data, numbers.all)))
    made.append(_section("used-in", "Used in this report", *_uses(uses.of_indicators().get(name, uses.Uses()))))
    work = cited.indicator(name, row["name"], base_url)
    cited.write([work], folder)
    downloads = {
        f"../data/{FOLDER}/{name}.xlsx": "Excel workbook, all its numbers with units and sources",
        f"../data/{FOLDER}/{name}.csv": "CSV for programs (UTF-8), all its numbers in base units",
        f"../data/{FOLDER}/{name}.json": "JSON for programs, all its numbers and what is said about it",
    }
    content = piece(
        "cite.html",
        citations=cited.citations({"Indicator": work}, "."),
        accessed=citing.ACCESSED,
        downloads=downloads,
        figure_id="",
    )
    part = Tag("", content, tag="div", classes=["cq-part"], attributes={"data-part": "cite"}, ids=["citations"])
    made.append(_section("cite", "Cite and download", part))
    made.append(piece("indicator_name.html", indicator=name))
    return made


def _section(name: str, heading: str, *content: nodes.Node) -> nodes.section:
    return nodes.section("", nodes.title("", heading), *content, ids=[name], names=[heading])


def _latest(data: Dataset, row: pd.Series, numbers: Numbers) -> dict[str, Any]:
    """The latest value of Chongqing with its rank and the nation's, or else the values that come nearest to it."""
    home, nation = compared()[:2]
    own, of_nation = (_last(numbers.yearly, place) for place in (home, nation))
    if own is not None:
        beside = _last(numbers.yearly.loc[numbers.yearly["year"] <= own["year"]], nation)
        beside = of_nation if beside is None else beside
        values = [_said_of(row, own), *([] if beside is None else [_said_of(row, beside)])]
        return {"words": "", "values": values, "rank": _rank(data, row, own)}
    districts = indicator_charts.latest_of(numbers.further, indicator_charts.districts(data))
    if len(districts):
        ends = districts.sort_values("value", ascending=False).iloc[[0, -1]]
        shown = _unit_of(row, districts["value"])
        pairs = zip(("Highest", "Lowest"), ends.iterrows(), strict=True)
        values = [_said_of(shown, found, f"{end}: ") for end, (_, found) in pairs]
        words = "The dataset has no yearly value of Chongqing as a whole. Of its districts:"
    elif of_nation is not None:
        values = [_said_of(row, of_nation)]
        words = "The dataset has no yearly value of Chongqing."
    elif len(numbers.yearly) + len(numbers.further):
        rows = numbers.yearly if len(numbers.yearly) else numbers.further
        values = [_said_of(row, rows.sort_values(["year", "value"]).iloc[-1])]
        words = "The dataset has no yearly value of Chongqing."
    else:
        order = ["is_preferred", "is_home", "start"]
        rows = numbers.others.assign(
            is_home=numbers.others["place_id"] == home, is_preferred=numbers.others["preferred"] == "yes"
        )
        found = rows.sort_values(order).iloc[-1]
        unit = formatting.unit(row["unit"], row["display_unit"])
        values = [_value(f"{found['place']}, {_what(found)}", _read(row, found), unit, _address(data, found))]
        words = ""
    return {"words": words, "values": values, "rank": ""}


def _last(rows: pd.DataFrame, place: str) -> pd.Series | None:
    own = rows.loc[rows["place_id"] == place]
    return None if own.empty else own.loc[own["year"].idxmax()]


def _said_of(row: pd.Series, found: pd.Series, before: str = "") -> dict[str, str]:
    """A yearly value with its place and year, its unit, and its place in the table."""
    status = f" ({_STATUS[found['status']]})" if found["status"] in _STATUS else ""
    about = f"{before}{found['place']}, {found['year']}{status}"
    unit = formatting.unit(row["unit"], row["display_unit"])
    return _value(about, _number(row, found["value"], found["printed"]), unit, f"#{found.name}")


def _value(about: str, number: str, unit: str, place: str) -> dict[str, str]:
    before, after = ("Rank ", "") if unit == "rank" else ("", unit)
    return {"about": about, "text": before + number, "unit": after, "address": place}


def _rank(data: Dataset, row: pd.Series, own: pd.Series) -> str:
    """Such as "17 of 31 provinces, from the highest", where nearly all of them have a value in that year."""
    every = indicator_charts.yearly(row.name)
    rows = every.loc[(every["year"] == own["year"]) & every["place_id"].isin(data.provinces)]
    if len(rows) < indicator_charts.NEARLY_ALL or row["unit"] == "rank":
        return ""
    is_descending = indicator_charts.is_descending(row)
    found = series.rank(rows, own["place_id"], own["year"], "rank", is_descending)
    end = "highest" if is_descending else "lowest"
    return f"{formatting.interval(found.interval)} of {len(rows)} provinces, 1 is the {end}"


def _charts(name: str, folder: Path, base_url: str) -> list[nodes.section]:
    """A section for each heading with its charts."""
    made: dict[str, nodes.section] = {}
    for drawing, picture in indicator_charts.write(name, folder, base_url):
        content = piece(
            "indicator_chart.html",
            address=f"{name}-{drawing.ending}",
            title=drawing.title,
            source=drawing.source,
            size=figures.size(picture.svg),
            alt=picture.alt,
        )
        if drawing.heading not in made:
            made[drawing.heading] = _section(drawing.ending, drawing.heading)
        made[drawing.heading] += content
    if made:
        list(made.values())[-1] += piece("indicator_explore.html", indicator=name)
    return list(made.values())


def _tables(data: Dataset, row: pd.Series, numbers: Numbers) -> Iterator[dict[str, Any]]:
    """The first compared places with years down, then each kind of other places with years across, latest first."""
    names = data.places.set_index("place_id")["name"]
    have = set(numbers.yearly["place_id"])
    places = [place for place in compared() if place in have][:_MOST_COLUMNS]
    is_shown = numbers.yearly["place_id"].isin(places)
    if places:
        rows = numbers.yearly.loc[is_shown]
        cells = {(found.year, found.place_id): found for found in rows.itertuples()}
        years = sorted({year for year, _ in cells}, reverse=True)
        lines = [(year, [_cell(row, cells.get((year, place))) for place in places]) for year in years]
        yield {"header": ["Year", *names[places]], "lines": lines, **_explained(rows)}
    others = pd.concat([numbers.yearly.loc[~is_shown, _SHOWN], numbers.further[_SHOWN]])
    for words, kinds in FURTHER.items():
        own = others.loc[others["place_kind"].isin(kinds)]
        if own.empty:
            continue
        cells = {(found.year, found.place): found for found in own.itertuples()}
        years = sorted({year for year, _ in cells}, reverse=True)
        summary, shown = counted(own["place"].nunique(), *words), _unit_of(row, own["value"])
        if shown[_FACTOR] != row[_FACTOR]:  # the unit of a city is too large for its districts
            summary += f", {formatting.unit(shown['unit'], shown['display_unit'])}"
        lines = [
            (place, [_cell(shown, cells.get((year, place))) for year in years]) for place in sorted(set(own["place"]))
        ]
        folded = {"summary": summary, "is_open": not places}
        yield {"header": ["Place", *years], "lines": lines, **folded, **_explained(own)}


def _with_unit(number: str, unit: str) -> str:
    """Such as "5.2 %", "60 billion yuan" and "rank 49"."""
    return f"{unit} {number}" if unit == "rank" else f"{number} {unit}".strip()


def _unit_of(row: pd.Series, values: pd.Series) -> pd.Series:
    """The indicator with the unit in which some of its values are shown."""
    factor, unit = indicator_charts.shown_in(row, values)
    return pd.Series({**row, _FACTOR: factor, "display_unit": unit}, name=row.name)


def _explained(rows: pd.DataFrame) -> dict[str, Any]:
    """How the numbers of a table are to be read, and its notes, each once, with the places and years it is about."""
    words = "Rounded; the files have every digit. Each number leads to its source."
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


def _cell(row: pd.Series, found: Any) -> dict[str, str] | None:
    """A number as it is shown in a table, with its name and its source."""
    if found is None:
        return None
    mark = "" if found.status == "A" else f" {found.status.lower()}"
    return {"text": _number(row, found.value, found.printed) + mark, "id": found.Index, "source_id": found.source_id}


def _number(row: pd.Series, value: float, printed: str) -> str:
    return formatting.number(value / row[_FACTOR], _decimals(row, printed, row[_FACTOR]))


def _decimals(row: pd.Series, printed: str, factor: float) -> int:
    """Decimals of a shown number: those of its indicator, but no more than the source prints."""
    number = read_printed(printed)
    known = int(row["decimals"])
    return known if number is None else min(known, max(0, -(number.last_digit / Decimal(str(factor))).adjusted()))


def _statements(data: Dataset, row: pd.Series, rows: pd.DataFrame, unit: str) -> dict[str, list[dict[str, Any]]]:
    """All that is no preferred value of a year, by the words that fold it: what other sources give is folded.

    Chongqing comes first, then the latest.
    """
    rows = rows.assign(is_elsewhere=rows["place_id"] != compared()[0], before=-rows["start"].astype("int64"))
    rows = rows.sort_values(["is_elsewhere", "place", "before", "source_id"])
    is_second = (rows["preferred"] == "no") & (rows["kind"] == "actual") & (rows["tier"] != "document")
    sources = data.sources_of(rows["source_id"]).set_index("source_id")
    first, second = (
        [_statement(data, row, found, unit, sources.loc[found["source_id"]]) for _, found in part.iterrows()]
        for part in (rows.loc[~is_second], rows.loc[is_second])
    )
    words = f"{counted(len(second), 'value', 'values')} as other sources give {'it' if len(second) == 1 else 'them'}"
    return {summary: lines for summary, lines in (("", first), (words, second)) if lines}


def _statement(data: Dataset, row: pd.Series, found: pd.Series, unit: str, source: pd.Series) -> dict[str, Any]:
    return {
        "text": _with_unit(_read(row, found), unit),
        "id": found.name,
        "address": _address(data, found) if found["tier"] == "document" else "",
        "about": f"{found['place']}, {_what(found)}",
        "printed": found["printed"],
        "source": f"{source['publisher']}, {source_lines.day(source['published'])}",
        "source_id": found["source_id"],
        "note": found["note"],
    }


def _address(data: Dataset, found: pd.Series) -> str:
    """Where a number stands, from the page of its indicator."""
    return address(data, found.name, "../").removeprefix(f"../{FOLDER}/{found['indicator_id']}.html")


def _what(found: pd.Series) -> str:
    """What kind of number it is, of when, and whether another source is preferred to this one."""
    when = _when(found["period"])
    words = {
        "actual": when if found["period_basis"] == "reference" or "/" in found["period"] else f"as of {when}",
        "target": f"target for {when}",
        "baseline": f"{when}, starting value of a target",
        "change": f"change, {when}",
        "structure": f"parts of a plan, {when}",
    }[found["kind"]]
    return words if found["preferred"] == "yes" else f"{words}, as another source gives it"


def _when(period: str) -> str:
    """A period in words, such as "15 October 2025" and "September 2020 to May 2021"."""
    return " to ".join(source_lines.day(part) for part in period.split("/"))


def _read(row: pd.Series, found: pd.Series) -> str:
    """A number as the reading rules have it; a target is its printed number."""
    factor = row[_FACTOR]
    if pd.isna(found["value"]):
        return found["value_missing"].replace("-", " ")
    if found["kind"] == "target":
        return formatting.number(found["value"] / factor)
    return formatting.interval(
        Interval(found["low"] / factor, found["high"] / factor, bool(found["low_open"]), bool(found["high_open"]))
    )


def _definition(row: pd.Series) -> dict[str, str]:
    standard = said(row["standard"])
    code = f", code {row['standard_code']}" if said(row["standard_code"]) else ""
    return {
        "definition": row["definition"],
        "caution": said(row["caution"]),
        "standard": f"{standard}{code}" if standard else "",
        "topic": row["topic"],
        "group": TOPICS[row["topic"]],
    }


def _sources(data: Dataset, rows: pd.DataFrame) -> list[nodes.Node]:
    """The publications, those that give most numbers first, and of these the latest."""
    sources = data.sources_of(rows["source_id"]).set_index("source_id")
    sources = sources.assign(count=rows["source_id"].value_counts())
    sources = sources.sort_values(["count", "published"], ascending=False, kind="stable")
    return _folded([nodes.list_item("", figures.source(name, row)) for name, row in sources.iterrows()], "sources")


def _uses(used: uses.Uses) -> list[nodes.Node]:
    """The chapters whose text or values hold a number of it, the figures that draw some, and what else names one."""
    items = [
        nodes.list_item("", nodes.paragraph("", "Text or values of ", link(*chapter))) for chapter in used.chapters
    ]
    for number, place, title in used.figures:
        items.append(nodes.list_item("", nodes.paragraph("", "", link(number, place), nodes.Text(f": {title}"))))
    items += [nodes.list_item("", nodes.paragraph("", words.capitalize())) for words in used.tables]
    if items:
        return _folded(items, "uses")
    words = "Nothing else in this report uses it: its numbers stand on this page and in "
    return [nodes.paragraph("", words, link("Explore", "../book/explore.html"), nodes.Text("."), classes=["cq-unused"])]


def _folded(items: list[nodes.list_item], what: str) -> list[nodes.Node]:
    """A list of which only the first are not folded."""
    first, rest = items[:_MOST_LISTED], items[_MOST_LISTED:]
    if len(rest) <= 1:
        return [nodes.bullet_list("", *items)]
    summary = Tag("", nodes.Text(f"{len(rest)} more {what}"), tag="summary", attributes={})
    fold = Tag("", summary, nodes.bullet_list("", *rest), tag="details", attributes={})
    return [nodes.bullet_list("", *first), fold]
