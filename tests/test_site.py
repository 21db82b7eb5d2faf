"""The built book: strict, whole, self-contained, and readable in a browser, wide and narrow, light and dark."""

import gzip
import hashlib
import io
import json
import re
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
import pikepdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from conftest import needs_make
from PIL import Image

from cqbook import load, series
from cqbook.artifacts import history, notebooks, test_record
from cqbook.artifacts import registry as registry_module
from cqbook.dataset.descriptor import NAME, TITLE
from cqbook.figures import gallery
from cqbook.project.digests import dataset_digest
from cqbook.project.paths import BOOK, DATA, ROOT
from cqbook.project.version import released
from cqbook.site import status
from cqbook.site.indicators import write_pages
from cqbook.site.theme import POLICY

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("untraced")]
GROWTH = "fig-science-city-growth"
EXPLORE = "book/explore.html"
CHAPTERS = ("notebooks/13-documents.html", "notebooks/08-science-city.html")


@pytest.fixture(scope="module")
def pages(site):
    """All pages as parsed HTML, by their address."""
    return {
        path.relative_to(site).as_posix(): parsed(path)
        for path in sorted(site.rglob("*.html"))
        if "_static" not in path.parts
    }


@pytest.fixture(scope="module")
def registry():
    """What the stored notebooks hold."""
    return registry_module.read()


@pytest.fixture(scope="module")
def english(registry):
    """The figures that chapters and catalogues show: Chinese versions have their own pages only."""
    return {name: figure for name, figure in registry.figures.items() if not figure.is_chinese}


def parsed(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@needs_make
def test_make_book_builds_the_pages_and_names_the_one_to_open(site, told):
    *_, last = told.splitlines()
    assert last.endswith("open _build/html/index.html")
    assert site == ROOT / "_build" / "html" and (site / "notebooks" / "08-science-city.html").is_file()


def test_the_addresses_of_the_chapters(pages):
    expected = {"index.html", "book/index.html", *CHAPTERS, "book/reading-rules.html", "book/statements.html"}
    expected |= {
        f"book/{name}.html"
        for name in ("data", "dictionary", "explore", "sources", "methods", "cite", "figures", "tables")
    }
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
            elif found == EXPLORE and target.fragment.startswith("i="):  # what it shows, no place on it
                if not (site / "data" / "indicators" / f"{target.fragment[2:]}.js").is_file():
                    broken.append(f"{address}: {tag['href']} (no such indicator)")
            elif target.fragment and found in pages and unquote(target.fragment) not in places[found]:
                broken.append(f"{address}: {tag['href']} (no such place)")
    assert broken == []
    assert checked > 200


def test_the_policy_stands_first_in_each_page_and_no_script_within_it(pages):
    """What it refuses is tested in test_theme; that nothing of a page is refused, in the browser tests below."""
    for address, page in pages.items():
        if address == "index.html":  # leads on to book/index.html, without a script
            assert not page.find("script", type=False)
            continue
        first = next(tag for tag in page.head.find_all(True) if tag.get("charset") is None)
        if first.get("name") == "viewport":
            first = first.find_next_sibling(True)
        assert (first.get("http-equiv"), first.get("content")) == ("Content-Security-Policy", POLICY), address
        inline = [
            tag for tag in page.find_all("script", src=False) if not tag.get("type", "").endswith(("json", "config"))
        ]
        assert not inline and not page.find(lambda tag: any(name.startswith("on") for name in tag.attrs)), address


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
    assert len(others) > 31000
    missing = [name for name, indicator in others["indicator_id"].items() if name not in found[indicator]]
    assert missing == []


def test_the_page_of_an_indicator_shows_years_places_breaks_and_sources(pages):
    page = pages["indicators/schools-primary.html"].find("article")
    header = [cell.get_text(strip=True) for cell in page.find("thead").find_all("th", scope="col")]
    assert header[:3] == ["Year", "Chongqing", "China"] and len(header) == 9
    rows = {
        cells[0]: cells
        for cells in (
            [c.get_text(strip=True) for c in row.find_all(["th", "td"])] for row in page.find("tbody").find_all("tr")
        )
    }
    assert rows["2015"][1] == "4,170" and rows["2016"][1] == "2,979 b"
    assert "b: break" in page.get_text()
    assert page.find("p", class_="cq-chapter-name").find("span", lang="zh-Hans").get_text() == "普通小学学校数"
    picture = page.find("img", class_="only-light")
    assert picture["src"] == "schools-primary-over-time.svg" and picture["alt"].startswith("Primary schools, schools")
    assert [row.find("th", scope="row").get_text() for row in page.find("tbody").find_all("tr")][-1] == "1952"
    headings = [heading.get_text().rstrip("#") for heading in page.find_all("h2")]
    assert {"Over time", "By year, schools", "Other statements", "Definition", "Sources"} < set(headings)
    assert page.find(class_="cq-scroll")["tabindex"] == "0"


def test_every_number_of_an_indicator_leads_to_its_source_and_every_note_is_there(pages, data):
    for name, rows in data.facts.loc[data.facts["tier"] != "document"].groupby("indicator_id"):
        article = pages[f"indicators/{name}.html"].find("article")
        text = straight(article.get_text())
        assert "not preferred" not in text and not set(rows["source_id"]) & set(re.findall(r"[a-z0-9-]+", text)), name
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
    events = {link["href"] for link in page.find(id="icq-2025-10").find_all("a", href=re.compile("^#[a-z]"))}
    assert events == {"#cns-2025-10-20", "#cns-2025-10-20-opening", "#icq-2025-10"}, "the others and its own address"
    allowed = set(data.sources["url"])
    # A chapter may link to a further page of a publisher whose pages are sources, of an authority or a university.
    hosts = {urlsplit(url).hostname for url in allowed} - {None}
    for address, other in pages.items():
        for link in (other.find("article") or other).find_all("a", href=re.compile("^https?:")):
            host = urlsplit(link["href"]).hostname
            of_publisher = address.startswith("notebooks/") and (host in hosts or host.endswith((".gov.cn", ".edu.cn")))
            of_ours = host in ("creativecommons.org", "datapackage.org")
            is_known = link["href"] in allowed or of_publisher or of_ours
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


def test_key_figures_have_a_bound_number_a_figure_and_a_line_of_their_past(pages, data):
    cards = pages["book/index.html"].select("article .cq-key-figures > ul > li")
    assert len(cards) == 8
    for card in cards:
        assert card.find("a", class_="cq-bound"), card.get_text()
        assert card.find("a", href=re.compile(r"^\.\./notebooks/.*#fig-")), card.get_text()
    # The line of births has a point for each year, on one piece.
    births = series.states(data, "births", ["CN-CQ"]).query("year >= 2010")
    (path,) = (card.find("path")["d"] for card in cards if "births in 2025" in card.get_text(" ", strip=True))
    assert path.count("L") == len(births) - 1 and path.count("M") == 1
    assert sum(bool(card.find("svg")) for card in cards) == 7  # targets have no past


def test_the_status_page_says_what_was_run_and_checked(pages, data, registry):
    page = pages["book/status.html"].find("article")
    text = page.get_text(" ", strip=True)
    assert dataset_digest() in text and f"{len(data.checks)} checks" in text
    rows = {row.find("a")["href"]: row.get_text(" ", strip=True) for row in page.select("tbody tr")}
    assert list(rows) == [f"../notebooks/{path.stem}.html" for path in notebooks.paths()]
    for path in notebooks.paths():
        cells = sum(cell.cell_type == "code" for cell in notebooks.read(path).cells)
        row = rows[f"../notebooks/{path.stem}.html"]
        assert f"{cells} of {cells} cells, no error or warning" in row and "have changed since" not in row
        assert sum(figure.chapter == path.stem for figure in registry.figures.values()) in map(
            int, re.findall(r"\d+", row)
        )


def test_the_status_page_shows_a_test_run_of_this_state_only(monkeypatch):
    run = test_record.TestRun("2026-11-22", "3.11.7", "s", {"notebooks/13-documents.ipynb": {"passed": 8, "failed": 1}})
    for known, words in ((run, ["8 passed, 1 failed, 0 were skipped"]), (None, ["No run of all tests is known"])):
        monkeypatch.setattr(status, "_last_run", lambda known=known: known)
        (paragraph,) = status.TestsStatusDirective.run(None)
        assert all(word in paragraph.astext() for word in words)
        compared = status._compared(known, "13-documents.ipynb")
        assert compared == ("8 of 9 cells agree" if known else "not known")


def test_what_is_new_counts_the_figures_and_holds_the_changelog(pages, registry):
    text = pages["book/news.html"].find("article").get_text(" ", strip=True)
    assert f"In version {version('cqbook')}, {len(registry.figures)} figures are new" in text
    assert "For re-runners" in text


def test_the_glossary_names_its_terms_in_both_languages(pages):
    terms = [term.get_text(strip=True).rstrip("#") for term in pages["book/glossary.html"].select("dl.glossary dt")]
    assert len(terms) == len(set(terms)) > 70
    chinese = [term for term in terms if re.search(r"[\u4e00-\u9fff]", term)]
    assert len(chinese) > 35
    assert all(pages["book/glossary.html"].select("dl.glossary dt [lang='zh-Hans']"))


def test_the_page_of_kinds_shows_each_kind_with_its_picture_and_code(site, pages):
    page = pages["book/chart-kinds.html"]
    sections = {section["id"]: section for section in page.select("section[id^=kind-]")}
    assert list(sections) == [f"kind-{example.__name__}" for example in gallery.EXAMPLES]
    for example in gallery.EXAMPLES:
        section, name = sections[f"kind-{example.__name__}"], example.__name__
        assert section.find("h2").get_text().startswith(name.capitalize())
        shown = {image["src"] for image in section.select(".cq-example img") if image["alt"]}
        assert shown == {f"../_static/kinds/{name}.svg", f"../_static/kinds/{name}-dark.svg"}
        assert all("<svg" in (site / "book" / source).read_text(encoding="utf-8")[:500] for source in shown)
        assert f"figures.{'lines' if name == 'panels' else name}(" in section.select_one(".highlight").get_text()


def test_the_release_lies_beside_the_pages(site, pages):
    for link in pages["book/data.html"].find_all("a", href=re.compile(r"\.(zip|xlsx|parquet)$")):
        assert (site / "book" / link["href"]).resolve().is_file()
    assert len(list((site / "data").glob("*.zip"))) == 1


SUFFIXES = (".apa.txt", ".gbt7714-2025.txt", ".gbt7714.txt", ".bib", ".ris", ".csl.json")
CITATIONS = [f"{part}{suffix}" for part in ("", "-data") for suffix in SUFFIXES]


def test_each_figure_has_its_files(site, registry, data):
    for figure in registry.figures.values():
        files = {
            ending: site / "figures" / f"{figure.id}{ending}"
            for ending in (
                ".html",
                ".svg",
                "-dark.svg",
                "-text.svg",
                ".png",
                ".pdf",
                ".xlsx",
                ".csv",
                ".json",
                *CITATIONS,
            )
        }
        assert [ending for ending, path in files.items() if not path.is_file()] == [], figure.id
        assert files[".csv"].read_bytes() == figure.csv.encode()
        for ending in (".svg", "-dark.svg"):
            assert files[ending].stat().st_size < 110_000, figure.id
        with Image.open(files[".png"]) as picture:
            assert picture.width >= 1600
            assert picture.text["Title"] == figure.about["title"] and "CC BY 4.0" in picture.text["Copyright"]
        svg = files[".svg"].read_text(encoding="utf-8")
        assert "<dc:rights>" in svg and f"<dc:identifier>{figure.id}</dc:identifier>" in svg
        line = f"{figure.id}{'，' if figure.is_chinese else ', '}"
        text = files["-text.svg"].read_text(encoding="utf-8")
        last = re.sub("<[^>]*>", "", " ".join(re.findall(r"<text [^>]*>(.*?)</text>", text)[-2:]))
        assert line in last and version("cqbook") in last and "CC BY 4.0" in last, last
        about = json.loads(files[".json"].read_text(encoding="utf-8"))
        assert about["observation_ids"] == figure.observation_ids
        used = {*data.facts.loc[figure.observation_ids, "source_id"], *figure.about["also_from"]}
        assert {source["source_id"] for source in about["sources"]} == used
        assert about["data_sha256"] == hashlib.sha256(files[".csv"].read_bytes()).hexdigest()
        assert (about["version"], about["date"], about["licence"]["name"]) == (
            version("cqbook"),
            released(),
            "CC BY 4.0",
        )
        assert about["numbers_since"] == history.changes(history.read(), figure.id)["version"].iloc[-1]


def test_the_report_its_dataset_chapters_and_tables_are_cited_beside_their_pages(site, pages, registry):
    """Each has its citations on a page, and each is a file that the page leads to."""
    chapters = {f"notebooks/{path.stem}.html": f"chapter-{path.stem}" for path in notebooks.paths()}
    wholes = {"book/cite.html": (NAME, f"../data/{NAME}-data"), "book/data.html": (f"../data/{NAME}-data",)}
    tables = {f"notebooks/{table.chapter}.html": [] for table in registry.tables.values()}
    for table in registry.tables.values():
        tables[f"notebooks/{table.chapter}.html"].append(f"../tables/{table.id}")
    for address in {*chapters, *wholes}:
        wanted = [chapters[address], *tables.get(address, [])] if address in chapters else wholes[address]
        found = [
            link["href"].removeprefix("./")
            for link in pages[address].select(".cq-part[data-part=cite] .cq-citation-file a")
            if not link["href"].startswith("../figures/")
        ]
        assert sorted(found) == sorted(f"{name}{suffix}" for name in wanted for suffix in SUFFIXES), address
        assert [name for name in found if not ((site / address).parent / name).is_file()] == []
    for address in chapters:
        assert pages["book/cite.html"].find("a", href=f"../{address}#cite") and pages[address].find(id="cite"), address
    text = (site / "notebooks" / "chapter-08-science-city.apa.txt").read_text(encoding="utf-8")
    assert "). The Science City. In Chongqing: " in text and "Chapter 8)" in text


# What Zotero makes of a page: see `cqbook.site.meta.reference`.
SORTS = {
    "book/index.html": ("citation_technical_report_institution", "The report's contributors"),
    "book/data.html": ("z:itemType", "dataset"),
    "indicators/gerd.html": ("z:itemType", "dataset"),
    CHAPTERS[1]: ("citation_inbook_title", TITLE),
    f"figures/{GROWTH}.html": ("citation_inbook_title", TITLE),
}


def test_pages_tell_reference_managers_what_they_are(pages, registry):
    for address, (name, content) in SORTS.items():
        said = {tag["name"]: tag["content"] for tag in pages[address].find_all("meta", attrs={"name": True})}
        assert said[name] == content and len({*said} & {name for name, _ in SORTS.values()}) == 1, address
        assert (
            said["citation_author"] == "The report's contributors,"
            and said["DC.creator"] == said["citation_author"][:-1]
        )
        assert said["citation_title"] == said["DC.title"] and re.fullmatch(r"\d{4}", said["citation_publication_date"])
    assert said["citation_title"] == registry.figures[GROWTH].about["title"]
    assert not pages["book/methods.html"].find("meta", attrs={"name": "citation_title"}), "no citation of its own"


def test_the_indexes_list_all_figures_and_values(site, registry):
    index = json.loads((site / "figures" / "index.json").read_text(encoding="utf-8"))
    assert [figure["id"] for figure in index["figures"]] == list(registry.figures)
    values = json.loads((site / "values.json").read_text(encoding="utf-8"))["values"]
    assert list(values) == list(registry.values)
    needed = values["science-city-growth-needed"]
    assert needed["value"] is None and 15 < needed["low"] < needed["high"] < 30
    assert needed["formula"] and len(needed["inputs"]) == 6 and needed["figure"] == GROWTH


def test_a_figure_has_five_parts_in_its_chapter_and_on_its_page(pages, registry, data):
    for figure in registry.figures.values():
        assert bool(pages[f"notebooks/{figure.chapter}.html"].find(id=figure.id)) != figure.is_chinese
        shown = [f"figures/{figure.id}.html", *([] if figure.is_chinese else [f"notebooks/{figure.chapter}.html"])]
        for page in (pages[address] for address in shown):
            parts = {part["data-part"]: part for part in page.find(id=f"unit-{figure.id}").select(".cq-part")}
            assert list(parts) == ["chart", "table", "notes", "code", "cite"]
            caption = straight(parts["chart"].find("figcaption").get_text())
            assert figure.about["caption"] in caption and figure.about["limits"] not in caption
            rows = parts["table"].select("tbody tr")
            assert len(rows) == len(figure.marks) and len(rows[0].find_all(["th", "td"])) <= 6
            text = straight(parts["notes"].get_text())
            assert figure.about["limits"] in text
            for source in data.facts.loc[figure.observation_ids, "source_id"].unique():
                assert parts["notes"].find("a", href=f"../book/sources.html#{source}"), (figure.id, source)
            indicators = data.facts.loc[figure.observation_ids, "indicator_id"].unique()
            definitions = data.indicators.set_index("indicator_id").loc[indicators, "definition"]
            assert len(indicators) > 12 or all(words in text for words in definitions), figure.id
            (code,) = parts["code"].select("div.highlight > pre")
            assert code.get_text().strip() == figure.code.strip()
            # Nothing but colours and languages: no sign of the code became a tag.
            assert {tag.name for tag in code.find_all(True)} == {"noscript", "span"}
            assert parts["code"].find("a")["href"] == f"../_sources/notebooks/{figure.chapter}.ipynb"


def test_a_chapter_shows_no_other_code_and_leads_to_its_notebook(site, pages):
    for path in notebooks.paths():
        article = pages[f"notebooks/{path.stem}.html"].find("article")
        blocks = article.select("div.highlight, .cell_input, details:not(.cq-computed, .cq-why, .cq-cite)")
        assert [block for block in blocks if not block.find_parent(attrs={"data-part": "code"})] == []
        assert all(cell.find(class_="cell_output") for cell in article.select("div.cell"))
        last = article.find_all("a", string="All code of this chapter")[-1]
        assert not last.find_parent(class_="cq-unit")
        assert (site / "notebooks" / last["href"]).read_bytes() == path.read_bytes()


def test_the_table_of_a_figure_shows_value_and_interval_at_the_right(pages):
    part = pages[f"figures/{GROWTH}.html"].find(attrs={"data-part": "table"})
    assert [cell.get_text(strip=True) for cell in part.find("thead").find_all("th")] == ["What", "Time", "Interval"]
    seen = part.select("tbody tr")[1].find_all(["th", "td"])
    assert seen[2].get_text(strip=True) == "more than 19, less than 33.73"
    assert "cq-number" in seen[2]["class"]
    assert "In percent" in part.get_text()
    assert part.find(id="value-science-city-growth-needed")


def test_tables_of_chapters_are_numbered_and_have_a_file(site, pages, registry):
    for place, table in enumerate([t for t in registry.tables.values() if t.chapter == "08-science-city"], 1):
        shown = pages["notebooks/08-science-city.html"].find(id=table.id)
        assert shown.find(class_="caption-number").get_text(strip=True) == f"Table 8.{place}"
        assert (site / "tables" / f"{table.id}.csv").read_bytes() == table.csv.encode()
        cells = pd.read_excel(site / "tables" / f"{table.id}.xlsx", header=3, dtype=str, keep_default_na=False)
        assert cells.to_csv(index=False) == table.csv


def test_the_catalogues_list_every_figure_and_table(pages, registry, english):
    entries = pages["book/figures.html"].select(".cq-entry")
    assert [entry.find("a")["href"] for entry in entries] == [f"../figures/{name}.html" for name in english]
    by_title = {entry.select("p")[0].get_text(strip=True): entry for entry in entries}
    entry = by_title[english[GROWTH].about["title"]]
    assert entry["data-topic"] == "Enterprises|Talent" and entry["id"] == GROWTH
    count = sum(figure.chapter == "08-science-city" for figure in english.values())
    assert entry.find_parent("details").summary.get_text(strip=True) == f"8. The Science City ({count} figures)"
    assert entry.find_parent("section").h2.get_text().startswith("II Innovation")
    for name, entry in zip(english, entries, strict=True):
        own = pages[f"notebooks/{english[name].chapter}.html"].find(id=name)
        assert entry.find("a", href=re.compile(f"#{name}$")).get_text() == own.find(class_="caption-number").get_text(
            strip=True
        )
    rows = pages["book/tables.html"].select("tbody tr")
    assert len(rows) == len(registry.tables) + len(english)
    assert rows[0].get_text(" ", strip=True).startswith("Figure 1.1")


def test_no_page_uses_an_id_twice(pages):
    for address, page in pages.items():
        ids = [tag["id"] for tag in page.find_all(id=True)]
        assert sorted(set(ids)) == sorted(ids), address


def test_every_bound_number_has_an_account(pages, registry):
    for address, page in pages.items():
        numbers = page.select("a.cq-bound")
        assert len(numbers) >= 10 or not address.startswith("notebooks/"), address
        accounts = {account["id"]: account.find_all("a")[-1]["href"] for account in page.select("template[id]")}
        for number in numbers:
            assert accounts[number["data-account"]] == number["href"], f"{address}: {number}"
    gerd = pages[CHAPTERS[0]].find("template", id="account-obs-icq-2022-10-gerd").get_text(" ", strip=True)
    for words in ("more than 60, up to 70 billion yuan", "iChongqing", "paragraph", "Checked agrees", "GERD"):
        assert words in gerd, words
    needed = pages[CHAPTERS[1]].find("template", id="account-value-science-city-growth-needed").get_text(" ")
    assert "Lowest to highest growth a year needed" in needed and "15.17 to 29.38 %" in needed
    assert "High-tech enterprises, " in needed


@pytest.mark.parametrize("chapter", [f"notebooks/{path.stem}.html" for path in notebooks.paths()])
def test_figures_are_numbered_by_chapter_captioned_and_described(pages, english, chapter):
    figures = pages[chapter].find_all("figure", class_="cq-figure")
    number = int(re.search(r"/(\d+)-", chapter)[1])
    assert len(figures) == sum(f"notebooks/{each.chapter}.html" == chapter for each in english.values())
    for place, figure in enumerate(figures, 1):
        assert figure["id"].startswith("fig-")
        assert figure.find(class_="caption-number").get_text(strip=True) == f"Figure {number}.{place}"
        light, dark = figure.find_all("img")
        assert light["src"] == f"../figures/{figure['id']}.svg"
        assert dark["src"] == f"../figures/{figure['id']}-dark.svg"
        assert light["alt"] == dark["alt"]
        assert re.search(r"\d", light["alt"]) and "fig-" not in light["alt"]


def test_references_to_figures_carry_their_numbers(pages):
    text = {
        link["href"].partition("#")[2]: link.get_text()
        for link in pages["book/index.html"].find_all("a", href=re.compile("#fig-"))
    }
    assert text["fig-links-hinge"] == "Figure 10.1"
    assert text["fig-access-births"] == "Figure 1.1"


def test_references_within_a_chapter_say_the_number_that_the_figure_has(pages):
    """They are ordinary links, which read well in Jupyter; so their text is typed, and may not go stale."""
    references = 0
    for path in notebooks.paths():
        page = pages[f"notebooks/{path.stem}.html"]
        for link in page.find_all("a", href=re.compile("^#fig-")):
            if "Figure" in link.get_text() and not link.find_parent(class_="cq-unit"):
                figure = page.find(id=link["href"].partition("#")[2])
                assert link.get_text() == figure.find(class_="caption-number").get_text(strip=True), path.stem
                references += 1
    assert references >= 5


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


def test_without_repository_and_address_what_depends_on_them_stays_away(site, pages):
    own = pages[f"figures/{GROWTH}.html"]
    assert not own.find("meta", property="og:url") and not own.find(class_="cq-embed")
    assert own.find("meta", property="og:title")["content"].startswith("Meeting the three aims")
    for file in (site / "figures").glob("*.ris"):
        assert "UR  -" not in file.read_text(encoding="utf-8")
    for page in pages.values():
        assert not page.find("link", rel="canonical")
        assert not page.find("a", href=re.compile("github"))
        assert not page.find(class_="btn-source-repository-button")


def test_each_page_says_what_it_is_and_has_a_picture(site, pages):
    sizes = {}
    for address, page in pages.items():
        said = {tag.get("property", tag.get("name")): tag["content"] for tag in page.find_all("meta", content=True)}
        assert page.title.get_text(strip=True) and said["og:title"] and len(said["og:image:alt"]) > 5, address
        assert said["description"] == said["og:description"] and len(said["description"]) > 10, address
        assert "<" not in said["description"], address
        assert said["twitter:card"] == "summary_large_image"
        picture = ((site / address).parent / said["og:image"]).resolve()
        if picture not in sizes:
            with Image.open(picture) as opened:
                sizes[picture] = opened.size
        assert sizes[picture] == (1200, 630) == (int(said["og:image:width"]), int(said["og:image:height"])), address
        assert page.find("link", rel="icon") or address == "index.html"
    assert {path.resolve() for path in (site / "share").rglob("*.png")} == set(sizes), "none that no page names"
    assert pages["book/summary-zh.html"].find("meta", property="og:locale")["content"] == "zh_CN"


def test_pages_say_their_data_in_the_words_of_schema_org(pages, registry, data):
    kinds = {}
    for address, page in pages.items():
        for script in page.find_all("script", type="application/ld+json"):
            said = json.loads(script.string)
            assert said["@context"] == "https://schema.org" and said["name"] and said["description"], address
            assert said["license"] and said["creator"]["name"] and said["version"] == version("cqbook"), address
            kinds.setdefault(str(said["@type"]), []).append(address)
    counts = {kind: len(found) for kind, found in kinds.items()}
    assert counts == {
        "Book": 2,  # the front address and the first page
        "['Article', 'Chapter']": len(notebooks.paths()),
        "ImageObject": len(registry.figures),
        "Dataset": 1 + len(data.indicators),
    }


def test_what_is_told_to_programs_names_pages_and_files_that_are_there(site, pages):
    text = (site / "llms.txt").read_text(encoding="utf-8")
    found = re.findall(r"^- \[(.+)\]\((.+)\): (.+)$", text, re.MULTILINE)
    assert [address for _, address, _ in found if not (site / address).is_file()] == []
    assert {f"notebooks/{path.stem}.html" for path in notebooks.paths()} <= {address for _, address, _ in found}
    deck = pages[CHAPTERS[1]].find(class_="cq-deck").get_text(strip=True)
    assert any(straight(words) == straight(deck) for _, address, words in found if address == CHAPTERS[1])
    assert not (site / "sitemap.xml").exists() and not (site / "robots.txt").exists(), "without an address"
    with Image.open(site / "icon.png") as icon:
        assert icon.size == (180, 180)


def test_in_wechat_the_picture_of_a_page_stands_first_and_unseen(browser, site):
    for agent, first in (("Mozilla/5.0 MicroMessenger/8.0.50", 1200), ("Mozilla/5.0", 0)):
        page = browser.new_page(user_agent=agent)
        page.goto(f"file://{site / CHAPTERS[1]}", wait_until="networkidle")
        picture = page.locator("img").first
        is_of_page = "/share/notebooks/08-science-city.png" in picture.evaluate("image => image.src")
        assert is_of_page == bool(first)
        if first:
            assert picture.evaluate("image => image.naturalWidth") == first and not picture.is_visible()
        page.close()


INDICATOR_PAGES = [f"indicators/{name}.html" for name in ("gerd", "gerd-share-of-grp", "teachers", "gii-cluster-rank")]
GROWTH_UNIT = f"#unit-{GROWTH}"
SCREENS = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 360, "height": 740}}


@pytest.fixture
def watched(browser):
    """A page of the browser that may ask no other server and run into no error."""
    context = browser.new_context()
    page = context.new_page()
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda told: errors.append(told.text) if "Content Security Policy" in told.text else None)
    yield page
    assert errors == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    context.close()


def require_fit(page, address, screen):
    """No page is wider than the screen, in light and in dark; an open page follows the scheme of the system."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.locator(f"html[data-theme={scheme}]").wait_for(state="attached")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= SCREENS[screen]["width"], f"{address} is {width} pixels wide on a {screen} screen in {scheme}"


@pytest.mark.parametrize("screen", SCREENS)
def test_chapters_and_reference_pages_fit_the_screen_and_ask_no_other_server(watched, site, pages, screen):
    watched.set_viewport_size(SCREENS[screen])
    for address in sorted(name for name in pages if not name.startswith(("figures/", "indicators/", "index.html"))):
        watched.goto(f"file://{site / address}")
        require_fit(watched, address, screen)


def test_pages_of_figures_and_indicators_fit_every_screen_and_ask_no_other_server(watched, site, pages):
    """They are made alike, and the chapters show each figure, too: every third and every thirtieth, then made wide."""
    figures = sorted(name for name in pages if name.startswith("figures/"))
    indicators = sorted(name for name in pages if name.startswith("indicators/"))
    for address in sorted({*figures[::3], *indicators[::30], *INDICATOR_PAGES}):
        watched.set_viewport_size(SCREENS["narrow"])
        watched.goto(f"file://{site / address}")
        require_fit(watched, address, "narrow")
        watched.set_viewport_size(SCREENS["wide"])
        require_fit(watched, address, "wide")


def test_the_summary_takes_two_pages_of_paper(browser, site):
    page = browser.new_page()
    page.goto(f"file://{site}/book/summary.html")
    margin = dict.fromkeys(("top", "bottom", "left", "right"), "15mm")
    with pikepdf.open(io.BytesIO(page.pdf(format="A4", margin=margin))) as paper:
        assert len(paper.pages) == 2
    page.close()


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
        for image in page.locator(f"figure img.only-{scheme}").all():
            image.scroll_into_view_if_needed()
            page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=image.element_handle())
            box = image.bounding_box()
            assert box["width"] >= 320, "a figure takes the width of the phone"
            assert image.evaluate("image => image.naturalWidth") > 0
            assert image.evaluate("image => getComputedStyle(image).filter") == "none"
    context.close()


HEAVY = ("students-primary", "resident-population", "local-government-general-budget-expenditure")
LISTS = ("book/figures.html", "book/sources.html", "book/statements.html", "book/tables.html")
KILOBYTES = {"book/index.html": 200, **{f"notebooks/{path.stem}.html": 300 for path in notebooks.paths()}}
KILOBYTES |= dict.fromkeys(LISTS, 200) | {EXPLORE: 500}
# The pages with most pictures, and with most numbers.
KILOBYTES |= dict.fromkeys((f"indicators/{name}.html" for name in HEAVY), 150)
MOST_SCREENS = 12  # of a phone, until something is unfolded


@pytest.mark.parametrize("address", KILOBYTES)
def test_a_page_opens_light_on_a_phone(browser, site, address):
    """Few elements, and few bytes: what the browser asks for before the page is scrolled, as servers compress it."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    asked = set()
    page.on("request", lambda request: asked.add(unquote(urlsplit(request.url).path)))
    page.goto(f"file://{site / address}", wait_until="networkidle")
    assert sum(len(gzip.compress(Path(path).read_bytes())) for path in asked) <= KILOBYTES[address] * 1000, asked
    assert page.locator("*").count() <= 4000
    page.close()


def test_a_list_is_short_on_a_phone_until_something_is_unfolded(browser, site):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    for address in (*LISTS, "book/dictionary.html"):
        page.goto(f"file://{site / address}")
        assert page.evaluate("document.documentElement.scrollHeight / innerHeight") <= MOST_SCREENS, address
    page.close()


PLACES = ("figures.html#fig-pace-verdicts", "figures.html#chapter-12", "dictionary.html#gerd", "sources.html#nbs-data")


@pytest.mark.parametrize("address", [*PLACES, "dictionary.html#group-talent"])
def test_an_address_opens_its_group_on_a_phone(browser, site, address):
    page = browser.new_page(viewport=SCREENS["narrow"])
    page.goto(f"file://{site}/book/{address}")
    place = page.locator(f"#{address.partition('#')[2]}")
    assert 0 <= place.bounding_box()["y"] < 185
    entry = place.locator("visible=true").and_(page.locator("li, .cq-record")).or_(place.locator("li:visible"))
    assert entry.count(), "its group is open"
    page.close()


@pytest.mark.parametrize("screen", SCREENS)
def test_drawings_in_the_catalogue_show_neither_title_nor_source_and_arrive_without_a_jump(browser, site, screen):
    """The frame of a drawing is as wide as its entry and cuts from the picture what lies above and below."""
    page = browser.new_page(viewport=SCREENS[screen])
    page.route("**/*.svg", lambda route: route.abort())
    page.goto(f"file://{site}/book/figures.html#chapter-8")
    entry = page.locator(f"#{GROWTH}")
    frame, picture = (entry.locator(name).bounding_box() for name in ("a > span", "img.only-light"))
    assert frame["width"] == picture["width"] > 280
    above, below = frame["y"] - picture["y"], sum(picture[k] for k in ("y", "height")) - frame["y"] - frame["height"]
    assert above > 0.15 * picture["height"] and below > 0.08 * picture["height"]
    page.unroute("**/*.svg")
    height = page.evaluate("document.documentElement.scrollHeight")
    page.goto(f"file://{site}/book/figures.html#chapter-8", wait_until="networkidle")
    assert page.evaluate("document.documentElement.scrollHeight") == height
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_of_one_scheme_are_loaded_when_they_come_into_view(browser, site, english, scheme):
    page = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    asked = set()
    page.on("request", lambda request: asked.add(request.url.partition("/figures/")[2]))
    ending = ".svg" if scheme == "light" else "-dark.svg"
    page.goto(f"file://{site}/figures/{GROWTH}.html", wait_until="networkidle")
    assert {name for name in asked if name.endswith(".svg")} == {f"{GROWTH}{ending}"}
    asked.clear()
    page.goto(f"file://{site / CHAPTERS[1]}", wait_until="networkidle")
    pictures = {f"{f.id}{ending}" for f in english.values() if f.chapter == "08-science-city"}
    assert {name for name in asked if name.endswith(".svg")} < pictures, "not all of them"
    for image in page.locator(f"figure img.only-{scheme}").all():
        image.scroll_into_view_if_needed()
        page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=image.element_handle())
    assert {name for name in asked if name.endswith(".svg")} == pictures
    page.close()


TOLD = [path.stem for path in notebooks.paths() if "**In brief**" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize(("width", "height", "screens"), [(1280, 800, 1), (390, 844, 2)])
def test_the_first_figure_of_a_chapter_begins_on_the_first_screen(browser, site, width, height, screens):
    """On a phone on the second."""
    page = browser.new_page(viewport={"width": width, "height": height})
    late = {}
    for chapter in TOLD:
        page.goto(f"file://{site}/notebooks/{chapter}.html")
        top = page.locator(".cq-figure img").first.evaluate("image => image.getBoundingClientRect().top")
        if top > screens * height - 100:  # its title is seen
            late[chapter] = top
    assert late == {}
    page.close()


def test_the_audit_shows_a_card_for_every_statement_that_needs_other_words(pages):
    page = pages["notebooks/14-audit.html"]
    cards = page.select("section.cq-filter[data-choices=verdict] .cq-claim")
    assert len(cards) == (load().checks["instead"] != "not-applicable").sum()
    told = next(card for card in cards if card.find("a", href=re.compile("#icq-2025-10-teachers$"))).get_text(" ")
    assert "mistranslated" in told and "506,000 staff" in told


def test_every_icon_is_drawn_in_the_page(pages):
    """Without the theme's script and fonts an icon would be blank."""
    for address, page in pages.items():
        icons = page.find_all(class_=re.compile("^fa-"))
        assert [icon for icon in icons if icon.name != "svg" or not icon.find("path")] == [], address


KINDS = [
    "book/index.html",
    CHAPTERS[1],
    f"figures/{GROWTH}.html",
    "indicators/gerd.html",
    "indicators/students-primary.html",
    *(f"book/{name}.html" for name in ("chart-kinds", "data", "figures", "glossary", "tables")),
    "book/sources.html#icq-2025-10",
    "book/statements.html#icq-2022-10-gerd",
    "search.html?q=academicians 院士",
    "search.html?q=academicianz",
]


# What is the same on a phone is not looked at again.
@pytest.mark.parametrize(
    ("screen", "scheme", "kinds"),
    [
        ("wide", "light", KINDS),
        ("wide", "dark", KINDS),
        ("narrow", "light", KINDS[:4]),
    ],
    ids=["wide-light", "wide-dark", "narrow-light"],
)
def test_axe_finds_no_fault_on_any_kind_of_page(browser, site, screen, scheme, kinds):
    """Those of WCAG 2 and good practice that a program can find, with an account, a record, parts of figures open."""
    page = browser.new_page(viewport=SCREENS[screen], color_scheme=scheme)
    options = {"resultTypes": ["violations"], "rules": {"label-content-name-mismatch": {"enabled": True}}}
    open_parts = "units => units.forEach((unit, place) => unit.querySelectorAll('[role=tab]')[place % 5].click())"
    faults = {}
    for address in kinds:
        page.goto(f"file://{site / address}")
        if page.locator("a.cq-bound").count():
            page.locator("a.cq-bound").first.hover()
            page.locator(".cq-account").wait_for()
        page.locator(".cq-unit").evaluate_all(open_parts)
        found = Axe().run(page, options=options).response["violations"]
        faults |= {(address, fault["id"]): fault["nodes"][0]["html"] for fault in found}
    assert faults == {}
    page.close()


def test_lists_are_filtered_as_one_types(browser, site, data, english):
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
    assert page.locator("section.cq-filter").count() == page.locator("section.cq-filter:visible").count()
    shown = lines.locator("visible=true").count()
    assert 100 < shown < len(data.indicators), "the others are folded"
    page.locator("section.cq-filter > details:not([open]) > summary").first.click()
    assert lines.locator("visible=true").count() > shown
    page.get_by_label("Show only").fill("gerd-share-of-grp-preliminary")
    assert lines.locator("visible=true").evaluate_all("all => all.map(each => each.id)") == [
        "gerd-share-of-grp-preliminary"
    ]
    page.goto(f"file://{site}/book/figures.html")
    page.get_by_label("Topic").select_option("Talent")
    talent = [f for f in english.values() if "Talent" in set(data.facts.loc[f.observation_ids, "topic"])]
    assert page.locator(".cq-entry:visible").count() == len(talent) > 5
    page.goto(f"file://{site}/book/tables.html")
    assert page.locator("details:visible").count() == len(notebooks.paths())
    assert page.locator("tbody tr:visible").count() == 0
    page.get_by_label("Show only").fill("what was counted in March 2022")
    assert page.locator("tbody tr:visible").count() == 1
    page.close()


RECORDS = (
    "sources.html#nbs-data",
    "sources.html#moe-stats-2014",
    "statements.html#icq-2022-10-gerd",
    "statements.html#icq-plan-pattern-centres",  # the last
)


def require_seen(page, name):
    """A record stands open on the screen, marked as the one that the address leads to, and its address is in it."""
    record = page.locator(f"#{name}")
    record.locator("dl", has_text=name).wait_for()
    page.wait_for_function("name => document.getElementById(name).matches(':target')", arg=name)
    top = record.bounding_box()["y"]
    assert 0 <= top < page.viewport_size["height"] / 4, f"{name} is at {top}"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("address", RECORDS)
def test_an_address_opens_its_record_and_shows_it(browser, site, address, scripts):
    context = browser.new_context(viewport=SCREENS["narrow"], java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"file://{site}/book/{address}")
    name = address.partition("#")[2]
    if scripts:
        require_seen(page, name)
        assert page.locator(".cq-record[open]").count() == 1
    else:
        assert page.locator(f"#{name} dl", has_text=name).is_visible()
        assert 0 <= page.locator(f"#{name}").bounding_box()["y"] < 185
        assert page.locator(".cq-record dl:visible").count() == page.locator(".cq-record").count()
    context.close()


def test_records_are_found_opened_and_linked_within_their_page(browser, site, data):
    page = browser.new_page(viewport=SCREENS["narrow"])
    page.goto(f"file://{site}/book/sources.html")
    lines = page.locator(".cq-record:visible")
    folded = lines.count()
    assert folded == 5 and page.locator(".cq-record dl").count() == 0, "made when it is opened"
    # Also what waits in a record is found: words of a note, signs that HTML writes otherwise.
    note = "no headline: the title in brackets is ours. Date from the address"
    assert note in data.sources.set_index("source_id").loc["icq-2025-10", "note"]
    note += " cns-2025-10-20-opening"
    for words, name in (("R&D expenditure divided", "cq-gdp-list-2023"), (note, "icq-2025-10")):
        page.get_by_label("Show only").fill(words)
        assert lines.evaluate_all("all => all.map(each => each.id)") == [name]
    # By keyboard, and on to a record that the filter hides.
    page.locator("#icq-2025-10 > summary").press("Enter")
    page.locator("#icq-2025-10 dl").wait_for()
    page.locator("#icq-2025-10 a", has_text="cns-2025-10-20-opening").press("Enter")
    require_seen(page, "cns-2025-10-20-opening")
    assert page.get_by_label("Show only").input_value() == "" and "q=" not in page.url
    # The same address again, after its record was closed.
    page.locator("#cns-2025-10-20-opening > summary").click()
    page.locator("#icq-2025-10 a", has_text="cns-2025-10-20-opening").click()
    require_seen(page, "cns-2025-10-20-opening")
    page.go_back()
    page.goto(f"file://{site}/book/statements.html?q=research+platforms#icq-2022-10-gerd")
    require_seen(page, "icq-2022-10-gerd")
    page.goto(f"file://{site}/book/statements.html")
    assert lines.count() == 0 and page.locator("details:visible").count() == 5
    page.get_by_label("Verdict").select_option("agrees")
    assert lines.count() == data.checks.query("verdict == 'agrees'")["observation_id"].nunique()
    page.get_by_label("Verdict").select_option("")
    page.get_by_label("Show only").fill("gross domestic expenditure")
    assert 1 <= lines.count() < 10
    page.close()


def test_without_scripts_the_report_is_there(browser, site, english):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{site}/book/dictionary.html")
    assert page.locator(".cq-dictionary > li:visible").count() > 300
    page.goto(f"file://{site / CHAPTERS[1]}")
    drawn = sum(figure.chapter == "08-science-city" for figure in english.values())
    assert page.locator("figure img:visible").count() == drawn
    for part in ("chart", "table", "notes", "code", "cite"):
        assert page.locator(f'{GROWTH_UNIT} [data-part="{part}"]').is_visible()
    assert page.locator(f"{GROWTH_UNIT} :is(tbody tr, pre span):visible").count() > 100
    assert page.locator(f"{GROWTH_UNIT} .cq-citation:visible").count() == 12
    page.locator("a.cq-bound[href$='#value-science-city-targets-all']").first.click()
    page.wait_for_url("**/notebooks/08-science-city.html#value-science-city-targets-all")
    context.close()


def test_a_figure_is_used_by_keyboard_and_its_citation_and_code_copied(browser, site, registry):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"file://{site / CHAPTERS[1]}")
    unit = page.locator(GROWTH_UNIT)
    unit.get_by_role("tab", name="Chart").focus()
    page.keyboard.press("ArrowRight")
    assert unit.get_by_role("table").is_visible() and not unit.locator("figure").is_visible()
    page.keyboard.press("End")
    unit.get_by_label("Format").select_option("GB/T 7714-2015")
    unit.get_by_role("button", name="Copy").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == (site / "figures" / f"{GROWTH}.gbt7714.txt").read_text(encoding="utf-8").strip()
    assert registry.figures[GROWTH].about["title"] in copied
    page.keyboard.press("Escape")
    unit.get_by_role("tab", name="Code").click()
    unit.locator("button.copybtn").press("Enter")
    page.wait_for_function(
        "async code => (await navigator.clipboard.readText()) === code", arg=registry.figures[GROWTH].code
    )
    context.close()


def test_a_number_of_the_text_opens_its_account(browser, site):
    page = browser.new_page()
    page.goto(f"file://{site}/notebooks/07-people-enterprises-results.html")
    page.locator("a.cq-bound", has_text="40,000").first.hover()
    account = page.locator(".cq-account:visible")
    for words in ("Technology-based enterprises", "a reported state", "50,000", "21 October 2022", "paragraph"):
        assert words in account.inner_text(), words
    page.keyboard.press("Escape")
    assert account.count() == 0
    page.close()


def test_the_page_explore_is_made_again_with_its_scripts(site):
    held = json.loads((site.parent / "html.work" / ".doctrees" / "pages.json").read_text(encoding="utf-8"))
    noted = {name.rpartition("/")[2] for name in held["read"]["book/explore"] if name.startswith("file:")}
    loaded = {path.name for path in (BOOK / "_static").iterdir() if path.name.startswith("explore")}
    assert noted - {"explore.md"} == loaded != set()
