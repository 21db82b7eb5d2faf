"""The commands behind make, on a copy of the project."""

import os
import subprocess
import sys

from conftest import replace_in


def run(project, *arguments):
    """Run a command of the package on a copy of the project."""
    environment = {**os.environ, "PYTHONPATH": str(project / "src")}
    command = [sys.executable, "-m", "cqbook", *arguments]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def contents(project):
    return {
        path.name: path.read_bytes() for path in [*(project / "data").iterdir(), project / "book" / "references.bib"]
    }


def test_data_leaves_good_tables_as_they_are(project):
    before = contents(project)
    assert run(project, "data").returncode == 0
    assert contents(project) == before


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


def test_data_tells_all_damaged_files_and_touches_none(project):
    for name in ("places.csv", "sources.csv"):
        path = project / "data" / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    before = contents(project)
    result = run(project, "data")
    assert result.returncode == 1
    assert result.stderr.splitlines()[0] == "2 problems in the dataset"
    assert contents(project) == before


def test_check_tells_a_mistake_without_traceback(project):
    replace_in(project / "data" / "observations.csv", ",8,exact,person", ",eight,exact,person")
    result = run(project, "check")
    assert result.returncode == 1
    assert result.stderr.startswith("1 problem in the dataset\ndata/observations.csv, row ")
    assert ', column value: "eight": expected a plain number' in result.stderr
    assert "Traceback" not in result.stderr
