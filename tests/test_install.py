"""The installer of the environment: does nothing twice, and says in one line why it cannot do its work."""

import ntpath
import os
import shutil
import subprocess
import sys
import types
from pathlib import Path

import pytest
from conftest import replace_in

from cqbook.project.paths import ROOT

HASH = "--hash=sha256:" + "0" * 64


@pytest.fixture
def project(tmp_path):
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    for name in ("requirements.txt", "pyproject.toml", "Makefile"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@pytest.fixture
def wheels(tmp_path):
    """A folder with one wheel: a zip archive of which only the name and the hash matter here."""
    folder = tmp_path / "wheels"
    shutil.make_archive(str(folder / "x"), "zip", ROOT / "tools")
    (folder / "x.zip").rename(folder / "cqbook_sample-1.0-py3-none-any.whl")
    return folder


def install(project, **environment):
    # Nothing answers at this address; a package index of the machine's own settings is not asked.
    closed = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_RETRIES": "1",
        "PIP_FIND_LINKS": "",
    }
    command = [sys.executable, "tools/install.py", ".venv"]
    return subprocess.run(
        command, cwd=project, env={**os.environ, **closed, **environment}, capture_output=True, text=True, check=False
    )


def last_line(result):
    assert result.returncode == 1
    assert "Traceback" not in result.stdout + result.stderr
    return result.stdout.splitlines()[-1]


def test_no_network(project):
    (project / "requirements.txt").write_text(f"cqbook-no-such-package==1.0 {HASH}\n")
    result = install(project)
    assert last_line(result).startswith(
        "the environment could not be installed: no network: the packages of the lock could not be downloaded; "
        "behind a proxy set HTTPS_PROXY, for a mirror of the package index set PIP_INDEX_URL"
    )
    said = [line for line in result.stdout.splitlines() if line.startswith("said: ")]
    assert "Connection refused" in said[0] and " object at " not in said[0]
    assert said[1] == "said: ERROR: No matching distribution found for cqbook-no-such-package==1.0"
    assert not (project / ".venv").exists() and (project / ".venv.log").exists()


def test_a_proxy_that_refuses_is_told_from_a_missing_network(project):
    (project / "requirements.txt").write_text(f"cqbook-no-such-package==1.0 {HASH}\n")
    result = install(project, PIP_INDEX_URL="https://example.invalid/simple", HTTPS_PROXY="http://127.0.0.1:9")
    assert "the proxy did not let the packages" in last_line(result)


def test_on_windows_the_environment_has_its_programs_elsewhere(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import install as module

    assert module.pip(".venv")[0] == str(Path(".venv", "bin", "python"))
    monkeypatch.setattr(module, "os", types.SimpleNamespace(name="nt", path=ntpath))
    assert module.pip(".venv")[0] == r".venv\Scripts\python.exe"


def test_a_package_without_hash_is_a_damaged_lock(project, wheels):
    (project / "requirements.txt").write_text("cqbook-sample==1.0\n")
    result = install(project, PIP_FIND_LINKS=str(wheels), PIP_NO_INDEX="1")
    assert "damaged: a package has no hash" in last_line(result)


def test_an_index_without_the_package_is_not_called_a_missing_network(project, wheels):
    (project / "requirements.txt").write_text(f"cqbook-sample==2.0 {HASH}\n")
    line = last_line(install(project, PIP_FIND_LINKS=str(wheels), PIP_NO_INDEX="1"))
    assert "does not have it yet" in line and "PIP_INDEX_URL" in line


def test_a_lock_that_cannot_be_read(project):
    (project / "requirements.txt").write_text("<<<<<<< mine\npandas==3\n")
    assert "the lock (requirements.txt) is damaged" in last_line(install(project))


def test_a_package_that_is_not_the_locked_one(project, wheels):
    (project / "requirements.txt").write_text(f"cqbook-sample==1.0 {HASH}\n")
    result = install(project, PIP_FIND_LINKS=str(wheels), PIP_NO_INDEX="1")
    assert "not the one in the lock" in last_line(result)


def test_a_second_time_nothing_is_done_and_a_changed_lock_installs_anew(project):
    script = "import sys; sys.path.insert(0, 'tools'); import install; print(install.fingerprint())"
    made = subprocess.run([sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=True)
    (project / ".venv").mkdir()
    (project / ".venv" / "installed.sha256").write_text(made.stdout.strip())
    marker = project / ".venv" / "marker"
    marker.write_text("")
    result = install(project)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert marker.exists()
    replace_in(project / "requirements.txt", "pandas==", "cqbook-no-such-package==")
    assert "installing the environment" in install(project).stdout
    assert not marker.exists()


def test_an_old_python_is_told_so(project):
    script = "import sys; sys.path.insert(0, 'tools'); import install; "
    script += "sys.version_info = (3, 9, 2); sys.exit(install.main('.venv'))"
    result = subprocess.run([sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=False)
    assert last_line(result).startswith("Python 3.11 or newer is needed, this is 3.9.2")


def test_a_missing_python_is_told_by_make(project):
    command = ["make", "--no-print-directory", "setup", "PYTHON=no-such-python"]
    result = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert result.returncode != 0
    assert result.stdout == (
        "no-such-python was not found: install Python 3.11 or newer, or name one: make PYTHON=python3.12\n"
    )


@pytest.mark.parametrize(("user", "flags"), [("0", ["--allow-root"]), ("1000", [])])
def test_lab_is_allowed_to_root_and_says_so(project, user, flags):
    (project / "id").write_text(f"#!/bin/sh\necho {user}\n")
    (project / "id").chmod(0o755)
    command = ["make", "--no-print-directory", "--dry-run", "lab", "LAB_FLAGS=--no-browser"]
    environment = {**os.environ, "PATH": f"{project}{os.pathsep}{os.environ['PATH']}"}
    result = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=True)
    assert result.stdout.partition("/jupyter lab ")[2].split() == ["--notebook-dir=notebooks", *flags, "--no-browser"]
    assert ("you are root" in result.stdout) == bool(flags)
