"""Which values of medium confidence another publication confirms."""

import pandas as pd
import pytest
from conftest import replace_in

from cqbook.dataset import confirmation, preference, renewal

SOURCES = pd.DataFrame(
    [
        ("database", "mirror"),
        ("yearbook", "mirror"),
        ("bulletin", "official"),
        ("news", "news"),
        ("quoted", "secondary"),
    ],
    columns=["source_id", "seen_as"],
)
COPIES = pd.DataFrame(
    [("here", "a/one"), ("here-later", "a/one"), ("there", "b/two"), ("copy-resilience", "c/three")],
    columns=["copy_id", "repository"],
)
USUAL = {
    "source_id": "database",
    "copy_id": "here",
    "value": "52612",
    "printed": "52612",
    "unit": "person",
    "indicator_id": "rd-personnel",
    "place_id": "CN-CQ",
    "period": "2013",
    "period_basis": "reference",
    "kind": "actual",
    "qualifier": "exact",
    "status": "A",
    "confidence": "medium",
}
SECOND = {"source_id": "yearbook", "copy_id": "there"}


def raised(*rows):
    """The places of the rows that are confirmed; each row says what is not as usual."""
    table = pd.DataFrame([USUAL | row for row in rows])
    found = confirmation.confirmed(table, SOURCES, COPIES, preference.fact_numbers(table))
    return [place for place, is_confirmed in enumerate(found) if is_confirmed]


def test_two_publications_in_two_repositories_confirm_each_other():
    assert raised({}, SECOND) == [0, 1]
    assert raised({}, SECOND | {"confidence": "high"}) == [0]


def test_a_rounded_number_fits_within_its_interval():
    assert raised({}, SECOND | {"value": "52600", "printed": "5.26 万"}) == [0, 1]
    assert raised({}, SECOND | {"value": "52700", "printed": "5.27 万"}) == []


@pytest.mark.parametrize("source", ["bulletin", "news"])
def test_the_publisher_and_a_news_organisation_confirm_a_copy_and_need_no_copy_themselves(source):
    assert raised({}, {"source_id": source, "copy_id": "not-applicable"}) == [0]


def test_another_state_of_a_repository_is_no_second_copy():
    assert raised({}, {"source_id": "yearbook", "copy_id": "here-later"}) == []


def test_a_page_of_unknown_standing_is_confirmed_and_confirms_nothing():
    page = {"source_id": "yearbook", "copy_id": "not-applicable"}
    assert raised({}, page) == [1]
    assert raised(page, {"source_id": "news", "copy_id": "not-applicable"}) == [0]
    assert raised({}, {"source_id": "quoted", "copy_id": "not-applicable"}) == []


def test_one_number_that_does_not_fit_keeps_all_as_they_are():
    other = {"source_id": "news", "copy_id": "not-applicable", "value": "52613", "printed": "52613"}
    assert raised({}, SECOND, other) == []
    assert raised({}, SECOND, other | {"value": "60000", "printed": "60000", "qualifier": "more-than"}) == []
    # Another definition is no disagreement, and a missing value none either.
    assert raised({}, SECOND, other | {"status": "D"}) == [0, 1]
    assert raised({}, SECOND, other | {"value": "not-published", "printed": "5 of 7"}) == [0, 1]


@pytest.mark.parametrize(
    "other",
    [
        {"qualifier": "about"},
        {"status": "D"},
        {"copy_id": "copy-resilience"},
        {"value": "53000", "printed": "5.3 万"},
    ],
)
def test_what_does_not_confirm(other):
    # Wide enough to fit the rounded number.
    first = {"value": "52950", "printed": "52950"} if "value" in other else {}
    assert 0 not in raised(first, SECOND | other)


@pytest.mark.parametrize("both", [{"period_basis": "stated"}, {"kind": "target"}, {"kind": "baseline"}])
def test_what_is_not_raised(both):
    assert raised(both, SECOND | both) == []


@pytest.mark.parametrize("other", [{"period": "2014"}, {"place_id": "CN"}, {"indicator_id": "researchers"}])
def test_another_fact_confirms_nothing(other):
    assert raised({}, SECOND | other) == []


def test_a_copy_beside_interpolated_values_is_confirmed_by_others():
    assert raised({"copy_id": "copy-resilience"}, SECOND) == [0]


def test_a_number_that_cannot_be_read_is_left_to_the_validation():
    assert raised({}, SECOND, {"source_id": "news", "printed": "many"}) == [0, 1]


def test_the_dataset_is_in_order_and_renewal_raises_what_is_not(tables):
    name = "cssty-2023-rd-personnel-fte-cq-2022"
    path = tables / "observations.csv"
    assert renewal.renew(tables) == []
    line = next(row for row in path.read_text("utf-8").splitlines() if row.startswith(f"{name},"))
    assert ",high,no," in line
    replace_in(path, line, line.replace(",high,no,", ",medium,no,"))
    assert renewal.renew(tables) == [path]
    assert line in path.read_text("utf-8")
