"""Parts of pages that are made from the dataset: every statement with its own address, the tables, the coverage."""

import functools

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.errors import ExtensionError

from cqbook import wording
from cqbook.dataset import DataError, Dataset, load
from cqbook.documents import accounted
from cqbook.intervals import Interval
from cqbook.schema import KINDS, MISSING, TABLES

RECORD = "cq-record"


@functools.cache
def _data() -> Dataset:
    try:
        return load()
    except DataError as error:
        raise ExtensionError(str(error)) from None


class StatementsDirective(Directive):
    """All statements of one document, in the order of its text; each can be linked to by its observation id."""

    required_arguments = 1

    def run(self):
        """One block an observation."""
        data = _data()
        rows = data.statements
        rows = rows.loc[rows["source_id"] == self.arguments[0]]
        if rows.empty:
            raise self.error(f"no statements of a source named {self.arguments[0]!r}")
        return [_record(data, row) for _, row in rows.iterrows()]


def _record(data: Dataset, row) -> nodes.Element:
    observation_id = row.name
    factor, unit = row["display_factor"], wording.unit(row["unit"], row["display_unit"])
    read = data.interval(observation_id).map(lambda value: value / factor)
    facts = [
        ("Printed", f"“{row['printed']}”, {row['qualifier'].replace('-', ' ')}"),
        ("Read as", f"{_reading(row, read)} {unit}".strip()),
        ("Where, when", f"{row['place']}, {_period(row)}"),
        ("Kind", f"{row['kind']}: {KINDS[row['kind']]}"),
        ("Paragraph", f"{row['paragraph']}; confidence {row['confidence']}"),
        ("Name", observation_id),
    ]
    block = nodes.container(ids=[observation_id], classes=[RECORD])
    name_zh = "" if row["indicator_zh"] in MISSING else f" {row['indicator_zh']}"
    block += nodes.paragraph("", "", nodes.strong("", row["indicator"]), nodes.Text(name_zh))
    block += nodes.paragraph("", row["definition"])
    fields = nodes.field_list()
    for name, text in [*facts, *([("Note", row["note"])] if row["note"] else [])]:
        fields += nodes.field("", nodes.field_name("", name), nodes.field_body("", nodes.paragraph("", text)))
    block += fields
    return block


def _reading(row, read: Interval) -> str:
    if row["kind"] != "target":
        return wording.interval(read)
    word = "" if row["qualifier"] == "exact" else f"{row['qualifier'].replace('-', ' ')} "
    return f"a threshold: {word}{wording.number(row['value'] / row['display_factor'])}"


def _period(row) -> str:
    if row["period_basis"] == "reference":
        return row["period"]
    is_day = row["start"] == row["end"]
    return f"{row['period']} ({'date of the statement' if is_day else 'read from the statement, see the note'})"


def register_records(app, doctree) -> None:
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
        counts = accounted(_data())
        total = counts.drop(columns="document").sum()
        rows = [*counts.astype(str).to_numpy().tolist(), ["all", *total.astype(str)]]
        return [table(["Document", "Numbers", "Observations", "Parts of frameworks", "No facts of ours"], rows)]


class TablesDirective(Directive):
    """The tables of the dataset: file, number of rows, and what each column means."""

    def run(self):
        """For each table a heading line with its download and a table of its columns."""
        data, made = _data(), []
        for schema in TABLES.values():
            count = len(getattr(data, schema.name))
            link = nodes.raw("", f'<a href="../data/{schema.file}" download>{schema.file}</a>', format="html")
            heading = nodes.strong("", f"{schema.title} ")
            made.append(nodes.paragraph("", "", heading, link, nodes.Text(f", {count} rows")))
            made.append(table(["Column", "Meaning"], [[c.name, _meaning(c)] for c in schema.columns]))
        return made


def _meaning(column) -> str:
    words = f": {', '.join(column.words)}" if column.words else ""
    return column.meaning + words


def table(header: list[str], rows: list[list[str]]) -> nodes.Element:
    """A docutils table of plain text; every cell that is a whole number is aligned to the right."""
    group = nodes.tgroup(cols=len(header))
    for _ in header:
        group += nodes.colspec(colwidth=1)
    group += nodes.thead("", _row(header))
    group += nodes.tbody("", *(_row(cells) for cells in rows))
    whole = nodes.table("", group)
    return nodes.container("", whole, classes=["cq-scroll"])


def _row(cells: list[str]) -> nodes.Element:
    return nodes.row(
        "",
        *(
            nodes.entry("", nodes.paragraph("", cell), classes=["cq-number"] if cell.isdigit() else [])
            for cell in cells
        ),
    )
