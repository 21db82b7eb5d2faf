"""The files of figures and tables beside the pages: pictures, data, description, citations, and an index of all."""

import functools
import hashlib
import io
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import astuple
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from sphinx.application import Sphinx

from cqbook.artifacts import history
from cqbook.artifacts.registry import Figure, Registry
from cqbook.citations import citing
from cqbook.dataset import reads, workbooks
from cqbook.dataset.descriptor import TITLE
from cqbook.dataset.schema import MISSING
from cqbook.dataset.workbooks import Sheet
from cqbook.figures.files import About, dark, pdf, png, with_about
from cqbook.project.digests import dataset_digest, digest
from cqbook.project.paths import PACKAGE, SITE
from cqbook.project.version import VERSION, released
from cqbook.site import addresses, cited
from cqbook.site.beside import Files
from cqbook.site.incremental import pages
from cqbook.site.shared import dataset, figure_record, registry
from cqbook.site.templates import render

PICTURES = SITE.parent / "pictures"
_KEPT = 30 * 24 * 3600  # seconds for which a picture that no build asks for is kept
LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
DOWNLOADS = {
    ".svg": "SVG picture",
    "-text.svg": "SVG picture with text, for editors",
    ".png": "PNG picture, for slides and Word",
    ".pdf": "PDF picture, vector, text can be searched",
    ".xlsx": "Excel workbook, the plotted numbers",
    ".csv": "CSV for programs (UTF-8), the same",
    ".json": "JSON for programs, all that is said about it",
}


def published(figure: Figure, base_url: str) -> str:
    """The picture as it leaves the report: below its source line it names the report, itself, version and licence."""
    separator, edition = ("，", f"{VERSION}版") if figure.is_chinese else (", ", f"version {VERSION}")
    address = re.sub("^https?://", "", base_url).rstrip("/")
    line = separator.join(part for part in (figure.id, edition, LICENCE["name"], address) if part)

    def draw() -> bytes:
        from cqbook.figures import lettering  # loads matplotlib

        return lettering.with_lines(figure.svg, TITLE, line).encode()

    return kept([figure.svg, TITLE, line, _maker()], ".svg", draw).read_text(encoding="utf-8")


def begin(app: Sphinx) -> Files:
    """Begin with the files of the figures of which something has changed."""
    folder = Path(app.outdir) / "figures"
    folder.mkdir(parents=True, exist_ok=True)
    work = functools.partial(_write_files, folder=folder, base_url=app.config.html_baseurl)
    return Files(app, list(registry().figures), "files of {}", work)


def end(app: Sphinx, files: Files) -> None:
    """Wait for these, and write the descriptions, the files of tables, `figures/index.json` and `values.json`.

    What says the state of the dataset is written each time, all else of a figure only where it has changed.
    """
    site, base_url = Path(app.outdir), app.config.html_baseurl
    figures, tables = site / "figures", site / "tables"
    tables.mkdir(exist_ok=True)
    files.end()
    for path in PICTURES.glob("*"):
        if path.stat().st_mtime < time.time() - _KEPT:
            path.unlink(missing_ok=True)
    for figure in registry().figures.values():
        if not pages(app).is_current(f"description of {figure.id}"):
            reads.NOTED.clear()
            _write_json(figures / f"{figure.id}.json", description(figure, base_url))
            reads.NOTED.update({"dataset", f"figures:{figure.id}", f"history:{figure.id}"})
            pages(app).note("written", f"description of {figure.id}")
    for table in registry().tables.values():
        (tables / f"{table.id}.csv").write_text(table.csv, encoding="utf-8", newline="\n")
        # Cells as they are shown: "1,164" and "2.5 to 3" are texts.
        cells = pd.read_csv(io.StringIO(table.csv), dtype=str, keep_default_na=False)
        lines = [table.about["title"], f"Source: {table.about['source']}", from_where("")]
        workbooks.write(tables / f"{table.id}.xlsx", table.about["title"], {"Table": Sheet(lines, cells)})
        cited.write([cited.table(table, base_url)], tables)
    for figure_id, row in history.withdrawn(figure_record()).iterrows():
        _write_json(figures / f"{figure_id}.json", _gone(figure_id, row))
        words = f"Figure withdrawn in version {row['version']}: see {figure_id}.html"
        notice = render("withdrawn.svg", words=words) + "\n"
        (figures / f"{figure_id}.svg").write_text(notice, encoding="utf-8", newline="\n")
    _write_json(figures / "index.json", index(registry(), base_url))
    _write_json(site / "values.json", computed(registry()))


def _write_files(figure_id: str, folder: Path, base_url: str) -> None:
    figure = registry().figures[figure_id]
    _write_pictures(figure, folder, base_url)
    (folder / f"{figure_id}.csv").write_text(figure.csv, encoding="utf-8", newline="\n")
    write_workbook(figure, folder / f"{figure_id}.xlsx", base_url)
    cited.write([cited.figure(figure, base_url), cited.figure_data(figure, base_url)], folder)


def write_workbook(figure: Figure, path: Path, base_url: str) -> None:
    """Write the plotted numbers for a spreadsheet, below titles, sources and address of the figure."""
    about = figure.about
    lines = [about["title"], about["subtitle"], about["source"], from_where(addresses.figure(base_url, figure.id))]
    workbooks.write(path, about["title"], {"Numbers": Sheet(lines, figure.marks)})


def from_where(address: str) -> str:
    """The line by which a workbook that lies elsewhere tells where it is from."""
    return " ".join([f"{TITLE}, version {VERSION}, {LICENCE['name']}.", *filter(None, [address])])


def _write_pictures(figure: Figure, folder: Path, base_url: str) -> None:
    from cqbook.figures import lettering  # loads matplotlib

    drawn = published(figure, base_url)
    text = lettering.with_text(drawn)
    about = About(
        figure.about["title"],
        figure.about["alt"],
        figure.about["source"],
        f"{LICENCE['name']}, {LICENCE['url']}",
        addresses.figure(base_url, figure.id),
        figure.lang,
        figure.id,
        citing.AUTHOR,
        f"{TITLE}, version {VERSION}",
    )
    svg = with_about(drawn, about)
    for ending, content in (("", svg), ("-dark", dark(svg)), ("-text", with_about(text, about))):
        (folder / f"{figure.id}{ending}.svg").write_text(content, encoding="utf-8", newline="\n")
    for ending, source, draw in ((".png", drawn, png), (".pdf", text, pdf)):
        picture = kept([source, *astuple(about), _maker()], ending, functools.partial(draw, source, about))
        shutil.copyfile(picture, folder / f"{figure.id}{ending}")


def kept(parts: Iterable[str], ending: str, draw: Callable[[], bytes]) -> Path:
    """A picture, which is drawn once for all builds: it takes as long as all else of a figure.

    Args:
        parts: all that the picture is made from.
        ending: of its file.
        draw: makes the file.
    """
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    path = PICTURES / f"{key}{ending}"
    if not path.is_file():
        PICTURES.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f"{ending}.{os.getpid()}")
        fresh.write_bytes(draw())
        fresh.replace(path)
    path.touch()
    return path


def made_with(*paths: Path) -> str:
    """What else a picture hangs on: files of the package, and the libraries that draw it."""
    return " ".join([digest(paths, PACKAGE), *(version(name) for name in ("pillow", "typst"))])


@functools.cache
def _maker() -> str:
    return made_with(*(PACKAGE / "figures" / f"{name}.py" for name in ("files", "lettering", "style")))


def description(figure: Figure, base_url: str) -> dict:
    """All that is said about a figure, as `figures/<id>.json` holds it."""
    data = dataset()
    marks = figure.marks
    changes = history.changes(figure_record(), figure.id)
    said = {key: figure.about[key] for key in ("title", "subtitle", "kind", "caption", "limits", "alt", "source")}
    return {
        "id": figure.id,
        **said,
        "language": figure.lang,
        "chapter": figure.heading,
        "units": sorted(set(marks["unit"])),
        "computed": figure.about["numbers"],
        "sources": [_source(row) for _, row in _sources(figure).iterrows()],
        "observation_ids": figure.observation_ids,
        "indicator_ids": sorted(set(data.facts.loc[figure.observation_ids, "indicator_id"])),
        "licence": LICENCE,
        "report": TITLE,
        "version": VERSION,
        "date": released(),
        "dataset_sha256": dataset_digest(),
        "data_read_until": data.sources["accessed"].max(),
        "data_sha256": figure.data_hash,
        "numbers_since": changes["version"].iloc[-1],
        "changes": changes[["version", "note"]].to_dict("records"),
        "address": addresses.figure(base_url, figure.id) or None,
        "files": {ending: f"{figure.id}{ending}" for ending in DOWNLOADS},
    }


def _sources(figure: Figure) -> pd.DataFrame:
    """The publications behind a figure."""
    data = dataset()
    used = {*data.facts.loc[figure.observation_ids, "source_id"], *figure.about["also_from"]}
    return data.sources.loc[data.sources["source_id"].isin(used)]


def _source(row: pd.Series) -> dict:
    """A publication, without the fields that say why they are empty."""
    names = ("source_id", "publisher", "publisher_zh", "title", "title_zh", "published", "url")
    return {name: row[name] for name in names if row[name] not in MISSING}


def index(registry: Registry, base_url: str) -> dict:
    """All figures, those that were withdrawn among them."""
    return {
        "report": TITLE,
        "version": VERSION,
        "dataset_sha256": dataset_digest(),
        "licence": LICENCE,
        "figures": [
            {
                "id": figure.id,
                "title": figure.about["title"],
                "subtitle": figure.about["subtitle"],
                "chapter": figure.heading,
                "language": figure.lang,
                "data_sha256": figure.data_hash,
                "page": addresses.figure(base_url, figure.id) or f"{figure.id}.html",
            }
            for figure in registry.figures.values()
        ],
        "withdrawn": [_gone(figure_id, row) for figure_id, row in history.withdrawn(figure_record()).iterrows()],
    }


def _gone(figure_id: str, row: pd.Series) -> dict:
    """What is said about a figure that was withdrawn."""
    return {"id": figure_id, "title": row["title"], "withdrawn_in": row["version"], "note": row["note"]}


def computed(registry: Registry) -> dict:
    """All computed values of the report, as `values.json` holds them."""
    return {
        "report": TITLE,
        "version": VERSION,
        "dataset_sha256": dataset_digest(),
        "values": {
            name: {**value.quantity.as_record(), "chapter": value.chapter, "figure": value.figure_id}
            for name, value in registry.values.items()
        },
    }


def _write_json(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
