"""Chapters in other formats, by `jupyter nbconvert`: links that work and pictures with alternative text.

`jupyter_config.py` names this for who works in the folder of the report.
"""

import base64
import re
from html import escape
from typing import Any

import nbformat
from nbconvert.preprocessors import Preprocessor

from cqbook.project.files import read_yaml
from cqbook.project.media_types import FIGURE, SVG
from cqbook.project.paths import IS_REPORT, ROOT

_NUMBER = re.compile(r"\[([^\]]*)\]\((obs|value):([^)\s?]+)[^)]*\)")
_FIGURE = re.compile(r"\[([^\]]*)\]\(#fig-[^)]*\)")


class Standalone(Preprocessor):
    """Numbers of the text lead to the published book or, while it has no address, are plain; figures can be reached."""

    def preprocess_cell(self, cell: nbformat.NotebookNode, resources: dict[str, Any], index: int) -> tuple:
        """One cell as it is exported."""
        is_html = resources.get("output_extension") == ".html"
        if cell.cell_type == "markdown":
            cell.source = _NUMBER.sub(_link(resources["metadata"]["name"]), cell.source)
            cell.source = cell.source if is_html else _FIGURE.sub(r"\1", cell.source)
        for output in cell.get("outputs", []) if is_html else ():
            held = output.get("data", {})
            if figure := held.get(FIGURE):
                picture = base64.b64encode(held.pop(SVG).encode()).decode()
                said = f'id="{escape(figure["id"])}" alt="{escape(figure["alt"])}"'
                held["text/html"] = f'<img {said} src="data:{SVG};base64,{picture}">'
        return cell, resources


def _link(chapter: str) -> str:
    """What takes the place of a number's link; the page of a chapter has the account of each number."""
    address = read_yaml(ROOT / "_config.yml")["html"]["baseurl"] if IS_REPORT else ""
    return rf"[\1]({address.rstrip('/')}/notebooks/{chapter}.html#account-\2-\3)" if address else r"\1"
