"""The built book: strict, whole, self-contained, and readable in a browser, wide and narrow, light and dark."""

import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from conftest import replace_in

from cqbook.paths import DATA, ROOT
from cqbook.site.build import BuildError, build
from cqbook.site.indicators import write_pages

CHROMIUM = Path("/usr/bin/chromium")
CHAPTERS = ("notebooks/01-evidence-base.html", "notebooks/08-science-city.html")
# Attributes that make a browser fetch something when the page is opened, unlike links that a reader follows.
LOADS = {
    "script": "src",
    "img": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
}
LOADING_LINKS = {
    "stylesheet",
    "preload",
    "icon",
    "shortcut",
    "modulepreload",
    "prefetch",
    "manifest",
    "preconnect",
    "dns-prefetch",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The book, built once from the stored outputs with warnings as errors."""
    target = tmp_path_factory.mktemp("site") / "html"
    build(target)
    return target


@pytest.fixture(scope="module")
def pages(site):
    """All pages as parsed HTML, by their address."""
    return {
        path.relative_to(site).as_posix(): BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in sorted(site.rglob("*.html"))
        if "_static" not in path.parts
    }


def test_the_addresses_of_the_chapters(pages):
    expected = {"index.html", "book/index.html", *CHAPTERS, "book/reading-rules.html", "book/statements.html"}
    expected |= {f"book/{name}.html" for name in ("data", "dictionary", "sources", "methods", "cite")}
    assert expected <= set(pages)


def test_every_internal_link_and_anchor_leads_somewhere(site, pages):
    places = {address: {tag["id"] for tag in page.find_all(id=True)} for address, page in pages.items()}
    broken, checked = [], 0
    for address, page in pages.items():
        for tag in page.find_all("a", href=True):
            target = urlsplit(tag["href"])
            if target.scheme or target.netloc or tag["href"] == "#":
                continue
            checked += 1
            path = (site / address).parent / unquote(target.path) if target.path else site / address
            found = path.resolve().relative_to(site.resolve()).as_posix()
            if not path.is_file():
                broken.append(f"{address}: {tag['href']}")
            elif target.fragment and found in pages and unquote(target.fragment) not in places[found]:
                broken.append(f"{address}: {tag['href']} (no such place)")
    assert broken == []
    assert checked > 200


def test_pages_load_nothing_from_other_servers(site, pages):
    elsewhere = re.compile(r"^\s*(https?:)?//")
    for address, page in pages.items():
        for name, attribute in LOADS.items():
            for tag in page.find_all(name, **{attribute: elsewhere}):
                assert name == "link" and not LOADING_LINKS & set(tag.get("rel", [])), f"{address}: {tag}"
        inline = " ".join(tag.get_text() for tag in page.find_all(["style", "script"]))
        assert not re.search(r"(@import|url\(|import\(|src=)\s*[\"']?(https?:)?//", inline), address
    for path in site.rglob("*.css"):
        assert not re.search(r"(@import|url\()\s*[\"']?(https?:)?//", path.read_text(encoding="utf-8")), path.name


def test_every_statement_has_an_address_and_says_its_interval(pages, data):
    page = pages["book/statements.html"]
    for observation_id in data.statements.index:
        record = page.find(id=observation_id)
        assert record, observation_id
    assert "more than 60, up to 70 billion yuan" in page.find(id="icq-2022-10-gerd").get_text()
    assert "a threshold: at least 1" in page.find(id="icq-2025-02-sports-skills-per-student").get_text()
    assert "a threshold: more than 15 %" in page.find(id="icq-plan-government-sci-tech-spending-share").get_text()


def test_a_statement_says_what_the_statistics_say_of_it(pages):
    record = pages["book/statements.html"].find(id="icq-2022-10-gerd")
    assert "Agrees" in record.get_text() and "60.38 billion yuan" in record.get_text()
    other = record.find("a", string="the other side")["href"]
    assert other == "../indicators/gerd.html#rd-bulletin-2021-gerd-cq-2021"
    assert pages["indicators/gerd.html"].find(id="rd-bulletin-2021-gerd-cq-2021").get_text() == "60.4"


def straight(text):
    """Text of a page with the quotes and dashes that stand in the tables."""
    return text.translate(str.maketrans("’‘“”", "''\"\""))


def test_every_indicator_has_a_page_and_every_number_an_address_on_it(pages, data):
    found = {}
    for row in data.indicators.itertuples():
        page = pages[f"indicators/{row.indicator_id}.html"]
        article = page.find("article")
        text = straight(article.get_text())
        assert text.strip().startswith(row.name), row.indicator_id
        assert row.definition in text, row.indicator_id
        found[row.indicator_id] = {tag["id"] for tag in article.find_all(id=True)}
    others = data.facts.loc[data.facts["tier"] != "document"]
    assert len(others) > 9000
    missing = [name for name, indicator in others["indicator_id"].items() if name not in found[indicator]]
    assert missing == []


def test_the_page_of_an_indicator_shows_years_places_breaks_and_sources(pages):
    page = pages["indicators/schools-primary.html"].find("article")
    header = [cell.get_text(strip=True) for cell in page.find("thead").find_all("th", scope="col")]
    assert header[:3] == ["Year", "Chongqing", "China"] and len(header) == 12
    rows = {
        cells[0]: cells
        for cells in (
            [c.get_text(strip=True) for c in row.find_all(["th", "td"])] for row in page.find("tbody").find_all("tr")
        )
    }
    assert rows["2015"][1] == "4,170" and rows["2016"][1] == "2,979 b"
    assert "b: break" in page.get_text()
    assert page.find("svg", class_="cq-coverage")["aria-label"].startswith("Chongqing 2010 to 2019, China")
    assert [row.find("th", scope="row").get_text() for row in page.find("tbody").find_all("tr")][-1] == "2010"
    assert [heading.get_text().rstrip("#") for heading in page.find_all("h2")] == ["By year, schools", "Sources"]
    assert page.find(class_="cq-scroll")["tabindex"] == "0"


def test_every_number_of_an_indicator_leads_to_its_source_and_every_note_is_there(pages, data):
    for name, rows in data.facts.loc[data.facts["tier"] != "document"].groupby("indicator_id"):
        article = pages[f"indicators/{name}.html"].find("article")
        text = straight(article.get_text())
        for note in rows["note"].unique():
            assert note in text, f"{name}: {note}"
        anchors = {tag["id"]: tag for tag in article.find_all(id=True)}
        for row in rows.itertuples():
            place = anchors[row.Index]
            links = (place if place.find("a") else place.find_parent("li")).find_all("a", href=True)
            assert f"../book/sources.html#{row.source_id}" in {link["href"] for link in links}, row.Index


def test_pages_of_indicators_are_made_anew_and_nothing_else_is_touched(data, tmp_path):
    folder = tmp_path / "indicators"
    write_pages(data, tmp_path)
    assert len(list(folder.iterdir())) == len(data.indicators)
    kept, stale = folder / "my-notes.md", folder / "gone.md"
    kept.write_text("# Mine\n")
    stale.write_text("---\norphan: true\n---\n# Gone\n\n```{indicator} gone\n```\n")
    before = (folder / "gerd.md").stat().st_mtime_ns
    write_pages(data, tmp_path)
    assert kept.exists() and not stale.exists()
    assert (folder / "gerd.md").stat().st_mtime_ns == before


def test_the_dictionary_lists_every_indicator_once(pages, data):
    page = pages["book/dictionary.html"]
    links = [link["href"] for link in page.select(".cq-dictionary a")]
    assert sorted(links) == sorted(f"../indicators/{name}.html" for name in data.indicators["indicator_id"])
    line = page.find("a", href="../indicators/gerd.html").find_parent("li")
    assert "Chongqing 2012 to 2024, China 2012 to 2024, 9 other places" in line.get_text()
    assert line.find("svg")["aria-hidden"] == "true", "the words stand beside the picture"


def test_the_sources_page_has_every_publication_and_no_link_to_a_copy(pages, data):
    page = pages["book/sources.html"].find("article")
    for row in data.sources.itertuples():
        record = page.find(id=row.source_id)
        assert record and row.publisher in straight(record.get_text()), row.source_id
    allowed = set(data.sources["url"])
    for address, other in pages.items():
        for link in (other.find("article") or other).find_all("a", href=re.compile("^https?:")):
            is_known = link["href"] in allowed or link["href"].startswith(
                ("https://creativecommons.org", "https://datapackage.org")
            )
            assert is_known, f"{address}: {link['href']}"
    assert not any("github" in url for url in allowed)


def test_the_methods_page_counts_what_is_in_the_tables(pages, data):
    article = pages["book/methods.html"].find("article")
    rows = {row.find("th").get_text(): row.find_all("td")[-1].get_text() for row in article.select("tbody tr")}
    for reason, count in data.left_out["reason"].value_counts().items():
        assert rows[reason.replace("-", " ")] == str(count)
    for verdict, count in data.checks["verdict"].value_counts().items():
        assert rows[verdict.replace("-", " ")] == str(count)
    places = data.observations["place_id"]
    assert rows["all"] == f"{(~places.isin(['CN', 'CN-CQ'])).sum():,}"


def test_the_release_lies_beside_the_pages(site, pages):
    for link in pages["book/data.html"].find_all("a", href=re.compile(r"\.(zip|xlsx|parquet)$")):
        assert (site / "book" / link["href"]).resolve().is_file()
    assert len(list((site / "data").glob("*.zip"))) == 1


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_figures_are_numbered_by_chapter_captioned_and_described(pages, chapter):
    figures = pages[chapter].find_all("figure")
    number = int(re.search(r"/(\d+)-", chapter)[1])
    assert len(figures) == 6
    for place, figure in enumerate(figures, 1):
        assert figure["id"].startswith("fig-")
        assert figure.find(class_="caption-number").get_text(strip=True) == f"Figure {number}.{place}"
        image = figure.find("img")
        assert image["src"].endswith(f"/{figure['id']}.svg")
        assert re.search(r"\d", image["alt"]) and "fig-" not in image["alt"]


def test_references_to_figures_carry_their_numbers(pages):
    text = {
        link["href"].partition("#")[2]: link.get_text()
        for link in pages["book/index.html"].find_all("a", href=re.compile("#fig-"))
    }
    assert text["fig-science-city-distance"] == "Figure 8.2"
    assert text["fig-evidence-width"] == "Figure 1.4"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_references_within_a_chapter_say_the_number_that_the_figure_has(pages, chapter):
    """They are ordinary links, which read well in Jupyter; so their text is typed, and may not go stale."""
    references = [
        link for link in pages[chapter].find_all("a", href=re.compile("#fig-")) if "Figure" in link.get_text()
    ]
    assert len(references) >= 3
    for link in references:
        figure = pages[chapter].find(id=link["href"].partition("#")[2])
        assert link.get_text() == figure.find(class_="caption-number").get_text(strip=True)


def test_pages_are_english_and_chinese_terms_are_marked(pages):
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for address, page in pages.items():
        if address == "index.html":  # leads on to book/index.html
            continue
        assert page.html["lang"] == "en", address
        main = page.find("article") or page
        for string in main.find_all(string=chinese):
            assert string.find_parent(lang="zh-Hans"), f"{address}: {string}"


def test_the_dataset_lies_beside_the_pages(site, pages, data):
    for path in DATA.glob("*.*"):
        assert (site / "data" / path.name).read_bytes() == path.read_bytes()
    assert f"{len(data.observations):,} rows" in pages["book/data.html"].get_text()


def test_without_repository_and_address_what_depends_on_them_stays_away(pages):
    for page in pages.values():
        assert not page.find("link", rel="canonical")
        assert not page.find("a", href=re.compile("github"))
        assert not page.find(class_="btn-source-repository-button")


@pytest.fixture
def sources(tmp_path):
    """A copy of what the book is built from, that a test may spoil."""
    target = tmp_path / "project"
    ignored = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".*_cache", "tests")
    return Path(shutil.copytree(ROOT, target, ignore=ignored))


def test_a_broken_reference_fails_the_build_and_leaves_the_last_one(sources, monkeypatch):
    monkeypatch.setattr("cqbook.site.build.ROOT", sources)
    target = sources / "out"
    target.mkdir()
    (target / "index.html").write_text("the last good build")
    replace_in(sources / "book" / "index.md", "fig-evidence-width", "fig-no-such-figure")
    chapter = sources / "notebooks" / "08-science-city.ipynb"
    replace_in(chapter, "statements.md#icq-plan-high-tech", "statements.md#icq-plan-low-tech")
    with pytest.raises(BuildError) as error:
        build(target)
    assert "fig-no-such-figure" in str(error.value) and "icq-plan-low-tech" in str(error.value)
    assert (target / "index.html").read_text() == "the last good build"


@pytest.mark.parametrize("name", ["_config.yml", "_toc.yml"])
def test_settings_that_cannot_be_read_are_told_with_file_and_line(sources, monkeypatch, name):
    monkeypatch.setattr("cqbook.site.build.ROOT", sources)
    (sources / name).write_text("title: x\nparts: [1, 2\n")
    with pytest.raises(BuildError, match=rf"^{name}, line \d+: is no YAML"):
        build(sources / "out")


def test_repository_and_address_are_one_setting_each(sources, monkeypatch):
    monkeypatch.setattr("cqbook.site.build.ROOT", sources)
    replace_in(sources / "_config.yml", 'url: ""', 'url: "https://github.com/example/report"')
    replace_in(sources / "_config.yml", 'baseurl: ""', 'baseurl: "https://example.org/report/"')
    page = build(sources / "out").parent / "book" / "cite.html"
    html = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    assert html.find("a", href="https://github.com/example/report")
    assert html.find("link", rel="canonical")["href"] == "https://example.org/report/book/cite.html"


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        pytest.skip(f"no browser: {CHROMIUM} was not found")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Root, as in containers, may not use the sandbox; the pages are our own.
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


INDICATOR_PAGES = [f"indicators/{name}.html" for name in ("gerd", "gerd-share-of-grp", "teachers", "gii-cluster-rank")]
SCREENS = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 360, "height": 740}}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_pages_fit_the_screen_and_ask_no_other_server(browser, site, pages, screen, scheme):
    context = browser.new_context(viewport=SCREENS[screen], color_scheme=scheme)
    page = context.new_page()
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    alike = sorted(name for name in pages if name.startswith("indicators/"))
    addresses = sorted(set(pages) - {"index.html", *alike}) + alike[::10]
    if (screen, scheme) != ("narrow", "light"):
        # The pages of indicators are made alike: every tenth is opened once, a few of them in every way.
        addresses = [name for name in addresses if name not in alike] + INDICATOR_PAGES
    for address in addresses:
        page.goto(f"file://{site / address}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= SCREENS[screen]["width"], f"{address} is {width} pixels wide"
    assert errors == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    context.close()


def test_the_front_address_leads_to_the_first_page(browser, site):
    page = browser.new_page()
    page.goto(f"file://{site}/index.html")
    page.wait_for_url("**/book/index.html")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_are_seen_on_a_phone(browser, site, scheme):
    context = browser.new_context(viewport=SCREENS["narrow"], color_scheme=scheme)
    page = context.new_page()
    for chapter in CHAPTERS:
        page.goto(f"file://{site / chapter}")
        for image in page.locator("figure img").all():
            box = image.bounding_box()
            assert box["width"] >= 320, "a figure takes the width of the phone"
            assert image.evaluate("image => image.naturalWidth") > 0
            assert image.evaluate("image => getComputedStyle(image).backgroundColor") == "rgb(255, 255, 255)"
            assert image.evaluate("image => getComputedStyle(image).filter") == "none"
    context.close()


def test_captions_have_contrast(browser, site):
    """At least 4.5 to 1 against the page, as WCAG 2 asks."""
    contrast = """caption => {
        const linear = v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
        const light = colour => {
            const [r, g, b] = colour.match(/[\\d.]+/g).map(v => linear(v / 255))
            return 0.2126 * r + 0.7152 * g + 0.0722 * b
        }
        const page = light(getComputedStyle(document.body).backgroundColor)
        const own = light(getComputedStyle(caption).color)
        return (Math.max(page, own) + 0.05) / (Math.min(page, own) + 0.05) }"""
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(f"file://{site / CHAPTERS[0]}")
        assert page.locator("figcaption p").first.evaluate(contrast) >= 4.5, scheme
        context.close()


def test_search_finds_english_and_chinese(browser, site):
    """The Chinese word stands in the chapter only inside a longer term, so it is found only if that is taken apart."""
    context = browser.new_context()
    page = context.new_page()
    for words, chapter in (("academicians", "08-science-city"), ("人才", "08-science-city")):
        page.goto(f"file://{site}/search.html?q={words}")
        page.wait_for_selector("#search-results ul.search li a")
        found = page.locator("#search-results ul.search li a").evaluate_all("links => links.map(link => link.href)")
        assert any(chapter in link for link in found), words
    context.close()


def test_the_dictionary_is_filtered_as_one_types(browser, site, data):
    page = browser.new_page()
    page.goto(f"file://{site}/book/dictionary.html")
    lines = page.locator(".cq-dictionary > li")
    assert lines.count() == len(data.indicators)
    page.get_by_label("Show only").fill("pupil-teacher primary")
    assert page.locator(".cq-dictionary > li:visible").count() == 1
    assert page.get_by_role("status").inner_text() == f"1 of {len(data.indicators)}"
    assert page.locator("section.cq-filter:visible").count() == 1
    page.get_by_label("Show only").fill("研究与试验发展")
    assert page.locator(".cq-dictionary > li:visible").count() > 5
    page.get_by_label("Show only").fill("")
    assert page.locator(".cq-dictionary > li:visible").count() == len(data.indicators)
    page.close()


def test_without_scripts_the_report_is_there(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{site}/book/dictionary.html")
    assert page.locator(".cq-dictionary > li:visible").count() > 300
    page.goto(f"file://{site / CHAPTERS[1]}")
    assert page.locator("figure img").count() == 6
    assert page.locator("figcaption").first.is_visible()
    context.close()
