import calendar
import re

import bibtexparser
import pybtex.database

from cqbook.citations import bibliography


def test_the_bibliography_is_up_to_date(data):
    assert bibliography.PATH.read_text(encoding="utf-8") == bibliography.bibtex(data), "run `make data`"


def test_the_bibliography_can_be_read_and_is_whole(data):
    entries = pybtex.database.parse_file(bibliography.PATH).entries
    assert set(entries) == set(data.sources["source_id"])
    for name, entry in entries.items():
        assert entry.fields["title"] and entry.persons["author"] and entry.fields["howpublished"], name
        assert "year" in entry.fields or entry.fields["note"].startswith(("Undated", "Kept up to date")), name
        # A month is a macro, which every style writes out in its own way.
        assert entry.fields.get("month", "May") in calendar.month_name[1:], name
    text = bibliography.PATH.read_text(encoding="utf-8")
    assert not bibtexparser.parse_string(text).failed_blocks
    # A sign that means something to LaTeX stands escaped in the file.
    assert not re.search(r"(?m)^    (?!url)\w+ = .*(?<!\\)[&%$#_]", text)
