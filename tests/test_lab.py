"""`make lab`, as the README has it, serves the notebooks in JupyterLab."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request

import pytest

from cqbook.paths import ROOT

WAIT = 60  # seconds


def test_lab_serves_the_notebooks(tmp_path):
    if not (ROOT / ".venv" / "installed.sha256").exists() or not sys.prefix.startswith(str(ROOT)):
        pytest.skip("not run with the environment that make creates (.venv)")
    # `true` stands for the browser that a person would see open.
    environment = {**os.environ, "BROWSER": "true", "JUPYTER_RUNTIME_DIR": str(tmp_path)}
    # Root, as in containers, must say so; JupyterLab reads this from its settings.
    settings = tmp_path / "config"
    settings.mkdir()
    (settings / "jupyter_server_config.json").write_text(json.dumps({"ServerApp": {"allow_root": True, "port": 0}}))
    environment["JUPYTER_CONFIG_DIR"] = str(settings)
    command = ["make", "--no-print-directory", "lab", f"PYTHON={sys._base_executable}"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        server = wait_for_server(tmp_path, process)
        address = f"{server['url']}api/contents?token={server['token']}"
        with urllib.request.urlopen(address) as answer:
            names = {entry["name"] for entry in json.load(answer)["content"]}
        assert {"01-evidence-base.ipynb", "08-science-city.ipynb"} <= names
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
