"""The charts of an indicator's page: which it has, each drawn once for all builds and kept by what it is drawn from."""

import functools
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from sphinx.errors import ExtensionError

from cqbook import figures
from cqbook.analysis import series
from cqbook.citations import citing, source_lines
from cqbook.dataset import Dataset
from cqbook.dataset.descriptor import TITLE
from cqbook.figures import marks
from cqbook.figures.files import About, dark, with_about
from cqbook.figures.words import alternative_text
from cqbook.project.digests import digest
from cqbook.project.paths import PACKAGE
from cqbook.project.version import VERSION
from cqbook.quantities import formatting
from cqbook.quantities.units import unit_word
from cqbook.site import addresses
from cqbook.site.figure_files import LICENCE, PICTURES
from cqbook.site.shared import dataset, numbers_of_indicators

NEARLY_ALL = 25  # of the 31 provinces and of the 38 districts: with fewer there is no ranking and no rank
_FEWEST_YEARS = 3  # that make a line
_TOTAL = (
    3  # times Chongqing: a nation above that is a total, of which Chongqing is a part, and not beside it in a chart
)
_BORDERING = ("CN-HB", "CN-SC", "CN-SN")  # those of the peers that border on Chongqing
_ENDINGS = ("over-time", "provinces", "district-tiles", "districts")  # all that there are


@dataclass(frozen=True)
class Drawing:
    """What a chart is drawn from.

    ending: of the names of its files, behind the indicator and a hyphen.
    heading: of its section; charts under one heading stand in one.
    title: what is measured, unit and years.
    source: the source line.
    kind: of chart, with its options.
    marks: what is drawn.
    """

    ending: str
    heading: str
    title: str
    source: str
    kind: str
    marks: pd.DataFrame
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG, and the same in words."""

    svg: str
    alt: str


def shown_in(row: pd.Series, values: pd.Series) -> tuple[float, str]:
    """How much a shown unit is and what stands behind numbers in it: of districts that of a city is too large.

    Args:
        row: of the indicator.
        values: in the unit of the dataset.
    """
    if values.abs().max() < row["display_factor"]:
        return 1, unit_word(row["unit"])
    return float(row["display_factor"]), formatting.unit(row["unit"], row["display_unit"])


@functools.cache
def drawings(name: str) -> list[Drawing]:
    """The charts of an indicator. They rest on its observations and on the table of places, which the caller notes."""
    data, numbers = dataset(), numbers_of_indicators()[name]
    if len(numbers.yearly) + len(numbers.further) < _FEWEST_YEARS:
        return []
    row, every = data.indicators_of([name]).iloc[0], yearly(name)
    return [*_over_time(data, row, every), *_provinces(data, row, every), *_districts(data, row, every)]


@functools.cache
def yearly(name: str) -> pd.DataFrame:
    """The yearly values of an indicator for all places, as `series.states` gives them; the caller notes them."""
    return series.states(dataset(), name)


def _over_time(data: Dataset, row: pd.Series, every: pd.DataFrame) -> Iterator[Drawing]:
    """Chongqing, what borders on it, and the nation where it is no total; else the nation beside other countries."""
    counts = every["place_id"].value_counts()
    home = data.group("peers")[0]
    have = [place for place in (home, series.NATION, *_BORDERING) if counts.get(place, 0) >= _FEWEST_YEARS]
    if home in have:
        if series.NATION in have and _is_total(every, home):
            have.remove(series.NATION)
    elif series.NATION in have:
        kinds = data.places.set_index("place_id")["kind"]
        have = [place for place in counts.index if kinds[place] == "country" and counts[place] >= _FEWEST_YEARS]
    else:
        return
    rows = every.loc[every["place_id"].isin(have)]
    yield _drawing(data, row, rows, "over-time", "Over time", "lines", label="all")


def _is_total(every: pd.DataFrame, home: str) -> bool:
    own, nation = (every.loc[every["place_id"] == place].set_index("year")["value"] for place in (home, series.NATION))
    return bool(nation.abs().gt(_TOTAL * own.abs()).any())


def _provinces(data: Dataset, row: pd.Series, every: pd.DataFrame) -> Iterator[Drawing]:
    """The order of the provinces, with the nation where its value lies among theirs."""
    rows = latest_of(every, data.provinces)
    if rows.empty or row["unit"] == "rank":
        return
    year = rows["year"].iloc[0]
    nation = every.loc[(every["place_id"] == series.NATION) & (every["year"] == year)]
    nation = nation.loc[nation["value"].between(rows["value"].min(), rows["value"].max())]
    heading, order = f"The provinces, {year}", {"descending": is_descending(row)}
    yield _drawing(data, row, pd.concat([rows, nation]), "provinces", heading, "ranking", **order)


def _districts(data: Dataset, row: pd.Series, every: pd.DataFrame) -> Iterator[Drawing]:
    """The districts of Chongqing as tiles in roughly their places, and their order."""
    places = districts(data)
    rows = latest_of(every, places)
    if rows.empty:
        return
    heading = f"The districts of Chongqing, {rows['year'].iloc[0]}"
    yield _drawing(data, row, rows, "district-tiles", heading, "tiles", grid=marks.grid(data, places))
    yield _drawing(data, row, rows, "districts", heading, "ranking", descending=is_descending(row))


def districts(data: Dataset) -> list[str]:
    """The districts and counties of Chongqing."""
    return data.places.loc[data.places["kind"] == "district", "place_id"].tolist()


def latest_of(every: pd.DataFrame, places: Iterable[str]) -> pd.DataFrame:
    """The values of some places in the last year in which nearly all of them have one; nothing where there is none."""
    rows = every.loc[every["place_id"].isin(list(places)) & every["value"].notna()]
    counts = rows["year"].value_counts()
    years = counts.index[counts >= NEARLY_ALL]
    return rows.loc[rows["year"] == (years.max() if len(years) else None)]


def is_descending(row: pd.Series) -> bool:
    """Whether the largest value is the first."""
    return row["direction"] != "lower-is-better"


def _drawing(
    data: Dataset, row: pd.Series, rows: pd.DataFrame, ending: str, heading: str, kind: str, **options: Any
) -> Drawing:
    factor, unit = shown_in(row, rows["value"])
    first, last = rows["year"].min(), rows["year"].max()
    years = f"{first}" if first == last else f"{first} to {last}"
    title = ", ".join(text for text in (row["name"], unit, years) if text)
    shown = marks.in_unit(marks.of_series(data, rows), factor, unit or "number")
    source_ids = data.facts.loc[marks.inputs(shown), "source_id"]
    # The values are drawn as they are published.
    source = source_lines.credit(data.sources_of(source_ids), source_ids).removesuffix(" Calculation: this report.")
    return Drawing(ending, heading, title, source, kind, shown, options)


def picture(drawing: Drawing) -> Picture:
    """The drawing as it was made from the same marks and by the same code, in this build or an earlier one."""
    path = _place(drawing)
    if not path.is_file():
        _draw(drawing)
    path.touch()
    return Picture(**json.loads(path.read_text(encoding="utf-8")))


def _place(drawing: Drawing) -> Path:
    options = {
        name: value.to_csv() if isinstance(value, pd.DataFrame) else value for name, value in drawing.options.items()
    }
    texts = [drawing.title, drawing.kind, drawing.marks.to_csv(), json.dumps(options), _maker()]
    return PICTURES / f"{sha256(json.dumps(texts).encode()).hexdigest()}.json"


@functools.cache
def _maker() -> str:
    """What else a drawing hangs on: the code that makes it, and the libraries that draw."""
    parts = [path for name in ("figures", "quantities") for path in (PACKAGE / name).rglob("*") if path.is_file()]
    code = digest([Path(__file__), *(path for path in parts if path.suffix != ".pyc")], PACKAGE)
    return " ".join([code, *(version(name) for name in ("matplotlib", "seaborn", "numpy"))])


def _draw(drawing: Drawing) -> None:
    """Draw a chart and keep it."""
    try:
        chart = getattr(figures, drawing.kind)(drawing.marks, **drawing.options)
    except ValueError as error:
        raise ExtensionError(f"{drawing.title}: the chart cannot be drawn ({drawing.kind}): {error}") from None
    chart.figure.set_layout_engine("none")  # all stands in its place already
    svg = chart.svg(Title=drawing.title)
    alt = " ".join(alternative_text(chart.kind, drawing.title, "", chart.figure, chart.marks).split())
    plt.close(chart.figure)
    path = _place(drawing)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps({"svg": svg, "alt": alt}), encoding="utf-8")
    fresh.replace(path)


def write(name: str, folder: Path, base_url: str) -> list[tuple[Drawing, Picture]]:
    """Put the pictures of an indicator beside its page, for light and for dark pages; remove those it has no more."""
    made = [(drawing, picture(drawing)) for drawing in drawings(name)]
    folder.mkdir(parents=True, exist_ok=True)
    for ending in _ENDINGS:
        for theme in ("", "-dark"):
            (folder / f"{name}-{ending}{theme}.svg").unlink(missing_ok=True)
    for drawing, drawn in made:
        about = About(
            drawing.title,
            drawn.alt,
            drawing.source,
            f"{LICENCE['name']}, {LICENCE['url']}",
            addresses.indicator(base_url, name),
            name=name,
            creator=citing.AUTHOR,
            part_of=f"{TITLE}, version {VERSION}",
        )
        svg = with_about(drawn.svg, about)
        for theme, content in (("", svg), ("-dark", dark(svg))):
            (folder / f"{name}-{drawing.ending}{theme}.svg").write_text(content, encoding="utf-8", newline="\n")
    return made
