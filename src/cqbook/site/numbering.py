"""Numbers by chapter: the second figure of notebook 08 is Figure 8.2, whatever chapters come before it; so tables."""

import re

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

_CHAPTER = re.compile(r"notebooks/(\d+)-")


def number_by_chapter(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Replace Sphinx's running numbers by chapter and place in the chapter. Returns the pages to write again."""
    changed = []
    for document, numbers in env.toc_fignumbers.items():
        chapter = _CHAPTER.match(document)
        if chapter is None:
            continue
        for kind in {"figure", "table"} & set(numbers):
            in_order = sorted(numbers[kind], key=numbers[kind].__getitem__)
            numbers[kind] = {name: (int(chapter[1]), place) for place, name in enumerate(in_order, 1)}
            changed.append(document)
    return changed
