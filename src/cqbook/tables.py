"""Tables of text in a chapter: whole cells, the same output run after run, readable on a phone."""

from html import escape

import pandas as pd
from IPython.display import display


def show(table: pd.DataFrame) -> None:
    """Put out a table for reading, without its index and without shortening a cell.

    Args:
        table: few columns, named as the reader should see them.
    """
    text = table.to_csv(index=False, sep="\t", lineterminator="\n").rstrip()
    display({"text/html": _html(table), "text/plain": text}, raw=True)


def _html(table: pd.DataFrame) -> str:
    """HTML whose cells carry the name of their column, so that a phone can show each row as a small list."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table)
    lines = [f'<table class="dataframe cq-table">\n<thead><tr>{head}</tr></thead>\n<tbody>']
    for row in table.astype(str).itertuples(index=False):
        cells = zip(table, row, strict=True)
        lines.append(
            "<tr>" + "".join(f'<td data-label="{escape(n)}">{escape(text)}</td>' for n, text in cells) + "</tr>"
        )
    return "\n".join([*lines, "</tbody>\n</table>"])
