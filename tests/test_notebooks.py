"""The stored notebooks: clean, readable, and compared with fresh runs in a way that can fail."""

import os
import re
import subprocess
import sys

import nbformat
import pytest
from conftest import replace_in
from nbclient import NotebookClient

from cqbook.artifacts import imprint, notebooks, registry
from cqbook.project.media_types import FIGURE
from cqbook.project.paths import NOTEBOOKS, ROOT
from cqbook.project.version import VERSION

STORED = notebooks.paths()
NAMES = [path.stem for path in STORED]
BOOK = ROOT / "book"
DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def cells(path, kind):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def write(path, *sources, outputs=()):
    """A small notebook that looks as if it had been run."""
    notebook = nbformat.v4.new_notebook()
    for number, source in enumerate(sources, 1):
        notebook.cells.append(nbformat.v4.new_code_cell(source, execution_count=number, outputs=list(outputs)))
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    return path


def test_there_are_notebooks():
    assert sorted(NAMES) == NAMES and "13-documents" in NAMES and "08-science-city" in NAMES


@pytest.mark.parametrize("path", STORED, ids=NAMES)
def test_stored_notebooks_have_no_defects(path):
    assert notebooks.defects(path) == []


def test_files_that_systems_and_editors_leave_behind_make_nothing_stale(project):
    for name in (".DS_Store", ".style.py.swp", "._style.py"):
        (project / "src" / "cqbook" / name).write_text("left behind")
    assert run(project, "cqbook", "notebooks", "--check").returncode == 0


def test_a_damaged_picture_of_the_readme_is_renewed(project):
    picture = project / "book" / "_static" / "fig-links-chain.svg"
    whole = picture.read_text(encoding="utf-8")
    picture.write_text("damaged")
    assert run(project, "cqbook", "notebooks").returncode == 0
    assert picture.read_text(encoding="utf-8") == whole


@pytest.mark.parametrize("path", [*STORED, *sorted(BOOK.glob("*.md"))], ids=lambda path: path.stem)
def test_a_chapter_that_a_text_names_is_a_link_to_it(path):
    text = (
        path.read_text(encoding="utf-8")
        if path.suffix == ".md"
        else "\n".join(cell.source for cell in cells(path, "markdown"))
    )
    for number, target in re.findall(r"[Cc]hapters?\s+(\d+)(?:\]\(([^)]+)\))?", text):
        assert target and (path.parent / target).name.startswith(f"{int(number):02}-"), f"chapter {number}"
        assert (path.parent / target).exists()


def test_a_figure_stands_alone():
    """On its own page, in a slide or a report nothing stands before or after it."""
    place = re.compile(
        r"\b(?:next|last|previous|other) (?:figure|table)|(?:figure|table)s? (?:before|below|after)|the section"
    )
    for figure in registry.read().figures.values():
        for part in ("title", "subtitle", "caption", "limits"):
            assert not place.search(figure.about[part]), (figure.id, part)


def test_figures_have_titles_and_alternative_texts_of_their_own():
    for part in ("title", "alt", "caption", "limits"):
        known = {}
        for figure in registry.read().figures.values():
            text = figure.about[part]
            assert text.strip()
            other = known.setdefault(text, figure.id)
            assert other == figure.id, f"the {part} of {other} and {figure.id} is the same, reword one: {text}"


@pytest.mark.parametrize("path", STORED, ids=NAMES)
def test_chinese_terms_are_marked_as_chinese(path):
    text = "\n".join(cell.source for cell in cells(path, "markdown"))
    assert not CHINESE.search(re.sub(r'<span lang="zh-Hans">[^<]+</span>', "", text))


@pytest.mark.parametrize(
    "source", ["for i in range(3):\n    print(i)", "with a as b:\n    show(b)", "_ = show(x)", "show(x)"]
)
def test_a_cell_that_does_more_than_prepare_needs_an_output(tmp_path, source):
    assert any("no stored output" in defect for defect in notebooks.defects(write(tmp_path / "x.ipynb", source)))


def test_a_colon_at_the_end_of_a_line_is_no_path(tmp_path):
    shown = nbformat.from_dict({"output_type": "stream", "name": "stdout", "text": "ESI:\nx"})
    assert notebooks.defects(write(tmp_path / "x.ipynb", "print(1)", outputs=[shown])) == []


@pytest.mark.parametrize(
    ("sources", "outputs", "message"),
    [
        (["1 + 1"], [], "no stored output"),
        (["print(1)"], [{"output_type": "stream", "name": "stderr", "text": "careful"}], "error or a warning"),
        (
            ["print(1)"],
            [{"output_type": "stream", "name": "stdout", "text": os.sep + "home/someone/data"}],
            "path of the machine",
        ),
        (["print(1)"], [{"output_type": "error", "ename": "E", "evalue": "", "traceback": []}], "error or a warning"),
    ],
)
def test_a_defect_is_found(tmp_path, sources, outputs, message):
    path = write(tmp_path / "x.ipynb", *sources, outputs=[nbformat.from_dict(o) for o in outputs])
    assert any(message in defect for defect in notebooks.defects(path))


def test_cells_out_of_order_are_found(tmp_path):
    path = write(tmp_path / "x.ipynb", "a = 1", "b = 2")
    replace_in(path, '"execution_count": 2', '"execution_count": 7')
    assert any("top to bottom" in defect for defect in notebooks.defects(path))


def test_a_cell_that_only_prepares_needs_no_output(tmp_path):
    path = write(tmp_path / "x.ipynb", "import pandas as pd\n\ndata = load(\n    1\n)\nsaid = data.x")
    assert notebooks.defects(path) == []


def run(project, *arguments):
    """Run a command on a copy of the project, with the copy's package first on the path."""
    environment = {**os.environ, "PYTHONPATH": str(project / "src")}
    environment.pop("CQBOOK_DOCUMENTS", None)
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=project, env=environment, capture_output=True, text=True, check=False
    )


def test_what_must_run_again_is_named_with_the_reason(project):
    path = project / "notebooks" / "08-science-city.ipynb"
    replace_in(path, "## How sure is this?", "## How sure?")
    assert run(project, "cqbook", "notebooks", "--check").returncode == 0, "text cells may change freely"
    replace_in(path, "classes=3", "classes=4")
    replace_in(project / "src" / "cqbook" / "analysis" / "convergence.py", '"""', '"""In short: ')
    result = run(project, "cqbook", "notebooks", "--check")
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "notebooks/08-science-city.ipynb: changed since it ran: its code",
        "notebooks/09-peers.ipynb: changed since it ran: module cqbook.analysis.convergence",
        "notebooks/15-annex.ipynb: changed since it ran: module cqbook.analysis.convergence",
        "run `make notebooks`",
    ]


# One chapter stands for all: nbval runs every one again, but compares no picture.
ONE = "10-classrooms-to-firms"


def test_cleared_outputs_come_back_and_running_again_changes_nothing(project):
    """On one machine not a byte; against what is stored not a character outside the pictures' coordinates."""
    path = project / "notebooks" / f"{ONE}.ipynb"
    for other in {*(project / "notebooks").glob("*.ipynb")} - {path}:
        other.unlink()

    def run_again():
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            cell |= {"outputs": [], "execution_count": None} if cell.cell_type == "code" else {}
        nbformat.write(notebook, path)
        run(project, "cqbook", "notebooks")  # misses the picture of the README, which another chapter draws
        return re.sub(r'"executed": "[^"]+"', "", path.read_text(encoding="utf-8"))

    first = run_again()
    assert run_again() == first
    stored = (NOTEBOOKS / path.name).read_text(encoding="utf-8")
    assert without_pictures(path.read_text(encoding="utf-8")) == without_pictures(stored)


def without_pictures(text):
    """A notebook without its pictures, and without the day and the Python of its run."""
    notebook = nbformat.reads(text, as_version=4)
    for name in ("executed", "python"):
        assert notebook.metadata["cqbook"].pop(name)
    assert notebook.metadata["cqbook"]["used"].pop("outputs")
    assert notebook.metadata["language_info"].pop("version")
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for picture in ("image/svg+xml", "image/png"):
                output.get("data", {}).pop(picture, None)
    return notebook


def test_a_chapter_says_what_it_is_and_how_it_is_run_where_it_stands_alone(monkeypatch):
    notebook = notebooks.read(STORED[0])
    told, hint = notebook.cells[1], notebook.cells[2].source.splitlines()[0]
    assert told.metadata.tags == ["remove-cell"] and hint.startswith("# No module named cqbook?")
    for part in ("Chongqing: Education", f"`{VERSION}`", "CC BY 4.0", '`python -m pip install ".[notebooks]"`'):
        assert part in told.source
    settings = {"title": "T", "html": {"baseurl": "https://e.org", "extra_footer": "F"}}
    settings["repository"] = {"url": "https://g.org/r"}
    monkeypatch.setattr(imprint, "read_yaml", lambda _: settings)
    told = notebooks.tidied(notebook).cells[1].source
    assert "https://e.org" in told and '"cqbook[notebooks] @ git+https://g.org/r"' in told
    assert [cell.id for cell in notebook.cells].count(imprint.ID) == 1


@pytest.mark.slow
def test_another_place_and_other_years_are_given_to_a_chapter_as_papermill_does():
    notebook = notebooks.read(NOTEBOOKS / "10-classrooms-to-firms.ipynb")
    tagged = [number for number, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", [])]
    given = nbformat.v4.new_code_cell('PLACE, LAST = "CN-SC", 2022', metadata={"tags": ["injected-parameters"]})
    notebook.cells.insert(tagged[0] + 1, given)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    outputs = [output.data for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    titles = {output[FIGURE]["id"]: output[FIGURE]["title"] for output in outputs if FIGURE in output}
    assert titles["fig-links-growth"].startswith("In Sichuan graduates grew by")
    assert "to 2022" in titles["fig-links-growth"] and "Sichuan" in titles["fig-links-hinge"]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("lode()", ", cell 3: NameError: name 'lode' is not defined"),
        ("__import__('os')._exit(1)", ": Kernel died"),
        # The kernel's parent is the process that runs the notebook.
        ("__import__('os').kill(__import__('os').getppid(), 9)", ": stopped from outside"),
    ],
)
def test_a_notebook_that_fails_is_named_and_left_as_it_was(project, code, told):
    path = project / "notebooks" / "08-science-city.ipynb"
    replace_in(path, "data = load()", f"data = {code}")
    before = path.read_bytes()
    result = run(project, "cqbook", "notebooks")
    assert result.returncode == 1
    assert f"notebooks/08-science-city.ipynb{told}" in result.stderr
    assert "Traceback" not in result.stderr
    assert path.read_bytes() == before


def test_validation_fails_when_one_value_of_the_dataset_changes(project):
    arguments = ["pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env"]
    arguments += ["--nbval-sanitize-with", "tests/nbval.cfg", "notebooks/08-science-city.ipynb"]
    replace_in(project / "data" / "observations.csv", "1164,exact", "1165,exact")
    replace_in(project / "data" / "observations.csv", '"1,164"', '"1,165"')
    # The verdicts that rest on the old value are judged again.
    checks = project / "data" / "checks.csv"
    checks.write_text(checks.read_text(encoding="utf-8").replace(",1164,", ",1165,"), encoding="utf-8", newline="\n")
    result = run(project, *arguments)
    assert result.returncode == 1
    assert "fig-science-city-distance" in result.stdout and "1,165" in result.stdout
    # Cells that do not rest on the value agree, so it is not the copy of the project that fails.
    assert re.search(r"\d+ failed, \d+ passed", result.stdout)


def test_the_dataset_loads_from_any_folder(tmp_path):
    """Nothing but the environment is needed: no path set-up, any working folder."""
    code = "import cqbook; print(len(cqbook.load().statements))"
    result = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert int(result.stdout) >= 100


@pytest.mark.parametrize("damage", [b"<<<<<<< mine", b"\xff\xfe{}", b'{"nbformat": 9, "cells": []}', b"[]"])
def test_a_file_that_is_no_notebook_is_told(project, damage):
    (project / "notebooks" / "08-science-city.ipynb").write_bytes(damage)
    result = run(project, "cqbook", "notebooks", "--check")
    assert result.returncode == 1
    assert result.stderr.startswith("notebooks/08-science-city.ipynb: is no notebook that can be read")
    assert "Traceback" not in result.stderr
