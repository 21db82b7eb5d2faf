"""What a notebook says of the report where it stands alone, and how it is run there; the pages leave this cell out."""

import nbformat

from cqbook.project.files import read_yaml
from cqbook.project.paths import ROOT
from cqbook.project.version import VERSION, released

ID = "imprint"


def put(notebook: nbformat.NotebookNode) -> None:
    """Write the cell below the title of a chapter, in place of an older one."""
    if not notebook.cells or notebook.cells[0].cell_type != "markdown":
        return
    cell = nbformat.v4.new_markdown_cell(_text(), id=ID, metadata={"tags": ["remove-cell"]})
    notebook.cells = [notebook.cells[0], cell, *(each for each in notebook.cells[1:] if each.get("id") != ID)]


def _text() -> str:
    settings = read_yaml(ROOT / "_config.yml")
    address, repository = settings["html"]["baseurl"], settings["repository"]["url"]
    tag = f"@v{VERSION}" if released() else ""
    package = f"cqbook[notebooks] @ git+{repository}{tag}" if repository else ".[notebooks]"
    where = "" if repository else ", in the folder of the report"
    lines = [
        f"A chapter of **{settings['title']}**, version `{VERSION}`{f', {address}' if address else ''}.",
        settings["html"]["extra_footer"].strip(),
        f'To run it, install its package, which carries the data{where}:\n`python -m pip install "{package}"`',
    ]
    return "\n".join(lines)
