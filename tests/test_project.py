"""The files around the report tell the truth: versions, commands, the lock, the workflows."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from cqbook.artifacts import registry
from cqbook.project.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")
# The name of a locked package, without what is asked for beside it: "coverage[toml]==7.17.3".
PINNED = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==[^\s;]+", re.MULTILINE)
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def tracked(pattern="*"):
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", pattern], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_one_version_everywhere():
    version = PROJECT["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == version
    assert re.search(rf"^## {re.escape(version)} ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_repository_and_address_are_said_once():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation.get("repository-code", "") == CONFIG["repository"]["url"]
    assert citation.get("url", "") == CONFIG["html"]["baseurl"]


def test_the_lock_pins_every_package_with_hashes_and_names_no_address():
    packages = re.split(r"\n(?=[a-z0-9])", LOCK, flags=re.IGNORECASE)[1:]
    assert len(PINNED.findall(LOCK)) == len(packages) > 100
    assert all("--hash=sha256:" in package for package in packages)
    assert "://" not in LOCK and "index" not in "".join(line for line in LOCK.splitlines() if line.startswith("-"))


def test_the_lock_holds_what_the_project_asks_for():
    extras = PROJECT["project"]["optional-dependencies"].values()
    wanted = [*PROJECT["project"]["dependencies"], *(name for extra in extras for name in extra)]
    locked = {name.lower().replace("_", "-") for name in PINNED.findall(LOCK)}
    for requirement in wanted:
        assert re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower().replace("_", "-") in locked, requirement
    assert re.search(r"^jupyter-book==1\.", LOCK, re.MULTILINE)


def test_the_lock_installs_with_uv_too():
    """Checked against the environment that pip made from it: uv finds nothing to change."""
    import sys

    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "sync",
        "--dry-run",
        "--offline",
        "--require-hashes",
        "requirements.txt",
    ]
    result = subprocess.run(
        [*command, "--python", sys.executable], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    # Beside the lock only pip, which venv brings, and the package itself stand in the environment.
    changes = set(re.findall(r"^ [+~-] ([a-z0-9-]+)", result.stderr, re.MULTILINE))
    assert changes <= {"pip", "setuptools", "cqbook"}, result.stderr


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`?(make [a-z]+)", README))))
def test_the_commands_of_the_readme_exist(command):
    target = command.split()[1]
    assert re.search(rf"^{target}:.*## ", MAKEFILE, re.MULTILINE), command


def test_make_alone_lists_every_target():
    result = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = set(re.findall(r"^make ([a-z]+) ", result.stdout, re.MULTILINE))
    phony = set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split())
    assert listed == phony


def test_ci_calls_the_test_command_of_the_readme():
    assert "make test" in README
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8"))
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]
    assert any(step.get("run") == "make test" for step in workflow["jobs"]["test"]["steps"])


def test_no_path_of_a_machine_is_tracked():
    machine = re.compile(r"(?<![\w.])/(?:home|root|Users|work|farm)/[a-z]")
    for path in tracked():
        if path.suffix in {".otf", ".png", ".ttf"} or path.name == "test_project.py":
            continue
        assert not machine.search(path.read_text(encoding="utf-8")), path.name


def test_only_written_chapters_stand_in_the_table_of_contents():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    files = [chapter["file"] for part in toc["parts"] for chapter in part["chapters"]]
    assert toc["root"] == "book/index"
    for file in files:
        assert any((ROOT / f"{file}{suffix}").is_file() for suffix in (".ipynb", ".md")), file
        assert "_" not in file
    assert {f"notebooks/{path.stem}" for path in (ROOT / "notebooks").glob("*.ipynb")} <= set(files)


def test_the_picture_of_the_readme_is_the_figure_of_the_book():
    (picture,) = re.findall(r"!\[[^\]]{50,}\]\(([^)]+)\)", README)
    figure = registry.read().figures[Path(picture).stem]
    assert (ROOT / picture).read_text(encoding="utf-8") == figure.svg, "run `make notebooks`"


def test_workflows_use_actions_by_commit():
    """A tag can be moved to other code."""
    uses = [
        line.split("uses:")[1].split("#")[0].strip()
        for path in sorted((ROOT / ".github" / "workflows").glob("*.yml"))
        for line in path.read_text("utf-8").splitlines()
        if "uses:" in line
    ]
    assert uses and [name for name in uses if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name)] == []
