"""Parts of pages that are made from the dataset: every statement with its own address, the tables, the coverage."""

from collections import Counter
from typing import Any

import pandas as pd
from docutils import nodes
from docutils.parsers.rst import Directive

from cqbook.analysis import series
from cqbook.dataset import Dataset, reads
from cqbook.dataset.descriptor import NAME
from cqbook.dataset.documents import accounted
from cqbook.dataset.schema import KINDS, LEFT_OUT, MISSING, TABLES, VERDICTS, Column
from cqbook.project.version import VERSION
from cqbook.quantities import formatting
from cqbook.quantities.free_digits import FREE_FORMS
from cqbook.quantities.intervals import Interval
from cqbook.site import uses
from cqbook.site.indicators import address
from cqbook.site.records import Parts, Record, records
from cqbook.site.shared import counted, dataset, said, table
from cqbook.site.templates import piece


class StatementsDirective(Directive):
    """All statements of one document, in the order of its text; each can be linked to by its observation id."""

    required_arguments = 1

    def run(self):
        """One fold."""
        data = dataset()
        rows = data.statements
        rows = rows.loc[rows["source_id"] == self.arguments[0]]
        if rows.empty:
            raise self.error(f"no statements of a source named {self.arguments[0]!r}")
        checks = {name: list(found.itertuples()) for name, found in data.checks.groupby("observation_id", sort=False)}
        verdicts = Counter(check.verdict for name in rows.index for check in checks.get(name, ()))
        told = ", ".join(f"{_word(verdict)} {count}" for verdict, count in verdicts.most_common())
        words = [counted(len(rows), "statement", "statements"), counted(verdicts.total(), "check", "checks")]
        summary = f"{', '.join(words)}: {told}" if told else words[0]
        own = [_record(data, row, checks.get(row.name, [])) for _, row in rows.iterrows()]
        return [records({summary: own}, choices="verdict")]


def _record(data: Dataset, row: pd.Series, checks: list) -> Record:
    """A statement with what the ledger says of it."""
    factor, unit = row["display_factor"], formatting.unit(row["unit"], row["display_unit"])
    read = data.interval(row.name).map(lambda value: value / factor)
    words, where = f"{reading(row, read)} {unit}".strip(), f"{row['place']}, {period(row)}"
    verdicts = list(dict.fromkeys(_word(check.verdict) for check in checks))
    return Record(
        id=row.name,
        title=row["indicator"],
        title_zh=said(row["indicator_zh"]),
        line="; ".join(text for text in (f"“{row['printed']}”, read as {words}", where, ", ".join(verdicts)) if text),
        text=row["definition"],
        chosen_by=verdicts,
        facts=[
            ("Printed", f"“{row['printed']}”, {row['qualifier'].replace('-', ' ')}"),
            ("Read as", words),
            ("Where, when", where),
            ("Kind", f"{row['kind']}: {KINDS[row['kind']]}"),
            ("Paragraph", f"{row['paragraph']}; confidence {row['confidence']}"),
            ("Name", [(row.name, f"#{row.name}")]),
            ("Note", row["note"]),
            *(("Checked", _check(data, check)) for check in checks),
        ],
    )


def _check(data: Dataset, row: Any) -> Parts:
    """Question, verdict, the other side, explanation."""
    other: Parts = "" if row.against in MISSING else [" (", ("the other side", address(data, row.against, "../")), ")"]
    return [f"{row.question} {_word(row.verdict).capitalize()}", *other, f". {row.explanation}"]


def _word(verdict: str) -> str:
    return verdict.replace("-", " ")


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


class CoverageDirective(Directive):
    """How many numbers each document holds, and what accounts for them."""

    def run(self):
        """One table."""
        counts = accounted(dataset())
        total = counts.drop(columns="document").sum()
        rows = [*counts.astype(str).to_numpy().tolist(), ["all", *total.astype(str)]]
        return [table(["Document", "Numbers", "Observations", "Parts of frameworks", "No facts of ours"], rows)]


class UsesDirective(Directive):
    """How many observations the report uses, and how many only the pages of indicators and Explore show."""

    def run(self):
        """One paragraph."""
        reads.NOTED.add("facts")
        used, named, left = uses.counts(dataset())
        counts = {"all": used + named + left, "used": used, "named": named, "left": left}
        share = formatting.number(100 * left / counts["all"], 0)
        return [piece("dataset_uses.html", share=share, **{name: formatting.number(n) for name, n in counts.items()})]


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
    """A list whose entries stand side by side as cards: the number, what it is, how to read it, its figure.

    An entry that begins with an observation of a yearly series shows the past of it as a small line.
    """

    has_content = True

    def run(self):
        """The list in a block of its own."""
        block = nodes.container(classes=["cq-key-figures"])
        self.state.nested_parse(self.content, self.content_offset, block)
        for entry in block.findall(nodes.list_item):
            scheme, _, name = next(entry.findall(nodes.reference))["refuri"].partition(":")
            if scheme == "obs" and (line := _sparkline(name)):
                entry.insert(1, line)
        return [block]


_WIDE, _HIGH, _EDGE = 120, 28, 3  # pixels of a small line
_FEWEST = 4  # years that make a line
_FIRST = 2010  # year that a line may begin with


def _sparkline(observation_id: str) -> nodes.raw | None:
    """The yearly values of its place up to an observation, broken where years are missing or cannot be compared."""
    data = dataset()
    row = data.facts.loc[observation_id]
    past = series.states(data, row["indicator_id"], [row["place_id"]])
    past = past.loc[past["year"].between(_FIRST, int(row["period"][:4]))]
    if len(past) < _FEWEST:
        return None
    x, y = (_scaled(past[name], extent) for name, extent in (("year", _WIDE), ("value", _HIGH)))
    starts = past["breaks"] | (past["year"].diff() != 1)
    points = [(round(across, 1), round(_HIGH - up, 1)) for across, up in zip(x, y, strict=True)]
    path = "".join(f"{'M' if start else 'L'}{x} {y}" for start, (x, y) in zip(starts, points, strict=True))
    years = f"{past['year'].iloc[0]} to {past['year'].iloc[-1]}"
    return piece("sparkline.html", path=path, last=points[-1], wide=_WIDE, high=_HIGH, years=years)


def _scaled(values: pd.Series, extent: int) -> pd.Series:
    """Values spread over so many pixels, with room at the edges."""
    spread = (values - values.min()) / ((values.max() - values.min()) or 1)
    return _EDGE + spread * (extent - 2 * _EDGE)


class ReleaseDirective(Directive):
    """The files of the release, which lie beside the tables."""

    def run(self):
        """One list."""
        made = nodes.bullet_list()
        for suffix, words in RELEASE.items():
            name = f"{NAME}-{VERSION}{suffix}"
            anchor = piece("download.html", address=f"../data/{name}", label=name)
            made += nodes.list_item("", nodes.paragraph("", "", anchor, nodes.Text(f": {words}")))
        return [made]


RELEASE = {
    ".zip": "all tables as CSV for programs, with their description, as one Data Package",
    ".xlsx": "all tables for Excel or another spreadsheet, the observations with labels, units, bounds and sources",
    ".parquet": "the observations for a program, with names, dates and bounds beside the columns of the table",
}
