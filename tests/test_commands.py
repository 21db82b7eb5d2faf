"""The commands behind make, on a copy of the project."""

import csv
import os
import re
import subprocess
import sys

from conftest import replace_in


def run(project, *arguments, option="-m"):
    """Run a command of the package, or some Python, on a copy of the project."""
    environment = {**os.environ, "PYTHONPATH": str(project / "src")}
    command = [sys.executable, option, *(["cqbook"] if option == "-m" else []), *arguments]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def contents(project):
    return {
        path.name: path.read_bytes() for path in [*(project / "data").iterdir(), project / "book" / "references.bib"]
    }


def test_data_sorts_and_renews_what_is_made_from_the_tables(project):
    before = contents(project)
    path = project / "data" / "places.csv"
    head, first, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([head, *rest, first]), encoding="utf-8", newline="\n")
    (project / "data" / "datapackage.json").unlink()
    (project / "book" / "references.bib").write_text("old")
    assert run(project, "check").returncode == 1
    assert run(project, "data").returncode == 0
    assert contents(project) == before


def test_data_mends_what_a_spreadsheet_has_done_to_the_form_of_a_file(project):
    before = contents(project)
    path = project / "data" / "places.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    said = run(project, "check")
    assert said.stderr.count("run `make data`") == 2 and "byte order mark" in said.stderr and "CRLF" in said.stderr
    assert run(project, "data").returncode == 0
    assert contents(project) == before


def test_data_tells_all_damaged_files_and_touches_none(project):
    for name in ("places.csv", "sources.csv"):
        path = project / "data" / name
        path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    before = contents(project)
    result = run(project, "data")
    assert result.returncode == 1
    assert result.stderr.splitlines()[0] == "2 problems in the dataset"
    assert contents(project) == before


def test_data_that_is_refused_names_rows_as_they_stand_and_stays_as_it_was(project):
    path = project / "data" / "observations.csv"
    head, first, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([head, *rest, first]).replace(",CN-CQ,", ",CN-XX,", 1), encoding="utf-8", newline="\n")
    row = next(number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if ",CN-XX," in line)
    before = contents(project)
    result = run(project, "data")
    assert result.returncode == 1
    assert f'data/observations.csv, row {row}, column place_id: "CN-XX": no such row' in result.stderr
    assert contents(project) == before


def test_data_that_the_disk_does_not_take_stays_as_it_was(project):
    for name in ("places.csv", "observations.csv"):  # the first would fit
        path = project / "data" / name
        head, first, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join([head, *rest, first]), encoding="utf-8", newline="\n")
    before = contents(project)
    code = (
        "import resource as r; r.setrlimit(r.RLIMIT_FSIZE, (1_000_000, 1_000_000)); from cqbook.cli.commands import *; "
    )
    result = run(project, code + "sys.argv[1:] = ['data']; sys.exit(main())", option="-c")
    assert result.returncode == 1
    assert result.stderr.endswith("data/observations.csv: File too large; what stood before still stands\n")
    assert "Traceback" not in result.stderr and contents(project) == before


def test_check_tells_a_mistake_without_traceback(project):
    replace_in(project / "data" / "observations.csv", ",8,exact,person", ",eight,exact,person")
    result = run(project, "check")
    assert result.returncode == 1
    assert result.stderr.startswith("1 problem in the dataset\ndata/observations.csv, row ")
    assert ', column value: "eight": write 8: digits alone' in result.stderr
    assert "Traceback" not in result.stderr


CHAPTER = "08-science-city.ipynb"


def test_prose_renews_stale_numbers_shows_them_and_names_what_to_read_again(project):
    path = project / "notebooks" / CHAPTER
    before = path.read_text(encoding="utf-8")
    replace_in(path, "[15 to 30](value:science-city-growth-needed)", "[12 to 20](value:science-city-growth-needed)")
    replace_in(path, "more than [2,000](obs:", "more than [3,000](obs:")
    result = run(project, "prose")
    assert result.returncode == 1 and 'it should read "15 to 30"' in result.stdout
    result = run(project, "prose", "--write")
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    assert any(line.startswith("-Meeting the three aims would have taken growth of [12 to 20]") for line in lines)
    assert any(line.startswith("+Meeting the three aims would have taken growth of [15 to 30]") for line in lines)
    assert any(
        line.startswith(f"notebooks/{CHAPTER}: read again: The plan asks for more than 2,000 ") for line in lines
    )
    assert path.read_text(encoding="utf-8") == before


def test_prose_says_what_it_compares_with_when_notebooks_are_stale(project):
    replace_in(project / "notebooks" / CHAPTER, "from cqbook import", "from cqbook  import")
    result = run(project, "prose")
    assert "these are stale, run `make notebooks`: 08-science-city\n" in result.stdout


def test_prose_tells_a_name_that_nothing_has(project):
    replace_in(project / "notebooks" / CHAPTER, "obs:icq-plan-gerd-share-of-grp", "obs:icq-plan-gerd-share-of-gdp")
    result = run(project, "prose", "--write")
    assert result.returncode == 1
    assert "icq-plan-gerd-share-of-grp" in result.stdout and "Traceback" not in result.stderr


def test_numbers_of_a_figure_that_changed_since_a_version_must_be_explained(project):
    record = project / "book" / "figure-history.csv"
    head, *rows = record.read_text(encoding="utf-8").splitlines(keepends=True)
    earlier = [row.replace("0.1.0", "0.0.9") for row in rows if "fig-science-city-growth" in row]
    earlier = [re.sub(r"[0-9a-f]{64}", "0" * 64, row) for row in earlier]
    record.write_text("".join([head, *earlier, *rows]), encoding="utf-8", newline="\n")
    result = run(project, "notebooks", "--check")
    assert result.returncode == 1
    assert "fig-science-city-growth has other numbers than before in version 0.1.0" in result.stderr
    result = run(project, "notebooks")
    assert result.returncode == 0, "who tries something out can still build the book"
    assert "write into `note`" in result.stderr


def test_prose_renews_a_page_too(project):
    page = project / "book" / "index.md"
    before = page.read_text(encoding="utf-8")
    page.write_text(before + "\n[99](value:science-city-targets-all) targets\n", encoding="utf-8", newline="\n")
    assert run(project, "prose", "--write").returncode == 0
    assert page.read_text(encoding="utf-8") == before + "\n[18](value:science-city-targets-all) targets\n"


def test_a_console_without_chinese_letters_shows_the_message_all_the_same(project, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")
    monkeypatch.setenv("PYTHONUTF8", "0")
    replace_in(project / "data" / "observations.csv", ",60380000000,", ",603.8亿,")
    result = run(project, "check")
    assert result.returncode == 1
    assert r"603.8\u4ebf" in result.stderr and "Traceback" not in result.stderr
