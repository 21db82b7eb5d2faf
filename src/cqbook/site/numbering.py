"""Numbers by chapter: the second figure of notebook 08 is Figure 8.2, whatever chapters come before it; so tables."""

import copy
import re

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from cqbook.site.shared import english_figures, registry

_CHAPTER = re.compile(r"notebooks/(\d+)-")
_RUNNING = "cqbook_running_numbers"  # Sphinx's own, kept with the environment from one build to the next


def restore_running(app: Sphinx, env: BuildEnvironment, pages: list[str]) -> None:
    """Give Sphinx the numbers that it made in the last build, with which it compares those of this one."""
    env.toc_fignumbers = getattr(env, _RUNNING, env.toc_fignumbers)


def number_by_chapter(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Replace Sphinx's running numbers by chapter and place in the chapter.

    Returns no page: `incremental` knows which must be written again.
    """
    setattr(env, _RUNNING, copy.deepcopy(env.toc_fignumbers))
    for document, numbers in env.toc_fignumbers.items():
        if chapter := _CHAPTER.match(document):
            for kind in {"figure", "table"} & set(numbers):
                in_order = sorted(numbers[kind], key=numbers[kind].__getitem__)
                numbers[kind] = {name: (int(chapter[1]), place) for place, name in enumerate(in_order, 1)}
    return []


def number_and_address(name: str) -> tuple[str, str]:
    """Number of a figure or table, such as "Figure 8.2", and its address from a page one level below the top."""
    found = english_figures()
    word, units = ("Figure", found) if name in found else ("Table", registry().tables)
    chapter = units[name].chapter
    place = [each.id for each in units.values() if each.chapter == chapter].index(name) + 1
    return f"{word} {int(chapter[:2])}.{place}", f"../notebooks/{chapter}.html#{name}"
