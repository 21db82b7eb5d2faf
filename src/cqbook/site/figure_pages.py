"""A page for each figure, to link to: figures/<id>.html, with what other sites and search engines read of it."""

from html import escape
from importlib.metadata import version

import pandas as pd
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from cqbook.artifacts import history
from cqbook.artifacts.registry import Figure
from cqbook.citations import citing
from cqbook.dataset import reads
from cqbook.dataset.descriptor import TITLE
from cqbook.project.version import released
from cqbook.site import addresses, figures
from cqbook.site.figure_files import LICENCE
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
    return _context(figure.about["title"], body, _meta(figure, app.config.html_baseurl))


def _withdrawn(figure_id: str, row: pd.Series) -> dict:
    """The page that a withdrawn figure keeps."""
    words = f"This figure, {figure_id}, was withdrawn in version {row['version']}: {row['note']}"
    body = render("withdrawn_page.html", title=row["title"], words=words)
    return _context(row["title"], body, render("meta.html", graph={}, description=words, schema=None))


def _context(title: str, body: str, metatags: str) -> dict:
    """What the template of the theme asks for."""
    title = escape(title)
    # The theme prints the title of the page and hides the heading of its body.
    return {"title": title, "pagetitle": title, "body": body, "metatags": metatags}


def _meta(figure: Figure, base_url: str) -> str:
    """Open Graph and schema.org data. Both name addresses only where the book has one."""
    about, page = figure.about, addresses.figure(base_url, figure.id)
    graph = {"type": "article", "title": about["title"], "description": about["subtitle"], "site_name": TITLE}
    if page:
        graph |= {
            "url": page,
            "image": addresses.figure(base_url, figure.id, ".png"),
            "image:type": "image/png",
            "image:alt": about["alt"],
        }
    return render("meta.html", graph=graph, description=about["subtitle"], schema=_schema(figure, base_url))


def _schema(figure: Figure, base_url: str) -> dict:
    """The picture and its data in the words of schema.org."""
    about = figure.about
    picture = {
        "@context": "https://schema.org",
        "@type": "ImageObject",
        "identifier": figure.id,
        "name": about["title"],
        "description": about["alt"],
        "caption": about["caption"],
        "license": LICENCE["url"],
        "creditText": TITLE,
        "creator": {"@type": "Organization", "name": citing.AUTHOR},
        "version": version("cqbook"),
        "isPartOf": {"@type": "Book", "name": TITLE},
        "isBasedOn": {
            "@type": "Dataset",
            "name": f"{about['title']}: plotted numbers",
            "license": LICENCE["url"],
            "description": about["subtitle"],
        },
    }
    if released():
        picture["datePublished"] = released()
    if base_url:
        picture |= {
            "url": addresses.figure(base_url, figure.id),
            "contentUrl": addresses.figure(base_url, figure.id, ".png"),
        }
        picture["isBasedOn"]["distribution"] = {
            "@type": "DataDownload",
            "encodingFormat": "text/csv",
            "contentUrl": addresses.figure(base_url, figure.id, ".csv"),
        }
    return picture
