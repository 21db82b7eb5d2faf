"""The status page: what each chapter holds, when it was run, with what result, and what the tests found."""

import functools
from importlib.metadata import version
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive

from cqbook.artifacts import history, notebooks, test_record
from cqbook.artifacts.registry import heading
from cqbook.citations import source_lines
from cqbook.dataset import reads
from cqbook.project.digests import dataset_digest
from cqbook.project.version import VERSION, released
from cqbook.quantities.reading_rules import RULES_VERSION
from cqbook.site.figures import numbered
from cqbook.site.shared import dataset, english_figures, fields, figure_record, link, registry, table

_OF_RUN = "cq-of-run"  # what the same state may show otherwise after another run, and the search leaves out
_PACKAGES = ("jupyter-book", "pandas", "matplotlib", "seaborn", "scipy", "nbval")


def _last_run() -> test_record.TestRun | None:
    reads.NOTED.add("test-run")
    return _read_last_run()


@functools.cache
def _read_last_run() -> test_record.TestRun | None:
    return test_record.last()


class ChaptersStatusDirective(Directive):
    """For each chapter: what it holds, the run of its cells, and how many of them the tests ran again and compared."""

    def run(self):
        """One table."""
        reads.NOTED.add("notebooks")
        stale, found, run = notebooks.stale(), registry(), _last_run()
        rows = []
        for path in notebooks.paths():
            notebook = notebooks.read(path)
            held = [sum(item.chapter == path.stem for item in part.values()) for part in vars(found).values()]
            known = notebook.metadata.get("cqbook", {})
            cells = sum(cell.cell_type == "code" for cell in notebook.cells)
            rows.append(
                [
                    link(heading(notebook).split(": ")[0], f"../notebooks/{path.stem}.html"),
                    *map(str, held),
                    f"{source_lines.day(known['executed'])}, Python {known['python']}",
                    _result(path, cells, path in stale),
                    _compared(run, path.name),
                ]
            )
        header = ["Chapter", "Figures", "Tables", "Computed values", "Run", "Result", "Run again by the tests"]
        return [nodes.container("", table(header, rows), classes=[_OF_RUN])]


def _result(path: Path, cells: int, is_stale: bool) -> str:
    """How the stored run ended, and whether it still fits the data and the code."""
    if found := notebooks.defects(path):
        return "; ".join(found)
    result = f"{cells} of {cells} cells, no error or warning"
    return f"{result}, but code or data have changed since" if is_stale else result


def _compared(run: test_record.TestRun | None, name: str) -> str:
    """How many cells of a notebook gave the stored outputs again."""
    counts = run.counts.get(f"notebooks/{name}") if run else None
    if not counts:
        return "not known"
    return f"{counts.get('passed', 0)} of {sum(counts.values())} cells agree"


class TestsStatusDirective(Directive):
    """What the last run of all tests found."""

    def run(self):
        """One paragraph."""
        run = _last_run()
        if run is None:
            text = (
                "No run of all tests is known for exactly this state of the report: these pages were built without one."
            )
        else:
            failed = run.total("failed") + run.total("error")
            text = (
                f"On {source_lines.day(run.day)} all tests ran on exactly this state, with Python {run.python}: "
                f"{run.total('passed'):,} passed, {failed} failed, {run.total('skipped')} were skipped."
            )
        return [nodes.paragraph("", text, classes=[_OF_RUN])]


class VersionsStatusDirective(Directive):
    """Versions of the report, its dataset and rules, and the software that made these pages."""

    def run(self):
        """One list of facts."""
        reads.NOTED.add("dataset")
        data, checks = dataset(), dataset().checks
        numbers = (
            f"{len(data.observations):,} observations, {len(data.indicators)} indicators, {len(data.sources)} sources"
        )
        date = released()
        facts = [
            (
                "Report",
                f"version {VERSION}, {f'released {source_lines.day(date)}' if date else 'not yet released'}",
            ),
            ("Dataset", f"{numbers}, all valid by the rules of its description"),
            ("Its SHA-256", nodes.literal("", dataset_digest())),
            ("Ledger", f"{len(checks)} checks, each still following from the numbers it compares"),
            ("Reading rules", f"version {RULES_VERSION}"),
            ("Software", ", ".join(f"{name} {version(name)}" for name in _PACKAGES)),
        ]
        block = nodes.container("", fields(facts), classes=["cq-facts"])
        return [block]


class FigureChangesDirective(Directive):
    """What the present version does to figures: how many are new, which have other numbers, which are withdrawn."""

    def run(self):
        """One paragraph and, where there are changes, one list."""
        record, now = figure_record(), VERSION
        new, told = 0, nodes.bullet_list()
        for figure_id in record["figure_id"].unique():
            changes = history.changes(record, figure_id)
            if (changes["version"] != now).all():
                continue
            last = changes.iloc[-1]
            if len(changes) == 1:
                new += 1
                continue
            named = numbered(figure_id) if figure_id in english_figures() else nodes.literal("", figure_id)
            told += nodes.list_item("", nodes.paragraph("", "", named, nodes.Text(f": {last['note']}")))
        changed = f"{len(told)} have other numbers than before or are withdrawn" if len(told) else "none has changed"
        made = [nodes.paragraph("", f"In version {now}, {new} figures are new; {changed}.")]
        return [*made, told] if len(told) else made
