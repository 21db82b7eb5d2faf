"""Places, years and counts in the texts of figures come from the marks; what these do not hold is refused."""

import pandas as pd
import pytest
from plain import PLACES

from cqbook.analysis import series
from cqbook.figures import coverage, marks, templates


@pytest.fixture
def said(data):
    """What becomes of a text above R&D spending of some places and years."""

    def call(template, places="peers", years=range(2012, 2025), highlight=(), **numbers):
        spending = series.states(data, "gerd", places).query("year in @years")
        made = {name: make(spending) for name, make in numbers.items()}
        drawn = marks.of_series(data, spending)
        covered = coverage.of(data, drawn, highlight, [each for each in made.values() if each.unit == "rank"])
        text = templates.filled(data, drawn, covered, template, made)
        templates.require_covered(data, covered, template)
        templates.require_same_place(data, drawn, covered, template, made)
        return text

    return call


WITHOUT_ZHEJIANG = ["CN", *(place for place in PLACES if place != "CN-ZJ")]


def test_place_and_years_follow_the_marks(said):
    text = "{places}: {place} from {first_year} to {last_year}"
    assert said(text, ["CN-CQ", "CN"]) == "Chongqing and China: Chongqing from 2012 to 2024"
    assert said(text, ["CN", "CN-SC"], [2015, 2018]) == "Sichuan and China: Sichuan from 2015 to 2018"
    assert said("{place}", highlight=["Sichuan", "China"]) == "Sichuan"
    assert said("{year}", ["CN-SC"], [2020]) == "2020"
    assert said("{place, last_year:1 billion}", ["CN-SC"], [2019, 2021]) == "121.5 billion"


def test_without_labels_places_and_years_are_those_behind_the_marks(data):
    spending = series.states(data, "gerd", ["CN-SC"]).query("year >= 2012")
    growth = series.growth_of(spending, "CN-SC", 2015, 2018, "spending")
    found = coverage.of(data, marks.computed([growth], what=["growth"]), (), ())
    assert (found.place, found.first_year, found.last_year) == ("Sichuan", "2015", "2018")
    named = marks.computed([growth], span=["Chongqing, 2016 to 2017"], place=["Chongqing"])
    found = coverage.of(data, named, (), ())
    assert (found.place, found.first_year, found.last_year) == ("Chongqing", "2016", "2017")


def test_a_statement_beside_a_yearly_series_does_not_change_its_years(data):
    yearly = marks.of_series(data, series.states(data, "gerd", ["CN-CQ"]).query("year >= 2012"))
    said = marks.stated(data, ["icq-2022-10-gerd"], place=["Chongqing"], year=["stated in October 2025"])
    found = coverage.of(data, pd.concat([yearly, said], ignore_index=True), (), ())
    assert (found.first_year, found.last_year, 2025 in found.held_years) == ("2012", "2024", True)


def test_a_place_without_a_value_is_named_and_not_counted(data):
    spending = marks.of_series(data, series.states(data, "gerd", ["CN-CQ", "CN-SC", "CN-HB"]))
    spending.loc[spending["place"] == "Chongqing", ["value", "low", "high"]] = float("nan")
    found = coverage.of(data, spending, (), ())
    assert (found.place, found.of, found.places) == ("Chongqing", "two", "Hubei and Sichuan")


def test_a_text_may_name_the_place_around_those_of_the_marks(data):
    zone = marks.stated(data, ["icq-plan-total-human-resources"])
    covered = coverage.of(data, zone, (), ())
    templates.require_covered(data, covered, "Chongqing has the Western (Chongqing) Science City")
    with pytest.raises(ValueError, match="names China"):
        templates.require_covered(data, covered, "The nation has it")


def test_what_marks_do_not_settle_is_refused(said):
    with pytest.raises(ValueError, match="uses place: the marks are of Hubei, Sichuan: highlight one of them"):
        said("{place}", ["CN-SC", "CN-HB"])
    with pytest.raises(ValueError, match="uses year: the marks are of 2012, 2014 to 2015: use first_year or last_year"):
        said("{year}", years=[2012, 2014, 2015])


def test_counts_of_places_follow_the_marks(said):
    text = "rank among {of}; {places}; {place}, China and {others} other places"
    assert said(text) == "rank among ten; eleven places; Chongqing, China and nine other places"
    assert said(text, WITHOUT_ZHEJIANG) == "rank among nine; ten places; Chongqing, China and eight other places"


def test_a_rank_tells_among_how_many_places_it_is(said):
    few = "place_id in ['CN-CQ', 'CN-SC', 'CN-SN']"
    rank = {"rank": lambda rows: series.rank(rows.query(few), "CN-CQ", 2024, "rank")}
    assert said("Rank {rank:0} of {of}", **rank) == "Rank 3 of three"
    with pytest.raises(ValueError, match="says 'of ten', and the marks are of three places"):
        said("Rank {rank:0} of ten", **rank)


@pytest.mark.parametrize(
    ("text", "marks_of", "message"),
    [
        ("In Chongqing it grew", ["CN-SC"], "names Chongqing, and the marks are of Sichuan: write {place}"),
        ("It grew less than in the nation", ["CN-SC"], "names China, and the marks are of Sichuan"),
        ("The Chongqing High-tech Zone", ["CN-CQ"], "names Chongqing High-tech Zone, and the marks are of Chongqing:"),
        ("From 2011 to 2024 it grew", ["CN-CQ"], "names 2011, and the marks are of 2012 to 2024"),
        ("It is last of ten", WITHOUT_ZHEJIANG, "says 'of ten', and the marks are of nine places"),
        ("The lowest of all the ten, by far", WITHOUT_ZHEJIANG, "says 'of all the ten', and the marks"),
        ("The ten places", WITHOUT_ZHEJIANG, "says 'ten places', and the marks are of nine places"),
        ("Ten provinces and cities", WITHOUT_ZHEJIANG, "says 'Ten provinces', and the marks are of nine places"),
        ("Chongqing and nine provinces", WITHOUT_ZHEJIANG, "says 'and nine provinces', and the marks are of nine"),
        ("One of the nine other places", WITHOUT_ZHEJIANG, "says 'nine other places', and the marks are of nine"),
    ],
)
def test_what_the_marks_do_not_hold_is_refused(said, text, marks_of, message):
    with pytest.raises(ValueError) as refused:
        said(text, marks_of)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "In Chongqing as in the nation, 2012 to 2024; of the ten, the larger of the two, Chongqing and nine provinces",
        "Of ten measures, in ten places, one of nine other places is first in the three years",
        "The plan to {'2035'} of {'Shenzhen'} and {'the nation'}",
    ],
)
def test_what_the_marks_hold_or_quotes_say_may_be_named(said, text):
    assert said(text) == text.replace("{'", "").replace("'}", "")


def test_quotes_bring_in_no_number(said):
    with pytest.raises(ValueError, match="holds 241"):
        said("{'241'} firms")


@pytest.mark.parametrize("title", ["Chongqing spent {own:1 billion}", "{place} spent {own:1 billion}"])
def test_a_number_of_another_place_than_the_text_names_is_refused(said, title):
    own = {"own": lambda rows: series.at(rows, "CN-SC", 2021)}
    with pytest.raises(ValueError, match="names Chongqing, and its number own is of Sichuan"):
        said(title, **own)
    assert said("{place} spent {own:1 billion}", highlight=["Sichuan"], **own) == "Sichuan spent 121.5 billion"
