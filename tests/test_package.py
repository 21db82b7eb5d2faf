"""The package where the report is not: its wheel carries the tables, and what is missing is said in one sentence."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile

import pytest

from cqbook.dataset.schema import TABLES
from cqbook.project.paths import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", str(ROOT)]
    subprocess.run([*command, "--wheel-dir", str(folder)], check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    """A Python of its own, with the wheel, and with the libraries of this one but not its cqbook."""
    folder = tmp_path_factory.mktemp("other")
    venv.create(folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as parts:
        parts.extractall(packages)
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin" / "python"


def run(python, code, folder):
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [str(python), "-c", code]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_wheel_has_all_tables_and_licences(wheel):
    with zipfile.ZipFile(wheel) as parts:
        names = [name.rpartition("/") for name in parts.namelist()]
        about = next(parts.read(name).decode() for name in parts.namelist() if name.endswith(".dist-info/METADATA"))
    assert {name for folder, _, name in names if folder == "cqbook/data"} == {table.file for table in TABLES.values()}
    assert {"LICENSE", "LICENSE-CONTENT", "OFL.txt"} <= {name for folder, _, name in names if "/licenses" in folder}
    assert "\nLicense-Expression: MIT AND CC-BY-4.0 AND CC-BY-SA-3.0 AND OFL-1.1\n" in about


@pytest.mark.slow
def test_load_and_figures_work_outside_of_the_report(python, tmp_path):
    code = """
from cqbook import figures, load, series
data = load()
rows = series.states(data, "gerd", "CN-CQ")
chart = figures.bars(figures.marks.of_series(data, rows).assign(year=rows["year"].astype(str)))
print(len(rows), chart.kind, load.__code__.co_filename)
"""
    found = run(python, code, tmp_path)
    assert found.returncode == 0, found.stderr
    assert "site-packages" in found.stdout and str(ROOT) not in found.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_command_outside_of_the_report_says_what_it_needs(python, tmp_path):
    found = run(
        python, "import sys; sys.argv[1:] = ['book']; from cqbook.cli.commands import main; sys.exit(main())", "/"
    )
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr == "cqbook book works in the report's own folder; here load() and the figures work\n"
    assert run(python, "import sys; sys.argv[1:] = ['check']; from cqbook.cli.commands import main; main()", "/").stdout


def test_a_library_that_is_not_installed_is_told_with_the_command_that_gets_it():
    code = """
import sys
sys.modules["jinja2"] = None
from cqbook.cli import commands
commands.check_data = lambda _: __import__("jinja2")
sys.argv[1:] = ["check"]
sys.exit(commands.main())
"""
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert found.stderr == 'jinja2 is not installed: python -m pip install ".[book,notebooks]"\n'
