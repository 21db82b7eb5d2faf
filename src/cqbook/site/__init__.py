"""The book's Sphinx extension: pages made from the dataset, and settings that depend on where the book is published."""

import functools
import gc
import re
import shutil
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from cqbook.citations.citing import cite
from cqbook.dataset import reads, release
from cqbook.dataset.descriptor import FILE as DESCRIPTOR
from cqbook.project.paths import DATA
from cqbook.project.version import VERSION
from cqbook.quantities.reading_rules import RULES_VERSION
from cqbook.site import (
    beside,
    cited,
    explore,
    figure_files,
    figure_pages,
    gallery,
    incremental,
    indicator_files,
    indicator_page,
    links,
    meta,
    records,
    search,
    share_pictures,
    sidebar,
    site_files,
    theme,
)
from cqbook.site.accounts import BoundNumber, append_accounts, bind_numbers, leave_number, show_number
from cqbook.site.code import shape_chapter
from cqbook.site.figures import ChartDirective, FigureCatalogueDirective, TableCatalogueDirective
from cqbook.site.indicators import FOLDER, DictionaryDirective, write_pages
from cqbook.site.languages import mark_chinese, mark_chinese_page
from cqbook.site.numbering import number_by_chapter, restore_running
from cqbook.site.pages import (
    CountsDirective,
    CoverageDirective,
    FreeDigitsDirective,
    KeyFiguresDirective,
    LeftOutDirective,
    ReleaseDirective,
    StatementsDirective,
    TablesDirective,
    UsesDirective,
    VerdictsDirective,
)
from cqbook.site.render import TableFigure, close_table, open_table
from cqbook.site.shared import Tag, close_tag, dataset, open_tag
from cqbook.site.sources import SourceListDirective
from cqbook.site.status import (
    ChaptersStatusDirective,
    FigureChangesDirective,
    TestsStatusDirective,
    VersionsStatusDirective,
)

_BEGUN = "cqbook_begun"  # name, in the application, of the files that are made beside the pages
SEARCH = "Search 搜索"  # in the empty field


def setup(app):
    """Register with Sphinx."""
    # A build makes millions of objects that stay to its end. To look through them for cycles as often as Python does by
    # itself takes a tenth of the build's time and saves no memory worth it.
    gc.set_threshold(100_000, 50, 50)
    for name, directive in {
        "chart": ChartDirective,
        "citations": cited.CitationsDirective,
        "cited-chapters": cited.CitedChaptersDirective,
        "counts": CountsDirective,
        "coverage": CoverageDirective,
        "dataset-tables": TablesDirective,
        "dataset-uses": UsesDirective,
        "dictionary": DictionaryDirective,
        "figure-catalogue": FigureCatalogueDirective,
        "figure-changes": FigureChangesDirective,
        "free-digits": FreeDigitsDirective,
        "indicator": indicator_page.IndicatorDirective,
        "key-figures": KeyFiguresDirective,
        "left-out": LeftOutDirective,
        "release": ReleaseDirective,
        "source-list": SourceListDirective,
        "statements": StatementsDirective,
        "status-chapters": ChaptersStatusDirective,
        "status-tests": TestsStatusDirective,
        "status-versions": VersionsStatusDirective,
        "table-catalogue": TableCatalogueDirective,
        "verdicts": VerdictsDirective,
    }.items():
        app.add_directive(name, directive)
    explore.setup(app)
    gallery.setup(app)
    incremental.connect(app)
    theme.setup(app)
    links.setup(app)
    app.add_enumerable_node(TableFigure, "table", html=(open_table, close_table))
    app.add_node(BoundNumber, html=(show_number, leave_number))
    app.add_node(Tag, html=(open_tag, close_tag))
    # After the table of contents has named the pages to leave out (priority 900).
    app.connect("config-inited", keep_indicator_pages, priority=950)
    # Before Sphinx looks for pages.
    app.connect("builder-inited", write_indicator_pages)
    app.connect("builder-inited", sidebar.make_once)
    app.connect("doctree-read", records.register)
    app.connect("doctree-read", bind_numbers)
    app.connect("doctree-read", shape_chapter)
    app.connect("doctree-read", cited.end_chapter)
    app.connect("doctree-read", mark_chinese_page)
    app.connect("doctree-read", meta.note)
    app.connect("env-before-read-docs", restore_running)
    app.connect("env-before-read-docs", begin_beside)
    # After Sphinx has numbered the figures (priority 500).
    app.connect("env-get-updated", number_by_chapter, priority=900)
    app.connect("config-inited", set_substitutions)
    app.connect("config-inited", set_theme_options)
    # After the bibliography has been written into its page.
    app.connect("doctree-resolved", mark_chinese, priority=900)
    app.connect("html-page-context", name_tables)
    app.connect("html-page-context", append_accounts)
    app.connect("html-page-context", meta.add)
    app.connect("html-collect-pages", figure_pages.collect)
    search.connect(app)  # it reads those, too
    app.connect("build-finished", end_release)
    app.connect("build-finished", write_figures)
    app.connect("build-finished", write_what_is_shared)
    app.connect("build-finished", write_indicators)
    app.connect("build-finished", beside.end, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def set_theme_options(app: Sphinx, config: Config) -> None:
    """What _config.yml cannot say without losing Jupyter Book's own options.

    Buttons that lead to the repository stay away as long as no repository is set in _config.yml.
    """
    has_repository = bool(config.html_theme_options.get("repository_url"))
    config.html_theme_options |= {
        "use_repository_button": has_repository,
        "use_issues_button": has_repository,
        "use_source_button": has_repository,
        "use_fullscreen_button": False,
        "navigation_with_keys": False,
        # The search field stands in the side bar: no second one above it.
        "navbar_persistent": [],
        "search_bar_text": SEARCH,
    }
    # Light or dark as the reader's system has it.
    config.html_context.setdefault("default_mode", "auto")


def set_substitutions(app: Sphinx, config: Config) -> None:
    """Let pages write {{ version }} (from pyproject.toml) and {{ rules_version }}."""
    config.myst_substitutions |= {
        "version": VERSION,
        "rules_version": RULES_VERSION,
    }


def keep_indicator_pages(app: Sphinx, config: Config) -> None:
    """Let the pages of indicators be read, although they stand in no table of contents."""
    config.exclude_patterns[:] = [name for name in config.exclude_patterns if not name.startswith(f"{FOLDER}/")]


def write_indicator_pages(app: Sphinx) -> None:
    """Give every indicator a page of its own to read."""
    write_pages(dataset(), Path(app.srcdir))


def _is_whole(app: Sphinx, exception: Exception | None) -> bool:
    """Whether the pages were built without an error or warning, so that files beside them are wanted."""
    return exception is None and app.statuscode == 0 and app.builder.format == "html"


def begin_beside(app: Sphinx, env: BuildEnvironment, pages: list[str]) -> None:
    """Begin, in processes beside this one, with the pages of indicators and with all files that wait for no page."""
    if sum(page.startswith(f"{FOLDER}/") for page in pages) > beside.FEW:  # once for all processes
        indicator_page.prepare()
        indicator_files.prepare()
    indicator_page.begin(app, pages)
    begun = {each: each.begin(app) for each in (figure_files, indicator_files, share_pictures)}
    setattr(app, _BEGUN, begun | {release: _begin_release(app)})


def _begin_release(app: Sphinx) -> beside.Files:
    """Begin with the files of the release, which take as long as some hundred pages."""
    citation = cite(cited.whole_dataset(app.config.html_baseurl), "apa")
    work = functools.partial(_write_release, folder=_data(app), citation=citation)
    return beside.Files(app, ["data"], "{}", work, few=0)


def _write_release(_: str, folder: Path, citation: str) -> None:
    for path in [*DATA.glob("*.csv"), DATA / DESCRIPTOR]:
        shutil.copyfile(path, folder / path.name)
    release.write(folder, citation)
    reads.NOTED.add("dataset")


def end_release(app: Sphinx, exception: Exception | None) -> None:
    """Wait for the tables and the files of the release, beside the pages, where their addresses are stable."""
    if _is_whole(app, exception):
        getattr(app, _BEGUN)[release].end()


def _data(app: Sphinx) -> Path:
    """The folder of the tables in the site."""
    folder = Path(app.outdir) / "data"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_figures(app: Sphinx, exception: Exception | None) -> None:
    """Put the files of figures and tables beside the pages, where their addresses are stable."""
    if _is_whole(app, exception):
        figure_files.end(app, getattr(app, _BEGUN)[figure_files])


def write_what_is_shared(app: Sphinx, exception: Exception | None) -> None:
    """Put the pictures of pages, and the files about the book as a whole, beside the pages."""
    if _is_whole(app, exception):
        cited.write_wholes(app)
        share_pictures.end(app, getattr(app, _BEGUN)[share_pictures])
        site_files.write(app)


def write_indicators(app: Sphinx, exception: Exception | None) -> None:
    """Put the numbers of each indicator beside the pages, where their addresses are stable."""
    if _is_whole(app, exception):
        indicator_files.end(app, getattr(app, _BEGUN)[indicator_files])


def name_tables(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Say of each header cell what it heads, and let tables that scroll be reached with the keyboard.

    Entries of a list of citations are such: docutils gives them a role that is no more.
    """
    if "body" in context:
        body = context["body"].replace('role="doc-biblioentry"', 'role="listitem"')
        body = re.sub(r'<th class="([^"]*\bhead\b[^"]*)"', r'<th class="\1" scope="col"', body)
        body = re.sub(r'<th class="([^"]*\bstub\b[^"]*)">', r'<th class="\1" scope="row">', body)
        context["body"] = re.sub(
            r'<div class="cq-scroll docutils container">',
            '<div class="cq-scroll docutils container" tabindex="0" role="group" aria-label="Table">',
            body,
        )
