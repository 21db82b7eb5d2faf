import gc
import re
import shutil
import subprocess
import sys
from pathlib import Path

import coverage
import pandas as pd
import pytest
from hypothesis import settings

from cqbook import load
from cqbook.artifacts import test_record
from cqbook.project.built import is_current
from cqbook.project.paths import DATA, ROOT, SITE

CHROMIUM = Path("/usr/bin/chromium")  # Debian's
# Whether the tests run in the environment that make creates, and its commands can so be tested without a second one.
IS_MADE_BY_MAKE = sys.prefix.startswith(str(ROOT)) and (ROOT / ".venv" / "installed.sha256").exists()
needs_make = pytest.mark.skipif(not IS_MADE_BY_MAKE, reason="not run with the environment that make creates (.venv)")

# The same examples in every run, and no time limit for one, which a busy machine would miss.
settings.register_profile("same", derandomize=True, deadline=None, max_examples=100)
settings.load_profile("same")

# The pages of the book, parsed, are millions of objects that stay to the end. To look through them for cycles as often
# as Python does by itself takes as long as to parse them.
gc.set_threshold(100_000, 50, 50)


def pytest_configure(config):
    """Trace no kernels: nbval would do so with pytest-cov's options, and fails at it."""
    config.option.cov_source = None


def pytest_ignore_collect(collection_path, config):
    """Leave out modules that are slow as a whole where slow tests are: what they import takes seconds by itself."""
    is_test = collection_path.suffix == ".py" and config.option.markexpr == "not slow"
    if is_test and re.search(r"^pytestmark = .*pytest\.mark\.slow", collection_path.read_text("utf-8"), re.MULTILINE):
        return True
    return None


# Who asks for one of these waits: a browser, a copy of the project on which commands run.
SLOW_FIXTURES = {"browser", "project"}


@pytest.hookimpl(tryfirst=True)  # before the tests are chosen by their marks
def pytest_collection_modifyitems(items):
    """Mark as slow what needs a slow fixture; other slow tests carry the mark themselves."""
    for item in items:
        if SLOW_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("slow")


def pytest_terminal_summary(terminalreporter, config):
    """After a run of all tests, leave the record that the status page of the book shows."""
    is_chosen = config.option.keyword or config.option.markexpr
    is_whole = config.args_source is config.ArgsSource.TESTPATHS and not is_chosen
    if is_whole and not config.option.collectonly:
        stats = terminalreporter.stats
        test_record.record(
            (report.nodeid.partition("::")[0], outcome)
            for outcome in test_record.OUTCOMES
            for report in stats.get(outcome, [])
        )


@pytest.fixture(scope="module")
def untraced():
    """Leave the tests of a module out of the coverage: to trace the reading of all pages would double its time."""
    stopped = []
    while tracer := coverage.Coverage.current():  # a process of xdist has two, one inside the other
        tracer.stop()
        stopped.append(tracer)
    yield
    for tracer in reversed(stopped):
        tracer.start()


@pytest.fixture(scope="session")
def data():
    return load()


@pytest.fixture
def tables(tmp_path):
    """A copy of data/ that a test may spoil."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """data/ with the facts that statements, checks and targets are about and two series: faster to load."""
    folder = Path(shutil.copytree(DATA, tmp_path_factory.mktemp("small") / "data"))
    from plain import table  # reads the tables

    fact = ["indicator_id", "place_id", "period"]
    rows = table("observations")
    named = {cell for name in ("checks", "targets", "frameworks", "left-out") for cell in table(name).to_numpy().flat}
    # Texts name observations, too.
    named |= {name for file in folder.glob("*.csv") for name in re.findall(r"\{([a-z0-9-]+)", file.read_text("utf-8"))}
    is_named = rows["observation_id"].isin(named) | rows["period_basis"].eq("stated")
    is_kept = pd.MultiIndex.from_frame(rows[fact]).isin(pd.MultiIndex.from_frame(rows.loc[is_named, fact]))
    rows = rows[is_kept | rows["indicator_id"].isin({"gerd", "gerd-share-of-grp"})]
    used = set(rows.to_numpy().flat)
    rows.to_csv(folder / "observations.csv", index=False, lineterminator="\n")
    # Frameworks have sources of their own; a word of another table may be the name of an indicator by chance.
    for name, keys in (("sources", named | used), ("indicators", used), ("copies", used)):
        kept = table(name)
        kept[kept.iloc[:, 0].isin(keys)].to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    load(folder)
    return folder


@pytest.fixture
def small_tables(small, tmp_path):
    """A copy of these that a test may spoil."""
    return Path(shutil.copytree(small, tmp_path / "data"))


@pytest.fixture
def project(tmp_path):
    """A copy of the project that a test may change; run it with its src/ first on the path."""
    target = tmp_path / "project"
    for part in ("book", "data", "src", "notebooks", "tests"):
        shutil.copytree(ROOT / part, target / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("requirements.txt", "pyproject.toml", "LICENSE", "CITATION.cff", "_config.yml"):
        shutil.copy(ROOT / part, target / part)
    return target


def make_command(target):
    """The command that calls a target of the Makefile, as a user types it."""
    return ["make", "--no-print-directory", target, f"PYTHON={sys._base_executable}"]


def make(target):
    """What a target of the Makefile prints."""
    result = subprocess.run(make_command(target), cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def replace_in(path, old, new):
    """Change a text file, and fail where there is nothing to change."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium, started once a module."""
    if not CHROMIUM.exists():
        pytest.skip(f"no browser: {CHROMIUM} was not found")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Root, as in containers, may not use the sandbox; the pages are our own.
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def told():
    """What `make book` prints, with the pages that it leaves."""
    printed = make("book")
    assert is_current(), "the pages are of an earlier state"
    return printed


@pytest.fixture(scope="module")
def site(request):
    """The book, built once from the stored outputs with warnings as errors, and as readers build it."""
    if IS_MADE_BY_MAKE:
        request.getfixturevalue("told")
    else:
        from cqbook.site.build import build  # Sphinx is imported

        build()
    return SITE
