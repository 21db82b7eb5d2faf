"""Tables of a chapter: whole cells, the same output run after run, readable on a phone, with a name to link to."""

import re
from collections.abc import Collection
from html import escape

import pandas as pd

from cqbook.citations import source_lines
from cqbook.dataset import Dataset
from cqbook.project.media_types import CSV, TABLE
from cqbook.project.output import put_out

_ID = re.compile(r"tab(?:-[a-z0-9]+)+")
_NUMBER = "[+\N{MINUS SIGN}]?\\d[\\d,]*(?:\\.\\d+)?(?: %)?"


def publish(data: Dataset, table: pd.DataFrame, table_id: str, *, title: str, source_ids: Collection[str]) -> None:
    """Put out a table for reading, without its index and without shortening a cell, as the output of the cell.

    Args:
        data: the dataset; the source line is made from it.
        table: few columns, named as the reader should see them.
        table_id: its stable name, `tab-` and words.
        title: what the table holds, in a sentence.
        source_ids: the publications its cells come from.

    Raises:
        ValueError: the id has another form, the title is empty, or the table has no rows.
    """
    if not _ID.fullmatch(table_id):
        raise ValueError(
            f"table id {table_id!r}: expected tab- and words in lower case, such as tab-science-city-results"
        )
    if not title.strip() or table.empty:
        raise ValueError(f"{table_id}: {'table' if title.strip() else 'title'} may not be empty")
    source_ids = list(source_ids)
    source = source_lines.credit(data.sources_of(source_ids), source_ids)
    unit = {"id": table_id, "title": title, "source": source, "source_ids": sorted(set(source_ids))}
    text = table.to_csv(index=False, lineterminator="\n")
    shown = f"<p><b>{escape(title)}</b></p>\n{html(table)}\n<p>Source: {escape(source)}</p>"
    put_out({TABLE: unit, CSV: text, "text/html": shown, "text/plain": f"Table {table_id}: {title}\n{text}"})


def html(table: pd.DataFrame) -> str:
    """HTML whose cells carry the name of their column, so that a phone can show each row as a small list.

    The class "dataframe" and the inline style make it look the same in Jupyter, which knows no style of ours.
    """
    cells = table.astype(str)
    looks = {name: f'style="text-align: {"right" if _of_numbers(cells[name]) else "left"}"' for name in table}
    head = "".join(f'<th scope="col" {looks[name]}>{escape(name)}</th>' for name in table)
    lines = [f'<table class="dataframe cq-table">\n<thead><tr>{head}</tr></thead>\n<tbody>']
    for row in cells.replace(" %", "\N{NO-BREAK SPACE}%", regex=True).itertuples(index=False):
        made = (f'<td data-label="{escape(n)}" {looks[n]}>{escape(t)}</td>' for n, t in zip(table, row, strict=True))
        lines.append(f"<tr>{''.join(made)}</tr>")
    return "\n".join([*lines, "</tbody>\n</table>"])


def _of_numbers(column: pd.Series) -> bool:
    """Whether a column holds single numbers, which are read from the right; words may say where one is missing."""
    numbers = column.str.fullmatch(_NUMBER)
    return bool(numbers.any() and (numbers | column.isin(["none", "not found"])).all())
