"""The page "Explore" on a page of its own: it computes what the package does, and who uses it gets what they ask."""

import csv
import io
import json
import math
from urllib.parse import unquote

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from test_page_scripts import PHONE, STATIC, STYLES, WIDE

from cqbook import series
from cqbook.figures.style import COLOURS, DARK
from cqbook.site import explore, indicator_files, templates

pytestmark = pytest.mark.slow

USED = (
    "gerd",
    "gerd-share-of-grp",
    "local-government-education-expenditure",
    "invention-patents-granted",
    "resident-population",
    "researchers-fte",
    "schools-primary",
    "students-secondary-vocational",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The page with the styles of theme and report, its scripts, and the data of some indicators."""
    top = tmp_path_factory.mktemp("site")
    (top / "book").mkdir()
    for name in USED:
        indicator_files._write(top / indicator_files.FOLDER, name, indicator_files.record(name))
    indicator_files._write(top / indicator_files.FOLDER, "index", indicator_files.index())
    (top / "book" / "explore-vega.js").write_text(explore.vega(), encoding="utf-8")
    links = [f'<link rel="stylesheet" href="{path.as_uri()}">' for path in (*STYLES, STATIC / "explore.css")]
    scripts = ["explore-vega.js", *((STATIC / name).as_uri() for name in ("explore-data.js", "explore.js"))]
    tags = "".join([*links, *(f'<script defer src="{name}"></script>' for name in scripts)])
    body = templates.render("explore.html", views=explore._VIEWS, settings=explore._settings(""))
    theme = (
        "document.documentElement.dataset.theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'"
    )
    page = top / "book" / "explore.html"
    page.write_text(
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Explore</title>'
        f'<meta name="viewport" content="width=device-width"><script>{theme}</script>{tags}</head><body>'
        f'<main class="bd-content"><article class="bd-article"><h1>Explore</h1>{body}</article></main></body></html>',
        encoding="utf-8",
    )
    return page.as_uri()


@pytest.fixture
def visit(browser, address):
    """A function that opens the page in a new context and waits for its chart; no script may fail on it."""
    contexts, errors = [], []

    def _visit(state="", *, waits=True, **settings):
        contexts.append(browser.new_context(**{"viewport": WIDE, "accept_downloads": True, **settings}))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{address}#{state}" if state else address)
        if waits:
            drawn(page)
        return page

    yield _visit
    for context in contexts:
        context.close()
    assert errors == []


def drawn(page, state=None):
    """Wait until the chart of the state in the address is drawn."""
    page.wait_for_function(
        "state => { const drawn = document.querySelector('.cq-explore-chart').dataset.drawn;"
        " return drawn && location.hash === `#${drawn}` && (!state || drawn.includes(state)); }",
        arg=state,
    )


def state_of(page):
    return dict(part.split("=") for part in unquote(page.url.partition("#")[2]).split("&"))


def saved(page, name):
    with page.expect_download() as found:
        page.get_by_role("button", name=name, exact=True).click()
    return found.value


OPTIONS = "[role=listbox] [role=option]:visible"


# What is computed


def computed(page, data, name, places, transformation):
    """Rows of a transformation as the page makes them, by place and year."""
    years = {"first": 1900, "last": 2100}
    made = page.evaluate(
        "([name, data, given]) => exploreSeries.transformed(name, data, given)",
        [transformation, indicator_files.record(name), {"places": places, **years, "population": data}],
    )
    return made, {(row["place"], row["year"]): row for row in made["rows"]}


@pytest.mark.parametrize("name", ["gerd", "schools-primary", "invention-patents-granted", "researchers-fte"])
def test_growth_shares_and_values_per_resident_are_those_of_the_package(visit, data, name):
    page = visit()
    places = [*data.provinces, "CN"]
    population = indicator_files.record("resident-population")
    own = series.states(data, name, places)
    residents = series.states(data, "resident-population", places)
    made, _ = computed(page, population, name, places, "head")
    shown = made["unit"]
    factor = int(shown.rpartition(" per ")[2].split()[0].replace(",", "")) if "residents" in shown else 1
    expected = {
        "head": series.ratio(own, residents, shown, factor),
        "share": series.share_of(own),
        "growth": series.growth(own),
    }
    for transformation, rows in expected.items():
        _, found = computed(page, population, name, places, transformation)
        assert len(rows) > 30
        for row in rows.itertuples():
            ours = found[row.place_id, row.year]
            if pd.isna(row.value):
                assert ours["value"] is None and ours["gap"] in (row.gap, "another definition")
                continue
            for part in ("value", "low", "high"):
                assert math.isclose(ours[part], getattr(row, part), rel_tol=1e-9, abs_tol=1e-9), (transformation, row)
            assert ours["breaks"] == row.breaks and set(ours["inputs"]) == set(row.inputs)
        computed_here = {key for key, row in found.items() if row["value"] is not None}
        assert computed_here == {(row.place_id, row.year) for row in rows.dropna(subset="value").itertuples()}


def test_an_index_stops_at_a_break_and_starts_in_the_first_common_year(visit, data):
    page = visit()
    own = series.states(data, "schools-primary", ["CN-CQ", "CN"]).query("year >= 2010").set_index(["place_id", "year"])
    made = page.evaluate(
        "data => exploreSeries.transformed('index', data, { places: ['CN-CQ', 'CN'], first: 2009, last: 2025 })",
        indicator_files.record("schools-primary"),
    )
    assert made["base"] == 2010
    rows = {(row["place"], row["year"]): row for row in made["rows"]}
    for year in (2012, 2015):
        expected = 100 * own["value"]["CN-CQ", year] / own["value"]["CN-CQ", 2010]
        assert math.isclose(rows["CN-CQ", year]["value"], expected)
    assert {rows["CN-CQ", year]["gap"] for year in range(2016, 2025)} == {"break in the series"}
    assert rows["CN", 2024]["value"] is not None


@pytest.mark.parametrize(
    ("name", "transformation", "reason"),
    [
        ("gerd-share-of-grp", "head", "a unit that is already a ratio"),
        ("gerd-share-of-grp", "growth", "a unit that is already a ratio"),
        ("average-wage-private", "share", "already an amount for each person or thing"),
        ("survey-population-total", "growth", "these are persons in a sample"),
        ("gdp-volume-index", "index", "a rank, an index or a number of years"),
        ("registered-population", "share", "no value of China"),
    ],
)
def test_what_cannot_be_computed_is_refused_with_the_reason(visit, name, transformation, reason):
    made, _ = computed(visit(), None, name, ["CN-CQ", "CN-SC"], transformation)
    assert made["refused"] == reason and made["rows"] == []


# What a reader does


def test_an_indicator_is_found_in_chinese_and_by_initials(visit):
    page = visit()
    field = page.get_by_role("combobox", name="Indicator")
    for typed, name in (
        ("普通小学学校", "schools-primary"),
        ("yjysyfzjfzc", "gerd"),
        ("gerd-share", "gerd-share-of-grp"),
    ):
        field.fill(typed)
        page.locator(OPTIONS).first.click()
        drawn(page, f"i={name}&")
        assert field.input_value() == page.get_by_role("heading", level=2).inner_text().partition(", per")[0]
    field.fill("no such words")
    page.get_by_text("No indicator is called so").wait_for()
    assert page.locator(OPTIONS).count() == 0


def test_the_page_is_used_with_the_keyboard_alone(visit):
    page = visit()
    page.get_by_role("combobox", name="Indicator").focus()
    page.keyboard.type("primary schools")
    page.keyboard.press("ArrowDown")
    field = page.locator(":focus")
    option = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    assert field.get_attribute("aria-expanded") == "true" and option.get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    drawn(page, "i=schools-primary&")
    page.get_by_role("combobox", name="Indicator", expanded=False).wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert field.input_value() == "Primary schools" and page.locator(OPTIONS).count() == 0
    page.get_by_role("group", name="Primary schools").focus()
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.get_by_role("status").filter(has_text="Chongqing, 2010").wait_for()
    page.keyboard.press("ArrowRight")
    page.get_by_role("status").filter(has_text="Chongqing, 2011").wait_for()


def test_a_link_opens_the_same_chart_and_each_change_stands_in_the_address(visit):
    page = visit("i=gerd&p=CN-CQ,CN&y=2015-2020&v=lines&t=index")
    assert page.get_by_role("heading", level=2).inner_text().endswith(", index")
    assert page.locator(".cq-explore-subtitle").inner_text() == "2015 = 100; Chongqing, China; 2015 to 2020"
    assert page.locator(".cq-explore-table tbody tr").count() == 12
    page.get_by_role("radio", name="Ranking").check()
    drawn(page, "v=ranking")
    page.get_by_role("button", name="All 31").click()
    drawn(page, "provinces")
    assert state_of(page) == {"i": "gerd", "p": "CN,provinces", "y": "2015-2020", "v": "ranking", "t": "index"}
    page.locator("select[name=first]").select_option("2012")
    drawn(page, "y=2012-2020")
    page.evaluate("location.hash = '#i=schools-primary&p=districts&v=tiles'")
    drawn(page, "v=tiles")
    page.locator(".cq-explore-subtitle").get_by_text("38 places").wait_for()
    page.goto(page.url.replace("v=tiles", "v=tiles&t=nonsense&y=99"))
    drawn(page, "v=tiles")


def test_growth_across_a_break_is_not_computed_and_the_page_says_why(visit):
    page = visit("i=schools-primary&p=CN-CQ,CN&t=growth")
    page.get_by_text("Not computed: Chongqing 2016: break in the series.").wait_for()
    page.goto(page.url.replace("t=growth", "t=growth&y=2016-2016").replace("CN-CQ,CN", "CN-CQ"))
    page.get_by_text("Growth on the year before is not shown: break in the series.").wait_for()
    assert page.get_by_role("radio", name="Growth").is_disabled()
    page.get_by_text("Not growth on the year before: break in the series.").wait_for()


def test_years_without_a_value_are_told(visit):
    page = visit("i=students-secondary-vocational&p=CN-CQ,CN&t=published&y=2017-2025")
    page.get_by_text("No value: Chongqing 2020 to 2023; China 2020").wait_for()


def test_words_are_found_in_any_order_and_what_is_new_before_what_is_old(visit):
    page = visit()
    field = page.get_by_role("combobox", name="Indicator")
    for typed, first in (
        ("graduates of regular higher education", "Graduates, undergraduate and short-cycle, regular"),
        ("child dependency", "Child dependency ratio"),  # before the one of older counts
    ):
        field.click()
        field.fill(typed)
        page.get_by_role("option").first.filter(has_text=first).wait_for()


def test_what_is_shown_is_taken_away_with_a_citation(visit):
    page = visit("i=gerd&p=CN-CQ,CN&y=2020-2024&v=lines&t=head")
    table = saved(page, "CSV")
    assert table.suggested_filename == "explore-gerd-head.csv"
    text = table.path().read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["place"], row["year"]) for row in rows][:2] == [("Chongqing", "2020"), ("Chongqing", "2021")]
    assert len(rows) == 10 and all(float(row["low"]) < float(row["value"]) < float(row["high"]) for row in rows)
    assert rows[0]["unit"] == "yuan per resident" and "rd-bulletin-2020-gerd-cq-2020" in rows[0]["observations"]
    made = page.evaluate("exploreSeries.csv(['text', 'number'], [['=1+1', -1], ['@name', 2]])")
    assert made == "\ufefftext,number\n'=1+1,-1\n'@name,2\n", "no text becomes a formula"
    picture = saved(page, "SVG").path().read_text(encoding="utf-8")
    for words in ("Gross domestic expenditure on R&amp;D (GERD), per resident", "Source: ", "Chongqing"):
        assert words in picture
    assert saved(page, "PNG").path().read_bytes().startswith(b"\x89PNG")
    cited = page.locator("#explore-citation").inner_text()
    assert "2020 to 2024) [Chart]. In Chongqing: Education" in cited and "book/explore.html#i=gerd&p=CN-CQ,CN" in cited


def test_two_indicators_are_compared_in_one_year(visit):
    page = visit("i=gerd-share-of-grp&i2=researchers-fte&v=scatter&p=provinces&t=head")
    assert page.locator(".cq-explore-subtitle").inner_text() == "31 places; 2023"
    assert page.locator(".cq-explore-table tbody tr").count() == 31
    chart = page.locator(".cq-explore-chart")
    assert chart.locator("path[aria-roledescription=circle]").count() == 31
    assert chart.get_by_text("Chongqing", exact=True).count() == 1
    page.get_by_role("combobox", name="Compare with").fill("invention patents granted")
    page.locator(OPTIONS).first.click()
    drawn(page, "i2=")


def test_a_pointer_is_told_value_interval_and_source(visit):
    page = visit("i=gerd-share-of-grp&p=CN-CQ&y=2023-2024")
    dot = page.locator(".cq-explore-chart path[aria-roledescription=circle]").first.bounding_box()
    page.mouse.move(dot["x"] + 3, dot["y"] + 3)
    told = page.locator(".cq-explore-told")
    told.get_by_text("Chongqing, 20").wait_for()
    assert "% (2." in told.inner_text() and "National Bureau of Statistics" in told.inner_text()


@pytest.mark.parametrize(
    ("view", "scheme"),
    [
        ("lines", "light"),
        ("lines", "dark"),
        ("ranking", "light"),
        ("tiles", "dark"),
        ("table", "light"),
        ("scatter", "dark"),
    ],
)
def test_a_phone_scrolls_in_one_direction_and_axe_finds_no_fault(visit, view, scheme):
    page = visit(f"i=gerd&p=provinces&v={view}&t=head", waits=False, viewport=PHONE, color_scheme=scheme)
    page.locator(".cq-explore-table tbody tr").first.wait_for(state="attached")
    if view != "table":
        drawn(page)
        page.locator(".cq-explore-chart").press("Home")
    page.locator(".cq-explore-more").evaluate("fold => (fold.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    field = page.get_by_role("combobox", name="Indicator")
    field.click()
    field.press("ArrowDown")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    faults = {fault["id"]: [node["html"][:200] for node in fault["nodes"]] for fault in found}
    faults.pop("landmark-one-main", None)
    faults.pop("region", None)
    assert faults == {}


def test_a_dark_page_has_other_colours_and_tiles_keep_theirs(visit):
    page = visit("i=gerd&v=lines&p=CN-CQ,CN")
    drawing = page.locator(".cq-explore-chart svg")
    assert COLOURS["main"] in drawing.inner_html()
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.locator(f".cq-explore-chart svg [stroke='{DARK[COLOURS['main']]}']").first.wait_for()
    assert COLOURS["main"] not in drawing.inner_html()
    fills = "paths => paths.map(path => path.getAttribute('fill'))"
    rects = [
        visit("i=gerd&v=tiles", color_scheme=scheme).locator("path[aria-roledescription='rect mark'][fill^=rgb]")
        for scheme in ("light", "dark")
    ]
    assert rects[0].evaluate_all(fills) == rects[1].evaluate_all(fills) and rects[0].count() == 31


def test_nothing_is_asked_of_another_server_and_without_scripts_the_page_leads_on(browser, address):
    asked = set()
    page = browser.new_page()
    page.on("request", lambda request: asked.add(request.url))
    page.goto(f"{address}#v=tiles")
    drawn(page)
    assert len(asked) > 5 and all(url.startswith(("file:", "blob:", "data:")) for url in asked)
    page.close()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.get_by_role("link", name="data dictionary").get_attribute("href") == "dictionary.html"
    assert not page.locator("#explore-page").is_visible()
    context.close()


# The files


def test_the_files_of_an_indicator_hold_all_its_numbers(data):
    rows = pd.read_csv(io.StringIO(indicator_files.csv("gerd")), keep_default_na=False)
    facts = data.of_indicators("gerd")
    assert set(rows["observation_id"]) == set(facts.index) and rows["place"].iloc[0] == "Chongqing"
    own = rows.set_index("observation_id").loc["rd-bulletin-2021-gerd-cq-2021"]
    assert (own["value"], own["low"], own["high"]) == (60380000000, 60375000000, 60385000000)
    assert own["publisher"].startswith("National Bureau of Statistics") and own["place_zh"] == "重庆市"
    made = json.loads(json.dumps(indicator_files.record("gerd"), allow_nan=False))
    columns = {name: place for place, name in enumerate(made["columns"])}
    assert len(made["rows"]) == len(facts)
    yearly = series.states(data, "gerd")
    assert sum(row[columns["series"]] for row in made["rows"]) == len(yearly)
    index = indicator_files.index()
    listed = {row[0]: dict(zip(index["columns"], row, strict=True)) for row in index["rows"]}
    assert set(listed) == set(data.indicators["indicator_id"])
    assert listed["gerd"] | {"name": "", "unit": ""} == {
        "id": "gerd",
        "name": "",
        "name_zh": "研究与试验发展经费支出",
        "pinyin": "yjysyfzjfzc",
        "unit": "",
        "topic": "research-and-development",
        "kinds": listed["gerd"]["kinds"],
        "first": 2012,
        "last": int(yearly["year"].max()),
        "values": len(facts),
    }
