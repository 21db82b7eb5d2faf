"""The search: every word of the pages is in its index, and who looks for a thing finds it among the first."""

import gzip
import re
import unicodedata
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from cqbook.artifacts import registry as registry_module
from cqbook.dataset.schema import MISSING
from cqbook.site import search, shared
from cqbook.site.search_texts import Piece, pieces

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("untraced")]  # Sphinx is imported

SCREENS = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
PAGE = """
<section id="top"><h1>6. R&amp;D spending<a class="headerlink" href="#top">#</a></h1>
<p class="cq-chapter-name"><span lang="zh-Hans">研究与试验发展</span></p><p>Up by <a>2</a>.<b>48</b> %.</p>
<div class="cq-unit" id="unit-fig-a"><div data-part="chart"><figure>
<img class="only-light" src="a.svg" alt="Three lines"><img class="only-dark" src="b.svg" alt="Three lines">
<figcaption><span class="caption-number">Figure 6.1 </span><span class="caption-text">How to read it.</span>
</figcaption></figure></div>
<div data-part="table"><noscript><table><tr><td>Hebei</td><td>12</td></tr><tr><td>Hebei</td><td>13</td></tr></table>
<ul class="cq-values"><li><p>the growth: 4</p></li></ul></noscript></div>
<div data-part="notes"><p>Known to 2023.</p><ul><li>its source</li></ul>
<dl><dt>Spending <span>经费</span></dt><dd><p>defined</p></dd></dl></div>
<div data-part="cite"><p>cited</p></div></div>
<section id="part"><h2>Money rose</h2><p>In all.</p>
<div class="cq-table-figure" id="tab-a"><p><span class="caption-number">Table 6.1</span>
<span class="caption-text">Places</span></p><table><tr><th>Name</th></tr></table></div></section>
<p>After the part.</p><div class="cq-of-run">Python 3.11</div></section>
"""


def test_the_texts_of_a_page_stand_with_the_things_they_belong_to():
    top, figure, part, table = pieces(PAGE)
    assert top == Piece("section", "", "", "6. R&D spending", "研究与试验发展", "Up by 2.48 %. After the part.", [])
    assert figure == Piece(
        "figure",
        "fig-a",
        "Figure 6.1",
        "How to read it.",
        "",
        "Three lines Known to 2023. Spending 经费",
        ["Hebei", "12", "13", "the growth: 4"],
    )
    assert part == Piece("section", "part", "", "Money rose", "", "In all.", [])
    assert table == Piece("table", "tab-a", "Table 6.1", "Places", "", "", ["Name"])


def test_terms_and_records_are_things_of_their_own():
    terms = '<dl class="glossary"><dt id="term-A">A</dt><dt id="term-0"><span lang="zh-Hans">甲</span></dt>'
    terms += '<dd><p>First.</p></dd><dt id="term-B">B</dt><dd>Second.</dd></dl>'
    assert pieces(terms) == [
        Piece("term", "term-A", "", "A", "甲", "First."),
        Piece("term", "term-B", "", "B", "", "Second."),
    ]
    record = (
        '<details class="cq-record" id="s-1" open><summary><strong>Pupils</strong> <span lang="zh-Hans">学生</span>'
    )
    record += ' <span class="cq-small">“17”</span></summary><noscript><dl><dt>Kind</dt><dd>actual</dd></dl></noscript>'
    assert pieces(f"{record}</details>") == [Piece("record", "s-1", "", "Pupils", "学生", "“17”", ["Kind", "actual"])]


@pytest.fixture
def found(data, monkeypatch):
    """The things of a small book: one chapter, one figure with a Chinese version, two indicators, two lists."""
    figures = registry_module.read().figures
    own = {name: figures[name] for name in ("fig-tertiary-enrolment", "fig-tertiary-enrolment-zh")}
    for place in (search, shared):
        monkeypatch.setattr(place, "registry", lambda: registry_module.Registry(own, {}, {}))
    kept = {
        "figures/fig-tertiary-enrolment": [Piece("section"), Piece("figure", "", "Figure 3.1", "Read it so.", "", "A")],
        "figures/fig-tertiary-enrolment-zh": [Piece("figure", "", "", "这样读。", "", "乙")],
        "figures/fig-gone": [Piece("section", "", "", "Was here", "", "It was withdrawn.")],
        "indicators/births": [Piece("section", "", "", "Births", "", "出生人口 Live births.")],
        "indicators/gerd": [
            Piece("section", "", "", "GERD", "", "Total spending."),
            Piece("section", "by-year", "", "By year", "", "", ["Year", "Beijing"]),
            Piece("section", "sources", "", "Sources", "", "A yearbook"),
        ],
        "notebooks/03": [
            Piece("section", "", "", "3. Higher education"),
            Piece("figure", "fig-tertiary-enrolment"),
            Piece("section", "more", "", "More of it", "", "Text"),
        ],
        "book/statements": [Piece("section", "", "", "Statements"), Piece("record", "s-1", "", "Pupils", "学生", "17")],
    }
    return search.things(kept, ["book/statements", "notebooks/03"], "")


def test_the_index_holds_each_thing_once_with_its_kind_and_address(found):
    assert [(thing.kind, thing.title, thing.within, thing.address) for thing in found[1:]] == [
        ("figure", "Was here", "", "figures/fig-gone.html"),
        ("indicator", "Gross domestic expenditure on R&D (GERD)", "Research and development", "indicators/gerd.html"),
        ("indicator", "Births", "Population and economy", "indicators/births.html"),
        ("page", "Statements", "", "book/statements.html"),
        ("statement", "Pupils", "", "book/statements.html#s-1"),
        ("chapter", "3. Higher education", "", "notebooks/03.html"),
        ("chapter", "More of it", "3. Higher education", "notebooks/03.html#more"),
    ]
    figure, _, gerd, births, *_ = found
    assert (figure.kind, figure.label, figure.address) == (
        "figure",
        "Figure 3.1",
        "figures/fig-tertiary-enrolment.html",
    )
    assert re.search("[\u4e00-\u9fff]", figure.title_zh) and min(figure.size) > 100
    for words in ("Read it so. A", "这样读。 乙", "fig-tertiary-enrolment"):
        assert words in figure.text
    assert gerd.cells == ["Year", "Beijing 北京市"] and "yearbook" not in gerd.text
    assert (births.title_zh, births.text) == ("出生人口", "Live births.")


class Words(HTMLParser):
    """The words of a page: what stands between its tags, without what no reader sees and what is not looked for."""

    LEFT_OUT = ("headerlink", "cq-chart", "cq-of-run", "cq-figure-name")
    VOID = ("area", "br", "col", "hr", "img", "input", "link", "meta", "wbr")

    def __init__(self, html):
        super().__init__()
        self.depth, self.words = 0, set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        about = dict(attrs)
        is_left_out = (
            tag in ("script", "style", "template", "button")
            or about.get("data-part") == "cite"
            or any(name in (about.get("class") or "").split() for name in self.LEFT_OUT)
        )
        if tag not in self.VOID and (self.depth or is_left_out):
            self.depth += 1

    def handle_endtag(self, tag):
        if self.depth and tag not in self.VOID:
            self.depth -= 1

    def handle_data(self, data):
        if not self.depth:
            self.words |= {word.strip(".,;:!?()[]“”‘’\"'") for word in fold(data).split()}


def fold(text):
    """As search.js compares texts."""
    text = unicodedata.normalize("NFKC", text).lower()
    return re.sub("[‐-—−]", "-", re.sub("[“”„″«»]", '"', re.sub("[‘’‚′]", "'", text)))


def test_every_word_of_every_page_is_in_the_index(site):
    index = "".join((site / name).read_text(encoding="utf-8") for name in (search.TEXTS, search.TABLES))
    index = fold(index.replace('\\"', '"').replace("\\n", "\n"))
    known = set(index.split())  # most are, and are found there in less time
    missing, checked = {}, 0
    for folder in ("book", "notebooks", "figures", "indicators"):
        for path in sorted((site / folder).glob("*.html")):
            body = re.search('<article class="bd-article">(.*)</article>', path.read_text("utf-8"), re.DOTALL)[1]
            words = Words(body).words
            checked += len(words)
            missing |= {word: path.stem for word in words - known if word not in index}
            known |= words
    assert checked > 50_000
    assert missing == {}


def test_the_index_is_light_and_nothing_of_the_other_search_is_left(site):
    assert len(gzip.compress((site / search.TEXTS).read_bytes())) < 250_000
    assert len(gzip.compress((site / search.TABLES).read_bytes())) < 350_000
    assert not list(site.rglob("searchindex.js")) and not list(site.rglob("searchtools.js"))
    for page in ("book/index.html", "notebooks/08-science-city.html"):
        assert "search-t" not in (site / page).read_text("utf-8"), "the index is loaded on the search page only"


@pytest.fixture
def page(browser, site):
    """The search page in a wide window, with its whole index."""
    made = browser.new_page(viewport=SCREENS["wide"])
    made.goto(f"file://{site}/search.html")
    yield made
    made.close()


# The place of an address among the hits of its kind for a text; 0 where it is not found.
PLACES = """searches => searches.map(([text, address]) => {
  const hits = cqSearch.find(text).map((hit) => hit.thing);
  const thing = hits.find((hit) => hit.address === address);
  return thing ? hits.filter((hit) => hit.kind === thing.kind).indexOf(thing) + 1 : 0;
})"""
FIRST = 20  # of a kind are shown at first


def test_all_indicators_and_figures_are_found_by_their_names(page, data):
    searches = [
        (name, f"indicators/{row.indicator_id}.html")
        for row in data.indicators.itertuples()
        for name in (row.name, row.name_zh, row.indicator_id)
        if name not in MISSING
    ]
    figures = registry_module.read().figures.values()
    searches += [(each.about["title"], f"figures/{each.id.removesuffix('-zh')}.html") for each in figures]
    searches += [(each.id, f"figures/{each.id}.html") for each in figures if not each.is_chinese]
    places = page.evaluate(PLACES, searches)
    late = {search: place for search, place in zip(searches, places, strict=True) if not 1 <= place <= FIRST}
    assert late == {}


# What people type, and one thing that they must see at first.
EVERYDAY = {
    "indicators/academicians.html": ["academician", "院士"],
    "indicators/births.html": ["births", "出生"],
    "indicators/doctoral-students.html": ["doctoral", "博士"],
    "indicators/gdp.html": ["gross domestic", "生产总值"],
    "indicators/gerd.html": ["gerd", "gross domestic expenditure", "研究与试验发展"],
    "indicators/gerd-share-of-grp.html": ["R&D", "R＆D", "R&D intensity", "研发经费"],
    "indicators/graduate-students.html": ["graduate students", "在学研究生"],
    "indicators/high-tech-enterprises.html": ["high-tech enterprise", "高新技术企业"],
    "indicators/international-students.html": ["international students", "留学生"],
    "indicators/census-illiteracy-share.html": ["illiterate", "文盲"],
    "indicators/invention-patents-in-force.html": ["invention patent", "发明专利"],
    "indicators/kindergartens.html": ["kindergarten", "kindergartens", "幼儿园"],
    "indicators/students-primary.html": ["primary pupils", "小学"],
    "indicators/teachers-primary.html": ["teachers primary", "小学专任教师"],
    "indicators/gross-enrolment-ratio-tertiary.html": ["enrolment", "毛入学率"],
    "indicators/students-secondary-vocational.html": ["secondary vocational schools", "中等职业"],
    "notebooks/04-vocational-education.html": ["vocational education", "职业教育"],
    "notebooks/08-science-city.html": ["science city", "科学城"],
    "notebooks/02-districts.html": ["38 districts", "区县"],
    "notebooks/09-peers.html": ["31 provinces"],
    "figures/fig-tertiary-enrolment.html": ["passed the nation", "figure 3.1", "高等教育毛入学率"],
    "book/glossary.html#term-Compulsory-education": ["compulsory", "义务教育"],
    "book/glossary.html#term-Double-First-Class": ["double first-class", "双一流"],
    "book/cite.html": ["how to cite", "bibtex"],
    "book/methods.html": ["methods"],
    "book/data.html": ["data"],
}


def test_everyday_words_find_what_bears_them(page):
    searches = [(word, address) for address, words in EVERYDAY.items() for word in words]
    assert len(searches) >= 50
    places = page.evaluate(PLACES, searches)
    late = {search: place for search, place in zip(searches, places, strict=True) if not 1 <= place <= FIRST}
    assert late == {}


@pytest.mark.parametrize(
    ("typed", "like"),
    [
        ("重庆职业教育", "职业"),  # stands nowhere as a whole
        ("academicianed", "academician"),
        ("1164", "1,164"),
        ("Double　First‑Class", "double first-class"),
        ("kindergartens 北京", "kindergartens Beijing"),
    ],
)
def test_other_forms_of_a_word_are_found_too(page, typed, like):
    found = page.evaluate(
        "words => words.map((word) => cqSearch.find(word).map((hit) => hit.thing.address))", [typed, like]
    )
    assert len(found[0]) >= min(3, len(found[1])) and set(found[0][:3]) & set(found[1])


def test_a_word_stands_before_a_part_of_one(page):
    best = page.evaluate("cqSearch.find('ai').map((hit) => hit.thing.title).slice(0, 1)")
    assert re.search(r"\bAI\b", best[0])


def hits(page):
    return page.locator(".cq-hit-title > a:first-child")


def test_what_is_typed_is_found_at_once_and_stands_in_the_address(page):
    field = page.get_by_role("searchbox", name="Search")
    assert field.evaluate("field => field === document.activeElement")
    page.keyboard.type("职业教育")
    page.wait_for_url("**q=%E8%81%8C%E4%B8%9A%E6%95%99%E8%82%B2")
    count = int(re.match(r"(\d+) found", page.get_by_role("status").inner_text())[1])
    assert count > 30 and page.locator("#cq-search-else").is_hidden()
    kinds = page.get_by_role("group", name="Show").get_by_role("button").all_inner_texts()
    assert kinds[0] == f"All {count}" and [kind.split()[0] for kind in kinds[1:4]] == [
        "Figures",
        "Indicators",
        "Chapters",
    ]
    assert sum(int(kind.split()[-1]) for kind in kinds[1:]) == count
    assert page.locator(".cq-hit h2, #cq-search-results h2").all_inner_texts()[:3] == [
        "Figures",
        "Indicators",
        "Chapters",
    ]
    assert page.locator(".cq-hit mark").first.inner_text() == "职业教育"
    picture = page.locator(".cq-hit-picture img:visible").first
    assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth; }") > 100
    page.get_by_role("button", name="Indicators").click()
    assert page.get_by_role("button", name="Indicators").get_attribute("aria-pressed") == "true"
    assert hits(page).count() == FIRST and page.url.endswith("&kind=indicator")
    page.get_by_role("button", name="Show all").click()
    assert hits(page).count() == int(kinds[2].split()[-1])
    assert hits(page).nth(FIRST).evaluate("link => link === document.activeElement")
    page.reload()
    assert hits(page).count() == FIRST and field.input_value() == "职业教育"


def test_arrows_lead_through_the_results_and_enter_opens_one(page, site):
    page.keyboard.type("kindergartens")
    page.wait_for_url("**?q=kindergartens*")
    focused = "link => link === document.activeElement"
    for place in (0, 1):
        page.keyboard.press("ArrowDown")
        assert hits(page).nth(place).evaluate(focused)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.locator("#cq-search").evaluate(focused)
    page.keyboard.press("Enter")
    assert hits(page).first.evaluate(focused)
    address = hits(page).first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"file://{site}/{address}")


def test_a_search_without_a_hit_offers_what_is_near(page, site):
    page.keyboard.type("students zzz")
    page.get_by_text("Nothing holds all of this.").wait_for()
    near = page.locator("#cq-search-results a")
    assert near.all_inner_texts() == ["students"]
    for name in ("figures", "dictionary", "index"):
        assert page.locator(f'#cq-search-else a[href="book/{name}.html"]').first.is_visible()
    near.click()
    hits(page).first.wait_for()
    page.locator("#cq-search").fill("academicianx")
    page.get_by_text("Near it:").wait_for()
    assert near.all_inner_texts() == ["academician"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_results_fit_a_phone(browser, site, scheme):
    page = browser.new_page(viewport=SCREENS["phone"], color_scheme=scheme)
    for words in ("R&D spending", "职业教育", "rd-bulletin-2024", "zzz students"):
        page.goto(f"file://{site}/search.html?q={quote(words)}")
        page.locator("#cq-search-results > *").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= SCREENS["phone"]["width"], words
    page.close()


def test_without_scripts_the_page_says_where_else_to_look(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{site}/search.html?q=gerd")
    assert "The search needs JavaScript" in page.locator("article").inner_text()
    assert page.locator("#cq-search").is_hidden()
    links = page.locator("article a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    assert {"book/figures.html", "book/dictionary.html", "book/index.html", "notebooks/08-science-city.html"} <= set(
        links
    )
    context.close()


@pytest.mark.parametrize("start", ["book/index.html", "notebooks/08-science-city.html", "indicators/gerd.html"])
def test_the_field_of_every_page_leads_to_the_results(browser, site, start):
    page = browser.new_page(viewport=SCREENS["wide"])
    page.goto(f"file://{site}/{start}")
    page.locator(".search-button-field").click()
    field = page.locator("#pst-search-dialog input")
    assert field.get_attribute("placeholder") == "Search 搜索" and field.get_attribute("aria-label") == "Search"
    assert page.locator('.search-button-field [lang="zh-Hans"]').inner_text() == "搜索"
    page.keyboard.type("职业教育")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    hits(page).first.wait_for()
    assert page.locator("#cq-search").input_value() == "职业教育"
    page.keyboard.press("Control+k")
    assert page.locator("#cq-search").evaluate("field => field !== document.activeElement")
    page.close()
