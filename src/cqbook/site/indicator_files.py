"""The numbers of each indicator beside the pages, at data/indicators/<id>: workbook, CSV, JSON, and this as a script.

A page that is opened from a folder may load a script there, and nothing else: the page "Explore" reads the scripts.
"""

import functools
import json
import math
import re
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from sphinx.application import Sphinx

from cqbook.analysis import series
from cqbook.citations.source_lines import day
from cqbook.dataset import reads, release, workbooks
from cqbook.dataset.descriptor import TITLE
from cqbook.dataset.schema import TOPICS
from cqbook.dataset.workbooks import Sheet
from cqbook.project.digests import dataset_digest
from cqbook.project.version import VERSION
from cqbook.quantities import formatting
from cqbook.quantities.intervals import Interval
from cqbook.quantities.units import unit_word
from cqbook.site import addresses, indicators
from cqbook.site.beside import Files
from cqbook.site.figure_files import LICENCE, from_where
from cqbook.site.incremental import pages
from cqbook.site.shared import dataset, numbers_of_indicators, said

FOLDER = "data/indicators"
_INDEX = f"{FOLDER}/index"
Measure = Literal["amount", "mean", "sample", "ratio", "other"]
_AMOUNTS = ("CNY", "USD", "item", "person", "person-year", "square-metre")
_OTHERS = ("index-points", "mean-year", "rank", "times", "year")
_MEAN = re.compile(r"\baverage\b|\bper (?!mille)", re.IGNORECASE)  # in the name of what is counted in yuan or persons
_ROWS = ["id", "place", "period", "kind", "value", "shown", "low", "high", "status", "printed", "source"]
_ROWS += ["preferred", "series", "breaks", "note"]


def begin(app: Sphinx) -> Files:
    """Begin with the files of the indicators of which something has changed."""
    folder = Path(app.outdir) / FOLDER
    names = (page.removeprefix(f"{indicators.FOLDER}/") for page in indicators.pages(app))
    work = functools.partial(_write_files, folder=folder, base_url=app.config.html_baseurl)
    return Files(app, names, f"{FOLDER}/{{}}", work)


def prepare() -> None:
    """Make what the files of all indicators are made from."""
    for make in (_all_as_read, _sources, _places):
        make()


def _write_files(name: str, folder: Path, base_url: str) -> None:
    _write(folder, name, record(name))
    (folder / f"{name}.csv").write_text(csv(name), encoding="utf-8", newline="\n")
    write_workbook(folder / f"{name}.xlsx", name, base_url)


def end(app: Sphinx, files: Files) -> None:
    """Wait for the files of indicators, and write the index of all."""
    files.end()
    if not pages(app).is_current(_INDEX):
        reads.NOTED.clear()
        _write(Path(app.outdir) / FOLDER, "index", index())
        reads.NOTED.add("dataset")  # it holds the hash of all tables
        pages(app).note("written", _INDEX)


def _write(folder: Path, name: str, content: dict) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    (folder / f"{name}.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")
    (folder / f"{name}.js").write_text(f'exploreData("{name}",{text});\n', encoding="utf-8", newline="\n")


def write_workbook(path: Path, name: str, base_url: str) -> None:
    """Write all numbers of an indicator for a spreadsheet, below what it measures and where it is from."""
    row = dataset().indicators_of([name]).iloc[0]
    heading = " ".join(text for text in (row["name"], said(row["name_zh"])) if text)
    definition = " ".join(text for text in (row["definition"], said(row["caution"])) if text)
    table = _all_as_read().loc[[found.Index for found in _rows(name)]].reset_index()
    workbooks.write(
        path,
        row["name"],
        {"Numbers": Sheet([heading, definition, from_where(addresses.indicator(base_url, name))], table)},
    )


@functools.cache
def _all_as_read() -> pd.DataFrame:
    """All observations as a person reads them, by their names."""
    return release.filled(release.wide(dataset())).set_index("Observation")


def csv(name: str) -> str:
    """All numbers of an indicator for programs, with the full names of places and publications.

    One row an observation, in base units: indicator, indicator_zh, place_id, place, place_zh, period, kind, value, low,
    high (empty where an interval has no end), unit, status, printed, source_id, publisher, publication, published, url,
    preferred, observation_id, note.

    Raises:
        KeyError: no such indicator.
    """
    rows, sources, places = _rows(name), _sources(), _places()
    made = pd.DataFrame(
        [
            {
                "indicator": found.indicator,
                "indicator_zh": said(found.indicator_zh),
                "place_id": found.place_id,
                "place": found.place,
                "place_zh": places[found.place_id].name_zh,
                "period": found.period,
                "kind": found.kind,
                "value": found.value,
                "low": None if _number(found.low) is None else found.low,
                "high": None if _number(found.high) is None else found.high,
                "unit": found.unit,
                "status": found.status,
                "printed": found.printed,
                "source_id": found.source_id,
                "publisher": sources[found.source_id]["publisher"],
                "publication": sources[found.source_id]["title"],
                "published": sources[found.source_id]["published"],
                "url": sources[found.source_id]["url"],
                "preferred": found.preferred,
                "observation_id": found.Index,
                "note": found.note,
            }
            for found in rows
        ]
    )
    return made.to_csv(index=False, float_format="%.12g", lineterminator="\n")


def record(name: str) -> dict[str, Any]:
    """All that is known of an indicator, as its JSON file holds it.

    `rows` has a list an observation, named by `columns`: `value`, `low` and `high` in base units (null: no value, or no
    end), `shown` in the unit that is shown, `series` 1 for a preferred value of a whole year, `breaks` 1 where that is
    not comparable with the year before.

    Raises:
        KeyError: no such indicator.
    """
    row, rows = dataset().indicators_of([name]).iloc[0], _rows(name)
    breaks = _breaks(name)
    places, sources = _places(), _sources()
    factor, decimals = float(row["display_factor"]), int(row["decimals"])
    return {
        "id": name,
        "name": row["name"],
        "name_zh": said(row["name_zh"]),
        "topic": TOPICS[row["topic"]],
        "unit": formatting.unit(row["unit"], row["display_unit"]),
        "base_unit": row["unit"],
        "base_word": unit_word(row["unit"]),
        "factor": int(factor) if factor.is_integer() else factor,
        "decimals": decimals,
        "measure": measure(row),
        "definition": row["definition"],
        "caution": said(row["caution"]),
        "places": {
            found.place_id: [found.place, places[found.place_id].name_zh, places[found.place_id].kind]
            for found in sorted(rows, key=lambda found: found.place_id)
        },
        "sources": {name: sources[name] for name in sorted({found.source_id for found in rows})},
        "columns": _ROWS,
        "rows": [
            [
                found.Index,
                found.place_id,
                found.period,
                found.kind,
                _number(found.value),
                _shown(found, factor, decimals),
                _number(found.low),
                _number(found.high),
                found.status,
                found.printed,
                found.source_id,
                found.preferred,
                int(found.Index in breaks),
                int(breaks.get(found.Index, False)),
                found.note,
            ]
            for found in rows
        ],
        "report": TITLE,
        "version": VERSION,
        "licence": LICENCE["name"],
    }


def index() -> dict[str, Any]:
    """All indicators, as `index.json` holds them: a list each, named by `columns`.

    `pinyin` are the initials of the Chinese name; `kinds` those of the places, `first` and `last` the years of its
    yearly series (null where it has none), `values` the number of its observations.
    """
    data = dataset()
    facts = data.facts.unnoted
    yearly = facts.loc[series.is_yearly(facts)]
    counts = facts["indicator_id"].value_counts()
    years = yearly.groupby("indicator_id")["period"].agg(["min", "max"]).astype(int)
    kind_of = data.places.set_index("place_id")["kind"]
    kinds = yearly["place_id"].map(kind_of).groupby(yearly["indicator_id"]).agg(lambda found: sorted(set(found)))
    rows = []
    for row in data.indicators.itertuples(index=False):
        first, last = years.loc[row.indicator_id].tolist() if row.indicator_id in years.index else (None, None)
        name_zh, unit = said(row.name_zh), formatting.unit(row.unit, row.display_unit)
        about = [row.indicator_id, row.name, name_zh, initials(name_zh), unit, row.topic]
        rows.append([*about, kinds.get(row.indicator_id, []), first, last, int(counts.get(row.indicator_id, 0))])
    return {
        "report": TITLE,
        "version": VERSION,
        "dataset_sha256": dataset_digest(),
        "licence": LICENCE,
        "topics": TOPICS,
        "columns": ["id", "name", "name_zh", "pinyin", "unit", "topic", "kinds", "first", "last", "values"],
        "rows": rows,
    }


def initials(name_zh: str) -> str:
    """The first letters of a Chinese name in pinyin, with the Latin letters and digits in it.

    >>> initials("研究与试验发展（R&D）经费")
    'yjysyfzrdjf'
    """
    import pypinyin  # reads its dictionary

    return re.sub(r"[^a-z0-9]", "", "".join(pypinyin.lazy_pinyin(name_zh, style=pypinyin.Style.FIRST_LETTER)).lower())


def measure(row: pd.Series) -> Measure:
    """What can be computed from an indicator.

    "amount": can be added up over places; "mean": an amount for each person or thing; "sample": persons in a sample;
    "ratio": one quantity over another; "other": ranks, points, multiples and years.
    """
    if row["unit"] in _OTHERS:
        return "other"
    if row["unit"] not in _AMOUNTS:
        return "ratio"
    if "sample" in row["display_unit"]:
        return "sample"
    return "mean" if _MEAN.search(row["name"]) else "amount"


def _rows(name: str) -> list[Any]:
    """The observations of an indicator, Chongqing first, then by place, period and name."""
    reads.NOTED.add(f"facts:{name}")
    return _in_order(name)


@functools.cache
def _in_order(name: str) -> list[Any]:
    return sorted(
        numbers_of_indicators()[name].all.itertuples(),
        key=lambda found: (found.place_id != "CN-CQ", found.place_id, found.period, found.Index),
    )


@functools.cache
def _places() -> dict[str, Any]:
    return {place.place_id: place for place in vars(dataset())["places"].itertuples()}


@functools.cache
def _sources() -> dict[str, dict[str, str]]:
    """The publications by their names."""
    return {
        source.source_id: {
            "title": said(source.title) or said(source.title_zh),
            "publisher": source.publisher,
            "published": said(source.published),
            "day": day(source.published),
            "url": said(source.url),
        }
        for source in vars(dataset())["sources"].itertuples()
    }


def _breaks(name: str) -> dict[str, bool]:
    """Of each observation that belongs in the yearly series whether it is not comparable with the year before."""
    found = series.states(dataset(), name)
    return {names[0]: is_broken for names, is_broken in zip(found["inputs"], found["breaks"], strict=True)}


def _number(value: float) -> float | int | None:
    if pd.isna(value) or math.isinf(value):
        return None
    rounded = float(f"{value:.12g}")  # without the noise of a float's last digits
    return int(rounded) if rounded.is_integer() else rounded


def _shown(found: Any, factor: float, decimals: int) -> str:
    """A value in the unit that is shown, with no more decimals than its source prints."""
    if pd.isna(found.value):
        return found.value_missing
    span = Interval(found.low / factor, found.high / factor)
    value = found.value / factor
    return formatting.number(value, formatting.at_most_printed(decimals, value, span))
