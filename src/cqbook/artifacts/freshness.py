"""Whether a stored notebook is what its code gives here: what it was made from, and what of that has changed since.

A notebook says in its metadata what a run of it used, each with a hash: its code, the parts of the dataset that it read
(`cqbook.dataset.reads`), the modules of the package and the libraries that it imported, and its outputs. Text cells may
change freely.
"""

import functools
import hashlib
import json
import re
from importlib import metadata
from pathlib import Path
from typing import Any

import nbformat

from cqbook.dataset import reads
from cqbook.project.digests import digest
from cqbook.project.paths import DATA, LOCK, PACKAGE

# Run in the kernel after the last cell, it names what the chapter used.
TELL = """
import json, sys
_reads = sys.modules.get("cqbook.dataset.reads")
print(json.dumps({"data": _reads.noted() if _reads else [], "modules": sorted(sys.modules)}))
"""
# What every kernel imports, whatever its notebook says.
_KERNEL = "ipykernel"
_KINDS = {"data": "data", "libraries": "library", "modules": "module"}
_LOCKED = re.compile(r"^([\w.-]+)==", re.MULTILINE)
_NAME = re.compile(r"[\w.-]+")


class Surroundings:
    """What notebooks can be made from, as it stood when this was made.

    data: a hash of each part of the dataset. modules: a hash of each module of the package, and of the style and fonts
    beside it. libraries: the installed versions of all that the lock names.
    """

    def __init__(self) -> None:
        self.data = reads.states(DATA)
        self.modules = {_module(path): digest([path, *_beside(path)], PACKAGE)[:16] for path in PACKAGE.rglob("*.py")}
        installed = {_normal(found.name): found.version for found in metadata.distributions()}
        self.libraries = {name: installed.get(name) for name in _LOCKED.findall(LOCK.read_text(encoding="utf-8"))}


def _module(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _beside(path: Path) -> list[Path]:
    """The style and fonts of a package, which belong to its `__init__`."""
    found = path.parent.iterdir() if path.name == "__init__.py" else ()
    return [file for file in found if file.suffix in (".mplstyle", ".ttf")]


def _used(told: str, around: Surroundings) -> dict[str, dict[str, str | None]]:
    """What a run used, as it stood before, from what `TELL` printed in its kernel."""
    found = json.loads(told)
    tops = {name.partition(".")[0] for name in found["modules"]}
    libraries = {library for top in tops for library in _distributions().get(top, [])} - _of_every_kernel()
    return {
        "data": {name: around.data.get(name) for name in found["data"]},
        "libraries": {name: version for name, version in around.libraries.items() if name in libraries},
        "modules": {name: state for name, state in around.modules.items() if name in found["modules"]},
    }


def record(notebook: nbformat.NotebookNode, told: str, around: Surroundings) -> dict[str, Any]:
    """What a notebook keeps of the run that has just ended."""
    return {"code": _code_hash(notebook), **_used(told, around), "outputs": _outputs_hash(notebook)}


def reasons(notebook: nbformat.NotebookNode, around: Surroundings) -> list[str]:
    """Why a stored notebook must run again, in words; nothing where it need not."""
    held = notebook.metadata.get("cqbook", {}).get("used", {})
    if not {"code", "outputs", *_KINDS} <= set(held):
        return ["it was never run by `make notebooks`"]
    found = []
    if held["code"] != _code_hash(notebook):
        found.append("its code")
    if held["outputs"] != _outputs_hash(notebook):
        found.append("its outputs")
    return found + [
        f"{word} {name}"
        for kind, word in _KINDS.items()
        for name, state in held[kind].items()
        if getattr(around, kind).get(name) != state
    ]


def _code_hash(notebook: nbformat.NotebookNode) -> str:
    """Hash of the code cells."""
    return _hash([cell.source for cell in notebook.cells if cell.cell_type == "code"])


def _outputs_hash(notebook: nbformat.NotebookNode) -> str:
    """Hash of all that the cells put out, but not of the order in which they were run."""
    return _hash(
        [
            [{key: value for key, value in output.items() if key != "execution_count"} for output in cell.outputs]
            for cell in notebook.cells
            if cell.cell_type == "code"
        ]
    )


def _hash(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


@functools.cache
def _distributions() -> dict[str, list[str]]:
    return {name: list(map(_normal, found)) for name, found in metadata.packages_distributions().items()}


@functools.cache
def _of_every_kernel() -> set[str]:
    """The distributions that a kernel needs, and all that they need."""
    found, ahead = set(), [_KERNEL]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            try:
                ahead += [
                    _normal(_NAME.findall(line)[0]) for line in metadata.requires(name) or [] if "extra ==" not in line
                ]
            except metadata.PackageNotFoundError:
                continue  # a requirement of another platform
    return found


def _normal(name: str) -> str:
    """The name of a distribution as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
