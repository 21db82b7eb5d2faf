"""Notebooks with their outputs: run what is stale, store it so that a second run changes nothing, and find defects."""

import ast
import os
import platform
import re
import time
from collections.abc import Iterable
from concurrent.futures import as_completed
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from pathlib import Path

import nbformat

from cqbook.artifacts import freshness, imprint
from cqbook.artifacts.freshness import Surroundings
from cqbook.project import processes
from cqbook.project.errors import UserError
from cqbook.project.paths import NOTEBOOKS, shown

CELL_TIMEOUT = 300  # seconds
_MACHINE_PATH = re.compile(r"/(?:home|root|Users|tmp|work|private|var/folders)/\w|\b[A-Z]:\\\w")


class NotebookError(UserError):
    """A notebook cannot be read, or stopped with an error; the message says where. What is stored is unchanged."""


def paths() -> list[Path]:
    """All notebooks of the report, in order."""
    return sorted(NOTEBOOKS.glob("*.ipynb"))


def read(path: Path) -> nbformat.NotebookNode:
    """One notebook.

    Raises:
        NotebookError: the file is no notebook.
    """
    try:
        return nbformat.read(path, as_version=4)
    except (ValueError, OSError, AttributeError, nbformat.ValidationError) as error:
        raise NotebookError(f"{shown(path)}: is no notebook that can be read: {str(error).splitlines()[0]}") from None


def stale(around: Surroundings | None = None) -> dict[Path, list[str]]:
    """The notebooks that must run again, each with what has changed since it ran."""
    around = around or Surroundings()
    found = {path: freshness.reasons(read(path), around) for path in paths()}
    return {path: reasons for path, reasons in found.items() if reasons}


def untidy() -> list[Path]:
    """The notebooks that an editor saved in another form than `run` stores, whatever they hold."""
    return [path for path in paths() if path.read_text(encoding="utf-8") != _text(tidied(read(path)))]


def tidied(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook as if its cells had just been run once each in order; code, texts and outputs are kept.

    Below the title stands what the notebook says of the report. What an editor notes of its own is left out: that the
    record of the run still fits is told by `freshness`.
    """
    imprint.put(notebook)
    number = 0
    for cell in notebook.cells:
        cell.metadata = {key: value for key, value in cell.metadata.items() if key == "tags"}
        if cell.cell_type == "code":
            number += 1
            cell.execution_count = number
            cell.outputs = _joined(cell.outputs)
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = number
    # All that the kernel says of itself and its language, so that JupyterLab has nothing to add when it opens the file.
    kept = {key: notebook.metadata[key] for key in ("cqbook", "language_info") if key in notebook.metadata}
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    notebook.metadata = nbformat.from_dict({**kept, "kernelspec": kernel})
    notebook.nbformat_minor = 5
    return notebook


def _joined(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Outputs with pieces of one stream that follow one another made one, as some programs do and others do not."""
    made: list[nbformat.NotebookNode] = []
    for output in outputs:
        last = made[-1] if made else {}
        if output.output_type == last.get("output_type") == "stream" and output.name == last["name"]:
            last["text"] += output.text
        else:
            made.append(output)
    return made


def run(notebooks: Iterable[Path], around: Surroundings | None = None) -> None:
    """Run notebooks side by side, one process each, and store them with their outputs.

    A line is printed at the start and when a notebook is done.

    Args:
        notebooks: their files.
        around: what they can be made from, where it is known already.

    Raises:
        NotebookError: at least one stopped with an error; the others have been stored all the same.
    """
    notebooks, failures = list(notebooks), []
    if not notebooks:
        return
    around = around or Surroundings()
    print(
        f"running {len(notebooks)} notebook{'s' if len(notebooks) > 1 else ''}: {', '.join(p.stem for p in notebooks)}"
    )
    with processes.pool(min(len(notebooks), os.cpu_count() or 1)) as pool:
        started = time.monotonic()
        # Those that put out most take longest: they come first, so that none is left alone at the end.
        ordered = sorted(notebooks, key=os.path.getsize, reverse=True)
        jobs = {pool.submit(run_one, path, around): path for path in ordered}
        for job in as_completed(jobs):
            try:
                job.result()
                print(f"  {jobs[job].stem}: done after {time.monotonic() - started:.0f} s")
            except NotebookError as failure:
                failures.append(str(failure))
            except BrokenProcessPool:
                failures.append(f"{shown(jobs[job])}: stopped from outside, perhaps for want of memory: run it again")
    if failures:
        raise NotebookError("\n".join(failures))


def run_one(path: Path, around: Surroundings) -> None:
    """Run one notebook from top to bottom in a fresh kernel and store it.

    Raises:
        NotebookError: a cell stopped with an error.
    """
    # To know what is stale takes no kernel, and these take longer to import.
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError

    notebook = read(path)
    notebook.cells.append(nbformat.v4.new_code_cell(freshness.TELL))
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": path.parent}},
        extra_arguments=["--log-level=40"],  # errors only: a warning about the kernel's port is no news to anyone
    )
    try:
        client.execute()
    except (RuntimeError, CellTimeoutError) as error:  # the kernel died, did not start, or took too long
        raise NotebookError(f"{shown(path)}: {str(error).strip().splitlines()[0]}") from None
    except CellExecutionError as error:
        number = next(
            index
            for index, cell in enumerate(notebook.cells, 1)
            for output in cell.get("outputs", [])
            if output.output_type == "error"
        )
        raise NotebookError(f"{shown(path)}, cell {number}: {error.ename}: {error.evalue}") from None
    told = notebook.cells.pop().outputs[0].text
    notebook = tidied(notebook)
    notebook.metadata["cqbook"] = {
        "executed": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "used": freshness.record(notebook, told, around),
    }
    store(path, notebook)


def store(path: Path, notebook: nbformat.NotebookNode) -> None:
    """Write a notebook beside its old state and move it into place: an interruption leaves the old one whole."""
    fresh = path.with_suffix(".ipynb.new")
    fresh.write_text(_text(notebook), encoding="utf-8", newline="\n")
    fresh.replace(path)


def _text(notebook: nbformat.NotebookNode) -> str:
    return nbformat.writes(notebook) + "\n"


def defects(path: Path) -> list[str]:
    """What keeps a stored notebook from being read on a repository's page or validated, one line each."""
    notebook = read(path)
    code = [(number, cell) for number, cell in enumerate(notebook.cells, 1) if cell.cell_type == "code"]
    found = []
    if [cell.execution_count for _, cell in code] != list(range(1, len(code) + 1)):
        found.append("its cells were not run once each from top to bottom")
    for number, cell in code:
        if not cell.outputs and not _only_prepares(cell.source):
            found.append(f"cell {number} has no stored output")
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                found.append(f"cell {number} stores an error or a warning")
            if match := _MACHINE_PATH.search(_texts(output)):
                found.append(f"cell {number} stores a path of the machine it ran on ({match.group()}...)")
    return [f"{shown(path)}: {defect}" for defect in found]


def _only_prepares(source: str) -> bool:
    """Whether a cell only imports, defines or assigns to names, so that it has nothing to show."""
    return all(map(_prepares, ast.parse(source).body))


def _prepares(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.For):
        return all(map(_prepares, statement.body))
    quiet = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.Assign, ast.AnnAssign, ast.AugAssign)
    return isinstance(statement, quiet) and not _throws_away(statement)


def _throws_away(statement: ast.stmt) -> bool:
    """Whether a statement assigns to `_`, as one does to a call whose effect is wanted and not its value."""
    return isinstance(statement, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "_" for t in statement.targets)


def _texts(output: nbformat.NotebookNode) -> str:
    """All texts of an output, as they are shown."""
    return "\n".join(str(text) for text in [output.get("text", ""), *output.get("data", {}).values()])
