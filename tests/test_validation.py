"""Each mistake that people make in a table is named with file, row, column, value and what is expected."""

import pytest
from conftest import replace_in

from cqbook.dataset import DataError, load
from cqbook.paths import DATA

OBSERVATIONS = "observations.csv"
FUND = (
    "icq-2022-03-development-fund-size,development-fund-size,CN-CQ-WSC,2022-03-03,stated,actual,30000000000,exact,CNY,"
    "icq-2022-03,p14,30 billion,A"
)
FUND_ROW = 1 + next(
    index
    for index, line in enumerate((DATA / OBSERVATIONS).read_text(encoding="utf-8").splitlines())
    if line.startswith(FUND)
)


def problems(folder):
    with pytest.raises(DataError) as error:
        load(folder)
    return error.value.problems


# (file, text to replace, replacement, row, column, part of the message)
CELLS = [
    (OBSERVATIONS, "actual,30000000000", 'actual,"30,000,000,000"', FUND_ROW, "value", "without thousands separators"),
    (OBSERVATIONS, "actual,30000000000", "actual,3E+10", FUND_ROW, "value", "write all digits"),
    (OBSERVATIONS, "actual,30000000000", "actual,", FUND_ROW, "value", "empty"),
    (OBSERVATIONS, "actual,30000000000", "actual,lots", FUND_ROW, "value", "plain number"),
    (OBSERVATIONS, "exact,CNY", "exact,yuan", FUND_ROW, "unit", "one of percent"),
    (OBSERVATIONS, "exact,CNY", "exact,person", FUND_ROW, "unit", "unit of this indicator is CNY"),
    (
        OBSERVATIONS,
        "CN-CQ-WSC,2022-03-03,stated,actual,30000000000",
        "CN-CQ-WSC,3/3/2022,stated,actual,30000000000",
        FUND_ROW,
        "period",
        "spreadsheet rewrote this date",
    ),
    (
        OBSERVATIONS,
        "CN-CQ-WSC,2022-03-03,stated,actual,30000000000",
        "CN-CQ-WSC,Mar-22,stated,actual,30000000000",
        FUND_ROW,
        "period",
        "spreadsheet rewrote this date",
    ),
    (
        OBSERVATIONS,
        "CN-CQ-WSC,2022-03-03,stated,actual,30000000000",
        "CN-CQ-WSC,44623,stated,actual,30000000000",
        FUND_ROW,
        "period",
        "spreadsheet rewrote this date",
    ),
    (
        OBSERVATIONS,
        "CN-CQ-WSC,2022-03-03,stated,actual,30000000000",
        "CN-CQ-WSC,2022-02-30,stated,actual,30000000000",
        FUND_ROW,
        "period",
        "day",
    ),
    (
        OBSERVATIONS,
        "stated,actual,30000000000",
        "said,actual,30000000000",
        FUND_ROW,
        "period_basis",
        "one of reference, stated",
    ),
    (OBSERVATIONS, "actual,30000000000", "fact,30000000000", FUND_ROW, "kind", "one of actual, target"),
    (OBSERVATIONS, "30000000000,exact", "30000000000,roughly", FUND_ROW, "qualifier", "one of exact, about"),
    (OBSERVATIONS, "p14,30 billion", "14,30 billion", FUND_ROW, "locator", "such as p7"),
    (OBSERVATIONS, "p14,30 billion", "not-stated,30 billion", FUND_ROW, "locator", "needs its paragraph"),
    (OBSERVATIONS, "p14,30 billion", "p14,40 billion", FUND_ROW, "value", "reads 40000000000"),
    (OBSERVATIONS, "p14,30 billion", "p14,thirtyish", FUND_ROW, "printed", "no number can be read"),
    (OBSERVATIONS, "p14,30 billion", "p14,over 30 billion", FUND_ROW, "qualifier", "says more-than"),
    (OBSERVATIONS, "p14,30 billion", "p14, 30 billion", FUND_ROW, "printed", "remove the spaces"),
    (OBSERVATIONS, "CNY,icq-2022-03", "CNY,icq-2022-99", FUND_ROW, "source_id", "no such row in data/sources.csv"),
    (
        OBSERVATIONS,
        ",development-fund-size,",
        ",fund-size,",
        FUND_ROW,
        "indicator_id",
        "no such row in data/indicators.csv",
    ),
    (
        OBSERVATIONS,
        "development-fund-size,CN-CQ-WSC",
        "development-fund-size,CN-XX",
        FUND_ROW,
        "place_id",
        "no such row in data/places.csv",
    ),
    (OBSERVATIONS, "stated,actual,30000000000", "stated,change,30000000000", FUND_ROW, "period", "two dates"),
    (OBSERVATIONS, "30 billion,A", "30 billion,Z", FUND_ROW, "status", "one of A, B"),
    (OBSERVATIONS, "actual,30000000000", "actual,not-published", FUND_ROW, "value", "needs its value"),
    (OBSERVATIONS, "p14,30 billion", "p14,not-found", FUND_ROW, "printed", "may not be missing here"),
    ("frameworks.csv", "not-applicable,complete,", "not-applicable,not-stated,", None, "complete", "one of complete"),
    ("sources.csv", "2022-03-07,https", "7-Mar-22,https", None, "published", "spreadsheet rewrote this date"),
    ("sources.csv", "2025-02-28,https://epaper", "2025-02-28,epaper", None, "url", "starts with https://"),
    ("sources.csv", "golden-phoenix-2021,plan", "golden-phoenix-2021,document", None, "sha256", "needs the SHA-256"),
    ("checks.csv", ",8,30,final", ",8,31,final", None, "guard", "now says 30"),
    ("checks.csv", ",8,30,final", ",9,30,final", None, "guard_statement", "now says 8"),
    (OBSERVATIONS, "actual,30000000000", "actual,３００", FUND_ROW, "value", "digits 0 to 9"),
    (OBSERVATIONS, "p14,30 billion", "p１４,30 billion", FUND_ROW, "locator", "such as p7"),
    (OBSERVATIONS, "2022-03-03,stated", "２０２２,stated", FUND_ROW, "period", "period such as"),
    (
        OBSERVATIONS,
        "actual,30000000000",
        "actual,123456789012345678901234567890",
        FUND_ROW,
        "value",
        "reads 30000000000",
    ),
    ("indicators.csv", "million yuan,1000000,", "million yuan,0,", None, "display_factor", "above zero"),
    (
        "frameworks.csv",
        "158n-position-2,158n-positions,158n,position,2",
        "158n-position-2,158n-positions,158n,position,0",
        None,
        "order",
        "from 1",
    ),
    ("other-numbers.csv", "name,2,", "name,0,", None, "times", "from 1"),
    ("places.csv", "municipality,CN,", "municipality,CN-CQ-WSC,", None, "parent_id", "below itself"),
    (
        "checks.csv",
        "icq-2022-10-academicians-coverage-not-stated",
        "icq-2022-03-academicians",
        None,
        "against",
        "against itself",
    ),
    (
        "checks.csv",
        'definition-differs,"The first counts',
        'agrees,"The first counts',
        None,
        "verdict",
        "share no value",
    ),
    (
        "frameworks.csv",
        "158n-position-2,158n-positions,158n,position,2",
        "158n-position-2,158n-positions,158n,position,1",
        None,
        "order",
        "has this place already",
    ),
    (
        "frameworks.csv",
        "158n-positions,158n,158n",
        "158n-positions,158n-positions,158n",
        None,
        "parent_id",
        "below itself",
    ),
    ("frameworks.csv", "158n-goal,158n,158n", "158n-goal,158n,416", None, "framework", "belongs to 158n"),
]


@pytest.mark.parametrize(("file", "old", "new", "row", "column", "message"), CELLS)
def test_a_bad_cell_is_named(tables, file, old, new, row, column, message):
    if file == OBSERVATIONS:
        assert old in FUND
        replace_in(tables / file, FUND, FUND.replace(old, new, 1))
    else:
        replace_in(tables / file, old, new)
    found = [p for p in problems(tables) if p.file == f"data/{file}" and p.column == column and message in p.expected]
    assert found, [str(p) for p in problems(tables)]
    assert found[0].row is not None and found[0].row > 1
    if row:
        assert found[0].row == row
    assert found[0].value is not None


def test_all_problems_are_told_at_once(tables):
    text = FUND.replace("exact,CNY", "exact,yuan").replace("p14", "14").replace("30000000000", "3e10")
    replace_in(tables / OBSERVATIONS, FUND, text)
    replace_in(tables / "places.csv", "municipality", "city")
    found = problems(tables)
    assert {(p.file, p.column) for p in found} == {
        ("data/observations.csv", "unit"),
        ("data/observations.csv", "locator"),
        ("data/observations.csv", "value"),
        ("data/places.csv", "kind"),
    }
    lines = str(DataError(found)).splitlines()
    assert lines[0] == "4 problems in the dataset"
    assert any(
        line.startswith(f'data/observations.csv, row {FUND_ROW}, column unit: "yuan": expected one of')
        for line in lines
    )


def test_missing_table(tables):
    (tables / "places.csv").unlink()
    (problem,) = problems(tables)
    assert problem.file == "data/places.csv" and "missing" in problem.expected


def test_wrong_encoding(tables):
    path = tables / "places.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    (problem,) = problems(tables)
    assert problem.file == "data/places.csv" and problem.row == 2 and "not UTF-8" in problem.expected


def test_byte_order_mark(tables):
    path = tables / "places.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    (problem,) = problems(tables)
    assert problem.file == "data/places.csv" and "byte order mark" in problem.expected


def test_windows_line_ends(tables):
    path = tables / "places.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (problem,) = problems(tables)
    assert problem.file == "data/places.csv" and "CRLF" in problem.expected


def test_wrong_header(tables):
    replace_in(tables / "places.csv", "place_id,name,", "place,name,")
    (problem,) = problems(tables)
    assert problem.row == 1
    assert "missing: place_id" in problem.expected and "unknown: place" in problem.expected


def test_too_many_and_too_few_cells(tables):
    replace_in(tables / "places.csv", "CN,China,", "CN,China,,")
    replace_in(tables / "places.csv", "municipality,CN,", "municipality,CN")
    first, second = problems(tables)
    assert (first.row, second.row) == (2, 3)
    assert "double quotes" in first.expected and "a cell is missing" in second.expected


def test_unclosed_quote(tables):
    replace_in(tables / "places.csv", "zone,CN-CQ,", 'zone,CN-CQ,"')
    (problem,) = problems(tables)
    assert "a double quote is not closed" in problem.expected


def test_duplicate_row(tables):
    replace_in(tables / OBSERVATIONS, FUND, f"{FUND},high,\n{FUND}")
    (problem,) = problems(tables)
    assert "stands twice" in problem.expected
    assert problem.row == FUND_ROW + 1


def test_the_same_fact_twice(tables):
    again = FUND.replace("icq-2022-03-development-fund-size", "icq-2022-03-development-fund-size-again", 1)
    replace_in(tables / OBSERVATIONS, FUND, f"{FUND},high,\n{again}")
    (problem,) = problems(tables)
    assert problem.row == FUND_ROW + 1
    assert f"source as row {FUND_ROW}" in problem.expected


def test_control_character(tables):
    replace_in(tables / "places.csv", "China", "Chi\x00na")
    (problem,) = problems(tables)
    assert problem.row == 2 and "control character" in problem.expected


def test_two_documents_with_one_text(tables):
    first, second = (
        load(tables).sources.set_index("source_id").loc[name, "sha256"] for name in ("icq-2022-03", "icq-plan")
    )
    replace_in(tables / "sources.csv", second, first)
    (problem,) = problems(tables)
    assert problem.column == "sha256" and "another document has this text" in problem.expected


def test_unsorted_rows(tables):
    path = tables / "places.csv"
    head, first, second, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([head, second, first, *rest]), encoding="utf-8", newline="\n")
    (problem,) = problems(tables)
    assert "make data" in problem.expected and problem.row == 3


def test_unused_source(tables):
    path = tables / "sources.csv"
    row = (
        "zzz,news,Nobody,not-stated,No,not-stated,not-stated,2025-01-01,not-found,news,2026-11-22,en,not-applicable,\n"
    )
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8", newline="\n")
    (problem,) = problems(tables)
    assert problem.value == "zzz" and "no row uses" in problem.expected


def test_a_contradiction_must_be_one(tables):
    replace_in(tables / "checks.csv", 'not-checkable,"The ratio', 'contradicted,"The ratio')
    assert load(tables)
    # Read as "about", the later ratio allows the earlier one too.
    replace_in(tables / OBSERVATIONS, "98.47,exact", "98.47,about")
    (problem,) = problems(tables)
    assert (problem.file, problem.column) == ("data/checks.csv", "verdict")
    assert "share values" in problem.expected


def test_in_a_notebook_the_problems_are_shown_without_traceback(tables):
    (tables / "places.csv").unlink()
    with pytest.raises(DataError) as error:
        load(tables)
    assert error.value._render_traceback_() == str(error.value).splitlines()
