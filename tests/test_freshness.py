"""A stored notebook is stale for what it was made from, and for nothing else."""

import copy

import nbformat
import pytest

from cqbook.artifacts import notebooks
from cqbook.artifacts.freshness import Surroundings, reasons

CHAPTER = notebooks.paths()[7]


@pytest.fixture(scope="module")
def around():
    return Surroundings()


def stored():
    return notebooks.read(CHAPTER)


@pytest.mark.parametrize(
    ("kind", "name", "stale", "fresh"),
    [
        ("data", "facts:gerd-basic-research", {"06-research-spending"}, {"08-science-city"}),
        ("data", "left_out", set(), {"08-science-city"}),
        ("modules", "cqbook.site.pages", set(), {"08-science-city"}),
        ("modules", "cqbook.analysis.convergence", {"09-peers"}, {"08-science-city"}),
        ("modules", "cqbook.figures", {path.stem for path in notebooks.paths()}, set()),
        ("libraries", "pandas", {path.stem for path in notebooks.paths()}, set()),
        ("libraries", "sphinx", set(), {"08-science-city"}),
    ],
)
def test_a_change_makes_stale_who_used_it(around, kind, name, stale, fresh):
    changed = copy.deepcopy(around)
    assert getattr(changed, kind)[name]
    getattr(changed, kind)[name] = "another"
    found = {path.stem for path in notebooks.stale(changed)}
    assert stale <= found and not fresh & found


def change_code(notebook):
    next(cell for cell in notebook.cells if cell.cell_type == "code").source += "\nx = 1"


def clear_outputs(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def keep_another_output(notebook):
    """What is left when a line was changed, run, and changed back."""
    cell = next(cell for cell in notebook.cells if cell.get("outputs"))
    cell.outputs[0].data["text/plain"] += " rose"


@pytest.mark.parametrize(
    ("change", "reason"),
    [(change_code, "its code"), (clear_outputs, "its outputs"), (keep_another_output, "its outputs")],
)
def test_code_and_outputs_belong_together(around, change, reason):
    notebook = stored()
    change(notebook)
    assert reasons(notebook, around) == [reason]


def run_all_twice_in_an_editor(notebook):
    for number, cell in enumerate(notebook.cells, 30):
        cell.metadata["trusted"] = True
        if cell.cell_type == "code":
            cell.execution_count = number
            cell.metadata["execution"] = {"iopub.execute_input": "2026-01-01T00:00:00Z"}
    notebook.metadata["widgets"] = {}


def test_what_an_editor_notes_is_put_right_without_a_run(around):
    notebook = stored()
    run_all_twice_in_an_editor(notebook)
    assert reasons(notebook, around) == []
    assert nbformat.writes(notebook) != nbformat.writes(stored())
    assert nbformat.writes(notebooks.tidied(notebook)) == nbformat.writes(stored())


def test_pieces_of_one_stream_are_joined():
    def cell(*texts):
        outputs = [nbformat.v4.new_output("stream", text=text) for text in texts]
        return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", id="a", outputs=outputs)])

    assert notebooks.tidied(cell("a\n", "b\n")) == notebooks.tidied(cell("a\nb\n"))
