"""Processes of a pool end with the one that began them."""

import subprocess
import sys

HOLDS = """
import sys, time
from pathlib import Path
from cqbook.project import built, processes
with built.alone(Path(sys.argv[1])), processes.pool(1) as pool:
    pool.submit(print, "at work", flush=True).result()
    pool.submit(time.sleep, 600)
    time.sleep(600)
"""
TAKES = (
    "import sys; from pathlib import Path; from cqbook.project import built; built.alone(Path(sys.argv[1])).__enter__()"
)


def test_a_killed_build_leaves_no_process_that_holds_its_lock(tmp_path):
    site = str(tmp_path / "html")
    with subprocess.Popen([sys.executable, "-c", HOLDS, site], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "at work\n"
        process.kill()
    subprocess.run([sys.executable, "-c", TAKES, site], check=True, timeout=60)
