"""Figure numbers by chapter: the second figure of notebook 08 is Figure 8.2, whatever chapters come before it."""

import re

_CHAPTER = re.compile(r"notebooks/(\d+)-")


def number_by_chapter(app, env) -> list[str]:
    """Replace Sphinx's running figure numbers by chapter and place in the chapter. Returns the pages to write again."""
    changed = []
    for document, numbers in env.toc_fignumbers.items():
        chapter = _CHAPTER.match(document)
        if chapter and "figure" in numbers:
            in_order = sorted(numbers["figure"], key=lambda figure_id: numbers["figure"][figure_id])
            numbers["figure"] = {figure_id: (int(chapter[1]), place) for place, figure_id in enumerate(in_order, 1)}
            changed.append(document)
    return changed
