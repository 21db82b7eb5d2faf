import json
import re
import shutil
import subprocess
from dataclasses import replace
from xml.etree import ElementTree

import bibtexparser
import pytest
import yaml
from bibtexparser.middlewares import LatexDecodingMiddleware

from cqbook.citations.citing import AUTHOR, FORMATS, Work, cite
from cqbook.project.paths import ROOT

ID = "fig-science-city-growth"
TITLE = "Science city grew by 65.6 % & more"
REPORT = "Chongqing: Education Modernization and Sci-Tech Innovation"
ADDRESS = f"https://example.org/a_b.html?x=1&y=%20#{ID}"
HARD = 'Area grew 65.6 % & more_so in "#1" 重庆\'s {R^D~ for $5 −3'
FIGURE = Work(ID, "figure", TITLE, REPORT, "0.1.0", 2025, ADDRESS)
DATA = replace(FIGURE, key=f"{ID}-data", kind="dataset")
INDICATOR = replace(FIGURE, key="gerd", kind="indicator")
BOOK = Work("report", "report", REPORT, "", "0.1.0", 2025, ADDRESS)

# What the standards ask for, written by hand: with an address, and without.
APA = {
    FIGURE: (
        f"{AUTHOR}. (2025). {TITLE} [Figure]. In {REPORT} (Figure {ID}; Version 0.1.0). {ADDRESS}",
        f"{AUTHOR}. (2025). {TITLE} [Figure]. In {REPORT} (Figure {ID}; Version 0.1.0).",
    ),
    DATA: (
        f"{AUTHOR}. (2025). {TITLE} (Data of figure {ID}; Version 0.1.0) [Dataset]. {REPORT}. {ADDRESS}",
        f"{AUTHOR}. (2025). {TITLE} (Data of figure {ID}; Version 0.1.0) [Dataset]. {REPORT}.",
    ),
    INDICATOR: (
        f"{AUTHOR}. (2025). {TITLE} (Indicator gerd; Version 0.1.0) [Dataset]. {REPORT}. {ADDRESS}",
        f"{AUTHOR}. (2025). {TITLE} (Indicator gerd; Version 0.1.0) [Dataset]. {REPORT}.",
    ),
    BOOK: (
        f"{AUTHOR}. (2025). {REPORT} (Version 0.1.0). {ADDRESS}",
        f"{AUTHOR}. (2025). {REPORT} (Version 0.1.0).",
    ),
}
GBT7714 = {
    FIGURE: (
        f"{AUTHOR}. {TITLE}: Figure {ID}[R/OL]//{REPORT}. Version 0.1.0. (2025). {ADDRESS}.",
        f"{AUTHOR}. {TITLE}: Figure {ID}[R]//{REPORT}. Version 0.1.0. 2025.",
    ),
    DATA: (
        f"{AUTHOR}. {TITLE}: Data of figure {ID}, version 0.1.0[DS/OL]. {REPORT}, 2025. {ADDRESS}.",
        f"{AUTHOR}. {TITLE}: Data of figure {ID}, version 0.1.0[DS]. {REPORT}, 2025.",
    ),
    INDICATOR: (
        f"{AUTHOR}. {TITLE}: Indicator gerd, version 0.1.0[DS/OL]. {REPORT}, 2025. {ADDRESS}.",
        f"{AUTHOR}. {TITLE}: Indicator gerd, version 0.1.0[DS]. {REPORT}, 2025.",
    ),
    BOOK: (
        f"{AUTHOR}. {REPORT}[R/OL]. Version 0.1.0. (2025). {ADDRESS}.",
        f"{AUTHOR}. {REPORT}[R]. Version 0.1.0. 2025.",
    ),
}


@pytest.mark.parametrize("work", [FIGURE, DATA, INDICATOR, BOOK], ids=lambda work: work.kind)
@pytest.mark.parametrize(("format", "texts"), [("apa", APA), ("gbt7714", GBT7714)], ids=["apa", "gbt7714"])
def test_the_texts_are_those_of_the_standards(work, format, texts):
    assert (cite(work, format), cite(replace(work, url=""), format)) == texts[work]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("work", [FIGURE, DATA], ids=lambda work: work.kind)
def test_a_work_can_be_found_without_an_address(work, format):
    text = cite(replace(work, url=""), format)
    assert not re.search(r"http|/OL|\bUR\b|\burl\b", text, re.IGNORECASE)
    assert all(part in text for part in (ID, "0.1.0", "2025", AUTHOR, REPORT))


@pytest.mark.parametrize("format", ["apa", "gbt7714"])
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
    assert (entry.entry_type, entry.key) == ("misc", FIGURE.key)
    assert (entry["url"], entry["year"], entry["version"]) == (ADDRESS, "2025", "0.1.0")
    assert entry["title"].startswith("{") and entry["title"].endswith("}"), "the case of its letters is not kept"
    assert not re.search(r"(?<!\\)[%&_#$~^]", entry["title"]), "LaTeX would read a sign of the title as a command"
    (decoded,) = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()]).entries
    # The parser knows no \textbraceleft, and writes the circumflex as the accent.
    assert decoded["title"].replace("ˆ", "^") == HARD.replace("{", "")
    assert decoded["author"] == AUTHOR
    assert decoded["howpublished"] == REPORT
    assert decoded["note"] == f"Figure {ID}, version 0.1.0"


@pytest.mark.parametrize("work", [FIGURE, DATA, INDICATOR, BOOK], ids=lambda work: work.kind)
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
    names = record.iter("{http://www.loc.gov/mods/v3}namePart")
    assert " ".join(name.text.translate(plain) for name in names) == AUTHOR
    assert any("0.1.0" in text for text in found)
    assert all(any(part in text for text in found) for part in (work.place, work.container))


def test_ris_begins_with_the_type_and_names_a_group():
    lines = cite(DATA, "ris").splitlines()
    assert lines[0] == "TY  - DATA" and lines[-1] == "ER  - "
    # Without the comma EndNote would take the name apart.
    assert f"AU  - {AUTHOR}," in lines


def test_csl_json_holds_one_item():
    text = cite(replace(FIGURE, title=HARD), "csl-json")
    (item,) = json.loads(text)
    assert item["title"] == HARD and item["author"] == [{"literal": AUTHOR}]
    assert (item["id"], item["type"], item["URL"], item["version"]) == (FIGURE.key, "figure", ADDRESS, "0.1.0")
    assert "重庆" in text and text.endswith("]\n")


def test_the_author_is_that_of_the_project():
    project = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert [author["name"] for author in project["authors"]] == [AUTHOR]
