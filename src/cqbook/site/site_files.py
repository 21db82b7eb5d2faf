"""Files about the book as a whole: the front address, llms.txt, sitemap.xml, robots.txt, the icon for phones."""

import functools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from cqbook.artifacts import history
from cqbook.dataset.descriptor import FILE as DESCRIPTOR
from cqbook.dataset.descriptor import NAME, TITLE
from cqbook.project.paths import BOOK
from cqbook.project.version import VERSION
from cqbook.site import addresses, meta
from cqbook.site.figure_files import LICENCE, kept, made_with
from cqbook.site.pages import RELEASE
from cqbook.site.shared import figure_record, registry
from cqbook.site.templates import render

_ICON = BOOK / "_static" / "favicon.svg"
# 180 pixels, as phones ask for it, in full: they cut the corners themselves.
_ICON_PAGE = b"""
#set document(date: none)
#set page(width: 180pt, height: 180pt, margin: 0pt, fill: rgb("#12436d"))
#image(bytes(sys.inputs.svg), format: "svg", width: 180pt)
"""


def write(app: Sphinx) -> None:
    """Write these files into the built site; what needs an address only where the book has one."""
    top, base_url = Path(app.outdir), app.config.html_baseurl
    _write(top / "index.html", "front.html", **_front(app))
    _write(top / "llms.txt", "llms.txt", **_overview(app))
    icon = _ICON.read_text(encoding="utf-8")
    drawn = kept([icon, made_with(Path(__file__))], ".png", functools.partial(_drawn, icon))
    shutil.copyfile(drawn, top / "icon.png")
    if base_url:
        found = [addresses.of(base_url, f"{page}.html", "") for page in _pages(app)]
        _write(top / "sitemap.xml", "sitemap.xml", found=found)
        _write(top / "robots.txt", "robots.txt", sitemap=addresses.of(base_url, "sitemap.xml", ""))


def _write(path: Path, template: str, **context: Any) -> None:
    path.write_text(render(template, **context).rstrip() + "\n", encoding="utf-8", newline="\n")


def _front(app: Sphinx) -> dict[str, str]:
    """The front address leads on to the first page, and says the same to who does not follow."""
    root, base_url = app.config.root_doc, app.config.html_baseurl
    return {
        "page": f"{root}.html",
        "title": TITLE,
        "canonical": addresses.of(base_url, f"{root}.html", "") if base_url else "",
        "metatags": meta.tags(app, root, where=""),
    }


def _overview(app: Sphinx) -> dict[str, Any]:
    """What the report is, its pages by part, its files, in the form of llmstxt.org."""
    base_url, env = app.config.html_baseurl, app.env
    parts = [
        {
            "caption": part.caption,
            "pages": [
                {
                    "title": env.titles[page].astext(),
                    "address": addresses.of(base_url, f"{page}.html", ""),
                    "description": meta.description(env, page),
                }
                for page in map(str, part.items)
            ],
        }
        for part in app.config.external_site_map.root.subtrees
    ]
    files = {
        f"data/{DESCRIPTOR}": "the tables of the dataset, each a CSV file beside it: columns, types, keys",
        **{f"data/{NAME}-{VERSION}{ending}": words for ending, words in RELEASE.items()},
        "figures/index.json": "all figures with title and page",
        "values.json": "all computed values with formula and the observations behind them",
    }
    return {
        "title": TITLE,
        "description": meta.description(env, app.config.root_doc),
        "licence": LICENCE,
        "version": VERSION,
        "parts": parts,
        "files": [
            {"name": path.rpartition("/")[2], "address": addresses.of(base_url, path, ""), "words": words}
            for path, words in files.items()
        ],
    }


def _pages(app: Sphinx) -> Iterator[str]:
    """All pages, in order."""
    gone = history.withdrawn(figure_record()).index
    yield from sorted({*app.env.found_docs, *(f"figures/{name}" for name in [*registry().figures, *gone])})


def _drawn(svg: str) -> bytes:
    # Here, because it is large, and only a picture that is not kept needs it.
    import typst

    return typst.compile(_ICON_PAGE, format="png", ppi=72, sys_inputs={"svg": svg})
