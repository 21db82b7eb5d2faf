"""Pages of indicators: latest value, charts, numbers as their sources print them, words that a reader understands."""

import dataclasses
from contextlib import contextmanager

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from docutils import nodes

from cqbook import figures
from cqbook.figures.marks import BREAK
from cqbook.project.paths import DATA
from cqbook.site import indicator_charts, indicator_page, indicators, shared
from cqbook.site.shared import numbers_of_indicators
from cqbook.site.templates import render

pytestmark = pytest.mark.slow  # Sphinx is imported


PLACES = (shared, indicators, indicator_charts, indicator_page)  # that read the dataset
KEPT = (shared._numbers_of_indicators, indicator_charts.drawings, indicator_charts.yearly)


@pytest.mark.parametrize(
    ("value", "printed", "shown"), [(58, "58%", "58"), (60.8, "60.8%", "60.8"), (57.833, "57.833", "57.83")]
)
def test_a_number_has_no_more_decimals_than_its_source_prints(value, printed, shown):
    row = pd.Series({"display_factor": 1, "decimals": 2})
    assert indicator_page._number(row, value, printed) == shown


def test_the_picture_of_coverage_reaches_the_last_year_of_the_dataset():
    years = {year for numbers in numbers_of_indicators().values() for year in numbers.yearly["year"]}
    assert indicators._years()[-1] == max(years)
    assert indicators._runs({max(years)}) == [(max(years) - 2010, 1)]


@pytest.fixture
def wider(data, monkeypatch):
    """The dataset of the peers with spending of Anhui, of a district and of a country, as the pages read it."""
    peers = data.observations.loc[data.observations["place_id"].isin(["CN", *data.group("peers")])]
    spending = peers.query("indicator_id == 'gerd' and place_id == 'CN-CQ' and kind == 'actual'")
    own = spending.query("period in ['2023', '2024'] and preferred == 'yes'")
    places = {"CN-AH": ("Anhui", "province"), "CN-CQ-500112": ("Yubei", "district"), "US": ("United States", "country")}
    rows = [own.assign(place_id=place, observation_id=own["observation_id"] + f"-{place}") for place in places]
    made = [{"place_id": place, "name": name, "kind": kind} for place, (name, kind) in places.items()]
    found = dataclasses.replace(
        data,
        observations=pd.concat([peers, *rows]),
        places=pd.concat([data.places.query("place_id not in @places"), pd.DataFrame(made)]),
    )
    with reading(found, monkeypatch):
        yield found


@contextmanager
def reading(found, monkeypatch):
    """Let the pages read this dataset."""
    for module in PLACES:
        monkeypatch.setattr(module, "dataset", lambda: found)
    for kept in KEPT:
        kept.cache_clear()
    yield
    for kept in KEPT:
        kept.cache_clear()


@pytest.fixture
def page_of(tmp_path, monkeypatch):
    """What makes the body of an indicator's page; its files are in `tmp_path`, its drawings kept in another folder."""
    monkeypatch.setattr(indicator_charts, "PICTURES", tmp_path / "kept")

    def made(name):
        page = nodes.section("", *indicator_page.page(name, tmp_path, ""))
        text = "".join(
            piece.astext() if isinstance(piece, nodes.raw) else f"<h2>{piece.astext()}</h2>"
            for piece in page.findall(lambda node: isinstance(node, nodes.raw | nodes.title))
        )
        return BeautifulSoup(text, "lxml")

    return made


def test_eight_places_stand_side_by_side_and_the_others_in_folded_tables(wider, page_of):
    page = page_of("gerd")
    main, provinces, *further = page.find_all("table")
    header = [cell.get_text() for cell in main.find("tr").find_all("th")]
    assert header[:3] == ["Year", "Chongqing", "China"] and len(header) == 9
    folded = page.find_all("details")
    assert [each.summary.get_text() for each in folded[:3]] == ["4 further provinces", "1 district", "1 country"]
    assert not any(each.attrs for each in folded), "folded"
    named = {cell.get_text() for cell in provinces.find("tbody").find_all("th")}
    assert {*named, *header[3:]} == {"Anhui", *wider.places.set_index("place_id")["name"][wider.group("peers")[1:]]}
    places = wider.places.set_index("name")["place_id"]
    for table, name in zip(further, ("Yubei", "United States"), strict=True):
        rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]
        assert rows == [["Place", "2024", "2023"], [name, rows[1][1], rows[1][2]]] and float(rows[1][1]) > 0
        # Each number has its name, to which other pages link.
        names = {each["id"] for each in table.find_all(id=True)}
        assert names == set(wider.observations.loc[wider.observations["place_id"] == places[name], "observation_id"])


def test_the_words_of_coverage_count_further_places_and_the_picture_the_peers(wider):
    words = indicators.coverage_in_words(numbers_of_indicators()["gerd"])
    assert words.endswith("9 other places, 1 further province, 1 district, 1 country")
    picture = indicators._coverage(numbers_of_indicators()["gerd"]).astext()
    assert 'height="33"' in picture, "eleven places"


def test_without_a_value_of_the_peers_the_tables_are_open(wider, page_of, monkeypatch):
    only = wider.observations.query("indicator_id != 'gerd' or place_id == 'CN-CQ-500112'")
    with reading(dataclasses.replace(wider, observations=only), monkeypatch):
        folded = page_of("gerd").find("details")
        assert folded.has_attr("open")
        assert indicators.coverage_in_words(numbers_of_indicators()["gerd"]) == "1 district"


def stated(name, year):
    """The preferred yearly values of the provinces in a year, from the table itself."""
    rows = pd.read_csv(DATA / "observations.csv", dtype={"period": str, "value": str})
    rows = rows.query("indicator_id == @name and period == @year and kind == 'actual' and preferred == 'yes'")
    values = rows.loc[rows["place_id"].str.fullmatch("CN-[A-Z]{2}")].set_index("place_id")["value"]
    return values.astype(float)


def latest(page):
    """The facts at the top of a page."""
    return {item.dt.get_text(): item.dd.get_text() for item in page.find("dl", class_="cq-latest").find_all("div")}


def test_a_page_begins_with_the_latest_value_its_rank_and_the_nation(page_of):
    told, values = latest(page_of("gerd")), stated("gerd", "2024")
    assert next(iter(told)) == "Chongqing, 2024" and told["Chongqing, 2024"] == "79.7 billion yuan"
    rank = int((values > values["CN-CQ"]).sum()) + 1
    assert told["Rank"] == f"{rank} of {len(values)} provinces, 1 is the highest"
    assert told["China, 2024"] == "3,632.7 billion yuan"


def test_the_first_rank_is_the_lowest_where_less_is_better(page_of):
    name = "student-teacher-ratio-tertiary-regular"
    told, values = latest(page_of(name)), stated(name, "2019")
    rank = int((values < values["CN-CQ"]).sum()) + 1
    assert told["Rank"] == f"{rank} of 31 provinces, 1 is the lowest"


def test_without_chongqing_a_page_says_so_and_shows_the_ends_of_its_districts(page_of):
    page = page_of("district-education-expenditure")
    assert "no yearly value of Chongqing as a whole" in page.get_text()
    assert list(latest(page)) == ["Highest: Yubei, 2024", "Lowest: Chengkou, 2024"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("gazelle-enterprises", {"Western (Chongqing) Science City, target for 2025": "50 enterprises"}),
        ("gii-cluster-rank", {"Chongqing, 2022": "Rank 49 "}),
        ("researchers-per-million-world-bank", {"China, 2022": "1,849 per million persons"}),
    ],
)
def test_what_there_is_stands_at_the_top(page_of, name, told):
    assert latest(page_of(name)) == told


def test_the_charts_of_an_indicator():
    """The nation stands beside its parts where it is no total; the peers are those that border on Chongqing."""
    by_ending = {each.ending: each for each in indicator_charts.drawings("gerd")}
    assert list(by_ending) == ["over-time", "provinces"]
    assert set(by_ending["over-time"].marks["place"]) == {"Chongqing", "Hubei", "Sichuan", "Shaanxi"}
    assert len(by_ending["provinces"].marks) == 31 and set(by_ending["provinces"].marks["unit"]) == {"billion yuan"}
    lines, ranking = indicator_charts.drawings("pupil-teacher-ratio-primary")
    assert "China" in set(lines.marks["place"]) and "China" in set(ranking.marks["place"])
    assert ranking.options == {"descending": False}
    tiles, order = indicator_charts.drawings("district-education-expenditure")
    assert (tiles.kind, order.kind) == ("tiles", "ranking") and len(tiles.marks) == len(order.marks) == 38
    (countries,) = indicator_charts.drawings("researchers-per-million-world-bank")
    assert countries.marks["place"].nunique() == 6
    assert indicator_charts.drawings("gazelle-enterprises") == []


def test_a_line_stops_where_the_dataset_marks_a_break(data):
    lines, *_ = indicator_charts.drawings("schools-primary")
    at = lines.marks.query("place == 'Chongqing' and year == 2016")["note"]
    rows = data.facts.of_indicators(["schools-primary"]).query("place_id == 'CN-CQ' and period == '2016'")
    assert list(rows["status"].unique()) == ["B"] and list(at) == [BREAK]


def test_with_fewer_provinces_there_is_neither_ranking_nor_rank(data, page_of, monkeypatch):
    few = data.provinces[: indicator_charts.NEARLY_ALL - 1]
    rows = data.observations
    rows = rows.loc[(rows["indicator_id"] != "gerd") | rows["place_id"].isin(few)]
    with reading(dataclasses.replace(data, observations=rows), monkeypatch):
        page = page_of("gerd")
        assert "Rank" not in latest(page)
        assert [picture["src"] for picture in page.select("img.only-light")] == ["gerd-over-time.svg"]


def test_a_chart_is_drawn_once_and_again_when_its_marks_change(page_of, data, tmp_path, monkeypatch):
    name = "child-dependency-ratio"
    page_of(name)
    before = (tmp_path / f"{name}-over-time.svg").read_text()
    drawn = []
    draw = figures.lines
    monkeypatch.setattr(figures, "lines", lambda *given, **options: drawn.append(1) or draw(*given, **options))
    page_of(name)
    assert not drawn and (tmp_path / f"{name}-over-time.svg").read_text() == before
    rows = data.observations.copy()
    rows.loc[(rows["indicator_id"] == name) & (rows["period"] == "2020"), "value"] += 3
    with reading(dataclasses.replace(data, observations=rows), monkeypatch):
        page_of(name)
    assert drawn and (tmp_path / f"{name}-over-time.svg").read_text() != before


def test_a_chart_that_an_indicator_has_no_more_is_removed(page_of, data, tmp_path, monkeypatch):
    page_of("child-dependency-ratio")
    rows = data.observations.query("indicator_id != 'child-dependency-ratio' or period == '2024'")
    with reading(dataclasses.replace(data, observations=rows), monkeypatch):
        page_of("child-dependency-ratio")
    assert not list(tmp_path.glob("*.svg"))


def test_a_page_is_read_in_this_order_on_a_phone(page_of):
    headings = [heading.get_text() for heading in page_of("students-primary").find_all("h2")]
    assert headings == [
        "Over time",
        "The provinces, 2019",
        "The districts of Chongqing, 2024",
        "By year, million persons",
        "Other statements",
        "Definition",
        "Sources",
        "Used in this report",
        "Cite and download",
    ]


def test_a_page_says_what_uses_its_numbers_and_where_nothing_does(tmp_path, monkeypatch):
    monkeypatch.setattr(indicator_charts, "PICTURES", tmp_path / "kept")

    def used(name):
        parts = nodes.section("", *indicator_page.page(name, tmp_path, ""))
        return next(part for part in parts.findall(nodes.section) if part["ids"] == ["used-in"])

    items = [item.astext() for item in used("gerd").findall(nodes.list_item)]
    assert "Text or values of 6. R&D spending" in items and items[-1] == "Checks of statements"
    alone = used("average-wage-non-private")
    assert not list(alone.findall(nodes.list_item))
    assert alone.astext().endswith("uses it: its numbers stand on this page and in Explore.")


def test_statements_are_told_in_words_of_people(page_of):
    text = " ".join(page_of("gerd").find("ul", class_="cq-others").get_text().split())
    assert text.startswith(
        "more than 80, up to 90 billion yuan Chongqing, as of 15 October 2025 “800 亿元” in China News"
    )
    assert "Chongqing, 2021, as another source gives it" in text and "iChongqing, 21 October 2022" in text
    targets = page_of("basic-research-share-of-gerd").find("ul", class_="cq-others").get_text()
    assert "Chongqing, target for 2026" in targets


def test_odd_texts_of_a_table_are_escaped_and_marked():
    odd = "<b>R&D</b> \"研发\" '经费'"
    table = {"header": ["Year", odd], "lines": [(odd, [None])], "explained": "", "notes": {odd: odd}}
    page = BeautifulSoup(render("indicator_tables.html", tables=[table]), "lxml")
    assert not page.find("b")
    marked = [each.get_text() for each in page.find_all("span", lang="zh-Hans")]
    assert page.get_text().count(odd) == 4 and marked == ["研发", "经费"] * 4
