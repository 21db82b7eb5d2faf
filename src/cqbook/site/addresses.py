"""Addresses of the published book: the absolute ones hang on one setting, `html.baseurl` in _config.yml."""

from cqbook.project.files import read_yaml
from cqbook.project.paths import ROOT


def configured() -> str:
    """This setting; empty until the book is published."""
    return read_yaml(ROOT / "_config.yml", ROOT)["html"]["baseurl"]


def of(base_url: str, path: str, page: str) -> str:
    """Address of a file below the top: absolute where the book has an address, else from a page such as "book/data"."""
    return f"{base_url.rstrip('/')}/{path}" if base_url else "../" * page.count("/") + path


def figure(base_url: str, figure_id: str, ending: str = ".html") -> str:
    """Absolute address of a figure's page or of one of its files; empty while the book has no address."""
    return of(base_url, f"figures/{figure_id}{ending}", "") if base_url else ""


def indicator(base_url: str, name: str, ending: str = ".html") -> str:
    """The same of an indicator's page and its files."""
    return f"{base_url.rstrip('/')}/indicators/{name}{ending}" if base_url else ""


def notebook(chapter: str) -> str:
    """Address of a chapter's notebook, where Sphinx copies the sources, from a page one level below the top."""
    return f"../_sources/notebooks/{chapter}.ipynb"
