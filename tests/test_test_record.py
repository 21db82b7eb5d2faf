import json
import shutil
import subprocess
import sys

import pytest

from cqbook.artifacts import test_record
from cqbook.project.paths import ROOT

TESTS = """
import pytest

def test_one(): pass

def test_two(): assert False

@pytest.mark.skip(reason="no")
def test_three(): pass

@pytest.fixture
def broken(): raise ValueError

def test_four(broken): pass
"""


@pytest.fixture
def small(tmp_path):
    """A project of one file of tests, with the record of runs of the real one."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "notebooks").mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path / "tests")
    (tmp_path / "tests" / "test_small.py").write_text(TESTS)
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "pyproject.toml").write_text('[tool.pytest.ini_options]\ntestpaths = ["tests", "notebooks"]\n')
    return tmp_path


def run(folder, *arguments):
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": ""},
        capture_output=True,
        check=False,
    )
    path = folder / "_build" / "test-run.json"
    return json.loads(path.read_text()) if path.exists() else None


@pytest.mark.slow
@pytest.mark.parametrize("workers", [[], ["-n", "2"]])
def test_a_full_run_leaves_its_record(small, workers):
    found = run(small, *workers)
    assert found["counts"] == {"tests/test_small.py": {"passed": 1, "failed": 1, "skipped": 1, "error": 1}}
    assert found["state"] == test_record.state(small)


@pytest.mark.slow
@pytest.mark.parametrize("part", [["-k", "one"], ["-m", "not slow"], ["tests/test_small.py"], ["--collect-only"]])
def test_a_part_of_the_tests_leaves_none(small, part):
    assert run(small, *part) is None


def test_a_run_of_another_state_is_no_proof(tmp_path):
    path = tmp_path / "run.json"
    assert test_record.last(path) is None
    test_record.record(
        [("tests/test_a.py", "passed"), ("tests/test_a.py", "failed"), ("tests/test_b.py", "passed")], path
    )
    last = test_record.last(path)
    assert (last.total("passed"), last.total("failed"), last.total("skipped")) == (2, 1, 0)
    path.write_text(path.read_text().replace(last.state, "0" * 64))
    assert test_record.last(path) is None
    path.write_text("{}")
    assert test_record.last(path) is None


def test_the_state_is_that_of_all_that_is_tested(project):
    states = [test_record.state(project)]
    (project / "src" / "__pycache__").mkdir()
    (project / "src" / "__pycache__" / "a.pyc").write_bytes(b"1")
    assert test_record.state(project) == states[0]
    for name in ("book/cite.md", "data/checks.csv", "tests/test_site.py", "notebooks/13-documents.ipynb"):
        with (project / name).open("a") as file:
            file.write("\n")
        states.append(test_record.state(project))
    assert len(set(states)) == 5
