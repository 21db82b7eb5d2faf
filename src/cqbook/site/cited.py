"""What can be cited: the report, its dataset, chapters, figures, tables, indicators; on their pages and as files."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

from cqbook.artifacts.registry import Figure, Table
from cqbook.citations import citing
from cqbook.citations.citing import Work
from cqbook.dataset import release
from cqbook.dataset.descriptor import NAME, TITLE
from cqbook.project.version import VERSION
from cqbook.site import addresses
from cqbook.site.shared import dataset, link, registry
from cqbook.site.templates import piece

# Chapters are cited by their file names, below a word with which a key of BibTeX may begin.
_CHAPTER = "chapter-"


def _work(kind: str, key: str, title: str, url: str, container: str = TITLE, **more: str) -> Work:
    return Work(key, kind, title, container, VERSION, release.date(dataset()), url, **more)


def report(base_url: str) -> Work:
    """The report; its address is the front address."""
    return _work("report", NAME, TITLE, base_url, container="")


def whole_dataset(base_url: str) -> Work:
    """The dataset; its address is the page with its files."""
    return _work("dataset", f"{NAME}-data", f"{TITLE}: dataset", _absolute(base_url, "book/data.html"), container="")


def chapter(page: str, title: str, base_url: str) -> Work:
    """A chapter, by its page and its title with its number."""
    number, _, name = title.partition(". ")
    key = f"{_CHAPTER}{page.rpartition('/')[2]}"
    return _work("chapter", key, name, _absolute(base_url, f"{page}.html"), name=number)


def figure(found: Figure, base_url: str) -> Work:
    """A figure."""
    address = addresses.figure(base_url, found.id)
    return _work("figure", found.id, found.about["title"], address, lang=found.lang)


def figure_data(found: Figure, base_url: str) -> Work:
    """The numbers that a figure was drawn from."""
    address = addresses.figure(base_url, found.id, ".csv")
    return _work("figure-data", f"{found.id}-data", found.about["title"], address, lang=found.lang)


def table(found: Table, base_url: str) -> Work:
    """A table of a chapter."""
    return _work(
        "table", found.id, found.about["title"], _absolute(base_url, f"notebooks/{found.chapter}.html#{found.id}")
    )


def indicator(name: str, title: str, base_url: str) -> Work:
    """All numbers of an indicator."""
    return _work("indicator", name, title, addresses.indicator(base_url, name))


def _absolute(base_url: str, path: str) -> str:
    return addresses.of(base_url, path, "") if base_url else ""


def citations(of: Mapping[str, Work], folder: str) -> list[dict[str, str]]:
    """How to cite some works in each format, as `citations.html` shows it; their files lie in a folder."""
    return [
        {
            "what": what,
            "label": form.label,
            "text": citing.cite(work, name).strip(),
            "file": f"{folder}/{work.key}{form.suffix}",
        }
        for what, work in of.items()
        for name, form in citing.FORMATS.items()
    ]


def block(of: Mapping[str, Work], folder: str, name: str, summary: str = "") -> nodes.raw:
    """The citations of some works as a part of a page.

    Args:
        of: the works by what they are called there.
        folder: where their files lie, from the page.
        name: the id of the part.
        summary: the words on which it is unfolded; none for a part that stands open.
    """
    return piece("cited.html", citations=citations(of, folder), accessed=citing.ACCESSED, part=name, summary=summary)


def write(of: Iterable[Work], folder: Path) -> None:
    """Write how to cite some works, a file a format."""
    folder.mkdir(parents=True, exist_ok=True)
    for work in of:
        for name, form in citing.FORMATS.items():
            text = citing.cite(work, name).rstrip("\n") + "\n"
            (folder / f"{work.key}{form.suffix}").write_text(text, encoding="utf-8", newline="\n")


def write_wholes(app: Sphinx) -> None:
    """Write how to cite the report, its dataset and each chapter, beside their pages."""
    top, base_url = Path(app.outdir), app.config.html_baseurl
    write([report(base_url)], top / "book")
    write([whole_dataset(base_url)], top / "data")
    write((chapter(page, app.env.titles[page].astext(), base_url) for page in chapters(app)), top / "notebooks")


def chapters(app: Sphinx) -> list[str]:
    """The pages of the chapters, in order."""
    return sorted(page for page in app.env.found_docs if page.startswith("notebooks/"))


def end_chapter(app: Sphinx, doctree: nodes.document) -> None:
    """Let a chapter be cited at its end."""
    page = app.env.docname
    if page.startswith("notebooks/"):
        whole = next(doctree.findall(nodes.section))
        title = next(whole.findall(nodes.title)).astext()
        work = chapter(page, title, app.config.html_baseurl)
        whole.append(block({"Chapter": work}, ".", "cite", "Cite this chapter"))


class CitedChaptersDirective(Directive):
    """All chapters, with a link to where each says how to cite it."""

    def run(self):
        """One list."""
        units = [*registry().figures.values(), *registry().tables.values()]
        made = nodes.bullet_list()
        for name, heading in sorted({unit.chapter: unit.heading for unit in units}.items()):
            made += nodes.list_item("", nodes.paragraph("", "", link(heading, f"../notebooks/{name}.html#cite")))
        return [made]


class CitationsDirective(Directive):
    """How to cite the whole: the argument is "report" or "dataset"."""

    required_arguments = 1

    def run(self):
        """One block."""
        base_url = self.state.document.settings.env.app.config.html_baseurl
        if self.arguments[0] == "report":
            return [block({"Report": report(base_url)}, ".", "cite-report")]
        return [block({"Dataset": whole_dataset(base_url)}, "../data", "cite-dataset")]
