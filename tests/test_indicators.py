"""Pages of indicators: numbers as their sources print them, and pictures that reach the last year."""

import dataclasses
from types import SimpleNamespace

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from docutils.utils import new_document
from sphinx.search import WordCollector

from cqbook.site import indicators, shared
from cqbook.site.search import Search
from cqbook.site.shared import numbers_of_indicators
from cqbook.site.templates import render

pytestmark = pytest.mark.slow  # Sphinx is imported


@pytest.mark.parametrize(
    ("value", "printed", "shown"), [(58, "58%", "58"), (60.8, "60.8%", "60.8"), (57.833, "57.833", "57.83")]
)
def test_a_number_has_no_more_decimals_than_its_source_prints(value, printed, shown):
    row = pd.Series({"display_factor": 1, "decimals": 2})
    found = SimpleNamespace(value=value, printed=printed, status="A", source_id="a", Index="b")
    assert indicators._number(row, found)["text"] == shown


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
    for module in (shared, indicators):
        monkeypatch.setattr(module, "dataset", lambda: found)
    shared._numbers_of_indicators.cache_clear()
    yield found
    shared._numbers_of_indicators.cache_clear()


def page_of(name):
    page = nodes.section("", *indicators.IndicatorDirective.run(SimpleNamespace(arguments=[name])))
    return BeautifulSoup("".join(piece.astext() for piece in page.findall(nodes.raw)), "lxml")


def test_places_beside_the_peers_stand_in_folded_tables(wider):
    page = page_of("gerd")
    main, *further = page.find_all("table")
    header = [cell.get_text() for cell in main.find("tr").find_all("th")]
    assert header[:3] == ["Year", "Chongqing", "China"] and len(header) == 12
    folded = page.find_all("details")
    assert [each.summary.get_text() for each in folded] == ["1 further province", "1 district", "1 country"]
    assert not any(each.attrs for each in folded), "folded"
    places = wider.places.set_index("name")["place_id"]
    for table, name in zip(further, ("Anhui", "Yubei", "United States"), strict=True):
        rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]
        assert rows == [["Place", "2024", "2023"], [name, rows[1][1], rows[1][2]]] and float(rows[1][1]) > 0
        # Each number has its name, to which other pages link.
        names = {each["id"] for each in table.find_all(id=True)}
        assert names == set(wider.observations.loc[wider.observations["place_id"] == places[name], "observation_id"])


def test_the_words_of_coverage_count_further_places_and_the_picture_the_peers(wider):
    words = indicators.coverage_in_words(numbers_of_indicators()["gerd"])
    assert words.endswith("9 other places, 1 further province, 1 district, 1 country")
    picture = indicators._coverage(numbers_of_indicators()["gerd"], "presentation").astext()
    assert 'height="44"' in picture, "eleven places"


def test_without_a_value_of_the_peers_the_tables_are_open(wider, monkeypatch):
    only = wider.observations.query("indicator_id != 'gerd' or place_id == 'CN-CQ-500112'")
    found = dataclasses.replace(wider, observations=only)
    for module in (shared, indicators):
        monkeypatch.setattr(module, "dataset", lambda: found)
    shared._numbers_of_indicators.cache_clear()
    (folded,) = page_of("gerd").find_all("details")
    assert folded.has_attr("open")
    assert indicators.coverage_in_words(numbers_of_indicators()["gerd"]) == "1 district"


def test_the_search_finds_each_word_of_a_page(wider):
    page = new_document("gerd")
    page += indicators.IndicatorDirective.run(SimpleNamespace(arguments=["gerd"]))
    found = WordCollector(page, Search({}))
    page.walk(found)
    assert {"Year", "Chongqing", "Beijing", "Anhui", "Yubei", "R", "D"} <= set(found.found_words)
    assert "amp" not in found.found_words


def test_odd_texts_of_a_table_are_escaped_and_marked():
    odd = "<b>R&D</b> \"研发\" '经费'"
    table = {"header": ["Year", odd], "lines": [(odd, [None])], "explained": "", "notes": {odd: odd}}
    page = BeautifulSoup(render("indicator_tables.html", tables=[table]), "lxml")
    assert not page.find("b")
    marked = [each.get_text() for each in page.find_all("span", lang="zh-Hans")]
    assert page.get_text().count(odd) == 4 and marked == ["研发", "经费"] * 4
