"""The bibliography file of the book, made from the table of sources."""

import re

import pandas as pd

from cqbook.dataset import Dataset
from cqbook.dataset.schema import MISSING
from cqbook.project.paths import BOOK
from cqbook.quantities import periods

PATH = BOOK / "references.bib"
_HEAD = "% Made from data/sources.csv with `make data`: edit that table, not this file.\n"


def bibtex(data: Dataset) -> str:
    """BibTeX entries of all sources; their keys are the source ids."""
    return _HEAD + "".join(_entry(row) for _, row in data.sources.iterrows())


def _entry(row: pd.Series) -> str:
    title = row["title"]
    if row["title_zh"] not in MISSING:
        title = row["title_zh"] if title in MISSING else f"{title} ({row['title_zh']})"
    fields = {"title": f"{{{title}}}", "howpublished": _publisher(row)}
    # Where no author is named the publisher stands in, as citation styles have it.
    fields["author"] = f"{{{row['publisher']}}}" if row["authors"] in MISSING else row["authors"].replace("; ", " and ")
    published = row["published"]
    if published in MISSING:
        state = "Kept up to date" if published == "not-applicable" else "Undated"
        fields["note"] = f"{state}. Source {row['source_id']}"
    else:
        fields["year"] = published[:4]
        if len(published) > 4:
            fields["month"] = f"{periods.bounds(published)[0]:%b}".lower()
        fields["note"] = f"Published {published}. Source {row['source_id']}"
    if row["url"].startswith("http"):
        fields["url"] = row["url"]
    lines = "".join(f"  {name} = {{{_escaped(name, value)}}},\n" for name, value in fields.items())
    return f"\n@misc{{{row['source_id']},\n{lines}}}\n"


def _escaped(name: str, value: str) -> str:
    """Signs that mean something to LaTeX, written as letters of the text."""
    return value if name == "url" else re.sub(r"([&%$#_])", r"\\\1", value)


def _publisher(row: pd.Series) -> str:
    chinese = row["publisher_zh"]
    return row["publisher"] if chinese in MISSING else f"{row['publisher']} ({chinese})"
