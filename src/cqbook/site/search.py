"""The search page and its index: figures, indicators, sections, statements, sources, tables and terms with their texts.

search.js looks for parts of words in the texts as they stand on the pages, so that the index holds nothing else: half a
million words are looked through in a few milliseconds. Titles and texts are one file; the cells of tables, which are as
long, are a second one that is loaded after it.
"""

import functools
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from cqbook.artifacts.registry import Figure
from cqbook.dataset.schema import TOPICS
from cqbook.figures.marks import CHINESE_ENDING
from cqbook.site import figures, uses
from cqbook.site.figure_files import published
from cqbook.site.indicators import FOLDER
from cqbook.site.search_texts import Piece, pieces
from cqbook.site.shared import dataset, english_figures, registry, said
from cqbook.site.templates import render

TEXTS, TABLES = "search-texts.js", "search-tables.js"
_KEPT = "search.json"  # what all pages say, from one build to the next
_PIECES = "cqbook_pieces"  # name of the same in the application
_UNUSED = ("searchtools.js", "language_data.js")  # of Sphinx's own search
_RECORDS = {"book/statements": "statement", "book/sources": "source"}

Kept = dict[str, list[Piece]]  # what each page says


@dataclass
class Thing:
    """What can be found.

    kind: figure, indicator, chapter, statement, table, source, term or page; sections of a page are things of
    their own. label: its number, such as "Figure 8.5". within: title of the page that it is a part of, or topic of an
    indicator. address: from the top of the site. size: of a figure's picture, else 0 and 0. cells: of its tables, lists
    of numbers and facts, and its code.
    """

    kind: str
    title: str
    title_zh: str
    label: str
    within: str
    address: str
    text: str
    size: tuple[int, int] = (0, 0)
    cells: list[str] = field(default_factory=list)


def connect(app: Sphinx) -> None:
    """Register with Sphinx, after the pages of figures, which are searched too."""
    app.connect("builder-inited", _begin)
    app.connect("html-page-context", _read, priority=950)
    app.connect("html-page-context", _add_files)
    app.connect("html-collect-pages", collect)
    app.connect("build-finished", _end)


def _begin(app: Sphinx) -> None:
    app.builder.search = False  # type: ignore[attr-defined]  # Sphinx makes no index and no page of its own
    try:
        held = json.loads((Path(app.doctreedir) / _KEPT).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # none yet, or one that a killed build left
        held = {}
    setattr(app, _PIECES, {page: [Piece(*piece) for piece in found] for page, found in held.items()})


def _read(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    """Keep what a page says; one that is not written again says what it said."""
    if "/" in page and "body" in context:
        getattr(app, _PIECES)[page] = pieces(context["body"])


def _add_files(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    if page == "search":
        app.add_css_file("search.css")
        app.add_js_file("search.js", loading_method="defer")


def _end(app: Sphinx, exception: Exception | None) -> None:
    for name in _UNUSED:
        (Path(app.outdir) / "_static" / name).unlink(missing_ok=True)
    if exception is None:
        held = {page: [astuple(piece) for piece in found] for page, found in getattr(app, _PIECES).items()}
        (Path(app.doctreedir) / _KEPT).write_text(json.dumps(held, ensure_ascii=False), encoding="utf-8")


def collect(app: Sphinx) -> Iterator[tuple[str, dict, str]]:
    """The search page, when all other pages are written."""
    order = [page for page in app.env.collect_relations() if page in app.env.titles]
    found = things(getattr(app, _PIECES), order, app.config.html_baseurl)
    scripts = [
        _write(app, TEXTS, "takeTexts", [astuple(thing)[:-1] for thing in found]),
        _write(app, TABLES, "takeTables", [" | ".join(thing.cells) for thing in found]),
    ]
    contents = [(f"{page}.html", app.env.titles[page].astext()) for page in order]
    body = render("search.html", scripts=scripts, contents=contents)
    yield "search", {"title": "Search", "pagetitle": "Search", "body": body, "metatags": ""}, "page.html"


def _write(app: Sphinx, name: str, function: str, content: list) -> str:
    """Write a file of the index. Returns its address, which changes with it, so that no browser shows an old one."""
    # A script, for browsers refuse to fetch JSON where the pages are opened from a folder.
    text = f"cqSearch.{function}({json.dumps(content, ensure_ascii=False, separators=(',', ':'))});\n"
    (Path(app.outdir) / name).write_text(text, encoding="utf-8", newline="\n")
    return f"{name}?v={hashlib.sha256(text.encode()).hexdigest()[:8]}"


def things(kept: Kept, order: list[str], base_url: str) -> list[Thing]:
    """All that can be found. Of what fits as well, the earlier one is shown first.

    Args:
        kept: what each page says.
        order: the pages of the table of contents.
        base_url: address of the published book, or "".
    """
    shown = [_figure(kept, figure, base_url) for figure in english_figures().values() if f"figures/{figure.id}" in kept]
    return [*shown, *_withdrawn(kept), *_indicators(kept), *(thing for page in order for thing in _parts(kept, page))]


def _figure(kept: Kept, figure: Figure, base_url: str) -> Thing:
    """A figure with what its Chinese version says."""
    chinese = registry().figures.get(f"{figure.id}{CHINESE_ENDING}")
    names = [figure.id, *([chinese.id] if chinese else [])]
    parts = [piece for name in names for piece in kept[f"figures/{name}"] if piece.kind == "figure"]
    texts = [f"{figure.about['subtitle']}.", *(f"{part.title} {part.text}" for part in parts), figure.id]
    return Thing(
        "figure",
        figure.about["title"],
        chinese.about["title"] if chinese else "",
        parts[0].label,
        figure.heading,
        f"figures/{figure.id}.html",
        " ".join(texts),
        figures.size(published(figure, base_url)),
        _cells(parts),
    )


def _withdrawn(kept: Kept) -> Iterator[Thing]:
    for page in sorted(kept):
        folder, _, name = page.partition("/")
        if folder == "figures" and name not in registry().figures:
            text = " ".join(piece.text for piece in kept[page])
            yield Thing("figure", kept[page][0].title, "", "Withdrawn", "", f"{page}.html", text)


def _indicators(kept: Kept) -> Iterator[Thing]:
    """Those of most figures first, then of most numbers. Their publications are left out: each is found as a source."""
    data = dataset()
    numbers = data.facts.unnoted["indicator_id"].value_counts()
    drawn = Counter(name for _, rows in uses.of_figures(data) for name in set(rows["indicator_id"]))
    for row in sorted(
        data.indicators.itertuples(), key=lambda row: (-drawn[row.indicator_id], -numbers.get(row.indicator_id, 0))
    ):
        page = f"{FOLDER}/{row.indicator_id}"
        if parts := [piece for piece in kept.get(page, ()) if piece.anchor != "sources"]:
            name_zh = said(row.name_zh)
            text = " ".join(f"{part.title} {part.text}" if part.anchor else part.text for part in parts)
            text = text.removeprefix(name_zh).strip()
            yield Thing(
                "indicator", row.name, name_zh, "", TOPICS[row.topic], f"{page}.html", text, cells=_cells(parts)
            )


def _parts(kept: Kept, page: str) -> Iterator[Thing]:
    """The sections, records, tables and terms of a page."""
    found = [piece for piece in kept.get(page, ()) if piece.kind != "figure"]
    for piece in found:
        kind = {
            "section": "chapter" if page.startswith("notebooks/") else "page",
            "record": _RECORDS.get(page, "page"),
        }.get(piece.kind, piece.kind)
        within = "" if piece is found[0] or piece.kind in ("record", "term") else found[0].title
        text = f"{piece.text} {piece.anchor}" if piece.kind == "table" else piece.text
        address = f"{page}.html#{piece.anchor}" if piece.anchor else f"{page}.html"
        yield Thing(kind, piece.title, piece.title_zh, piece.label, within, address, text, cells=piece.cells)


def _cells(parts: list[Piece]) -> list[str]:
    """The cells of all parts, each once; places have their Chinese names, too, which tables do not show."""
    names = _chinese_places()
    cells = dict.fromkeys(cell for part in parts for cell in part.cells)
    return [f"{cell} {names[cell]}" if cell in names else cell for cell in cells]


@functools.cache
def _chinese_places() -> dict[str, str]:
    return dict(dataset().places[["name", "name_zh"]].itertuples(index=False))
