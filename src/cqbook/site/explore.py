"""The page "Explore": every indicator as a chart that a reader can change. Its scripts are loaded on no other page."""

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

from cqbook.citations.citing import AUTHOR
from cqbook.dataset import release
from cqbook.dataset.descriptor import TITLE
from cqbook.dataset.schema import PROVINCE_KINDS
from cqbook.figures.style import DARK
from cqbook.project.files import write_if_changed
from cqbook.project.paths import BOOK, SITE
from cqbook.project.version import VERSION
from cqbook.site import indicator_files
from cqbook.site.shared import dataset
from cqbook.site.templates import piece

_MARK = 'id="explore-page"'  # of the page that has the chart
_VEGA = "explore-vega.js"
_SCRIPTS = (_VEGA, "explore-data.js", "explore.js")
_VIEWS = {"lines": "Lines", "ranking": "Ranking", "tiles": "Tiles", "table": "Table", "scatter": "Compare two"}
# Names of several places, in the address and on the page.
_GROUPS = {"provinces": "All 31", "peers": "Like-sized peers", "districts": "All districts", "countries": "Countries"}
# Of places: Chongqing, China, provinces, districts, other countries.
_ORDER = {"CN-CQ": 0, "CN": 1, **dict.fromkeys(PROVINCE_KINDS, 2), "district": 3, "country": 4}


class ExploreDirective(Directive):
    """The choices, the chart and what is said beneath it, empty until the script fills them."""

    def run(self) -> list[nodes.Node]:
        """One piece of HTML."""
        env = self.state.document.settings.env
        for path in (BOOK / "_static").glob("explore*"):
            env.note_dependency(path)
        return [piece("explore.html", views=_VIEWS, settings=_settings(env.app.config.html_baseurl))]


def _settings(base_url: str) -> dict[str, Any]:
    """What the script knows: places, groups, charts, colours of dark pages, and how the report is cited."""
    from cqbook.figures.specifications import SPECIFICATIONS  # takes a second to load, and only this page needs it

    data = dataset()
    wanted = [row for row in data.places.itertuples() if row.kind in _ORDER]
    rows = sorted(wanted, key=lambda row: (_ORDER.get(row.place_id, _ORDER[row.kind]), row.place_id))
    return {
        "places": [[row.place_id, row.name, _tile(row.tile_row), _tile(row.tile_column)] for row in rows],
        "groups": {
            "provinces": data.provinces,
            "peers": data.group("peers"),
            "districts": [row.place_id for row in rows if row.kind == "district"],
            "countries": [row.place_id for row in rows if row.kind == "country" and row.place_id != "CN"],
        },
        "groupNames": _GROUPS,
        "specifications": {name: make() for name, make in SPECIFICATIONS.items()},
        "dark": DARK,
        "report": {
            "author": AUTHOR,
            "title": TITLE,
            "version": VERSION,
            "year": release.year(data),
            "address": f"{base_url.rstrip('/')}/book/explore.html" if base_url else "",
        },
        "data": f"../{indicator_files.FOLDER}/",
    }


def _tile(place: float) -> int | None:
    return None if pd.isna(place) else int(place)


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("explore", ExploreDirective)
    app.connect("builder-inited", _write_vega)
    app.connect("html-page-context", _add_scripts)


def _add_scripts(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    if _MARK in context.get("body", ""):
        for name in _SCRIPTS:
            app.add_js_file(name, loading_method="defer")
        app.add_css_file("explore.css")


def _write_vega(app: Sphinx) -> None:
    """Put the script that draws the charts beside those of the report."""
    folder = Path(app.outdir) / "_static"
    folder.mkdir(parents=True, exist_ok=True)
    write_if_changed(folder / _VEGA, vega())


def vega() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, made once for each version of what they come from."""
    versions = f"{version('vl-convert-python')}-{version('altair')}"
    path = SITE.parent / "vega" / f"{versions}.js"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_if_changed(path, _bundled())
    return path.read_text(encoding="utf-8")


def _bundled() -> str:
    """A script of its own scope, under the licence of what it holds."""
    import vl_convert
    from altair import SCHEMA_VERSION

    release_of_charts = SCHEMA_VERSION.removeprefix("v").rpartition(".")[0]
    bundle = vl_convert.javascript_bundle("globalThis.vegaEmbed = vegaEmbed;", vl_version=release_of_charts)
    licence = (files("cqbook.site") / "vega-licence.txt").read_text(encoding="utf-8").strip()
    return f'/*\n{licence}\n*/\n(() => {{\n"use strict";\n{bundle}\n}})();\n'
