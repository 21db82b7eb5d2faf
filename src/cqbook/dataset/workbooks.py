"""Workbooks for spreadsheet programs: a text stays a text, a number a number.

The same tables give the same bytes.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

# A workbook holds dates; ours name a version instead.
_NO_DATE = datetime(1980, 1, 1)
# A text that begins so becomes a formula where somebody edits its cell, or saves the sheet as CSV and opens it again.
_LIKE_A_FORMULA = ("=", "+", "-", "@")
_WIDEST = 60  # letters


@dataclass(frozen=True)
class Sheet:
    """One sheet: lines that say what it is, its title first, and below them at most one table."""

    lines: Sequence[str]
    table: pd.DataFrame | None = None


def write(path: Path, title: str, sheets: Mapping[str, Sheet]) -> None:
    """Write a workbook that screen readers can follow: on each sheet its title, then one named table.

    Args:
        path: of the file.
        title: of the workbook.
        sheets: by their names. A cell that is missing is empty, an infinite number "no limit".

    Raises:
        FileCreateError: the file cannot be written.
    """
    as_they_are = {"strings_to_urls": False, "strings_to_formulas": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, {**as_they_are, "in_memory": True}) as workbook:
        workbook.set_properties({"title": title, "author": "The report's contributors", "created": _NO_DATE})
        bold = workbook.add_format({"bold": True, "font_size": 14})
        text = workbook.add_format({"quote_prefix": True, "num_format": "@"})
        for name, content in sheets.items():
            sheet = workbook.add_worksheet(name)
            for row, line in enumerate(content.lines):
                sheet.write_string(row, 0, line, bold if row == 0 else None)
            if content.table is None:
                sheet.set_column(0, 0, 100)
            else:
                _write_table(sheet, content.table, len(content.lines), text)


def _write_table(sheet: Worksheet, table: pd.DataFrame, first: int, text: Format) -> None:
    """Write a table from a row on. In plain lists: most tables are small and many, and pandas takes twice as long."""
    columns = {str(name): [_cell(cell) for cell in table[name].tolist()] for name in table}
    rows = list(zip(*columns.values(), strict=True))
    about = {"name": sheet.get_name().replace(" ", "_"), "style": "Table Style Light 1", "data": rows}
    headers = [{"header": name} for name in columns]
    sheet.add_table(first, 0, first + len(rows), len(columns) - 1, {**about, "columns": headers})
    sheet.freeze_panes(first + 1, 1)
    for across, (name, cells) in enumerate(columns.items()):
        for down, cell in enumerate(cells, first + 1):
            if isinstance(cell, str) and cell.startswith(_LIKE_A_FORMULA):
                sheet.write_string(down, across, cell, text)
        lengths = sorted(len(str(cell)) for cell in cells)
        usual = lengths[len(lengths) * 9 // 10] if lengths else 0
        sheet.set_column(across, across, min(max(usual, len(name)) + 2, _WIDEST))


def _cell(cell: Any) -> Any:
    if pd.isna(cell):
        return None
    return "no limit" if isinstance(cell, float) and math.isinf(cell) else cell
