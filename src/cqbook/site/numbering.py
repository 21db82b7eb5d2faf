"""Numbers by chapter: the second figure of notebook 08 is Figure 8.2, whatever chapters come before it; so tables."""

import re

_CHAPTER = re.compile(r"notebooks/(\d+)-")


def number_by_chapter(app, env) -> list[str]:
    """Replace Sphinx's running numbers by chapter and place in the chapter. Returns the pages to write again."""
    changed = []
    for document, numbers in env.toc_fignumbers.items():
        chapter = _CHAPTER.match(document)
        for kind in {"figure", "table"} & set(numbers) if chapter else ():
            in_order = sorted(numbers[kind], key=numbers[kind].get)
            numbers[kind] = {name: (int(chapter[1]), place) for place, name in enumerate(in_order, 1)}
            changed.append(document)
    return changed
