"""Code in the book: a figure shows the cell that publishes it, and each chapter leads to its notebook."""

from docutils import nodes
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from sphinx.application import Sphinx

from cqbook.site import addresses
from cqbook.site.languages import marked
from cqbook.site.templates import piece


def cell(source: str, waits: bool = False) -> nodes.raw:
    """The source of a cell in the colours of the theme, which gives it a button to copy it.

    Args:
        source: the Python code.
        waits: a script makes the code when its part of a figure is opened.
    """
    return piece("code.html", code=marked(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))), waits=waits)


def of_chapter(chapter: str) -> nodes.paragraph:
    """A link to a chapter's notebook, for pages one level below the top."""
    link = piece("download.html", address=addresses.notebook(chapter), label="All code of this chapter")
    return nodes.paragraph("", "", link, classes=["cq-all-code", "cq-small"])


def shape_chapter(app: Sphinx, doctree: nodes.document) -> None:
    """Mark Chinese name and deck below the title, and end a chapter with the link to its code.

    Cells that put out nothing leave no empty block.
    """
    folder, _, chapter = app.env.docname.rpartition("/")
    if folder == "notebooks":
        for block in list(doctree.findall(nodes.container)):
            is_empty = all(isinstance(part, nodes.container) for part in block.findall())
            if block.get("nb_element") == "cell_code" and is_empty:
                block.parent.remove(block)
        whole = next(doctree.findall(nodes.section))
        for part, name in zip(whole.children[1:3], ("cq-chapter-name", "cq-deck"), strict=True):
            part["classes"].append(name)
        whole.append(of_chapter(chapter))
