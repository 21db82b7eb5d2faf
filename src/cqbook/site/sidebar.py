"""The table of contents beside the pages: made once for all pages of a folder that it does not list."""

from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from cqbook.site.languages import marked


def make_once(app: Sphinx) -> None:
    """Let the pages of figures and indicators share what is alike on all of them: only its links hang on the folder."""
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    made: dict[tuple, str] = {}
    plain = app.builder._get_local_toctree

    def make(page: str, *arguments: Any, **options: Any) -> str:
        return marked(plain(page, *arguments, **options))

    def shared(page: str, *arguments: Any, **options: Any) -> str:
        listed = {name for names in app.env.toctree_includes.values() for name in names}
        if page in {*listed, app.config.root_doc}:
            return make(page, *arguments, **options)
        key = (page.rpartition("/")[0], arguments, tuple(sorted(options.items())))
        if key not in made:
            made[key] = make(page, *arguments, **options)
        return made[key]

    app.builder._get_local_toctree = shared  # type: ignore[method-assign, assignment]  # Sphinx has no hook for it
