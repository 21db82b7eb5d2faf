"""Records, each with an address of its own: a few lines of a page that open to all that is known."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from docutils import nodes
from sphinx.application import Sphinx

from cqbook.site.templates import piece

_NAMES = "records"  # attribute of a piece of a page: what its records are called

# A text, or texts and links (words and address) one after the other.
Parts = str | list[str | tuple[str, str]]


@dataclass(frozen=True)
class Record:
    """A statement or publication.

    id: its address on the page. line: what stands below its title while it is closed. text: a first paragraph.
    facts: all else, by what it is; those without a text are left out. chosen_by: the words by which it can be chosen.
    """

    id: str
    title: str
    title_zh: str
    line: str
    facts: list[tuple[str, Parts]]
    text: str = ""
    chosen_by: Collection[str] = ()


def records(folds: Mapping[str, list[Record]], choices: str, group: str = "") -> nodes.raw:
    """Records as a part of a page.

    Args:
        folds: the records, by what is said of each fold.
        choices: what they can be chosen by, in a word.
        group: what is said of the fold that stands open where there is room.
    """
    made = piece("records.html", folds=folds, choices=choices, group=group)
    made[_NAMES] = [record.id for found in folds.values() for record in found]
    return made


def enumerated(links: Iterable[tuple[str, str]], between: str = ", ") -> Parts:
    """Links with commas, or another sign, between them."""
    made: list[str | tuple[str, str]] = []
    for link in links:
        made += [between, link] if made else [link]
    return made


def register(app: Sphinx, doctree: nodes.document) -> None:
    """Let Markdown links such as statements.md#icq-2022-10-gerd find the records of a page; let them be filtered."""
    slugs = app.env.metadata[app.env.docname].setdefault("myst_slugs", {})
    for part in doctree.findall(nodes.raw):
        for name in part.get(_NAMES, ()):
            slugs[name] = (1, name, name)
        if _NAMES in part and "cq-filter" not in part.parent["classes"]:
            part.parent["classes"].append("cq-filter")
