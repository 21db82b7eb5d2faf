"""Make again only the pages that something has changed for: each page notes what it reads, with its hash.

What a page reads (its source, rows of the dataset, figures and values of other chapters) is noted here while the page
is read and while it is written. What all pages are made with (`made_by`) makes all again, see `build`.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import astuple
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from cqbook.artifacts import history, test_record
from cqbook.artifacts.registry import Registry
from cqbook.dataset import reads
from cqbook.project.digests import dataset_digest, digest
from cqbook.project.paths import BOOK, DATA, LOCK, NOTEBOOKS, PACKAGE, ROOT
from cqbook.site import uses
from cqbook.site.indicators import last_year
from cqbook.site.shared import registry

# Scripts and styles that begin so are loaded by one page: the first notes them, the second is made anew each time.
OF_ONE_PAGE = ("explore", "search")
_FILE = "pages.json"
_FILE_PART = "file:"
_PAGES = "cqbook_pages"  # name of these in the application


class Pages:
    """What each page was made from, in the last build and in this one."""

    def __init__(self, file: Path):
        self.file = file
        self.now = states(registry())
        try:
            held = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):  # none yet, or one that a killed build left
            held = {"frame": "", "read": {}, "written": {}}
        self.frame, self.is_frame_new = held["frame"], False
        self.used = {"read": held["read"], "written": held["written"]}
        reads.NOTED.clear()

    def is_current(self, page: str) -> bool:
        """Whether all that a page was made from stands as it did."""
        if page not in self.used["written"] or self.is_frame_new:
            return False
        parts = {**self.used["read"].get(page, {}), **self.used["written"][page]}
        return all(self._state(name) == state for name, state in parts.items())

    def note(self, step: str, page: str, files: Iterable[Path] = ()) -> None:
        """Take what has been noted since the last call, and some files, as read for this step of a page."""
        names = [*reads.noted(), *(f"{_FILE_PART}{path}" for path in files)]
        self.used[step][page] = {name: self._state(name) for name in names}
        reads.NOTED.clear()

    def _state(self, name: str) -> Any:
        if not name.startswith(_FILE_PART):
            return self.now.get(name)
        path = Path(name.removeprefix(_FILE_PART))
        return digest([path], path.parent) if path.is_file() else None

    def store(self) -> None:
        """Keep this for the next build."""
        self.file.write_text(json.dumps({"frame": self.frame, **self.used}), encoding="utf-8")


def states(found: Registry) -> dict[str, Any]:
    """A hash of each thing that a page may read."""
    units = {
        f"{kind}:{name}": _hash(astuple(unit)) for kind in vars(found) for name, unit in getattr(found, kind).items()
    }
    whole = {kind: _hash([units[f"{kind}:{name}"] for name in getattr(found, kind)]) for kind in vars(found)}
    return {
        **reads.states(DATA),
        **units,
        **whole,
        "history": digest([history.PATH], BOOK),
        **{f"history:{name}": _hash(rows.values.tolist()) for name, rows in history.read().groupby("figure_id")},
        "last-year": last_year(),
        "named": _hash(uses.named()),
        **{f"uses:{name}": _hash(astuple(found)) for name, found in uses.all_of_indicators().items()},
        "notebooks": digest(NOTEBOOKS.glob("*.ipynb"), NOTEBOOKS),
        "test-run": str(test_record.last()),
        "dataset": dataset_digest(),
    }


def made_by(root: Path = ROOT) -> str:
    """A hash of what all pages are made with: package, settings, scripts and style, lock."""
    settings = [root / name for name in ("_config.yml", "_toc.yml", "pyproject.toml", "CITATION.cff", LOCK.name)]
    parts = (
        path
        for folder in (PACKAGE, BOOK / "_static", BOOK / "_templates")
        for path in (root / folder.relative_to(ROOT)).rglob("*")
    )
    made = [path for path in parts if path.is_file() and path.parent.name != "__pycache__"]
    of_all = (path for path in made if path.parent.name != "_static" or not path.name.startswith(OF_ONE_PAGE))
    return digest([*settings, *of_all], root)


def connect(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("builder-inited", _begin, priority=900)
    app.connect("env-get-outdated", _outdated)
    app.connect("source-read", lambda app, page, source: reads.NOTED.clear())
    app.connect("doctree-read", _end_reading, priority=999)
    app.connect("env-get-updated", _begin_writing, priority=999)  # after the figures have their numbers
    app.connect("html-page-context", lambda app, page, *rest: pages(app).note("written", page), priority=999)
    app.connect("build-finished", _end, priority=999)


def pages(app: Sphinx) -> Pages:
    """The pages of this build."""
    return getattr(app, _PAGES)


def _begin(app: Sphinx) -> None:
    # MyST-NB writes its style at the end of a build: where it stands already, pages would name it otherwise.
    for path in Path(app.outdir).glob("_static/mystnb.*.css"):
        path.unlink()
    setattr(app, _PAGES, Pages(Path(app.doctreedir) / _FILE))


def _outdated(app: Sphinx, env: BuildEnvironment, added: set, changed: set, removed: set) -> list[str]:
    return [page for page in sorted(env.found_docs) if not pages(app).is_current(page)]


def _end_reading(app: Sphinx, doctree: nodes.document) -> None:
    # By what they hold: Sphinx goes by their dates, which are older where an old state is brought back.
    page, env = app.env.docname, app.env
    files = {Path(env.doc2path(page)), *(Path(env.srcdir, name) for name in env.dependencies.get(page, ()))}
    pages(app).note("read", page, sorted(files))


def _begin_writing(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write all pages where something has changed that stands on each: titles, order, numbers, targets of links."""
    reads.NOTED.clear()
    frame = _frame(env)
    known = pages(app)
    known.is_frame_new, known.frame = frame != known.frame, frame
    return sorted(env.found_docs) if known.is_frame_new else []


def _frame(env: BuildEnvironment) -> str:
    standard = env.domaindata["std"]
    # A reference to a figure or table shows its number, not its title.
    labels = {
        name: label[:2] if name.startswith(("fig-", "tab-")) else label
        for name, label in sorted(standard["labels"].items())
    }
    slugs = {page: sorted(about.get("myst_slugs", {}).items()) for page, about in sorted(env.metadata.items())}
    return _hash(
        [
            {page: title.astext() for page, title in sorted(env.titles.items())},
            env.toctree_includes,
            env.toc_secnumbers,
            env.toc_fignumbers,
            labels,
            sorted(standard["anonlabels"].items()),
            sorted(map(str, standard["objects"].items())),
            sorted(map(str, standard["terms"].items())),
            slugs,
        ]
    )


def _end(app: Sphinx, exception: Exception | None) -> None:
    """Keep what was noted; after an error nothing, so that the next build repeats its warnings."""
    if exception is None and app.statuscode == 0:
        pages(app).store()


def _hash(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()[:16]
