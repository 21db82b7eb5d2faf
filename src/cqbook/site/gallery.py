"""The page of the kinds of chart: an example of each, drawn from the dataset, with its code."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

from cqbook import figures
from cqbook.figures import gallery
from cqbook.figures.files import dark
from cqbook.figures.words import alternative_text
from cqbook.site.code import cell
from cqbook.site.figures import size
from cqbook.site.shared import dataset
from cqbook.site.templates import piece

FOLDER = "_static/kinds"
# Of the example that is no kind of its own.
_PANELS = "Any kind, once for each value of a label, on one scale: the option panels."


@dataclass(frozen=True)
class Example:
    """An example of a kind of chart.

    name: of the kind.
    use: what the kind is for, in a sentence.
    shows: what its picture shows.
    svg, alt: the picture, and the same in words.
    code: what draws it.
    """

    name: str
    use: str
    shows: str
    svg: str
    alt: str
    code: str


def examples() -> list[Example]:
    """All examples, drawn."""
    return [_drawn(draw) for draw in gallery.EXAMPLES]


def _drawn(draw: Callable) -> Example:
    chart, name = draw(dataset()), draw.__name__
    shows = draw.__doc__ or ""
    picture = chart.svg(Title=shows)
    alt = " ".join(alternative_text(chart.kind, shows, "", chart.figure, chart.marks).split())
    plt.close(chart.figure)
    use = getattr(figures, name).__doc__.split("\n")[0] if hasattr(figures, name) else _PANELS
    return Example(name, use, shows, picture, alt, gallery.code(draw))


class GalleryDirective(Directive):
    """A section for each kind of chart."""

    def run(self):
        """Name, what the kind is for, picture and code."""
        made = examples()
        _write(made, Path(self.state.document.settings.env.app.outdir) / FOLDER)
        return [_section(example) for example in made]


def _section(example: Example) -> nodes.section:
    made = nodes.section("", nodes.title("", example.name.capitalize()), ids=[f"kind-{example.name}"])
    picture = piece("chart.html", address=f"../{FOLDER}/{example.name}", size=size(example.svg), alt=example.alt)
    made += [
        nodes.paragraph("", example.use),
        nodes.container("", picture, nodes.paragraph("", example.shows, classes=["cq-small"]), classes=["cq-example"]),
        cell(example.code),
    ]
    return made


def _write(made: list[Example], folder: Path) -> None:
    """Put the pictures beside the pages, for light and for dark ones."""
    folder.mkdir(parents=True, exist_ok=True)
    for example in made:
        (folder / f"{example.name}.svg").write_text(example.svg, encoding="utf-8", newline="\n")
        (folder / f"{example.name}-dark.svg").write_text(dark(example.svg), encoding="utf-8", newline="\n")


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("chart-gallery", GalleryDirective)
