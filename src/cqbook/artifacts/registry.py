"""What the stored notebooks hold: every figure, table and computed value of the report, by its name."""

import functools
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pandas as pd

from cqbook.artifacts import notebooks
from cqbook.artifacts.notebooks import NotebookError
from cqbook.project.media_types import CSV, FIGURE, SVG, TABLE, VALUES
from cqbook.project.paths import shown
from cqbook.quantities.quantity import Quantity


@dataclass(frozen=True)
class Unit:
    """What a chapter puts out under a name of its own.

    about: all that is said about it, its `id` and `title` among them. csv: its numbers or cells. chapter: name of the
    notebook without its ending. heading: title of the chapter.
    """

    about: dict
    csv: str
    chapter: str
    heading: str

    @property
    def id(self) -> str:
        """Its stable name."""
        return self.about["id"]


@dataclass(frozen=True)
class Table(Unit):
    """A table as `cqbook.tables.publish` stored it: `about` has source line and source ids, too."""


@dataclass(frozen=True)
class Figure(Unit):
    """A figure as `cqbook.figures.publish` stored it.

    `about` has kind, subtitle, caption, limits, source line, `also_from` (sources of what is no observation),
    alternative text, the texts `drawn` in it and the computed `numbers`, too, and `lang` where it is not English.
    svg: the picture. csv: the plotted numbers. code: source of the cell that publishes it.
    """

    svg: str
    code: str

    @functools.cached_property
    def marks(self) -> pd.DataFrame:
        """The plotted numbers, one row a mark; ids of sources and observations as texts with spaces."""
        texts = {"gap": str, "unit": str, "source_ids": str, "observation_ids": str}
        empty = {name: [""] for name in ("value", "low", "high")}
        return pd.read_csv(io.StringIO(self.csv), dtype=texts, keep_default_na=False, na_values=empty)

    @property
    def lang(self) -> str:
        """The language of its texts, "en" or "zh"."""
        return self.about.get("lang", "en")

    @property
    def is_chinese(self) -> bool:
        """Whether it is the Chinese version of another figure, with -zh behind the name of that."""
        return self.lang == "zh"

    @property
    def observation_ids(self) -> list[str]:
        """All observations behind the marks, sorted."""
        return sorted({name for names in self.marks["observation_ids"] for name in names.split()})

    @property
    def data_hash(self) -> str:
        """SHA-256 of the plotted numbers as the CSV file holds them."""
        return hashlib.sha256(self.csv.encode()).hexdigest()


@dataclass(frozen=True)
class Value:
    """A computed value and where it is shown: in a figure's unit, or in a list of the chapter."""

    quantity: Quantity
    chapter: str
    figure_id: str | None


@dataclass(frozen=True)
class Registry:
    """Everything of the report that has a name, in the order of its chapters."""

    figures: dict[str, Figure]
    tables: dict[str, Table]
    values: dict[str, Value]


def read(paths: list[Path] | None = None) -> Registry:
    """Collect what the notebooks store.

    Args:
        paths: the notebooks; all of the report by default.

    Raises:
        NotebookError: a notebook cannot be read, or a name is used twice.
    """
    wanted = tuple(notebooks.paths() if paths is None else paths)
    abouts = [path.stat() if path.is_file() else None for path in wanted]
    return _read(wanted, tuple(about and (about.st_mtime_ns, about.st_size) for about in abouts))


@functools.lru_cache(maxsize=2)
def _read(paths: tuple[Path, ...], _: tuple) -> Registry:
    found = Registry({}, {}, {})
    for path in paths:
        notebook = notebooks.read(path)
        chapter, title = path.stem, heading(notebook)
        for code, output in ((cell.source, output) for cell in notebook.cells for output in cell.get("outputs", [])):
            held = output.get("data", {})
            if FIGURE in held and not {SVG, CSV} <= set(held):
                raise NotebookError(f"{shown(path)}: a figure lacks its picture or numbers: run the notebook again")
            if about := held.get(FIGURE):
                figure = Figure(about, held[CSV], chapter, title, held[SVG], code)
                _add(found.figures, figure.id, figure, path)
                for name, record in about["numbers"].items():
                    _add(
                        found.values,
                        value_name(about["id"], name),
                        Value(Quantity.from_record(record), chapter, about["id"]),
                        path,
                    )
            if about := held.get(TABLE):
                _add(found.tables, about["id"], Table(about, held[CSV], chapter, title), path)
            for name, record in held.get(VALUES, {}).items():
                _add(found.values, name, Value(Quantity.from_record(record), chapter, None), path)
    return found


def value_name(figure_id: str, name: str) -> str:
    """Name of a figure's number in the whole book: fig-talent-targets and "top" give talent-targets-top."""
    return f"{figure_id.removeprefix('fig-')}-{name.replace('_', '-')}"


def heading(notebook: nbformat.NotebookNode) -> str:
    """Title of a chapter: its first heading."""
    text = next((cell.source for cell in notebook.cells if cell.cell_type == "markdown"), "")
    return text.splitlines()[0].lstrip("# ") if text else ""


def _add(names: dict, name: str, item: Figure | Table | Value, path: Path) -> None:
    if name in names:
        raise NotebookError(f"{shown(path)}: {name} is used twice; the first is in {names[name].chapter}")
    names[name] = item
