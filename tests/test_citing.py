import json
import re
import shutil
import subprocess
from dataclasses import replace
from xml.etree import ElementTree

import bibtexparser
import pybtex.database
import pytest
import rispy
import yaml
from bibtexparser.middlewares import LatexDecodingMiddleware
from pybtex import PybtexEngine

from cqbook.citations.citing import ACCESSED, AUTHOR, FORMATS, KINDS, Work, cite
from cqbook.project.paths import ROOT

ID = "fig-science-city-growth"
TITLE = "Science city grew by 65.6 % & more"
REPORT = "Chongqing: Education Modernization and Sci-Tech Innovation"
ADDRESS = f"https://example.org/a_b.html?x=1&y=%20#{ID}"
HARD = 'Area grew 65.6 % & more_so in "#1" 重庆\'s {R^D~ for $5 −3'
FIGURE = Work(ID, "figure", TITLE, REPORT, "0.1.0", "2025-03-04", ADDRESS)
DATA = replace(FIGURE, key=f"{ID}-data", kind="figure-data")
INDICATOR = replace(FIGURE, key="gerd", kind="indicator")
TABLE = replace(FIGURE, key="tab-plan-names", kind="table")
CHAPTER = replace(FIGURE, key="chapter-08-science-city", kind="chapter", name="8")
BOOK = replace(FIGURE, key="report", kind="report", title=REPORT, container="")
DATASET = replace(BOOK, key="report-data", kind="dataset", title=f"{REPORT}: dataset")
WORKS = [BOOK, DATASET, CHAPTER, FIGURE, TABLE, DATA, INDICATOR]

# What the standards ask for, written by hand: with an address, and without.
_APA = {
    BOOK: f"{REPORT} (Version 0.1.0).",
    DATASET: f"{REPORT}: dataset (Version 0.1.0) [Dataset].",
    CHAPTER: f"{TITLE}. In {REPORT} (Version 0.1.0, Chapter 8).",
    FIGURE: f"{TITLE} [Figure]. In {REPORT} (Figure {ID}; Version 0.1.0).",
    TABLE: f"{TITLE} [Table]. In {REPORT} (Table tab-plan-names; Version 0.1.0).",
    DATA: f"{TITLE} [Dataset]. In {REPORT} (Data of figure {ID}; Version 0.1.0).",
    INDICATOR: f"{TITLE} [Dataset]. In {REPORT} (Indicator gerd; Version 0.1.0).",
}
_GBT = {  # title with what names the part, mark, container
    BOOK: (REPORT, "R", ""),
    DATASET: (f"{REPORT}: dataset", "DS", ""),
    CHAPTER: (f"{TITLE}: Chapter 8", "R", f"//{REPORT}"),
    FIGURE: (f"{TITLE}: Figure {ID}", "R", f"//{REPORT}"),
    TABLE: (f"{TITLE}: Table tab-plan-names", "R", f"//{REPORT}"),
    DATA: (f"{TITLE}: Data of figure {ID}", "DS", f"//{REPORT}"),
    INDICATOR: (f"{TITLE}: Indicator gerd", "DS", f"//{REPORT}"),
}


def apa(work, address):
    return f"{AUTHOR}. (2025). {_APA[work]}" + (f" {address}" if address else "")


def gbt7714(work, address):
    title, mark, container = _GBT[work]
    rest = f". Version 0.1.0. (2025)[{ACCESSED}]. {address}." if address else ". Version 0.1.0. 2025."
    return f"{AUTHOR}. {title}[{mark}{'/OL' * bool(address)}]{container}{rest}"


def gbt7714_2025(work, address):
    """Wide signs; a report has a year without brackets and no day of access, data have a version as V0.1.0."""
    title, mark, container = _GBT[work]
    title = f"{TITLE}：{title.removeprefix(TITLE)[2:]}" if container else title
    date = f"（2025）[{ACCESSED}]" if mark == "DS" and address else "2025"
    rest = f"{date}. {address}." if address else f"{date}."
    version = "V0.1.0" if mark == "DS" else "Version 0.1.0"
    return f"{AUTHOR}. {title}[{mark}{'/OL' * bool(address)}]{container}. {version}. {rest}"


TEXTS = {"apa": apa, "gbt7714": gbt7714, "gbt7714-2025": gbt7714_2025}


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.kind)
@pytest.mark.parametrize("format", TEXTS)
def test_the_texts_are_those_of_the_standards(work, format):
    assert cite(work, format) == TEXTS[format](work, ADDRESS)
    assert cite(replace(work, url=""), format) == TEXTS[format](work, "")


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("work", [FIGURE, TABLE, DATA], ids=lambda work: work.kind)
def test_a_work_can_be_found_without_an_address(work, format):
    text = cite(replace(work, url=""), format)
    assert not re.search(r"http|/OL|\bUR\b|\burl\b", text, re.IGNORECASE)
    assert all(part in text for part in (work.place, "0.1.0", "2025", AUTHOR, REPORT))


@pytest.mark.parametrize("format", TEXTS)
def test_signs_of_a_title_stay_as_they_are(format):
    assert HARD in cite(replace(FIGURE, title=HARD), format)


@pytest.mark.parametrize("format", FORMATS)
def test_a_citation_does_not_depend_on_those_before(format):
    first = cite(FIGURE, format)
    cite(DATA, format)
    assert cite(FIGURE, format) == first


def test_bibtex_is_read_back():
    text = cite(replace(FIGURE, title=HARD), "bibtex")
    (entry,) = bibtexparser.parse_string(text).entries
    assert (entry.entry_type, entry.key) == ("incollection", FIGURE.key)
    assert (entry["url"], entry["year"], entry["version"]) == (ADDRESS, "2025", "0.1.0")
    assert entry["title"].startswith("{") and entry["title"].endswith("}"), "the case of its letters is not kept"
    assert not re.search(r"(?<!\\)[%&_#$~^]", entry["title"]), "LaTeX would read a sign of the title as a command"
    (decoded,) = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()]).entries
    # The parser knows no \textbraceleft, and writes the circumflex as the accent.
    assert decoded["title"].replace("ˆ", "^") == HARD.replace("{", "")
    assert decoded["author"] == AUTHOR
    assert decoded["booktitle"] == REPORT
    assert decoded["note"] == f"Figure {ID}, version 0.1.0"


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.kind)
def test_pybtex_reads_one_author_and_all_fields_that_its_styles_ask_for(work):
    text = cite(work, "bibtex")
    database = pybtex.database.parse_string(text, "bibtex")
    ((key, entry),) = database.entries.items()
    (author,) = entry.persons["author"]
    assert key == work.key and author.last_names == [f"{{{AUTHOR}}}"] and not author.first_names
    printed = PybtexEngine().format_from_string(text, "plain", output_backend="plaintext")
    assert f"{AUTHOR}. " in printed and "2025" in printed and "0.1.0" in entry.fields["note"]
    assert work.kind in ("report", "dataset") or REPORT in printed


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.kind)
def test_a_ris_file_has_a_type_that_reference_managers_keep_with_all_fields(work):
    """By the import tables of Zotero (RIS.js): types with the fields that they have there."""
    (read,) = rispy.loads(cite(work, "ris"))
    fields = {"CHAP": {"secondary_title"}, "RPRT": set(), "DATA": set()}[read["type_of_reference"]]
    assert fields <= set(read)
    assert (read["authors"], read["publisher"], read["year"], read["edition"]) == (
        [f"{AUTHOR},"],
        AUTHOR,
        "2025",
        "0.1.0",
    )
    assert (read["type_of_reference"] == "DATA") == (KINDS[work.kind].csl == "dataset")


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.kind)
@pytest.mark.parametrize(("format", "program"), [("bibtex", "bib2xml"), ("ris", "ris2xml")])
def test_bibutils_reads_the_same(work, format, program):
    if not shutil.which(program):
        pytest.skip(f"{program} is missing: apt-get install bibutils")
    made = subprocess.run(
        [program, "--nosplit-title"], input=cite(replace(work, title=HARD), format).encode(), capture_output=True
    )
    ((record),) = ElementTree.fromstring(made.stdout)
    # As LaTeX prints them: typographic quotes, and a circumflex of its own.
    plain = str.maketrans("”’⌃", "\"'^")
    found = [(element.text or "").strip().translate(plain) for element in record.iter()]
    assert record.get("ID") == work.key
    assert {HARD, "2025", ADDRESS} <= set(found)
    # A name without a comma is taken apart there; its words must still be these.
    names = record.findall("{http://www.loc.gov/mods/v3}name")
    assert len(names) == 1
    assert " ".join(part.text.translate(plain) for part in names[0].iter() if part.tag.endswith("namePart")) == AUTHOR
    assert any("0.1.0" in text for text in found)
    assert all(any(part in text for text in found) for part in (work.place, work.container))


def test_ris_begins_with_the_type_and_names_a_group():
    lines = cite(DATA, "ris").splitlines()
    assert lines[0] == "TY  - DATA" and lines[-1] == "ER  - " and f"PB  - {AUTHOR}" in lines
    # Without the comma EndNote would take the name apart.
    assert f"AU  - {AUTHOR}," in lines


def test_csl_json_holds_one_item():
    text = cite(replace(FIGURE, title=HARD), "csl-json")
    (item,) = json.loads(text)
    assert item["title"] == HARD and item["author"] == [{"literal": AUTHOR}]
    assert (item["id"], item["type"], item["URL"], item["version"]) == (FIGURE.key, "figure", ADDRESS, "0.1.0")
    assert item["publisher"] == AUTHOR and item["container-title"] == REPORT
    assert item["issued"] == {"date-parts": [[2025, 3, 4]]}
    assert "重庆" in text and text.endswith("]\n")


def test_the_author_is_that_of_the_project():
    project = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert [author["name"] for author in project["authors"]] == [AUTHOR]
