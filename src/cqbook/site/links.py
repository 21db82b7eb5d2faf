"""Links and pictures written as HTML, of which Sphinx knows nothing, must lead to files of the site."""

import os.path
import re
from pathlib import Path
from urllib.parse import unquote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.matching import Matcher

_TARGET = re.compile(r"""<(?:a|img|source|link)\b[^>]*?\s(?:href|src)="([^"#?:]+)["#?]""")
_LOG = logging.getLogger(__name__)
_found: dict[str, set[str]] = {}  # pages made in this build, and the files that each leads to


def setup(app: Sphinx) -> None:
    """Register with Sphinx; the files beside the pages must be there before their links are looked at."""
    app.connect("builder-inited", lambda _: _found.clear())
    app.connect("html-page-context", note, priority=950)
    app.connect("build-finished", check, priority=950)


def note(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Remember where the text of a page leads."""
    folder = Path(app.builder.get_target_uri(page)).parent.as_posix()
    targets = {unquote(target) for target in _TARGET.findall(context.get("body", ""))}
    _found[page] = {os.path.normpath(f"{folder}/{target}") for target in targets}


def check(app: Sphinx, exception: Exception | None) -> None:
    """Warn of what is not there, which fails the build; a page that the settings leave out may be missing."""
    if exception is None and app.statuscode == 0:
        left_out = Matcher(app.config.exclude_patterns)
        for page, targets in _found.items():
            missing = [target for target in targets if not (Path(app.outdir) / target).is_file()]
            for target in sorted(missing):
                if not left_out(f"{target.removesuffix('.html')}.md"):
                    _LOG.warning("leads to %s, which the site does not have", target, location=page)
