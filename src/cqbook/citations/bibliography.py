"""The bibliography file of the book, made from the table of sources."""

import pandas as pd
from pybtex.database import Entry, Person

from cqbook.citations.citing import bibtex_file, latex
from cqbook.dataset import Dataset
from cqbook.dataset.schema import MISSING
from cqbook.project.paths import BOOK
from cqbook.quantities import periods

PATH = BOOK / "references.bib"
_HEAD = "% Made from data/sources.csv with `make data`: edit that table, not this file.\n\n"


def bibtex(data: Dataset) -> str:
    """BibTeX entries of all sources; their keys are the source ids."""
    return _HEAD + bibtex_file({row["source_id"]: _entry(row) for _, row in data.sources.iterrows()})


def _entry(row: pd.Series) -> Entry:
    title = row["title"]
    if row["title_zh"] not in MISSING:
        title = row["title_zh"] if title in MISSING else f"{title} ({row['title_zh']})"
    # The second braces keep the case of the letters.
    fields = {"title": f"{{{latex(title)}}}", "howpublished": latex(_publisher(row))}
    published = row["published"]
    if published in MISSING:
        state = "Kept up to date" if published == "not-applicable" else "Undated"
    else:
        state = f"Published {published}"
        fields["year"] = published[:4]
        if len(published) > 4:
            fields["month"] = f"{periods.bounds(published)[0]:%b}".lower()
    fields["note"] = latex(f"{state}. Source {row['source_id']}")
    if row["url"].startswith("http"):
        fields["url"] = row["url"]
    return Entry("misc", fields, {"author": _authors(row)})


def _authors(row: pd.Series) -> list[Person]:
    """Where no author is named the publisher stands in, as citation styles have it."""
    if row["authors"] in MISSING:
        return [Person(last=f"{{{latex(row['publisher'])}}}")]
    return [Person(latex(name)) for name in row["authors"].split("; ")]


def _publisher(row: pd.Series) -> str:
    chinese = row["publisher_zh"]
    return row["publisher"] if chinese in MISSING else f"{row['publisher']} ({chinese})"
