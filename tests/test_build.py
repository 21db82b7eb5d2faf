"""A build makes again what has changed, loses nothing when it is stopped, and tells early what is wrong."""

import contextlib
import errno
import itertools
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import types
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import replace_in

from cqbook.artifacts import history
from cqbook.citations.citing import FORMATS
from cqbook.cli import commands
from cqbook.dataset.schema import MISSING, TABLES
from cqbook.project import built as built_module
from cqbook.project import media_types
from cqbook.project.errors import UserError
from cqbook.project.paths import ROOT
from cqbook.site import build as build_module
from cqbook.site import contents, incremental

pytestmark = pytest.mark.slow  # Sphinx is imported

GROWTH = "fig-science-city-growth"
CHAPTER = "notebooks/08-science-city.ipynb"


def parsed(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@pytest.fixture
def sources(tmp_path):
    """A copy of what the book is built from, that a test may spoil."""
    target = tmp_path / "project"
    ignored = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".*_cache", "tests")
    shutil.copytree(ROOT, target, ignore=ignored)
    with contextlib.suppress(OSError):  # tables that are checked already, by the hash of all they hang on
        shutil.copytree(ROOT / "_build" / "dataset", target / "_build" / "dataset")
    return target


@pytest.fixture
def one_chapter(sources):
    """A copy of the book with one chapter and without the pages of indicators, which is built in less time."""
    # The site takes back what leaves out "indicators/"; this says the same in other letters. The methods link to them.
    replace_in(sources / "_config.yml", "exclude_patterns: [", 'exclude_patterns: ["indicator?/*", ')
    for path in (sources / "notebooks").glob("*.ipynb"):
        if path.stem != "08-science-city":
            path.unlink()
    contents = yaml.safe_load((sources / "_toc.yml").read_text(encoding="utf-8"))
    for part in contents["parts"]:
        part["chapters"] = [
            one for one in part["chapters"] if (sources / f"{one['file']}.md").exists() or "08-" in one["file"]
        ]
    contents["parts"] = [part for part in contents["parts"] if part["chapters"]]
    (sources / "_toc.yml").write_text(yaml.safe_dump(contents, sort_keys=False), encoding="utf-8")
    for path in (sources / "book").glob("*.md"):
        if path.stem not in ("cite", "glossary", "reading-rules", "status"):
            path.write_text("# One chapter\n", encoding="utf-8")
    for path in (*sources.glob("book/*.md"), *sources.glob("notebooks/*.ipynb")):
        text = re.sub(r"\[([Cc]hapter \d+)\]\([^)]+\.ipynb\)", r"\1", path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
    return sources


def python(project, code, **options):
    """Run some Python with the package of a copy of the project."""
    environment = {**os.environ, "PYTHONPATH": str(project / "src")}
    return subprocess.Popen([sys.executable, "-c", code], cwd=project, env=environment, text=True, **options)


# The files of the release take as long as a small book; they are tested elsewhere.
BUILD = (
    "from cqbook.dataset import release; release.write = lambda folder, citation: []; from cqbook.site.build import *; "
)


def built(project, *, name="html", afresh=False):
    """The site of a copy of the project, built from its stored notebooks."""
    code = f"{BUILD}build(SITE.with_name({name!r}), afresh={afresh})"
    process = python(project, code, stderr=subprocess.PIPE)
    _, told = process.communicate()
    assert process.returncode == 0, told
    return project / "_build" / name


def contents_of(site):
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def differences(one, other):
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def test_what_is_made_again_is_as_from_an_empty_folder(one_chapter):
    """A row that no page reads, a line of prose, and a value with all that hangs on it: byte for byte."""
    before = contents_of(built(one_chapter))
    left_out = one_chapter / "data" / "left-out.csv"
    left_out.write_text(left_out.read_text(encoding="utf-8").rstrip("\n") + " indeed\n", encoding="utf-8", newline="\n")
    replace_in(one_chapter / "book" / "glossary.md", "The terms of the report", "The words of it")
    after = contents_of(built(one_chapter))
    changed = differences(before, after)
    assert "book/glossary.html" in changed and "figures/fig-science-city-stock.html" not in changed
    data = one_chapter / "data"
    replace_in(data / "observations.csv", "1164,exact", "1165,exact")
    replace_in(data / "observations.csv", '"1,164"', '"1,165"')
    checks = (data / "checks.csv").read_text(encoding="utf-8")
    (data / "checks.csv").write_text(checks.replace(",1164,", ",1165,"), encoding="utf-8", newline="\n")
    run = python(one_chapter, "from cqbook.artifacts import notebooks; notebooks.run(notebooks.stale())")
    assert run.wait() == 0
    later = contents_of(built(one_chapter))
    changed = {"notebooks/08-science-city.html", "figures/fig-science-city-distance.html", "values.json"}
    assert changed <= set(differences(after, later)) and "book/cite.html" not in differences(after, later)
    assert not differences(later, contents_of(built(one_chapter, name="clean")))


def test_the_page_of_an_indicator_is_made_again_with_its_numbers_and_its_uses(one_chapter):
    """With its pictures, and no other page of an indicator; byte for byte as from an empty folder."""
    # Of the pages of indicators those whose name has no hyphen, of which there are few.
    replace_in(one_chapter / "_config.yml", "indicator?/*", "indicator?/*-*")
    before = contents_of(built(one_chapter))
    assert "indicators/gerd.html" in before and "indicators/gerd-share-of-grp.html" not in before
    replace_in(
        one_chapter / "data" / "observations.csv",
        "4944510000000,exact,CNY,nbs-data,地区生产总值,49445.1 亿元",  # Sichuan, which borders on Chongqing
        "4954510000000,exact,CNY,nbs-data,地区生产总值,49545.1 亿元",
    )
    # Chapter 8 no longer names a number on academicians.
    replace_in(one_chapter / CHAPTER, "[19](obs:cns-2023-07-10-academicians-cq-2023-07-10)", "nineteen")
    after = contents_of(built(one_chapter))
    changed = {name for name in differences(before, after) if name.startswith("indicators/")}
    assert changed == {f"indicators/{name}" for name in ("academicians.html", "gdp.html", *PICTURES_OF_GDP)}
    assert not differences(after, contents_of(built(one_chapter, name="clean")))


SIGNS = " <img src=x onerror=alert()></script><!--"
# Their words are read: codes of charts, units, paragraphs.
READ = {"places": {"name", "name_zh"}, "indicators": {"display_unit"}, "observations": {"locator"}}


def test_what_stands_in_a_table_is_text_in_every_page(one_chapter):
    """Signs of HTML in every column of text, of which nothing becomes an element of a page."""
    replace_in(one_chapter / "_config.yml", "indicator?/*", "indicator?/*-*")
    for name in ("dictionary", "explore", "figures", "sources", "statements", "tables"):
        shutil.copy(ROOT / "book" / f"{name}.md", one_chapter / "book")
    for table in TABLES.values():
        rows = pd.read_csv(one_chapter / "data" / table.file, dtype=str, keep_default_na=False)
        for column in table.columns:
            if column.form in ("text", "note") and column.name not in READ.get(table.name, ()):
                cells = rows[column.name]
                rows[column.name] = cells.where(cells.isin(["", *MISSING]), cells + SIGNS)
        rows.to_csv(one_chapter / "data" / table.file, index=False, lineterminator="\n")
    site = built(one_chapter)
    shown = set()
    for path in site.rglob("*.html"):
        page = parsed(path)
        assert not page.find("img", src="x") and not page.find(onerror=True), path
        for script in page.find_all("script", type="application/ld+json"):
            json.loads(script.string)
        if SIGNS.strip() in page.get_text():
            shown.add(path.relative_to(site).as_posix())
    assert {"book/sources.html", "book/statements.html", "indicators/academicians.html"} <= shown
    name = parsed(site / "indicators" / "academicians.html").find("script", type="application/ld+json").string
    assert json.loads(name)["name"] == f"Academicians{SIGNS}"


PICTURES_OF_GDP = ("gdp-over-time.svg", "gdp-over-time-dark.svg")


def test_a_page_shows_figures_of_chapters_and_is_made_again_with_them(one_chapter):
    """Any number of times and without an id; what the page reads of them is noted."""
    page = one_chapter / "book" / "index.md"
    page.write_text(f"# One chapter\n\n```{{chart}} {GROWTH}\n```\n\n```{{chart}} {GROWTH}\n```\n", encoding="utf-8")
    charts = parsed(built(one_chapter) / "book" / "index.html").select("figure.cq-chart")
    assert len(charts) == 2
    for chart in charts:
        assert [image["src"] for image in chart.find_all("img")] == [
            f"../figures/{GROWTH}.svg",
            f"../figures/{GROWTH}-dark.svg",
        ]
        assert not chart.find(id=True) and not chart.has_attr("id") and not chart.has_attr("lang")
        links = {link["href"]: link.get_text() for link in chart.select("figcaption a")}
        assert links == {
            f"../notebooks/08-science-city.html#{GROWTH}": "Figure 8.4",
            f"../figures/{GROWTH}.html": "data, sources, code",
        }
    page_of_figure = parsed(one_chapter / "_build" / "html" / "figures" / f"{GROWTH}.html")
    own = page_of_figure.select_one("figcaption .caption-text").get_text()
    assert own in charts[0].find("figcaption").get_text()
    held = json.loads((one_chapter / "_build" / "html.work" / ".doctrees" / "pages.json").read_text(encoding="utf-8"))
    assert f"figures:{GROWTH}" in held["read"]["book/index"]
    replace_in(page, GROWTH, "fig-none")
    with pytest.raises(AssertionError, match="no figure is named 'fig-none'"):
        built(one_chapter)
    page.write_text('# One chapter\n\n<img alt="" src="nowhere.png">\n', encoding="utf-8")
    with pytest.raises(AssertionError, match=r"book/index\.md: WARNING: leads to book/nowhere\.png, which the site"):
        built(one_chapter)


def test_a_chinese_version_has_a_page_and_stands_in_no_chapter_or_catalogue(one_chapter):
    chinese = f"{GROWTH}-zh"
    notebook = json.loads((one_chapter / CHAPTER).read_text(encoding="utf-8"))
    cell = next(cell for cell in notebook["cells"] if f'"{GROWTH}"' in "".join(cell["source"]))
    copy = json.loads(json.dumps(cell)) | {"id": "chinese"}
    (output,) = copy["outputs"]
    about = output["data"][media_types.FIGURE]
    about |= {"id": chinese, "title": "三项目标要求年均增长2024年", "limits": "只看2.5倍。", "lang": "zh"}
    notebook["cells"].append(copy)
    (one_chapter / CHAPTER).write_text(json.dumps(notebook), encoding="utf-8")
    record = one_chapter / "book" / "figure-history.csv"
    row = next(line for line in record.read_text(encoding="utf-8").splitlines() if f",{GROWTH}," in line)
    record.write_text(record.read_text(encoding="utf-8") + row.replace(GROWTH, chinese) + "\n", encoding="utf-8")
    page = one_chapter / "book" / "index.md"
    page.write_text(
        "---\nlang: zh-Hans\n---\n\n# 中文2024年\n\n"
        f"增长[30%](value:{chinese.removeprefix('fig-')}-needed?high)。\n\n"
        f"```{{chart}} {chinese}\n```\n\n```{{chart}} {GROWTH}\n```\n",
        encoding="utf-8",
    )
    (one_chapter / "book" / "figures.md").write_text("# All\n\n```{figure-catalogue}\n```\n", encoding="utf-8")
    site = built(one_chapter)

    chapter = parsed(site / "notebooks" / "08-science-city.html")
    assert not chapter.find(id=chinese) and not chapter.find(id=f"unit-{chinese}")
    assert all(block.find(class_="cell_output").get_text(strip=True) for block in chapter.select("div.cell"))
    assert chapter.find(id=f"unit-{GROWTH}").find("a", string="中文版")["href"] == f"../figures/{chinese}.html"
    own = parsed(site / "figures" / f"{chinese}.html")
    assert own.find("a", string="English version")["href"] == f"../figures/{GROWTH}.html"
    for text in ("三项目标要求年均增长2024年", "只看2.5倍。"):
        assert text in [found.get_text().rstrip("#") for found in own.find_all(lang="zh-Hans")]
    assert own.find("figure", lang="zh-Hans") and not own.find(class_="caption-number")
    assert len(parsed(site / "book" / "figures.html").select(".cq-entry a[href$='-zh.html']")) == 0

    article = parsed(site / "book" / "index.html").find("article")
    assert article.find("section")["lang"] == "zh-Hans" and not article.select("section [lang='zh-Hans'] span")
    number = article.select_one("a.cq-bound")
    assert number["href"] == f"../figures/{chinese}.html#value-{chinese.removeprefix('fig-')}-needed"
    assert own.find(id=number["href"].partition("#")[2])
    first, second = article.select("figure.cq-chart")
    assert (first["lang"], second["lang"]) == ("zh-Hans", "en")
    links = {link["href"]: link.get_text() for link in first.select("figcaption a")}
    assert links == {f"../figures/{chinese}.html": "数据、来源、代码"}


def test_a_renamed_chapter_leaves_nothing_of_its_old_name(one_chapter):
    old = contents_of(built(one_chapter))
    (one_chapter / CHAPTER).rename(one_chapter / "notebooks" / "08-new-name.ipynb")
    for path in (one_chapter / "_toc.yml", *one_chapter.glob("book/*.md")):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("08-science-city", "08-new-name"), encoding="utf-8")
    new = contents_of(built(one_chapter))
    gone = {Path(name).name for name in set(old) - set(new)}
    citations = {f"chapter-08-science-city{form.suffix}" for form in FORMATS.values()}
    assert gone == {f"08-science-city.{ending}" for ending in ("html", "ipynb", "png")} | citations
    assert not differences(new, contents_of(built(one_chapter, name="clean")))


def test_a_build_that_is_killed_leaves_the_last_site_and_the_next_one_is_whole(one_chapter):
    good = contents_of(built(one_chapter))
    page = one_chapter / "book" / "index.md"
    replace_in(page, "# One chapter", "# Another title")
    process = python(one_chapter, f"{BUILD}build()", start_new_session=True)
    mark = one_chapter / "_build" / "html.work" / build_module._MARK
    while mark.exists() and process.poll() is None:
        time.sleep(0.05)  # it has not begun
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert not differences(good, contents_of(one_chapter / "_build" / "html"))
    replace_in(page, "# Another title", "# One chapter")
    assert not differences(good, contents_of(built(one_chapter)))


def test_a_broken_reference_fails_the_build_and_leaves_the_last_one(one_chapter):
    target = one_chapter / "_build" / "html"
    target.mkdir(parents=True)
    (target / "index.html").write_text("the last good build")
    replace_in(one_chapter / "book" / "index.md", "# One chapter\n", "# One chapter\n\n{numref}`fig-no-such-figure`\n")
    replace_in(one_chapter / CHAPTER, "obs:icq-plan-technology-based", "obs:icq-plan-low-tech")
    for _ in range(2):  # the second time as well, though no page has changed
        process = python(one_chapter, f"{BUILD}build()", stderr=subprocess.PIPE)
        _, told = process.communicate()
        assert process.returncode == 1
        assert "book/index.md:3" in told and "fig-no-such-figure" in told
        assert "obs:icq-plan-low-tech-enterprises names no observation" in told
        assert str(one_chapter) not in told.split("BuildError")[-1]
        assert (target / "index.html").read_text() == "the last good build"


def test_no_book_is_built_whose_text_contradicts_the_data(sources):
    """Neither a page nor a chapter; it names them and the command that renews them."""
    replace_in(sources / CHAPTER, "more than [2,000](obs:", "more than [3,000](obs:")
    page = sources / "book" / "index.md"
    page.write_text(
        f"{page.read_text('utf-8')}\n[99](value:science-city-targets-all) targets, 7 of them typed\n", "utf-8"
    )
    run = python(sources, "from cqbook.cli.commands import *; sys.argv[1:] = ['book']; main()", stderr=subprocess.PIPE)
    _, told = run.communicate()
    assert f"{CHAPTER}, cell 13" in told and 'it should read "2,000"' in told
    assert "book/index.md, line " in told and 'it should read "18"' in told and "typed" not in told
    assert told.endswith("the text contradicts the data: run `make prose`, then `make book`\n")
    assert not (sources / "_build" / "html").exists()


def test_repository_and_address_are_one_setting_each(one_chapter):
    replace_in(one_chapter / "_config.yml", 'url: ""', 'url: "https://github.com/example/report"')
    replace_in(one_chapter / "_config.yml", 'baseurl: ""', 'baseurl: "https://example.org/report/"')
    # Two earlier versions, with a figure that has other numbers now and one that is gone.
    record = history.read()
    own = record.loc[record["figure_id"] == GROWTH]
    then = own.assign(version="0.0.1", data_sha256="0" * 64)
    lost = own.assign(
        figure_id="fig-gone", title="A lost one", data_sha256="withdrawn", note="joined with another & one"
    )
    record.loc[own.index, "note"] = "the bulletin was revised"
    earlier = [then, lost.assign(version="0.0.1", data_sha256="1" * 64, note=""), lost.assign(version="0.0.2")]
    whole = pd.concat([*earlier, record, lost.assign(version=version("cqbook"))])
    whole.to_csv(one_chapter / "book" / "figure-history.csv", index=False)
    site = built(one_chapter)
    html = parsed(site / "book" / "cite.html")
    assert html.find("a", href="https://github.com/example/report")
    assert html.find("link", rel="canonical")["href"] == "https://example.org/report/book/cite.html"
    gone = parsed(site / "figures" / "fig-gone.html")
    assert "was withdrawn in version 0.0.2: joined with another & one" in gone.find("article").get_text()
    assert "Figure withdrawn in version 0.0.2" in (site / "figures" / "fig-gone.svg").read_text(encoding="utf-8")
    index = json.loads((site / "figures" / "index.json").read_text(encoding="utf-8"))
    assert [(f["id"], f["withdrawn_in"]) for f in index["withdrawn"]] == [("fig-gone", "0.0.2")]
    growth = parsed(site / "figures" / f"{GROWTH}.html").find(attrs={"data-part": "cite"}).get_text()
    assert f"stand since version {version('cqbook')}; the figure since 0.0.1" in growth and "revised" in growth
    # All that a citer of a figure takes along names its address.
    address = f"https://example.org/report/figures/{GROWTH}"
    html = parsed(site / "figures" / f"{GROWTH}.html")
    assert html.find("link", rel="canonical")["href"] == f"{address}.html"
    assert html.find("meta", property="og:url")["content"] == f"{address}.html"
    picture = html.find("meta", property="og:image")["content"]
    assert picture == f"https://example.org/report/share/figures/{GROWTH}.png"
    schema = json.loads(html.find("script", type="application/ld+json").string)
    assert schema["contentUrl"] == f"{address}.png" and schema["url"] == f"{address}.html"
    # And what search engines and other sites read of the whole.
    found = re.findall("<loc>(.*)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8"))
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html") if "_static" not in path.parts}
    pages -= {"index.html", "search.html"}
    assert {f"https://example.org/report/{name}" for name in pages} == set(found)
    robots = (site / "robots.txt").read_text(encoding="utf-8")
    assert "Sitemap: https://example.org/report/sitemap.xml\n" in robots
    assert "](https://example.org/report/notebooks/08-science-city.html): " in (site / "llms.txt").read_text("utf-8")
    front = parsed(site / "index.html")
    assert front.find("link", rel="canonical")["href"] == "https://example.org/report/book/index.html"
    for page in map(parsed, (site / name for name in (*pages, "index.html"))):
        shown = page.find("meta", property="og:image")["content"]
        assert (site / shown.removeprefix("https://example.org/report/")).is_file(), shown
    assert schema["isBasedOn"]["distribution"]["contentUrl"] == f"{address}.csv"
    snippet = BeautifulSoup(html.find("pre", class_="cq-embed").get_text(), "html.parser")
    assert snippet.find("img")["src"] == f"{address}.svg" and snippet.find("a")["href"] == f"{address}.html"
    wholes = {
        "book/chongqing-education-and-innovation.bib": "",
        "notebooks/chapter-08-science-city.ris": "notebooks/08-science-city.html",
    }
    wholes["data/chongqing-education-and-innovation-data.gbt7714-2025.txt"] = "book/data.html"
    for file, page in wholes.items():
        assert f"https://example.org/report/{page}" in (site / file).read_text(encoding="utf-8"), file
    assert html.find("meta", attrs={"name": "citation_public_url"})["content"] == f"{address}.html"
    text = re.sub("<[^>]*>", "", (site / "figures" / f"{GROWTH}-text.svg").read_text(encoding="utf-8"))
    assert f"{GROWTH}, version {version('cqbook')}, CC BY 4.0, example.org/report" in text
    for file in (
        f"{GROWTH}.apa.txt",
        f"{GROWTH}.gbt7714-2025.txt",
        f"{GROWTH}.bib",
        f"{GROWTH}.ris",
        f"{GROWTH}.csl.json",
    ):
        assert f"{address}.html" in (site / "figures" / file).read_text(encoding="utf-8"), file
    for file in (f"{GROWTH}-data.bib", f"{GROWTH}-data.ris"):
        assert f"{address}.csv" in (site / "figures" / file).read_text(encoding="utf-8"), file
    assert json.loads((site / "figures" / f"{GROWTH}.json").read_text(encoding="utf-8"))["address"] == f"{address}.html"
    assert f"<dc:identifier>{address}.html</dc:identifier>" in (site / "figures" / f"{GROWTH}.svg").read_text("utf-8")


@pytest.mark.parametrize(
    "file",
    [
        "src/cqbook/site/pages.py",
        "src/cqbook/site/templates/meta.html",
        "requirements.txt",
        "_toc.yml",
        "book/_static/report.css",
    ],
)
def test_what_all_pages_are_made_with_makes_all_again(tmp_path, file):
    for part in ("src", "book/_static", "book/_templates"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("_config.yml", "_toc.yml", "pyproject.toml", "CITATION.cff", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path)
    with (tmp_path / "book" / "_static" / "explore.js").open("a", encoding="utf-8") as changed:
        changed.write("\n")  # one page loads it
    assert incremental.made_by(tmp_path) == incremental.made_by()
    with (tmp_path / file).open("a", encoding="utf-8") as changed:
        changed.write("\n")
    assert incremental.made_by(tmp_path) != incremental.made_by()


@pytest.fixture
def settings(tmp_path):
    """Settings and contents of a book of one page."""
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "index.md").write_text("# A page\n")
    (tmp_path / "_config.yml").write_text("title: A book\n")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: book/index\n")
    (tmp_path / "CITATION.cff").write_text("version: 1\n")
    contents.check(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("_config.yml", b"- a\n- b\n", "_config.yml: holds no settings"),
        ("_config.yml", b"", "_config.yml: holds no settings"),
        ("_config.yml", "title: 重庆\n".encode("gbk"), "_config.yml, line 1: is not UTF-8"),
        ("_config.yml", b"title: [a, b]\n", "_config.yml, title: "),
        ("_config.yml", b"title: x\nparts: [1, 2\n", "_config.yml, line 3: is no YAML that can be read"),
        ("_toc.yml", None, "_toc.yml: is missing: restore it"),
        ("_toc.yml", b"", "_toc.yml: holds no settings"),
        ("_toc.yml", b"format: jb-book\nroot: book/indx\n", "_toc.yml: there is no page book/indx"),
        ("_toc.yml", b"format: jb-book\nroot: book/indx\n", "_toc.yml: does not name book/index"),
        ("_toc.yml", b"format: jb-book\n", "_toc.yml: "),
        ("CITATION.cff", b"version: [1\n", "CITATION.cff, line 2: is no YAML that can be read"),
        ("CITATION.cff", None, "CITATION.cff: is missing: restore it"),
        ("book/index.md", b"# A page\ncaf\xe9\n", "book/index.md, line 2: is not UTF-8"),
    ],
)
def test_settings_and_contents_are_checked_before_anything_is_built(settings, name, content, message):
    path = settings / name
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError) as error:
        contents.check(settings)
    assert message in str(error.value) and str(settings) not in str(error.value)


def site_of(folder, text):
    whole = folder / "whole"
    shutil.rmtree(whole, ignore_errors=True)
    whole.mkdir(parents=True)
    (whole / "index.html").write_text(text)
    return whole


def test_the_site_is_whole_at_any_moment_at_which_it_is_put_in_place(tmp_path):
    target, wholes = tmp_path / "out" / "html", []
    for text in ("first", "second"):
        wholes.append(site_of(tmp_path / text, text))
        for number in range(100):
            (wholes[-1] / f"{number}.html").write_text(text)
    known = [contents_of(whole) for whole in wholes]
    build_module._put_in_place(wholes[0], target)

    def for_ever():
        for whole in itertools.cycle(wholes):
            build_module._put_in_place(whole, target)

    moments = random.Random(1)
    for _ in range(30):
        process = multiprocessing.get_context("fork").Process(target=for_ever, daemon=True)
        process.start()
        stop = time.monotonic() + moments.uniform(0.01, 0.1)
        while time.monotonic() < stop:
            assert target.readlink(), "there is a site all the time"
        process.kill()
        process.join()
        assert contents_of(target) in known


@pytest.mark.parametrize("lacking", ["symlink_to", "replace"])
def test_where_there_are_no_links_the_folder_itself_is_put_in_place(tmp_path, monkeypatch, lacking):
    """As on Windows, which lets few people make a link and replaces none, and on some disks."""
    target = tmp_path / "out" / "html"
    build_module._put_in_place(site_of(tmp_path, "first"), target)  # a link, in the second case

    def refuses(*arguments, **options):
        raise PermissionError("A required privilege is not held by the client")

    monkeypatch.setattr(Path, lacking, refuses)
    for text in ("second", "third"):
        build_module._put_in_place(site_of(tmp_path, text), target)
        assert (target / "index.html").read_text() == text and not target.is_symlink()
        assert [path.name for path in target.parent.iterdir()] == ["html"], "what was left is removed"
    rename = Path.rename
    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", lambda path, to: refuses() if path.name == "site" else rename(path, to))
        with pytest.raises(PermissionError):
            build_module._put_in_place(site_of(tmp_path, "fourth"), target)
    assert (target / "index.html").read_text() == "third"


def test_a_full_disk_leaves_the_last_site(tmp_path, monkeypatch, capsys):
    target = tmp_path / "out" / "html"
    build_module._put_in_place(site_of(tmp_path, "first"), target)

    def fills_up(source, folder, **_):
        Path(folder).mkdir()
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copytree", fills_up)
        with pytest.raises(OSError, match="No space left"):
            build_module._put_in_place(site_of(tmp_path, "second"), target)
        patched.setattr(commands, "check_data", lambda _: build_module._put_in_place(tmp_path / "whole", target))
        patched.setattr(sys, "argv", ["cqbook", "check"])
        assert commands.main() == 1
    assert "No space left on device; what stood before still stands" in capsys.readouterr().err
    assert (target / "index.html").read_text() == "first"
    build_module._put_in_place(site_of(tmp_path, "second"), target)
    assert (target / "index.html").read_text() == "second"
    assert len([path for path in target.parent.iterdir() if not path.is_symlink()]) == 1, "what was left is removed"


def test_a_site_is_current_until_something_has_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(built_module, "inputs", lambda: "as they are")
    site = site_of(tmp_path, "first")
    assert not built_module.is_current(site)
    built_module.record(site, built_module.inputs())
    assert built_module.is_current(site)
    (site / "index.html").write_text("spoilt")
    assert not built_module.is_current(site)
    built_module.record(site, "as they were")
    assert not built_module.is_current(site)


def test_on_windows_a_build_waits_by_the_lock_of_its_own(tmp_path, monkeypatch, capsys):
    answers = [PermissionError(13, "Permission denied"), PermissionError(13, "Permission denied"), None]

    def locking(file, mode, length):
        assert (mode, length) == ("no waiting", 1)
        if answer := answers.pop(0):
            raise answer

    monkeypatch.setitem(sys.modules, "msvcrt", types.SimpleNamespace(locking=locking, LK_NBLCK="no waiting"))
    monkeypatch.setattr(sys, "platform", "win32")
    with built_module.alone(tmp_path / "html"):
        assert answers == []
    assert capsys.readouterr().out == "another build is at work here: waiting for its end\n"


def test_a_second_build_waits_for_the_first(tmp_path):
    site = tmp_path / "html"
    code = f"from cqbook.project.built import *\nwith alone(Path({str(site)!r})):\n    print('begins', flush=True)"
    with built_module.alone(site):
        second = python(ROOT, code, stdout=subprocess.PIPE)
        assert second.stdout.readline() == "another build is at work here: waiting for its end\n"
        assert second.poll() is None
    assert second.communicate()[0] == "begins\n"
