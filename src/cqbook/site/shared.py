"""What all generated pages need: the dataset, tables, lists of facts, links between pages."""

import functools
from dataclasses import dataclass

import pandas as pd
from docutils import nodes
from sphinx.errors import ExtensionError

from cqbook.analysis import series
from cqbook.artifacts import history
from cqbook.artifacts import registry as registry_module
from cqbook.artifacts.notebooks import NotebookError
from cqbook.artifacts.registry import Figure, Registry
from cqbook.dataset import DataError, Dataset, load, reads
from cqbook.dataset.schema import MISSING, PROVINCE_KINDS


class Tag(nodes.General, nodes.Element):
    """An element of HTML whose attributes docutils does not know: `tag` is its name, `attributes` are those."""


def open_tag(translator: nodes.NodeVisitor, node: nodes.Element) -> None:
    """Opening tag of such an element."""
    translator.body.append(translator.starttag(node, node["tag"], **node["attributes"]))


def close_tag(translator: nodes.NodeVisitor, node: nodes.Element) -> None:
    """Closing tag of such an element."""
    translator.body.append(f"</{node['tag']}>\n")


@functools.cache
def dataset() -> Dataset:
    """The dataset, loaded once a build.

    Raises:
        ExtensionError: it has problems; the message lists them.
    """
    try:
        return load()
    except DataError as error:
        raise ExtensionError(str(error)) from None


@functools.cache
def registry() -> Registry:
    """The figures, tables and computed values of the stored notebooks, read once a build.

    Raises:
        ExtensionError: a notebook cannot be read.
    """
    try:
        return Registry(**{kind: reads.Named(kind, found) for kind, found in vars(registry_module.read()).items()})
    except NotebookError as error:
        raise ExtensionError(str(error)) from None


def english_figures() -> dict[str, Figure]:
    """The figures that chapters and catalogues show: all but Chinese versions."""
    return {name: figure for name, figure in registry().figures.items() if not figure.is_chinese}


def figure_record(figure_id: str | None = None) -> pd.DataFrame:
    """The record of figures, read once a build: of one figure, or else of all.

    Raises:
        ExtensionError: it cannot be read.
    """
    record = _figure_record()
    if figure_id is None:
        reads.NOTED.add("history")
        return record
    reads.NOTED.add(f"history:{figure_id}")
    return record.loc[record["figure_id"] == figure_id]


@functools.cache
def _figure_record() -> pd.DataFrame:
    try:
        return history.read()
    except history.HistoryError as error:
        raise ExtensionError(str(error)) from None


@dataclass(frozen=True)
class Numbers:
    """The observations of one indicator.

    yearly: preferred yearly values of Chongqing, China and the peers, with the year as `year`.
    further: those of the other provinces, of districts and of countries.
    others: all the rest: targets, changes, dated statements, second sources, zones and single cities.
    all: all of these.
    """

    yearly: pd.DataFrame
    further: pd.DataFrame
    others: pd.DataFrame
    all: pd.DataFrame


# The kinds of places beside the peers that have tables of yearly values, by what one and several are called.
FURTHER = {
    ("further province", "further provinces"): PROVINCE_KINDS,
    ("district", "districts"): ("district",),
    ("country", "countries"): ("country",),
}


def compared() -> list[str]:
    """The places that the tables of indicators have as columns: Chongqing, China, the peers."""
    home, *peers = dataset().group("peers")
    return [home, series.NATION, *peers]


def numbers_of_indicators() -> dict[str, Numbers]:
    """The observations of each indicator, by its id; what is read of them is noted."""
    reads.NOTED.add("places")  # they tell which values have which table
    return reads.Named("facts", _numbers_of_indicators())


@functools.cache
def _numbers_of_indicators() -> dict[str, Numbers]:
    rows = dataset().facts.unnoted
    kind = rows["place_id"].map(dataset().places.set_index("place_id")["kind"])
    is_yearly, is_compared = series.is_yearly(rows), rows["place_id"].isin(compared())
    is_further = is_yearly & ~is_compared & kind.isin([each for kinds in FURTHER.values() for each in kinds])
    is_yearly &= is_compared
    parts = [
        rows.loc[chosen].assign(year=lambda found: found["period"].astype(int), place_kind=kind)
        for chosen in (is_yearly, is_further)
    ]
    parts += [rows.loc[~is_yearly & ~is_further], rows]
    split = [dict(list(part.groupby("indicator_id"))) for part in parts]
    return {
        name: Numbers(*(found.get(name, part.iloc[:0]) for found, part in zip(split, parts, strict=True)))
        for name in vars(dataset())["indicators"]["indicator_id"]
    }


def table(header: list[str], rows: list[list[str | nodes.Node]], right: frozenset[int] = frozenset()) -> nodes.Element:
    """A docutils table whose first column names the rows.

    Numbers are aligned to the right, and so is the text of the columns whose places are in `right`.
    """
    group = nodes.tgroup(cols=len(header))
    for place in range(len(header)):
        group += nodes.colspec(colwidth=1, stub=int(place == 0))
    group += nodes.thead("", _row(header, right))
    group += nodes.tbody("", *(_row(cells, right) for cells in rows))
    whole = nodes.table("", group)
    return nodes.container("", whole, classes=["cq-scroll"])


def _row(cells: list[str | nodes.Node], right: frozenset[int]) -> nodes.Element:
    return nodes.row("", *(_cell(cell, place in right) for place, cell in enumerate(cells)))


def _cell(cell: str | nodes.Node, is_right: bool) -> nodes.Element:
    content = nodes.Text(cell) if isinstance(cell, str) else cell
    is_number = isinstance(cell, str) and cell.replace(",", "").replace(".", "").lstrip("\N{MINUS SIGN}").isdigit()
    return nodes.entry("", nodes.paragraph("", "", content), classes=["cq-number"] if is_number or is_right else [])


def fields(facts: list[tuple[str, str | nodes.Node]]) -> nodes.field_list:
    """Facts as a list of names and texts; those without a text are left out."""
    made = nodes.field_list()
    for name, text in facts:
        if text != "":
            content = nodes.Text(text) if isinstance(text, str) else text
            made += nodes.field("", nodes.field_name("", name), nodes.field_body("", nodes.paragraph("", "", content)))
    return made


def counted(count: int, one: str, several: str) -> str:
    """Such as "1 figure" and "2 figures"."""
    return f"{count:,} {one if count == 1 else several}"


def said(text: str) -> str:
    """A cell of text, or nothing where it holds a label for a missing value."""
    return "" if text in MISSING else text


def link(text: str, address: str) -> nodes.reference:
    """A link to an address relative to the page, or to another site."""
    return nodes.reference("", text, refuri=address, internal=not address.startswith("http"))
