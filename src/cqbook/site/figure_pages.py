"""A page for each figure, to link to: figures/<id>.html."""

from html import escape

import pandas as pd
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from cqbook.artifacts import history
from cqbook.artifacts.registry import Figure
from cqbook.dataset import reads
from cqbook.site import figures
from cqbook.site.incremental import pages
from cqbook.site.languages import mark_chinese
from cqbook.site.shared import figure_record, registry
from cqbook.site.templates import render


def collect(app):
    """Name, content and template of each page; Sphinx writes them in the book's own dress."""
    found, noted = registry().figures, pages(app)
    for name in list(found):
        if not noted.is_current(f"figures/{name}"):
            reads.NOTED.clear()
            yield f"figures/{name}", _page(app, found[name]), "page.html"
    for figure_id, row in history.withdrawn(figure_record()).iterrows():
        yield f"figures/{figure_id}", _withdrawn(figure_id, row), "page.html"


def _page(app: Sphinx, figure: Figure) -> dict:
    assert isinstance(app.builder, StandaloneHTMLBuilder)  # these pages are collected for no other one
    chapter = f"notebooks/{figure.chapter}"
    # The caption takes its number from the chapter that the figure stands in.
    app.builder.fignumbers = app.env.toc_fignumbers.get(chapter, {})
    whole = figures.unit(figure, app.config.html_baseurl)
    mark_chinese(app, whole, chapter)
    about = {"figure_id": figure.id, "chapter": chapter, "heading": figure.heading, "is_chinese": figure.is_chinese}
    unit = app.builder.render_partial(whole)["fragment"]
    body = render("figure_page.html", title=figure.about["title"], unit=unit, **about)
    return _context(figure.about["title"], body)


def _withdrawn(figure_id: str, row: pd.Series) -> dict:
    """The page that a withdrawn figure keeps."""
    return _context(row["title"], render("withdrawn_page.html", title=row["title"], words=withdrawn(figure_id, row)))


def withdrawn(figure_id: str, row: pd.Series) -> str:
    """What is said of a withdrawn figure, by its row of the record."""
    return f"This figure, {figure_id}, was withdrawn in version {row['version']}: {row['note']}"


def _context(title: str, body: str) -> dict:
    """What the template of the theme asks for."""
    title = escape(title)
    # The theme prints the title of the page and hides the heading of its body.
    return {"title": title, "pagetitle": title, "body": body}
