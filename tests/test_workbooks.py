"""Workbooks for spreadsheet programs: what a cell holds is what stands in the table."""

import math
import types

import openpyxl
import pandas as pd
import pytest

from cqbook.artifacts import registry
from cqbook.dataset import release, workbooks
from cqbook.dataset.workbooks import Sheet
from cqbook.site import figure_files, indicator_files

TABLE = pd.DataFrame(
    {
        "Period": ["2024-10", "2024", "2021/2025"],
        "Value": [1.5, float("nan"), math.inf],
        "Text": ["=1+1", "-3.2 points", "研究与试验发展"],
        "Note": ["@name", "+1", "none"],
    }
)


@pytest.fixture
def made(tmp_path):
    path = tmp_path / "made.xlsx"
    workbooks.write(path, "Title", {"Left out": Sheet(["Title", "Source"], TABLE), "About": Sheet(["About"])})
    return path


def test_texts_stay_texts_and_numbers_numbers(made):
    sheet = openpyxl.load_workbook(made)["Left out"]
    rows = list(sheet.iter_rows(min_row=3))
    assert [[cell.value for cell in row] for row in rows] == [
        ["Period", "Value", "Text", "Note"],
        ["2024-10", 1.5, "=1+1", "@name"],
        ["2024", None, "-3.2 points", "+1"],
        ["2021/2025", "no limit", "研究与试验发展", "none"],
    ]
    assert "".join(cell.data_type for cell in rows[1]) == "snss"
    quoted = {cell.coordinate for row in rows for cell in row if cell.quotePrefix}
    assert quoted == {"C4", "D4", "C5", "D5"}, "only these would become a formula where they are edited"


def test_a_sheet_begins_with_its_title_and_has_one_named_table(made):
    book = openpyxl.load_workbook(made)
    assert book.sheetnames == ["Left out", "About"]
    sheet = book["Left out"]
    assert [sheet["A1"].value, sheet["A2"].value] == ["Title", "Source"]
    (table,) = sheet.tables.values()
    assert (table.name, table.ref, sheet.freeze_panes) == ("Left_out", "A3:D6", "B4")


def test_the_same_table_gives_the_same_bytes(made, tmp_path):
    other = tmp_path / "other.xlsx"
    workbooks.write(other, "Title", {"Left out": Sheet(["Title", "Source"], TABLE), "About": Sheet(["About"])})
    assert made.read_bytes() == other.read_bytes()


def test_the_workbook_of_an_indicator_says_what_its_page_says(data, tmp_path):
    path = tmp_path / "gerd.xlsx"
    indicator_files.write_workbook(path, "gerd", "https://example.org/report/")
    sheet = openpyxl.load_workbook(path)["Numbers"]
    assert sheet["A1"].value.startswith("Gross domestic expenditure on R&D") and "研究" in sheet["A1"].value
    assert sheet["A3"].value.endswith("https://example.org/report/indicators/gerd.html")
    rows = pd.read_excel(path, header=3, dtype=object)
    assert set(rows["Observation"]) == set(data.of_indicators("gerd").index)
    assert rows["Place in Chinese"].iloc[0] == "重庆市"
    row = rows.set_index("Observation").loc["rd-bulletin-2021-gerd-cq-2021"]
    assert (row["Period"], row["Year"]) == ("2021", 2021)
    assert (row["Value"], row["Unit"], row["Lower bound"]) == (60.38, "billion yuan", 60.375)


def test_only_a_whole_year_is_a_number_and_a_value_that_is_missing_says_why(data):
    facts = data.facts.unnoted.copy()
    facts["value"], facts["value_missing"] = facts["value"].mask(facts.index == facts.index[0]), "not-stated"
    tables = {name: getattr(data, name) for name in ("sources", "places")}
    rows = release.wide(types.SimpleNamespace(facts=types.SimpleNamespace(unnoted=facts), **tables))
    assert rows["Value"].iloc[0] == "not-stated" and rows["Value"].iloc[1] > 0
    is_year = rows["Period"].str.fullmatch("[0-9]{4}")
    assert (rows["Year"].notna() == is_year).all() and is_year.any() and not is_year.all()


def test_the_workbook_of_a_figure_holds_its_marks(tmp_path):
    figure = registry.read().figures["fig-gerd-amount"]
    path = tmp_path / "figure.xlsx"
    figure_files.write_workbook(figure, path, "")
    rows = pd.read_excel(path, header=4)
    assert list(rows) == list(figure.marks)
    assert rows["value"].tolist() == figure.marks["value"].tolist() and rows["year"].dtype.kind == "i"
    sheet = openpyxl.load_workbook(path)["Numbers"]
    assert [sheet["A1"].value, sheet["A3"].value] == [figure.about["title"], figure.about["source"]]
