"""The list of publications: what each is, how it was seen, and how many numbers rest on it."""

import pandas as pd
from docutils import nodes
from docutils.parsers.rst import Directive

from cqbook.citations import source_lines
from cqbook.dataset import Dataset
from cqbook.dataset.schema import MISSING, SEEN_AS
from cqbook.site.shared import RECORD, dataset, fields, link, said

_HEADINGS = {
    "document": "The five documents",
    "official": "Official statistics and notices",
    "plan": "Plans and policies",
    "news": "News reports",
    "secondary": "Texts that cite others",
}


class SourceListDirective(Directive):
    """All publications by kind; each can be linked to by its name."""

    def run(self):
        """One section a kind."""
        data = dataset()
        counts = data.observations["source_id"].value_counts()
        made = []
        for tier, heading in _HEADINGS.items():
            rows = data.sources.loc[data.sources["tier"] == tier].sort_values(["publisher", "published", "source_id"])
            if rows.empty:
                continue
            section = nodes.section(ids=[f"tier-{tier}"], names=[heading], classes=["cq-filter"])
            section += nodes.title("", heading)
            section += nodes.paragraph("", f"Publications of this kind: {len(rows)}.")
            section += [_record(data, row, int(counts.get(row["source_id"], 0))) for _, row in rows.iterrows()]
            made.append(section)
        return made


def _record(data: Dataset, row: pd.Series, count: int) -> nodes.Element:
    block = nodes.container(ids=[row["source_id"]], classes=[RECORD])
    title, title_zh = said(row["title"]), said(row["title_zh"])
    head = nodes.paragraph("", "", nodes.strong("", title or title_zh))
    if title and title_zh:
        head += nodes.Text(f" {title_zh}")
    block += head
    publisher = f"{row['publisher']} {said(row['publisher_zh'])}".strip()
    url = said(row["url"])
    block += fields(
        [
            ("Publisher", publisher),
            ("Kind", row["publisher_kind"].replace("-", " ")),
            ("Author", said(row["authors"])),
            ("Published", source_lines.day(row["published"])),
            ("Address", link(url, url) if url else ""),
            ("Seen", f"{SEEN_AS[row['seen_as']]}, {source_lines.day(row['accessed'])}"),
            ("Reaches", said(row["reach"]).replace("/", " to ")),
            ("Same event", _same_event(data, row)),
            ("Numbers", f"{count:,}"),
            ("Note", row["note"]),
            ("Name", row["source_id"]),
        ]
    )
    return block


def _same_event(data: Dataset, row: pd.Series) -> nodes.inline | str:
    """Links to the other publications that report the press conference or plan that this one reports."""
    if row["event_id"] in MISSING:
        return ""
    names = data.sources.loc[data.sources["event_id"] == row["event_id"], "source_id"]
    made = nodes.inline()
    for name in names[names != row["source_id"]]:
        made += [nodes.Text(", " if made.children else ""), link(name, f"#{name}")]
    return made
