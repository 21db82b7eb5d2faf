"""How to cite a figure of the report, the data behind it, or the report: texts to copy, files for reference managers.

The two texts are made by a CSL processor with the official styles in `csl/`.
"""

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import TextIO

import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc.formatter import plain
from citeproc.source.json import CiteProcJSON
from pybtex.database import BibliographyData, Entry, Person
from pybtex.database.output import bibtex

AUTHOR = "The report's contributors"

_RIS_TYPES = {"figure": "FIGURE", "dataset": "DATA", "indicator": "DATA", "report": "RPRT"}
# Braces as words, so that a title with a single brace does not end its field.
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "%&_#$"},
    }
)


@dataclass(frozen=True)
class Work:
    """What is cited.

    key: the figure's id; with "-data" at its end for the data behind the figure; the indicator's id.
    kind: "figure", "dataset" (behind a figure), "indicator" (all its data) or "report".
    title: as it is shown; any signs may stand in it.
    container: title of the report; empty for the report itself.
    version: of the report, such as "0.1.0".
    year: of that version.
    url: absolute address; empty where there is none, and then no citation says one.
    """

    key: str
    kind: str
    title: str
    container: str
    version: str
    year: int
    url: str

    @property
    def place(self) -> str:
        """Which figure or indicator it is, or whose data; empty for the report."""
        figure = self.key.removesuffix("-data")
        return {
            "figure": f"Figure {figure}",
            "dataset": f"Data of figure {figure}",
            "indicator": f"Indicator {self.key}",
            "report": "",
        }[self.kind]

    @property
    def is_data(self) -> bool:
        """Whether it is data, which the standards cite as published by the report."""
        return self.kind in ("dataset", "indicator")


@dataclass(frozen=True)
class Format:
    """A form of citation.

    label: its name on the page.
    suffix: the end of its files' names.
    write: makes it.
    """

    label: str
    suffix: str
    write: Callable[[Work], str]


@functools.cache
def cite(work: Work, format: str) -> str:
    """The citation of a work: one line without a line end for the two texts, else a whole file.

    Raises:
        KeyError: the format is not one of FORMATS, or the kind of the work is unknown.
    """
    return FORMATS[format].write(work)


def _item(work: Work) -> dict:
    """The work as CSL describes it."""
    item = {
        "id": work.key,
        "type": "dataset" if work.is_data else work.kind,
        "title": work.title,
        "author": [{"literal": AUTHOR}],
        "issued": {"date-parts": [[work.year]]},
        # Data are cited as published by the report, as both standards have it; a figure as a part of it.
        "publisher" if work.is_data else "container-title": work.container,
        "number": work.place,
        "version": work.version,
        "URL": work.url,
    }
    return {name: value for name, value in item.items() if value}


def _apa(work: Work) -> str:
    return _text(_style("apa"), _item(work))


def _gbt7714(work: Work) -> str:
    """The text of GB/T 7714, with the version and the mark moved to where this style prints them.

    The style prints no version. It stands as the edition; of data, which have none, beside the figure's id. A part of
    a larger work has the mark of that work: R, a report.
    """
    if work.is_data:
        changed = {"number": f"{work.place}, version {work.version}"}
    else:
        changed = {"type": "report", "edition": f"Version {work.version}"}
    return _text(_gbt7714_style(), _item(work) | changed)


def _text(style: CitationStylesStyle, item: dict) -> str:
    bibliography = CitationStylesBibliography(style, CiteProcJSON([item]), plain)
    bibliography.register(Citation([CitationItem(item["id"])]))
    return str(bibliography.bibliography()[0])


@functools.cache
def _style(name: str) -> CitationStylesStyle:
    with (files("cqbook.citations") / "csl" / f"{name}.csl").open("rb") as file:
        return CitationStylesStyle(file, validate=False)


@functools.cache
def _gbt7714_style() -> CitationStylesStyle:
    """The official style less three elements that give a wrong text here."""
    style = _style("china-national-standard-gb-t-7714-2015-numeric")
    for path in (
        # A citation that stands alone has no number.
        ".//{*}bibliography//{*}text[@variable='citation-number']",
        # Meant for the family names of persons; it sets the name of a group in capitals, too.
        ".//{*}name-part",
        # Nothing here names a medium, and with this question citeproc-py leaves out the mark where there is no address.
        ".//{*}macro[@name='medium-id']//{*}if[@variable='medium']",
    ):
        for element in style.root.findall(path):
            element.getparent().remove(element)
    return style


class _BibtexWriter(bibtex.Writer):
    """Writes fields as they are: pybtex would escape addresses, too, and not escape all signs of a title.

    The name of a month, such as mar, is a macro of BibTeX, which stands without quotes.
    """

    def _encode(self, text: str) -> str:
        return text

    def _write_field(self, stream: TextIO, type: str, value: str) -> None:
        if type == "month":
            stream.write(f",\n    month = {value}")
        else:
            super()._write_field(stream, type, value)


def bibtex_file(entries: Mapping[str, Entry]) -> str:
    """A BibTeX file of entries by their keys. Their fields hold LaTeX (see `latex`), a month its macro."""
    return _BibtexWriter().to_string(BibliographyData(entries))


def latex(text: str) -> str:
    """A text in which LaTeX finds nothing to interpret."""
    return text.translate(_LATEX)


def _bibtex(work: Work) -> str:
    """An entry of the type "misc": the only one for figures and data that every BibTeX style knows."""
    version = f"version {work.version}"
    fields = {
        # The second braces keep the case of the letters.
        "title": f"{{{latex(work.title)}}}",
        "year": str(work.year),
        "version": latex(work.version),
        "howpublished": latex(work.container),
        "note": latex(f"{work.place}, {version}" if work.place else version.capitalize()),
        "url": work.url,
    }
    entry = Entry(
        "misc",
        [(name, value) for name, value in fields.items() if value],
        persons={"author": [Person(last=f"{{{AUTHOR}}}")]},
    )
    return bibtex_file({work.key: entry})


class _RisWriter(rispy.RisWriter):
    """Writes no number before the record: the first line of a RIS file is its type."""

    def set_header(self, count: int) -> str:
        return ""


def _ris(work: Work) -> str:
    record = {
        "type_of_reference": _RIS_TYPES[work.kind],
        "id": work.key,
        "title": work.title,
        # The comma says that this is a whole name, not given names and a family name.
        "authors": [f"{AUTHOR},"],
        "year": str(work.year),
        "secondary_title": work.container,
        "edition": work.version,
        "notes": [work.place] if work.place else [],
        "urls": [work.url] if work.url else [],
    }
    return rispy.dumps([{name: value for name, value in record.items() if value}], implementation=_RisWriter)


def _csl_json(work: Work) -> str:
    return json.dumps([_item(work)], ensure_ascii=False, indent=2) + "\n"


FORMATS = {
    "apa": Format("APA", ".apa.txt", _apa),
    "gbt7714": Format("GB/T 7714-2015", ".gbt7714.txt", _gbt7714),
    "bibtex": Format("BibTeX", ".bib", _bibtex),
    "ris": Format("RIS", ".ris", _ris),
    "csl-json": Format("CSL-JSON", ".csl.json", _csl_json),
}
