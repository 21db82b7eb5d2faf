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
    """HTML whose cells carry the name of their column, so that a phone can show each row as a small list.

    The class "dataframe" and the inline style make it look the same in Jupyter, which knows no style of ours.
    """
    left = 'style="text-align: left"'
    head = "".join(f'<th scope="col" {left}>{escape(name)}</th>' for name in table)
    lines = [f'<table class="dataframe cq-table">\n<thead><tr>{head}</tr></thead>\n<tbody>']
    for row in table.astype(str).itertuples(index=False):
        cells = (f'<td data-label="{escape(n)}" {left}>{escape(t)}</td>' for n, t in zip(table, row, strict=True))
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</tbody>\n</table>"])
