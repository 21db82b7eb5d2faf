"""Compare `make book` with a stock Jupyter Book build of the same notebooks, in time and processor time.

Run it with `make benchmark`. The stock build has none of our extension: it executes the notebooks and shows their
outputs as they are, on 27 pages; ours makes hundreds of pages and the files of the figures. All is done several
times, in turn, in copies of the project; printed are the medians and their ratio to the stock build. With `--growth`
it shows instead what a book of more chapters takes, copies of the present ones, with everything stale.
"""

import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
RUNS = 3
CHAPTERS = (15, 30, 60)
# A chapter that is a copy publishes its values under other names.
_OWN_VALUES = """
from cqbook import values
_publish = values.publish
class values:
    publish = staticmethod(lambda found: _publish({{f"{own}{{name}}": value for name, value in found.items()}}))
"""
LIMITS = {"everything stale": 1.0, "nothing changed": 0.05, "one line of prose": 0.15, "one value": 0.3}
# MyST-NB would find our renderers although the settings do not name them.
_PLAIN = 'from myst_nb.core import render\n\n\ndef setup(app):\n    render.MIME_RENDER_ENTRY_GROUP = "none"\n'


def copy(target: Path) -> Path:
    """A copy of the project without what was built."""
    ignored = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".*_cache")
    return Path(shutil.copytree(ROOT, target, ignore=ignored))


def stock(target: Path) -> Path:
    """The same notebooks and pages as a stock book that executes everything."""
    for part in ("book", "notebooks", "data"):
        shutil.copytree(ROOT / part, target / part)
    shutil.copy(ROOT / "_toc.yml", target)
    (target / "plain").mkdir()
    (target / "plain" / "plain.py").write_text(_PLAIN)
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    settings["execute"] = {"execute_notebooks": "force", "timeout": 300}
    settings["sphinx"] = {"local_extensions": {"plain": "plain"}, "config": {"language": "en"}}
    (target / "_config.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    return target


def timed(folder: Path, *command: str) -> tuple[float, float]:
    """Seconds and seconds of processor time of a command, with all that it starts."""
    before, started = _used(), time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{(done.stdout + done.stderr)[-2000:]}")
    return time.monotonic() - started, _used() - before


def _used() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def forget(project: Path) -> None:
    """Make everything stale: no run of a notebook is known, nothing is built."""
    for path in (project / "notebooks").glob("*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["metadata"].pop("cqbook")
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    shutil.rmtree(project / "_build", ignore_errors=True)


def change_prose(project: Path) -> None:
    """Another word in one line of a chapter."""
    path = project / "notebooks" / "06-research-spending.ipynb"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("How sure is this?", "How  sure is this?", 1), encoding="utf-8")


def change_value(project: Path) -> None:
    """Another value of an indicator that one chapter reads, beside those that read all."""
    read = [
        json.loads(path.read_text(encoding="utf-8"))["metadata"]["cqbook"]["used"]["data"]
        for path in (project / "notebooks").glob("*.ipynb")
    ]
    path = project / "data" / "observations.csv"
    text = path.read_text(encoding="utf-8")
    named = "".join((project / "data" / name).read_text(encoding="utf-8") for name in ("checks.csv", "targets.csv"))
    for row in re.finditer(
        r"^([a-z0-9-]+),([a-z0-9-]+),CN-(?!CQ)[^\n]*,actual,(\d+)(,exact,[^\n]*),\3(,A,[^\n]*)$", text, re.M
    ):
        if sum(f"facts:{row[2]}" in parts for parts in read) == 1 and row[1] not in named:
            other = str(int(row[3]) + 1)
            changed = row[0].replace(f",{row[3]},", f",{other},")
            path.write_text(text.replace(row[0], changed), encoding="utf-8")
            return
    sys.exit("no value is read by one chapter only")


def grow(project: Path, count: int) -> None:
    """Add copies of the chapters, with names of their own for all that has a name, until there are this many."""
    chapters = sorted((project / "notebooks").glob("*.ipynb"))
    listed = []
    for number in range(len(chapters), count):
        path, own = chapters[number % len(chapters)], f"copy{number}-"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = notebook["cells"]
        for cell in cells:
            text = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                text = re.sub(r"\[([^\]]*)\]\((?:value|obs):[^)]*\)", r"\1", text)
            cell["source"] = re.sub(r"\b(fig|tab)-(?=[a-z])", rf"\1-{own}", text)
        first = next(cell for cell in cells if cell["cell_type"] == "code")
        first["source"] += _OWN_VALUES.format(own=own)
        target = path.with_name(f"{number + 1:02}-copy.ipynb")
        target.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
        listed.append(f"      - file: notebooks/{target.stem}\n")
    contents = project / "_toc.yml"
    text = contents.read_text(encoding="utf-8")
    *parts, data = text.split("  - caption: ")
    contents.write_text("  - caption: ".join([*parts[:-1], parts[-1] + "".join(listed), data]), encoding="utf-8")


def growth() -> None:
    """Print what books of so many chapters take."""
    first: list[float] = []
    for count in CHAPTERS:
        with tempfile.TemporaryDirectory() as folder:
            project = copy(Path(folder) / "project")
            grow(project, count)
            forget(project)
            spent = timed(project, sys.executable, "-m", "cqbook", "book")
        each = [part / count for part in spent]
        first = first or each
        ratio = f"a chapter {each[1] / first[1]:.2f} of the first"
        print(f"{count} chapters: {spent[0]:.1f} s, {spent[1]:.1f} s of processor time, {ratio}")


def main() -> None:
    """Print the table."""
    book = (sys.executable, "-m", "cqbook", "book")
    jupyter_book = str(Path(sys.executable).with_name("jupyter-book"))
    cases: dict[str, Callable[[Path], None]] = {
        "everything stale": forget,
        "nothing changed": lambda project: None,
        "one line of prose": change_prose,
        "one value": change_value,
    }
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in ("stock", *cases)}
    for number in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            other, project = stock(Path(folder) / "stock"), copy(Path(folder) / "project")
            runs["stock"].append(timed(other, jupyter_book, "build", str(other), "--all"))
            for name, change in cases.items():
                change(project)
                runs[name].append(timed(project, *book))
        print(f"run {number + 1} of {RUNS} is done", file=sys.stderr)
    middle = {name: [statistics.median(part) for part in zip(*found, strict=True)] for name, found in runs.items()}
    print(f"{'':20}{'seconds':>9}{'ratio':>7}{'processor':>11}{'ratio':>7}{'wanted':>8}")
    for name, (seconds, processor) in middle.items():
        ratios = seconds / middle["stock"][0], processor / middle["stock"][1]
        limit = f"{LIMITS[name]:8.2f}" if name in LIMITS else ""
        print(f"{name:20}{seconds:9.1f}{ratios[0]:7.2f}{processor:11.1f}{ratios[1]:7.2f}{limit}")


if __name__ == "__main__":
    growth() if "--growth" in sys.argv else main()
