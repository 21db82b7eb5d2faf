"""Parts of pages that are made from the dataset: every statement with its own address, the tables, the coverage."""

from importlib.metadata import version
from typing import Any

import pandas as pd
from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

from cqbook.dataset import Dataset
from cqbook.dataset.descriptor import NAME
from cqbook.dataset.documents import accounted
from cqbook.dataset.schema import KINDS, LEFT_OUT, MISSING, TABLES, VERDICTS, Column
from cqbook.quantities import formatting
from cqbook.quantities.free_digits import FREE_FORMS
from cqbook.quantities.intervals import Interval
from cqbook.site.indicators import address
from cqbook.site.shared import RECORD, dataset, fields, link, table
from cqbook.site.templates import piece


class StatementsDirective(Directive):
    """All statements of one document, in the order of its text; each can be linked to by its observation id."""

    required_arguments = 1

    def run(self):
        """One block an observation."""
        data = dataset()
        rows = data.statements
        rows = rows.loc[rows["source_id"] == self.arguments[0]]
        if rows.empty:
            raise self.error(f"no statements of a source named {self.arguments[0]!r}")
        return [_record(data, row) for _, row in rows.iterrows()]


def _record(data: Dataset, row: pd.Series) -> nodes.Element:
    observation_id = row.name
    factor, unit = row["display_factor"], formatting.unit(row["unit"], row["display_unit"])
    read = data.interval(observation_id).map(lambda value: value / factor)
    facts = [
        ("Printed", f"“{row['printed']}”, {row['qualifier'].replace('-', ' ')}"),
        ("Read as", f"{reading(row, read)} {unit}".strip()),
        ("Where, when", f"{row['place']}, {period(row)}"),
        ("Kind", f"{row['kind']}: {KINDS[row['kind']]}"),
        ("Paragraph", f"{row['paragraph']}; confidence {row['confidence']}"),
        ("Name", observation_id),
    ]
    block = nodes.container(ids=[observation_id], classes=[RECORD])
    name_zh = "" if row["indicator_zh"] in MISSING else f" {row['indicator_zh']}"
    block += nodes.paragraph("", "", nodes.strong("", row["indicator"]), nodes.Text(name_zh))
    block += nodes.paragraph("", row["definition"])
    block += fields([*facts, ("Note", row["note"]), *_checks(data, observation_id)])
    return block


def _checks(data: Dataset, observation_id: str) -> list[tuple[str, nodes.Node]]:
    """What the ledger says of a statement: question, verdict, the other side, explanation."""
    own = data.checks.loc[data.checks["observation_id"] == observation_id]
    return [("Checked", _check(data, row)) for row in own.itertuples()]


def _check(data: Dataset, row: Any) -> nodes.inline:
    verdict = row.verdict.replace("-", " ")
    made = nodes.inline("", "", nodes.Text(f"{row.question} "), nodes.strong("", f"{verdict.capitalize()}"))
    if row.against not in MISSING:
        made += [nodes.Text(" ("), link("the other side", address(data, row.against, "../")), nodes.Text(")")]
    made += nodes.Text(f". {row.explanation}")
    return made


def reading(row: pd.Series, read: Interval) -> str:
    """How a number is read: its interval, or for a target the threshold."""
    if row["kind"] != "target":
        return formatting.interval(read)
    word = "" if row["qualifier"] == "exact" else f"{row['qualifier'].replace('-', ' ')} "
    return f"a threshold: {word}{formatting.number(row['value'] / row['display_factor'])}"


def period(row: pd.Series) -> str:
    """The period of a number, and what kind of date it is where the statement does not name it."""
    if row["period_basis"] == "reference":
        return row["period"]
    is_day = row["start"] == row["end"]
    return f"{row['period']} ({'date of the statement' if is_day else 'read from the statement, see the note'})"


def register_records(app: Sphinx, doctree: nodes.document) -> None:
    """Let Markdown links such as statements.md#icq-2022-10-gerd find the records of a page."""
    slugs = app.env.metadata[app.env.docname].setdefault("myst_slugs", {})
    for block in doctree.findall(nodes.container):
        if RECORD in block["classes"]:
            name = block["ids"][0]
            slugs[name] = (1, name, name)


class CoverageDirective(Directive):
    """How many numbers each document holds, and what accounts for them."""

    def run(self):
        """One table."""
        counts = accounted(dataset())
        total = counts.drop(columns="document").sum()
        rows = [*counts.astype(str).to_numpy().tolist(), ["all", *total.astype(str)]]
        return [table(["Document", "Numbers", "Observations", "Parts of frameworks", "No facts of ours"], rows)]


class TablesDirective(Directive):
    """The tables of the dataset: file, number of rows, and what each column means."""

    def run(self):
        """For each table a heading line with its download and a table of its columns."""
        data, made = dataset(), []
        for schema in TABLES.values():
            count = len(getattr(data, schema.name))
            link = piece("download.html", address=f"../data/{schema.file}", label=schema.file)
            heading = nodes.strong("", f"{schema.title} ")
            made.append(nodes.paragraph("", "", heading, link, nodes.Text(f", {count:,} rows")))
            made.append(table(["Column", "Meaning"], [[c.name, _meaning(c)] for c in schema.columns]))
        return made


def _meaning(column: Column) -> str:
    words = f": {', '.join(column.words)}" if column.words else ""
    return column.meaning + words


class LeftOutDirective(Directive):
    """How many candidates each rule of the curation kept out."""

    def run(self):
        """One table."""
        counts = dataset().left_out["reason"].value_counts()
        rows = [[reason.replace("-", " "), LEFT_OUT[reason], f"{counts[reason]:,}"] for reason in counts.index]
        return [table(["Rule", "Meaning", "Candidates"], rows)]


class VerdictsDirective(Directive):
    """How many checks end in each verdict."""

    def run(self):
        """One table."""
        counts = dataset().checks["verdict"].value_counts()
        rows = [[verdict.replace("-", " "), VERDICTS[verdict], str(counts[verdict])] for verdict in counts.index]
        return [table(["Verdict", "Meaning", "Checks"], rows)]


class CountsDirective(Directive):
    """How many observations each group of indicators holds, for Chongqing, the nation and the other places."""

    def run(self):
        """One table."""
        rows = dataset().facts
        place = rows["place_id"].map(lambda name: {"CN": "China", "CN-CQ": "Chongqing"}.get(name, "Other places"))
        counts = rows.groupby(["topic", place]).size().unstack(fill_value=0)[["Chongqing", "China", "Other places"]]
        indicators = rows.groupby("topic")["indicator_id"].nunique()
        lines = [[topic, str(indicators[topic]), *(f"{n:,}" for n in counts.loc[topic])] for topic in counts.index]
        total = ["all", str(indicators.sum()), *(f"{n:,}" for n in counts.sum())]
        return [table(["Group", "Indicators", *counts.columns], [*lines, total])]


class FreeDigitsDirective(Directive):
    """Which digits of the text need no source."""

    def run(self):
        """One table."""
        rows = [[form.name, nodes.literal("", form.example)] for form in FREE_FORMS]
        return [table(["Digits of a", "Example"], rows)]


class KeyFiguresDirective(Directive):
    """A list whose entries stand side by side as cards: the number, what it is, how to read it, its figure."""

    has_content = True

    def run(self):
        """The list in a block of its own."""
        block = nodes.container(classes=["cq-key-figures"])
        self.state.nested_parse(self.content, self.content_offset, block)
        return [block]


class ReleaseDirective(Directive):
    """The files of the release, which lie beside the tables."""

    def run(self):
        """One list."""
        made = nodes.bullet_list()
        for suffix, words in _RELEASE.items():
            name = f"{NAME}-{version('cqbook')}{suffix}"
            anchor = piece("download.html", address=f"../data/{name}", label=name)
            made += nodes.list_item("", nodes.paragraph("", "", anchor, nodes.Text(f": {words}")))
        return [made]


_RELEASE = {
    ".zip": "all tables with their description, as one Data Package",
    ".xlsx": "the observations for a spreadsheet, with labels, units, bounds and sources",
    ".parquet": "the observations for a program, with names, dates and bounds beside the columns of the table",
}
