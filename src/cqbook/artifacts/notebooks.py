"""Notebooks with their outputs: run what is stale, store it so that a second run changes nothing, and find defects.

A notebook is up to date for exactly the code cells, the dataset, the package and the lock it was run with: the
fingerprint of these four is stored in its metadata, with the day and the Python of the run. Text cells may change
freely.
"""

import ast
import hashlib
import json
import os
import platform
import re
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from cqbook.project.digests import digest
from cqbook.project.errors import UserError
from cqbook.project.paths import DATA, LOCK, NOTEBOOKS, PACKAGE, ROOT, shown

CELL_TIMEOUT = 300  # seconds
_PACKAGE_FILES = {".py", ".mplstyle", ".ttf"}
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


def surroundings() -> str:
    """Hash of all that a notebook's outputs depend on beside its own code: dataset, package and lock."""
    package = (path for path in PACKAGE.rglob("*") if path.suffix in _PACKAGE_FILES and not path.name.startswith("."))
    return digest([LOCK, *DATA.glob("*.csv"), *package], ROOT)


def fingerprint(notebook: nbformat.NotebookNode, around: str) -> str:
    """Hash of a notebook's code cells and of its surroundings."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return hashlib.sha256(json.dumps([code, around]).encode()).hexdigest()


def is_stale(path: Path, around: str) -> bool:
    """Whether a stored notebook was run with other code, data, package or lock than those that stand here."""
    notebook = read(path)
    return notebook.metadata.get("cqbook", {}).get("fingerprint") != fingerprint(notebook, around)


def stale() -> list[Path]:
    """The notebooks that must be run again."""
    around = surroundings()
    return [path for path in paths() if is_stale(path, around)]


def run(notebooks: Iterable[Path]) -> None:
    """Run notebooks side by side, one process each, and store them with their outputs.

    A line is printed at the start and when a notebook is done.

    Raises:
        NotebookError: at least one stopped with an error; the others have been stored all the same.
    """
    notebooks, around, failures = list(notebooks), surroundings(), []
    if not notebooks:
        return
    print(
        f"running {len(notebooks)} notebook{'s' if len(notebooks) > 1 else ''}: {', '.join(p.stem for p in notebooks)}"
    )
    with ProcessPoolExecutor(max_workers=min(len(notebooks), os.cpu_count() or 1)) as pool:
        started = time.monotonic()
        jobs = {pool.submit(run_one, path, around): path for path in notebooks}
        for job in as_completed(jobs):
            try:
                job.result()
                print(f"  {jobs[job].stem}: done after {time.monotonic() - started:.0f} s")
            except NotebookError as failure:
                failures.append(str(failure))
    if failures:
        raise NotebookError("\n".join(failures))


def run_one(path: Path, around: str) -> None:
    """Run one notebook from top to bottom in a fresh kernel and store it.

    Raises:
        NotebookError: a cell stopped with an error.
    """
    notebook = read(path)
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
    except (DeadKernelError, CellTimeoutError) as error:
        raise NotebookError(f"{shown(path)}: {str(error).strip().splitlines()[0]}") from None
    except CellExecutionError as error:
        number = next(
            index
            for index, cell in enumerate(notebook.cells, 1)
            for output in cell.get("outputs", [])
            if output.output_type == "error"
        )
        raise NotebookError(f"{shown(path)}, cell {number}: {error.ename}: {error.evalue}") from None
    notebook.metadata = {
        "cqbook": {
            "executed": datetime.now(UTC).date().isoformat(),
            "fingerprint": fingerprint(notebook, around),
            "python": platform.python_version(),
        },
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    store(path, notebook)


def store(path: Path, notebook: nbformat.NotebookNode) -> None:
    """Write a notebook beside its old state and move it into place: an interruption leaves the old one whole."""
    fresh = path.with_suffix(".ipynb.new")
    fresh.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    fresh.replace(path)


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
