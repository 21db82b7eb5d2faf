"""What other sites and search engines read of each page: title, description, picture, data."""

from dataclasses import dataclass
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from cqbook.artifacts import history
from cqbook.citations.citing import AUTHOR, KINDS, Work
from cqbook.dataset.descriptor import TITLE
from cqbook.prose.sentences import sentences
from cqbook.site import addresses, cited, figure_pages, indicators, schema_org
from cqbook.site.figure_files import LICENCE
from cqbook.site.shared import dataset, figure_record, registry, said
from cqbook.site.templates import render

# What is kept of a page from its reading on.
_DESCRIPTION, _FIGURE = "cq_description", "cq_figure"
_SHORT = 50  # letters; a description that is shorter takes a further sentence
PICTURE_SIZE = (1200, 630)  # pixels, as Open Graph has it
_LOCALES = {"en": "en_GB", "zh": "zh_CN"}


@dataclass(frozen=True)
class About:
    """What is said of a page: title, description, language ("en" or "zh"), what its picture shows, its data.

    work: what a reader who cites the page cites.
    """

    title: str
    description: str
    shows: str
    lang: str = "en"
    schema: dict[str, Any] | None = None
    work: Work | None = None


def note(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the first sentence of a page, of a chapter its deck, and the name of the first figure that it shows."""
    kept = app.env.metadata[app.env.docname]
    kept[_DESCRIPTION] = _first_sentence(doctree)
    kept[_FIGURE] = next((node["figure_id"] for node in doctree.findall(nodes.Element) if "figure_id" in node), "")


def _first_sentence(doctree: nodes.document) -> str:
    paragraphs = (part for part in doctree.findall(nodes.paragraph) if isinstance(part.parent, nodes.section))
    text = next((_plain(part) for part in paragraphs if "cq-chapter-name" not in part["classes"]), "")
    return next((text[:end].strip() for _, end in sentences(text) if end >= _SHORT), text)


def _plain(paragraph: nodes.paragraph) -> str:
    """The text of a paragraph without its tags."""
    texts = (str(text) for text in paragraph.findall(nodes.Text) if not isinstance(text.parent, nodes.raw))
    return " ".join("".join(texts).split())


def description(env: BuildEnvironment, page: str) -> str:
    """What is said of a page of book/ or notebooks/."""
    return env.metadata[page][_DESCRIPTION]


def figure(env: BuildEnvironment, page: str) -> str:
    """The figure that a page of book/ or notebooks/ shows first, or nothing."""
    return env.metadata[page].get(_FIGURE, "")


def picture(app: Sphinx, page: str) -> str:
    """The picture of a page, from the top: its own, or else that of the first page of the book."""
    folder = page.rpartition("/")[0]
    is_of_one = folder == indicators.FOLDER or (folder == "figures" and page.rpartition("/")[2] in registry().figures)
    has_own = is_of_one or bool(page in app.env.found_docs and figure(app.env, page))
    return f"share/{page if has_own else app.config.root_doc}.png"


def add(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Add to a page what others read of it."""
    if page in app.env.found_docs or page == "search" or page.startswith("figures/"):
        context["metatags"] = context.get("metatags", "") + tags(app, page)


def tags(app: Sphinx, page: str, where: str | None = None) -> str:
    """The tags of a page.

    Args:
        app: the application, with all pages read.
        page: its name.
        where: the page on which they stand, if that is another one.
    """
    base_url, about = app.config.html_baseurl, _about(app, page)
    graph = {
        "type": "website" if page == app.config.root_doc else "article",
        "title": about.title,
        "description": about.description,
        "site_name": TITLE,
        "locale": _LOCALES[about.lang],
        "image": addresses.of(base_url, picture(app, page), page if where is None else where),
        "image:width": PICTURE_SIZE[0],
        "image:height": PICTURE_SIZE[1],
        "image:alt": about.shows,
    }
    if base_url:
        graph["url"] = addresses.of(base_url, f"{page}.html", page)
    told = {"description": about.description, **(reference(about.work) if about.work else {})}
    return render("meta.html", graph=graph, told=told, schema=about.schema)


# The types of Dublin Core, by those of CSL.
_DC_TYPES = {"dataset": "Dataset", "figure": "StillImage"}


def reference(work: Work) -> dict[str, str]:
    """What reference managers read of a page about the thing that it shows (Highwire Press tags, Dublin Core).

    Zotero, by its translator "Embedded Metadata", takes a page with a book title for a part of a book, one with an
    institution for a report, and any other with a citation_title for an article of a journal unless `z:itemType` says
    what it is. The comma behind the author says that the name is one, not given names and a family name.
    """
    kind = KINDS[work.kind]
    if work.is_data:
        sort = {"z:itemType": "dataset"}
    elif work.container:
        sort = {"citation_inbook_title": work.container}
    else:
        sort = {"citation_technical_report_institution": AUTHOR}
    said = {
        "citation_title": work.title,
        "citation_author": f"{AUTHOR},",
        "citation_publication_date": work.date.replace("-", "/"),
        "citation_publisher": AUTHOR,
        "citation_language": work.lang,
        "citation_public_url": work.url,
        **sort,
        "DC.title": work.title,
        "DC.creator": AUTHOR,
        "DC.publisher": AUTHOR,
        "DC.date": work.date,
        "DC.type": "Text" if work.kind == "table" else _DC_TYPES.get(kind.csl, "Text"),
        "DC.identifier": work.url or work.key,
        "DC.language": work.lang,
        "DC.rights": LICENCE["url"],
        "DCTERMS.isPartOf": work.container,
    }
    return {name: text for name, text in said.items() if text}


def _about(app: Sphinx, page: str) -> About:
    folder, _, name = page.rpartition("/")
    base_url = app.config.html_baseurl
    if page == "search":
        return About("Search", "Search chapters, figures, indicators and sources in English and Chinese.", TITLE)
    if folder == "figures":
        if name not in registry().figures:
            row = history.withdrawn(figure_record()).loc[name]
            return About(row["title"], figure_pages.withdrawn(name, row), TITLE)
        found = registry().figures[name]
        told = found.about
        known = schema_org.figure(found, base_url), cited.figure(found, base_url)
        return About(told["title"], told["subtitle"], told["alt"], found.lang, *known)
    if folder == indicators.FOLDER:
        row = dataset().indicators_of([name]).loc[name]
        both = f"{row['name']} {said(row['name_zh'])}".strip()
        known = schema_org.indicator(name, page, base_url), cited.indicator(name, row["name"], base_url)
        return About(row["name"], row["definition"], both, "en", *known)
    title, words = app.env.titles[page].astext(), description(app.env, page)
    shown = figure(app.env, page)
    shows = registry().figures[shown].about["alt"] if shown else TITLE
    schema: dict[str, Any] | None = None
    work: Work | None = None
    if page == app.config.root_doc:
        schema, work = schema_org.book(words, page, base_url), cited.report(base_url)
    elif page == schema_org.DATA_PAGE:
        schema, work = schema_org.whole_dataset(page, base_url), cited.whole_dataset(base_url)
    elif folder == "notebooks":
        schema, work = schema_org.chapter(title, words, page, base_url), cited.chapter(page, title, base_url)
    lang = "zh" if app.env.metadata[page].get("lang") == "zh-Hans" else "en"
    return About(title, words, shows, lang, schema, work)
