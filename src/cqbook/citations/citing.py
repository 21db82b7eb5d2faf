"""How to cite the report, its parts and its data: texts to copy, files for reference managers.

The texts are made by a CSL processor with the official styles in `csl/`.
"""

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TextIO

import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc.formatter import plain
from citeproc.source.json import CiteProcJSON
from pybtex.database import BibliographyData, Entry, Person
from pybtex.database.output import bibtex

AUTHOR = "The report's contributors"

# What stands for the day of access, which GB/T 7714 asks for: its own word, until the reader's day takes its place.
ACCESSED = "引用日期"
_UNKNOWN_DAY = (9999, 12, 31)

# What stands for the parts of a text that its style copies as they are; of a title it looks at the last sign only.
_COPIED = {"title": "QtitleQ", "name": "QnameQ", "url": "https://example.org/QurlQ"}

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
class Kind:
    """A kind of thing that is cited.

    place: what names it within the report, with its key; empty for what is cited as a whole.
    csl, ris, bibtex: its types there. A figure or table is a part of a book for RIS and BibTeX: their own types for
        figures lose the report that it is from, in Zotero and bibutils. Data, which BibTeX does not know, are "misc";
        as DATA they are a dataset for Zotero and EndNote, and for bibutils and JabRef something with the same fields.
    medium: what APA names in brackets where it has no word for the type.
    """

    place: str
    csl: str
    ris: str
    bibtex: str
    medium: str = ""


_PART = ("CHAP", "incollection")
KINDS = {
    "report": Kind("", "report", "RPRT", "techreport"),
    "dataset": Kind("", "dataset", "DATA", "misc"),
    "chapter": Kind("Chapter {}", "chapter", *_PART),
    "figure": Kind("Figure {}", "figure", *_PART),
    "table": Kind("Table {}", "figure", *_PART, medium="Table"),
    "figure-data": Kind("Data of figure {}", "dataset", "DATA", "misc"),
    "indicator": Kind("Indicator {}", "dataset", "DATA", "misc"),
}


@dataclass(frozen=True)
class Work:
    """What is cited.

    key: the name of its files: the figure's id; with "-data" at its end for the data behind the figure; the
        indicator's id.
    kind: one of `KINDS`.
    title: as it is shown; any signs may stand in it.
    container: title of the report; empty for the report itself and for its dataset.
    version: of the report, such as "0.1.0".
    date: of that version by ISO 8601, a year or a day.
    url: absolute address; empty where there is none, and then no citation says one.
    name: its name within the report where that is not its key, such as the number of a chapter.
    lang: of its title.
    """

    key: str
    kind: str
    title: str
    container: str
    version: str
    date: str
    url: str
    name: str = ""
    lang: str = "en"

    @property
    def place(self) -> str:
        """Which part of the report it is, or whose data; empty for the report and its dataset."""
        return KINDS[self.kind].place.format(self.name or self.key.removesuffix("-data"))

    @property
    def year(self) -> str:
        """Year of its version."""
        return self.date[:4]

    @property
    def is_data(self) -> bool:
        """Whether it is data, for which the standards have forms of their own."""
        return KINDS[self.kind].csl == "dataset"


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


def _once(write: Callable[[Work], str], work: Work) -> str:
    """What `write` gives, which for a text takes milliseconds, made once for works that differ only in _COPIED."""
    own = {"title": work.title, "name": work.name or work.key.removesuffix("-data"), "url": work.url}
    if work.kind == "chapter" or not work.title[-1].isalnum():
        return write(work)
    text = _written(write, replace(work, key="key", **{name: _COPIED[name] for name in own if own[name]}))
    for name, mark in _COPIED.items():
        text = text.replace(mark, own[name])
    return text


@functools.cache
def _written(write: Callable[[Work], str], work: Work) -> str:
    return write(work)


def _item(work: Work) -> dict:
    """The work as CSL describes it.

    The report publishes itself. The texts leave the publisher out, as APA does where it is the author, too.
    """
    item = {
        "id": work.key,
        "type": KINDS[work.kind].csl,
        "title": work.title,
        "author": [{"literal": AUTHOR}],
        "publisher": AUTHOR,
        "issued": {"date-parts": [[int(part) for part in work.date.split("-")]]},
        "container-title": work.container,
        "number": work.place,
        "version": work.version,
        "URL": work.url,
        "language": work.lang,
    }
    return {name: value for name, value in item.items() if value}


def _in_text(work: Work) -> dict:
    """The same for a text, which names the year alone."""
    item = _item(work) | {"issued": {"date-parts": [[int(work.year)]]}}
    del item["publisher"]
    return item


def _apa(work: Work) -> str:
    item = _in_text(work)
    if work.kind == "chapter":
        item["chapter-number"] = work.name  # the style writes the word
        del item["number"]
    if medium := KINDS[work.kind].medium:
        item["medium"] = medium
    return _text(_apa_style(), item)


def _gbt7714(work: Work, edition: str) -> str:
    """The text of GB/T 7714, with the version where the standard has the edition, and the day of access to fill in.

    A part of a larger work has the mark of that work: R, a report; or its own, DS, where it is data.
    """
    is_new = edition == "2025"
    item = _in_text(work)
    item["edition"] = f"V{work.version}" if work.is_data and is_new else f"Version {work.version}"
    if not work.is_data:
        item["type"] = "report"
    if work.url and (work.is_data or not is_new):
        item["accessed"] = {"date-parts": [list(_UNKNOWN_DAY)]}
    day = "-".join(map(str, _UNKNOWN_DAY))
    return _text(_gbt7714_style(edition), item).replace(f"[{day}]", f"[{ACCESSED}]")


def _gbt7714_2015(work: Work) -> str:
    return _gbt7714(work, "2015")


def _gbt7714_2025(work: Work) -> str:
    return _gbt7714(work, "2025")


def _text(style: CitationStylesStyle, item: dict) -> str:
    bibliography = CitationStylesBibliography(style, CiteProcJSON([item]), plain)
    bibliography.register(Citation([CitationItem(item["id"])]))
    return str(bibliography.bibliography()[0])


def _style(name: str) -> CitationStylesStyle:
    with (files("cqbook.citations") / "csl" / f"{name}.csl").open("rb") as file:
        return CitationStylesStyle(file, validate=False)


@functools.cache
def _apa_style() -> CitationStylesStyle:
    return _style("apa")


@functools.cache
def _gbt7714_style(edition: str) -> CitationStylesStyle:
    """The style of 2015 less what gives a wrong text here; for 2025 with what that edition changes (csl/README.md)."""
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
    for element in style.root.iter("{*}*"):
        # Data that are a part of the report name it like other parts; the style asks for data first.
        if element.get("type", "").startswith("dataset post"):
            element.set("type", element.get("type").removeprefix("dataset "))
        if edition == "2025":
            for name in ("delimiter", "prefix", "suffix"):
                if name in element.attrib:
                    element.set(name, _FULL_WIDTH.get(element.get(name), element.get(name)))
    if edition == "2025":
        # The date of a report stands without brackets, as that of a patent.
        (dated,) = style.root.findall(".//{*}macro[@name='publisher']//{*}if[@type='patent']")
        dated.attrib.update({"type": "patent report", "match": "any"})
    return style


_FULL_WIDTH = {": ": "：", ", ": "，", "(": "（", ")": "）"}


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
    """An entry of a type that every BibTeX style knows."""
    version, kind = f"version {work.version}", KINDS[work.kind].bibtex
    holder = {"incollection": "booktitle", "misc": "howpublished"}.get(kind, "")
    fields = {
        # The second braces keep the case of the letters.
        "title": f"{{{latex(work.title)}}}",
        "year": work.year,
        "version": latex(work.version),
        holder: latex(work.container),
        "institution" if kind == "techreport" else "publisher": f"{{{AUTHOR}}}",
        "note": latex(f"{work.place}, {version}" if work.place else version.capitalize()),
        "url": work.url,
    }
    entry = Entry(
        kind,
        [(name, value) for name, value in fields.items() if name and value],
        persons={"author": [Person(last=f"{{{AUTHOR}}}")]},
    )
    return bibtex_file({work.key: entry})


class _RisWriter(rispy.RisWriter):
    """Writes no number before the record: the first line of a RIS file is its type."""

    def set_header(self, count: int) -> str:
        return ""


def _ris(work: Work) -> str:
    record = {
        "type_of_reference": KINDS[work.kind].ris,
        "id": work.key,
        "title": work.title,
        # The comma says that this is a whole name, not given names and a family name.
        "authors": [f"{AUTHOR},"],
        "year": work.year,
        "publisher": AUTHOR,
        "secondary_title": work.container,
        "edition": work.version,
        "notes": [work.place] if work.place else [],
        "urls": [work.url] if work.url else [],
    }
    return rispy.dumps([{name: value for name, value in record.items() if value}], implementation=_RisWriter)


def _csl_json(work: Work) -> str:
    return json.dumps([_item(work)], ensure_ascii=False, indent=2) + "\n"


FORMATS = {
    "apa": Format("APA", ".apa.txt", functools.partial(_once, _apa)),
    "gbt7714-2025": Format("GB/T 7714-2025", ".gbt7714-2025.txt", functools.partial(_once, _gbt7714_2025)),
    "gbt7714": Format("GB/T 7714-2015", ".gbt7714.txt", functools.partial(_once, _gbt7714_2015)),
    "bibtex": Format("BibTeX", ".bib", _bibtex),
    "ris": Format("RIS", ".ris", _ris),
    "csl-json": Format("CSL-JSON", ".csl.json", _csl_json),
}
