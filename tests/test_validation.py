"""Each mistake that people make in a table is named with file, row, column, value and what is expected."""

import csv
import io
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from conftest import replace_in

from cqbook.dataset.loading import DataError, load
from cqbook.project.paths import DATA

OBSERVATIONS = "observations.csv"
FUND = (
    "icq-2022-03-development-fund-size,development-fund-size,CN-CQ-WSC,2022-03-03,stated,actual,30000000000,exact,CNY,"
    "icq-2022-03,p14,30 billion,A"
)


def row_of(folder, start):
    """The row of the observation whose line begins so, counted from 1, the header."""
    lines = (folder / OBSERVATIONS).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(start))


@pytest.fixture
def tables(small_tables):
    """Few rows, which are checked in a moment."""
    return small_tables


def problems(folder):
    with pytest.raises(DataError) as error:
        load(folder)
    return error.value.problems


# (file, text to replace, replacement, column, part of the message)
CELLS = [
    (OBSERVATIONS, "actual,30000000000", 'actual,"30,000,000,000"', "value", "write 30000000000: digits alone"),
    (OBSERVATIONS, "actual,30000000000", "actual,3E+10", "value", "write all digits"),
    (OBSERVATIONS, "actual,30000000000", "actual,", "value", "empty"),
    (OBSERVATIONS, "actual,30000000000", "actual,lots", "value", "plain number"),
    (OBSERVATIONS, "exact,CNY", "exact,yuan", "unit", "one of percent"),
    (OBSERVATIONS, "exact,CNY", "exact,person", "unit", "unit of this indicator is CNY"),
    (
        OBSERVATIONS,
        "CN-CQ-WSC,2022-03-03,stated,actual,30000000000",
        "CN-CQ-WSC,3/3/2022,stated,actual,30000000000",
        "period",
        "spreadsheet rewrote this date",
    ),
    (
        OBSERVATIONS,
        "CN-CQ-WSC,2022-03-03,stated,actual,30000000000",
        "CN-CQ-WSC,Mar-22,stated,actual,30000000000",
        "period",
        "spreadsheet rewrote this date",
    ),
    (
        OBSERVATIONS,
        "CN-CQ-WSC,2022-03-03,stated,actual,30000000000",
        "CN-CQ-WSC,44623,stated,actual,30000000000",
        "period",
        "spreadsheet rewrote this date",
    ),
    (
        OBSERVATIONS,
        "CN-CQ-WSC,2022-03-03,stated,actual,30000000000",
        "CN-CQ-WSC,2022-02-30,stated,actual,30000000000",
        "period",
        "day",
    ),
    (
        OBSERVATIONS,
        "stated,actual,30000000000",
        "said,actual,30000000000",
        "period_basis",
        "one of reference, stated",
    ),
    (OBSERVATIONS, "actual,30000000000", "fact,30000000000", "kind", "one of actual, target"),
    (OBSERVATIONS, "30000000000,exact", "30000000000,roughly", "qualifier", "one of exact, about"),
    (OBSERVATIONS, "p14,30 billion", "14,30 billion", "locator", "such as p7"),
    (OBSERVATIONS, "p14,30 billion", "not-stated,30 billion", "locator", "needs its paragraph"),
    (OBSERVATIONS, "p14,30 billion", "p14,40 billion", "value", "reads 40000000000"),
    (OBSERVATIONS, "p14,30 billion", "p14,thirtyish", "printed", "no number can be read"),
    (OBSERVATIONS, "p14,30 billion", "p14,over 30 billion", "qualifier", "write more-than"),
    (OBSERVATIONS, "p14,30 billion", "p14, 30 billion", "printed", "remove the spaces"),
    (OBSERVATIONS, "CNY,icq-2022-03", "CNY,icq-2022-99", "source_id", "no such row in data/sources.csv"),
    (
        OBSERVATIONS,
        ",development-fund-size,",
        ",fund-size,",
        "indicator_id",
        "no such row in data/indicators.csv",
    ),
    (
        OBSERVATIONS,
        "development-fund-size,CN-CQ-WSC",
        "development-fund-size,CN-XX",
        "place_id",
        "no such row in data/places.csv",
    ),
    (OBSERVATIONS, "stated,actual,30000000000", "stated,change,30000000000", "period", "two dates"),
    (OBSERVATIONS, "30 billion,A", "30 billion,Z", "status", "one of A, B"),
    (OBSERVATIONS, "actual,30000000000", "actual,not-published", "value", "needs its value"),
    (OBSERVATIONS, "p14,30 billion", "p14,not-found", "printed", "may not be missing here"),
    ("frameworks.csv", "not-applicable,complete,", "not-applicable,not-stated,", "complete", "one of complete"),
    ("sources.csv", "2022-03-07,https", "7-Mar-22,https", "published", "spreadsheet rewrote this date"),
    ("sources.csv", "2025-02-28,https://epaper", "2025-02-28,epaper", "url", "starts with https://"),
    ("sources.csv", "golden-phoenix-2021,plan", "golden-phoenix-2021,document", "sha256", "needs the SHA-256"),
    ("checks.csv", ",8,30,not-applicable,final", ",8,31,not-applicable,final", "guard", "now says 30"),
    ("checks.csv", ",8,30,not-applicable,final", ",9,30,not-applicable,final", "guard_statement", "now says 8"),
    ("checks.csv", ",8,30,not-applicable,final", ",8,not-found,not-applicable,final", "guard", "set it to 30"),
    ("checks.csv", ",8,30,not-applicable,final", ",8,30,8,final", "guard_base", "no base that it could guard"),
    (
        "checks.csv",
        "gerd-2021,icq-2022-10-gerd,",
        "gerd-2021,icq-2022-10-gerd-growth,",
        "guard_statement",
        "now says 65.6",
    ),
    (
        "checks.csv",
        '"{own} academicians, place',
        '"30 academicians, place',
        "instead",
        "holds 30: name the observation",
    ),
    ("checks.csv", "over {own} people in R&D", "over {owner} people in R&D", "instead", "no observation owner"),
    ("checks.csv", "over {own} people in R&D", "over {own:two} people in R&D", "instead", "expected decimals such as"),
    ("checks.csv", "over {own} people in R&D", "over {Own} people in R&D", "instead", "{ belongs to no name"),
    ("checks.csv", "Does Chongqing have {own} ", "Does Chongqing have 30 ", "question", "holds 30: name the"),
    (
        "checks.csv",
        "gives {against:2 billion} yuan for 2021",
        "gives 60.38 billion yuan for 2021",
        "explanation",
        "60.38",
    ),
    ("targets.csv", "nearly {own}.", "nearly 100,000.", "note", "holds 100,000: name the observation"),
    (
        "indicators.csv",
        "({icq-2018-innovation-academicians-cq-2017} in 2017,",
        "(16 in 2017,",
        "caution",
        "16 is the number of icq-2018-innovation-academicians-cq-2017",
    ),
    (OBSERVATIONS, "actual,30000000000", "actual,３００亿元", "value", "write 30000000000: digits alone"),
    (OBSERVATIONS, "p14,30 billion", "p１４,30 billion", "locator", "such as p7"),
    (
        OBSERVATIONS,
        "actual,30000000000",
        "actual,——",
        "value",
        "states no number: leave the row out, or write one of not-",
    ),
    (OBSERVATIONS, "p14,30 billion", "p14,—", "printed", "is no number: leave the row out, or write one of not-"),
    (OBSERVATIONS, "p14,30 billion", "p14,３００①亿元", "printed", 'write "300亿元"'),
    (OBSERVATIONS, "p14,30 billion", "p14,３０ ０００ ０００ ０００*", "printed", 'write "30000000000"'),
    (
        OBSERVATIONS,
        "p14,30 billion",
        'p14,"3,000,000"',
        "printed",
        'head of the table says 万元, write "3,000,000 万元"',
    ),
    (OBSERVATIONS, "p14,30 billion", "p14,30", "printed", 'head of the table says billion, write "30 billion"'),
    (OBSERVATIONS, "2022-03-03,stated", "２０２２,stated", "period", "period such as"),
    (
        OBSERVATIONS,
        "actual,30000000000",
        "actual,123456789012345678901234567890",
        "value",
        "at most 18 digits",
    ),
    (OBSERVATIONS, "actual,30000000000", "actual,inf", "value", "plain number"),
    (OBSERVATIONS, "p14,30 billion", "p14,30 billion\u200b", "printed", "holds U+200B, which nobody sees"),
    (OBSERVATIONS, "2022-03-03,stated,actual,30000000000", "1022-03-03,stated,actual,30000000000", "period", "1900"),
    (OBSERVATIONS, "2022-03-03,stated,actual,30000000000", "2022-02-03,stated,actual,30000000000", "period", "a week"),
    ("indicators.csv", ",院士,", ",??,", "name_zh", "letters were lost"),
    ("indicators.csv", ",院士,", ",院\ufffd,", "name_zh", "letters were lost"),
    ("indicators.csv", ",Academicians,", ",Acade\u202emicians,", "name", "U+202E"),
    ("indicators.csv", ",Academicians,", ",#REF!,", "name", "a program that had no value"),
    ("indicators.csv", ",院士,", ",nan,", "name_zh", "a program that had no value"),
    ("indicators.csv", ",Academicians,", f",{'9' * 400},", "name", "more digits than any number has"),
    ("indicators.csv", "million yuan,1000000,", "million yuan,1000,", "display_factor", "are 1,000,000 of CNY"),
    ("indicators.csv", "million yuan,1000000,", f"million yuan,{'9' * 30},", "display_factor", "at most 18 digits"),
    ("indicators.csv", "million yuan,1000000,", "million yuan,0,", "display_factor", "above zero"),
    (
        "frameworks.csv",
        "158n-position-2,158n-positions,158n,position,2",
        "158n-position-2,158n-positions,158n,position,0",
        "order",
        "from 1",
    ),
    ("other-numbers.csv", "name,2,", "name,0,", "times", "from 1"),
    ("places.csv", "重庆高新区,zone,CN-CQ-WSC,", "重庆高新区,zone,CN-CQ-HTZ,", "parent_id", "below itself"),
    ("places.csv", "陕西省,province,", "陕西省,region,", "kind", "an id such as CN-CQ is for places in CN of kind"),
    ("places.csv", "成都市,city,CN-SC,", "成都市,municipality,CN,", "kind", "which all have one"),
    (
        "checks.csv",
        "icq-2022-10-academicians-coverage-not-stated",
        "icq-2022-03-academicians",
        "against",
        "against itself",
    ),
    (
        "frameworks.csv",
        "158n-position-2,158n-positions,158n,position,2",
        "158n-position-2,158n-positions,158n,position,1",
        "order",
        "has this place already",
    ),
    (
        "frameworks.csv",
        "158n-positions,158n,158n",
        "158n-positions,158n-positions,158n",
        "parent_id",
        "below itself",
    ),
    ("frameworks.csv", "158n-goal,158n,158n", "158n-goal,158n,416", "framework", "belongs to 158n"),
]


@pytest.mark.parametrize(("file", "old", "new", "column", "message"), CELLS)
def test_a_bad_cell_is_named(tables, file, old, new, column, message):
    row = row_of(tables, FUND)
    if file == OBSERVATIONS:
        assert old in FUND
        replace_in(tables / file, FUND, FUND.replace(old, new, 1))
    else:
        replace_in(tables / file, old, new)
    found = [p for p in problems(tables) if p.file == f"data/{file}" and p.column == column and message in p.expected]
    assert found, [str(p) for p in problems(tables)]
    assert found[0].row is not None and found[0].row > 1
    if file == OBSERVATIONS:
        assert found[0].row == row
    assert found[0].value is not None


@pytest.mark.parametrize("typed", ["79.73 billion", "79730000000", "797.3"])
def test_a_note_that_repeats_an_observation_names_it(tables, typed):
    row = row_of(tables, "cns-2025-10-15-gerd-cq-2025-10-15,")
    replace_in(tables / OBSERVATIONS, "{rd-bulletin-2024-gerd-cq-2024:2 billion} for 2024", f"{typed} for 2024")
    (problem,) = problems(tables)
    name = "rd-bulletin-2024-gerd-cq-2024"
    assert (problem.row, problem.column) == (row, "note")
    assert problem.expected == f"{typed.split()[0]} is the number of {name}: leave it out, or write {{{name}}}"


def test_all_problems_are_told_at_once(tables):
    row = row_of(tables, FUND)
    text = FUND.replace("exact,CNY", "exact,yuan").replace("2022-03-03", "3/3/22").replace("30000000000", "3e10")
    replace_in(tables / OBSERVATIONS, FUND, text)
    replace_in(tables / "places.csv", "municipality", "town")
    found = problems(tables)
    assert {(p.file, p.column) for p in found} == {
        ("data/observations.csv", "unit"),
        ("data/observations.csv", "period"),
        ("data/observations.csv", "value"),
        ("data/places.csv", "kind"),
    }
    lines = str(DataError(found)).splitlines()
    assert lines[0] == "4 problems in the dataset"
    assert any(
        line.startswith(f'data/observations.csv, row {row}, column unit: "yuan": expected one of') for line in lines
    )


def test_missing_table(tables):
    (tables / "places.csv").unlink()
    (problem,) = problems(tables)
    assert problem.file == "data/places.csv" and "missing" in problem.expected


@pytest.mark.parametrize(
    ("start", "old", "new", "message"),
    [
        ("icq-2022-03-academicians,", "8", "-8", "a number of person cannot be negative"),
        ("icq-2022-03-academicians,", "8", "7.5", "person counts one by one"),
        ("icq-2022-10-preschool-public-share,", "54.45", "154.45", "more than 100 percent"),
    ],
)
def test_a_number_that_cannot_be_is_named(tables, start, old, new, message):
    path = tables / OBSERVATIONS
    line = path.read_text("utf-8").splitlines()[row_of(tables, start) - 1]
    replace_in(path, line, line.replace(f",{old},", f",{new},").replace(f",{old}", f",{new}"))
    assert message in problems(tables)[0].expected


@pytest.mark.parametrize("name", ["places.csv", "left-out.csv", OBSERVATIONS])
def test_an_emptied_table(tables, name):
    path = tables / name
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    assert str(problems(tables)[0]) == f"data/{name}: holds no row: restore it"


@pytest.mark.parametrize(("cut", "message"), [(1, "no line end"), (8, "no line end")])
def test_a_file_that_was_cut_off(tables, cut, message):
    path = tables / "left-out.csv"
    path.write_text(path.read_text("utf-8")[:-cut], "utf-8")
    assert message in problems(tables)[0].expected


def test_a_flood_of_problems_is_cut_with_their_number(tables):
    path = tables / OBSERVATIONS
    rows = path.read_text("utf-8").splitlines()
    path.write_text(
        "\n".join([rows[0], *(row.replace(",CN", f",CN-X{number}", 1) for number, row in enumerate(rows[1:]))]) + "\n",
        "utf-8",
    )
    with pytest.raises(DataError) as error:
        load(tables)
    lines = str(error.value).splitlines()
    assert len(lines) < 60 and re.fullmatch(r"and [1-9]\d* more lines: mend these first", lines[-1])


def test_wrong_encoding(tables):
    path = tables / "places.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    (problem,) = problems(tables)
    assert problem.file == "data/places.csv" and problem.row == 2
    assert "not UTF-8 but probably GBK" in problem.expected
    path.write_bytes(path.read_bytes().decode("gb18030").encode("utf-16"))
    (problem,) = problems(tables)
    assert "not UTF-8 but UTF-16" in problem.expected


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
    assert (first.row, second.row) == (2, 4)
    assert "double quotes" in first.expected and "a cell is missing" in second.expected


def test_unclosed_quote(tables):
    replace_in(tables / "places.csv", "city,CN-SN,", 'city,CN-SN,"')
    (problem,) = problems(tables)
    assert "a double quote is not closed" in problem.expected


def test_duplicate_row(tables):
    replace_in(tables / OBSERVATIONS, FUND, f"{FUND},high,yes,not-applicable,\n{FUND}")
    (problem,) = problems(tables)
    assert f"stands in row {row_of(tables, FUND)}, too" in problem.expected
    assert problem.row == row_of(tables, FUND) + 1


def test_the_same_fact_twice(tables):
    again = FUND.replace("icq-2022-03-development-fund-size", "icq-2022-03-development-fund-size-again", 1)
    replace_in(tables / OBSERVATIONS, FUND, f"{FUND},high,yes,not-applicable,\n{again}")
    # The second row also claims to be preferred.
    problem = next(problem for problem in problems(tables) if problem.column == "observation_id")
    assert problem.row == row_of(tables, FUND) + 1
    assert f"source as row {problem.row - 1}" in problem.expected


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
        "zzz,news,Nobody,not-stated,other,No,not-stated,not-stated,2025-01-01,not-found,news,2026-11-22,en,not-applicable,"
        "not-applicable,not-applicable,\n"
    )
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8", newline="\n")
    (problem,) = problems(tables)
    assert problem.value == "zzz" and "no row uses" in problem.expected


def test_a_contradiction_must_be_one(tables):
    set_cell(tables, "checks.csv", "upper-secondary-2022-2025", "verdict", "not-checkable", "contradicted")
    assert load(tables)
    # Read as "about", the earlier ratio allows the later one too.
    set_cell(tables, OBSERVATIONS, "icq-2022-10-gross-enrolment-ratio-upper-secondary", "qualifier", "exact", "about")
    assert ("data/checks.csv", "verdict") in {(p.file, p.column) for p in problems(tables) if "share values" in str(p)}


def test_an_agreement_must_be_one(tables):
    set_cell(tables, OBSERVATIONS, BULLETIN, "value", "60380000000", "59380000000")
    set_cell(tables, OBSERVATIONS, BULLETIN, "printed", "603.8 亿元", "593.8 亿元")
    path = tables / "checks.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("60380000000", "59380000000"), encoding="utf-8", newline="\n"
    )
    found = [problem for problem in problems(tables) if problem.column == "verdict"]
    # Above 60 billion is not 59.38, and 59.38 is not 65.6 percent more than 36.46.
    assert len(found) == 2
    assert all("share no value" in problem.expected for problem in found)


BULLETIN = "rd-bulletin-2021-gerd-cq-2021"
TARGET = "cq-st-plan-14fyp-gerd-share-of-grp-cq-2025-target"


def set_cell(tables, file, key, column, old, new):
    """Change one cell of the row with this key."""
    text = (tables / file).read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith(f"{key},"))
    header = text.splitlines()[0].split(",")
    cells = next(csv.reader([line]))
    assert cells[header.index(column)] == old
    cells[header.index(column)] = new
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    replace_in(tables / file, line, out.getvalue())


# (file, key, column, old cell, new cell, file of the problem, its column, part of the message)
RELATIONS = [
    (OBSERVATIONS, BULLETIN, "preferred", "yes", "no", OBSERVATIONS, "preferred", f"{BULLETIN} (row "),
    (OBSERVATIONS, "icq-2022-10-gerd", "preferred", "no", "yes", OBSERVATIONS, "preferred", f"{BULLETIN} (row "),
    (OBSERVATIONS, BULLETIN, "period", "2021", "2020", OBSERVATIONS, "period", "rd-bulletin-2021 reaches 20"),
    ("sources.csv", "rd-bulletin-2021", "reach", "2021", "2019/2020", OBSERVATIONS, "period", "reaches 2019/2020"),
    (
        "sources.csv",
        "rd-bulletin-2021",
        "published",
        "2022-08-31",
        "2020-08-31",
        OBSERVATIONS,
        "period",
        "is it a target?",
    ),
    (OBSERVATIONS, BULLETIN, "unit", "CNY", "percent", OBSERVATIONS, "unit", "unit of this indicator is CNY"),
    (
        OBSERVATIONS,
        BULLETIN,
        "copy_id",
        "copy-techme",
        "copy-none",
        OBSERVATIONS,
        "copy_id",
        "no such row in data/copies",
    ),
    ("targets.csv", TARGET, "base", "statistics", "none", "targets.csv", "base", "say whether it is stated"),
    ("targets.csv", TARGET, "date_basis", "given", "not-stated", "targets.csv", "date_basis", "one of given, plan-end"),
    ("targets.csv", TARGET, "date_basis", "given", "plan-end", "targets.csv", "date_basis", "write given"),
    (
        "sources.csv",
        "rd-bulletin-2021",
        "publisher_kind",
        "national-statistical-office",
        "other",
        "sources.csv",
        "publisher_kind",
        "write one kind in all rows of a publisher",
    ),
    (
        "sources.csv",
        "stdaily-2021-08-17",
        "event_id",
        "wsc-sci-tech-plan-2021-2025",
        "not-applicable",
        "sources.csv",
        "event_id",
        "only documents report this event",
    ),
    (
        "sources.csv",
        "icq-plan",
        "event_id",
        "wsc-sci-tech-plan-2021-2025",
        "education-press-conference-2025-10-20",
        "sources.csv",
        "event_id",
        "no document reports this event",
    ),
    (
        "targets.csv",
        TARGET,
        "base_id",
        "rd-bulletin-2020-gerd-share-of-grp-cq-2020",
        "not-found",
        "targets.csv",
        "base_id",
        "a base is claimed (statistics)",
    ),
    (
        "targets.csv",
        TARGET,
        "base_id",
        "rd-bulletin-2020-gerd-share-of-grp-cq-2020",
        "rd-bulletin-2020-gerd-share-of-grp-cn-2020",
        "targets.csv",
        "base_id",
        "another place_id",
    ),
    (
        "targets.csv",
        TARGET,
        "result_id",
        "rd-bulletin-2024-gerd-share-of-grp-cq-2024",
        "not-found",
        "targets.csv",
        "result_id",
        "does not fit comparable = yes",
    ),
    (
        "targets.csv",
        TARGET,
        "result_id",
        "rd-bulletin-2024-gerd-share-of-grp-cq-2024",
        "jflab-2025-02-19-gerd-share-of-grp-cq-2025-target",
        "targets.csv",
        "result_id",
        "expected what was the case",
    ),
    (
        "checks.csv",
        "gerd-2021",
        "against",
        BULLETIN,
        "not-found",
        "checks.csv",
        "against",
        "only a statement that is not-checkable",
    ),
    (
        "checks.csv",
        "gerd-2021",
        "base",
        "not-applicable",
        "rd-bulletin-2017-gerd-cq-2017",
        "checks.csv",
        "base",
        "only a change",
    ),
    (
        "checks.csv",
        "gerd-growth-2017-2021",
        "base",
        "rd-bulletin-2017-gerd-cq-2017",
        "rd-bulletin-2020-gerd-share-of-grp-cq-2020",
        "checks.csv",
        "guard_base",
        "now says 2.11",
    ),
    ("checks.csv", "gerd-2021", "guard", "60380000000", "60380000001", "checks.csv", "guard", "judge the pair again"),
]


@pytest.mark.parametrize(("file", "key", "column", "old", "new", "where", "wrong", "message"), RELATIONS)
def test_what_does_not_fit_together_is_named(tables, file, key, column, old, new, where, wrong, message):
    set_cell(tables, file, key, column, old, new)
    found = [p for p in problems(tables) if p.file == f"data/{where}" and p.column == wrong and message in p.expected]
    assert found, [str(p) for p in problems(tables)]
    assert found[0].row > 1 and found[0].value


def test_a_change_that_cannot_be_computed_is_told(tables):
    """The growth from "at most" a value may be one from nothing."""
    set_cell(tables, OBSERVATIONS, "rd-bulletin-2017-gerd-cq-2017", "qualifier", "exact", "at-most")
    found = [problem for problem in problems(tables) if "no change can be computed" in problem.expected]
    assert [(problem.file, problem.column) for problem in found] == [("data/checks.csv", "against")]


def test_a_change_and_its_sides_are_in_units_that_fit(tables):
    changed = "icq-2025-02-gross-enrolment-ratio-tertiary-change"
    for name in ("gross-enrolment-ratio-tertiary-change", changed):
        file = OBSERVATIONS if name == changed else "indicators.csv"
        set_cell(tables, file, name, "unit", "percentage-point", "person")
    # Only agreement and contradiction are computed.
    load(tables)
    path = tables / "checks.csv"
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if f",{changed}," in line and ",baseline-differs," in line)
    replace_in(path, line, line.replace(",baseline-differs,", ",contradicted,"))
    assert any("a change in person cannot be computed" in problem.expected for problem in problems(tables))


def test_a_negative_number_is_taken_in(tables):
    set_cell(tables, OBSERVATIONS, BULLETIN, "value", "60380000000", "-60380000000")
    set_cell(tables, OBSERVATIONS, BULLETIN, "printed", "603.8 亿元", "-603.8 亿元")
    assert {problem.file for problem in problems(tables)} == {"data/checks.csv"}


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ("rd-bulletin-2020-gerd-share-of-grp-cq-2020", "is the base too"),
        ("rd-bulletin-2018-gerd-share-of-grp-cq-2018", "before its base of 2020"),
    ],
)
def test_a_result_comes_after_its_base(tables, result, message):
    set_cell(tables, "targets.csv", TARGET, "result_id", "rd-bulletin-2024-gerd-share-of-grp-cq-2024", result)
    (problem,) = problems(tables)
    assert problem.column == "result_id" and message in problem.expected


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: rows.to_csv(index=False, sep=";"), "separated by semicolons: save it as CSV with commas"),
        (lambda rows: rows.to_csv(index=False, sep="\t", quoting=csv.QUOTE_ALL), "separated by tabs"),
        (
            lambda rows: rows[[rows.columns[1], rows.columns[0], *rows.columns[2:]]].to_csv(index=False),
            "name stands where place_id belongs, place_id stands where name belongs",
        ),
        (lambda rows: rows.drop(columns="kind").to_csv(index=False), "missing: kind"),
    ],
)
def test_a_table_that_a_spreadsheet_has_changed_is_told(tables, change, message):
    path = tables / "places.csv"
    path.write_text(change(pd.read_csv(path, dtype=str, keep_default_na=False)), encoding="utf-8", newline="\n")
    (problem,) = problems(tables)
    assert (problem.file, problem.row) == ("data/places.csv", 1) and message in problem.expected


def test_quotes_around_every_cell_change_nothing(tables):
    path = tables / "places.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows.to_csv(path, index=False, quoting=csv.QUOTE_ALL, lineterminator="\n")
    assert load(tables).places["name"].tolist() == rows["name"].tolist()


@pytest.mark.parametrize("text", ["", "x" * 200_000])
def test_a_file_without_its_header_is_told(tables, text):
    (tables / "places.csv").write_text(text, encoding="utf-8")
    assert "the header must be" in problems(tables)[0].expected


def test_a_blank_line_and_a_line_break_in_a_cell_are_named(tables):
    replace_in(tables / "places.csv", "CN,China", "\nCN,China")
    (problem,) = problems(tables)
    assert problem.row == 2 and "remove the line" in problem.expected
    replace_in(tables / "places.csv", "\n\nCN,China", '\nCN,"Chi\nna"')
    (problem,) = problems(tables)
    assert "keep each row on one line" in problem.expected


def test_many_problems_of_one_kind_are_told_quickly(tmp_path):
    """Ten thousand wrong rows: told in one pass over the table, not in one pass a row."""
    path = Path(shutil.copytree(DATA, tmp_path / "data")) / OBSERVATIONS
    path.write_text(path.read_text(encoding="utf-8").replace(",yes,", ",no,"), encoding="utf-8", newline="\n")
    assert len(problems(path.parent)) > 9000


def test_problems_that_differ_in_their_row_are_told_in_one_line(tables):
    set_cell(tables, "indicators.csv", "gerd", "unit", "CNY", "person")
    found = [problem for problem in problems(tables) if problem.column == "unit"]
    assert len(found) > 100
    counted, *lines = str(DataError(found)).splitlines()
    assert counted.startswith(f"{len(found)} problems") and len(lines) == 1
    assert re.match(r'data/observations.csv, rows (\d+, ){4}\d+ and \d+ more, column unit: "CNY"', lines[0])


def test_a_target_needs_its_links(tables):
    path = tables / "targets.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(TARGET)), encoding="utf-8", newline="\n")
    (problem,) = problems(tables)
    assert problem.file == "data/observations.csv" and f"{TARGET} needs its row" in problem.expected


def test_a_copy_that_no_number_was_seen_in(tables):
    path = tables / "copies.csv"
    path.write_text(path.read_text(encoding="utf-8") + "zzz,owner/name,0,\n", encoding="utf-8", newline="\n")
    (problem,) = problems(tables)
    assert problem.value == "zzz" and "no row uses this copy" in problem.expected


def test_an_indicator_that_nothing_measures(tables):
    path = tables / "indicators.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    again = next(line for line in lines if line.startswith("gerd,")).replace("gerd,", "zzz,", 1)
    path.write_text("".join([*lines, again]), encoding="utf-8", newline="\n")
    (problem,) = problems(tables)
    assert problem.value == "zzz" and "no row uses this indicator" in problem.expected


def test_in_a_notebook_the_problems_are_shown_without_traceback(tables):
    (tables / "places.csv").unlink()
    with pytest.raises(DataError) as error:
        load(tables)
    assert error.value._render_traceback_() == str(error.value).splitlines()


def test_a_place_code_names_any_country_province_or_district(tables):
    # The codes of districts of Chongqing end in six digits.
    row = ",Test,测试,district,CN-CQ,not-applicable,not-applicable,not-applicable,\n"
    places = tables / "places.csv"
    lines = places.read_text(encoding="utf-8").splitlines(keepends=True)
    places.write_text("".join(sorted([*lines[1:], "CN-CQ-500999" + row, "XK" + row])), encoding="utf-8")
    text = places.read_text(encoding="utf-8")
    places.write_text(lines[0] + text, encoding="utf-8")
    load(tables)
    replace_in(places, "XK,", "Xk,")
    assert any(problem.value == "Xk" and "place code" in problem.expected for problem in problems(tables))
