"""Commands of the README, as a user types them, in the environment that make creates; `make book` is in test_site."""

import json
import os
import signal
import subprocess
import time
import tomllib
import urllib.request

import pytest
from conftest import make, make_command, needs_make

from cqbook.project.paths import ROOT

WAIT = 60  # seconds
pytestmark = [needs_make, pytest.mark.slow]


@pytest.mark.parametrize("target", ["data", "notebooks"])
def test_what_is_up_to_date_is_left_alone(target):
    files = [*(ROOT / "data").iterdir(), *(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "book").rglob("*.*")]
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}
    assert "up to date" in make(target)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files} == before


def test_lab_serves_the_notebooks(tmp_path):
    # `true` stands for the browser that a person would see open.
    environment = {**os.environ, "BROWSER": "true", "JUPYTER_RUNTIME_DIR": str(tmp_path)}
    settings = tmp_path / "config"
    settings.mkdir()
    (settings / "jupyter_server_config.json").write_text(json.dumps({"ServerApp": {"port": 0}}))
    environment["JUPYTER_CONFIG_DIR"] = str(settings)
    process = subprocess.Popen(
        make_command("lab"),
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        server = wait_for_server(tmp_path, process)
        address = f"{server['url']}api/contents?token={server['token']}"
        with urllib.request.urlopen(address) as answer:
            names = {entry["name"] for entry in json.load(answer)["content"]}
        assert {"13-documents.ipynb", "08-science-city.ipynb"} <= names
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(WAIT)


def wait_for_server(folder, process):
    """The file in which a Jupyter server says where it is, once it answers."""
    for _ in range(WAIT * 2):
        assert process.poll() is None, "make lab ended"
        for path in folder.glob("jpserver-*.json"):
            server = json.loads(path.read_text())
            try:
                urllib.request.urlopen(f"{server['url']}api?token={server['token']}")
            except OSError:
                break
            return server
        time.sleep(0.5)
    raise AssertionError("JupyterLab did not answer")


def test_the_commands_check_what_the_readme_says():
    """Without its part, a command would pass all the same."""
    said = subprocess.run(["make", "-n", "test"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for part in (
        "ruff check",
        "ruff format --check",
        "mypy",
        "lint-imports",
        "cqbook prose",
        "cqbook notebooks --check",
    ):
        assert part in said, part
    assert "--nbval " in said and "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert (
        "notebooks"
        in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]["ini_options"]["testpaths"]
    )
    assert '"--require-hashes"' in (ROOT / "tools" / "install.py").read_text(encoding="utf-8")
