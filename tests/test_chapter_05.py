"""Chapter 5, opening up: its findings, computed again from the tables without the package's own functions."""

from datetime import date

import pytest
from plain import PLACES, said, table

from cqbook.artifacts import registry
from cqbook.project.paths import NOTEBOOKS

CNS, JUNE, YEARLY = "cns-2025-10-20-opening", "icq-2025-06-01", "international-students-yearly-count"
JOINT = "chinese-foreign-institutions-and-programmes"
ROWS, CHECKS = table("observations").set_index("observation_id"), table("checks")
RECORDED = registry.read([NOTEBOOKS / "05-opening-up.ipynb"]).values
OPENING = ROWS["indicator_id"].map(table("indicators").set_index("indicator_id")["topic"]) == "opening-up"


def value(name):
    return RECORDED[f"opening-{name}"].quantity.value


def ends(name):
    span = RECORDED[f"opening-{name}"].quantity.interval
    return span.low, span.high


def test_joint_institutions_and_programmes_are_22_short_of_the_aim():
    june, now = said(f"{JUNE}-{JOINT}-cq-2025-06-01"), said(f"{CNS}-{JOINT}-cq-2025-10-20")
    assert (june, now, said(f"icq-2025-02-{JOINT}")) == (75, 78, 100)
    assert value("cooperation-short") == 22 and value("cooperation-added") == now - june
    institutions = said(f"{JUNE}-chinese-foreign-institutions-cq-2025-06-01")
    assert value("cooperation-programmes") == june - institutions == 66
    assert value("cooperation-before") == june - said(f"{JUNE}-chinese-foreign-newly-approved-cq-2025-05") == 69


@pytest.mark.parametrize(("name", "year"), [("early", 2027), ("middle", 2029), ("late", 2035)])
def test_pace_to_the_aim(name, year):
    start = date.fromisoformat(ROWS.loc[f"{CNS}-{JOINT}-cq-2025-10-20", "period"])
    years = [(date(year, *day) - start).days / 365.25 for day in ((12, 31), (1, 1))]
    assert ends(f"pace-{name}") == pytest.approx([22 / each for each in years], rel=0.003)


def test_the_aim_has_no_date():
    assert table("targets").set_index("target_id").loc[f"icq-2025-02-{JOINT}", "date_basis"] == "plan-end"


def test_the_largest_count_is_of_young_people_and_has_no_start():
    young = ROWS.loc[f"{CNS}-young-people-from-abroad-cq-2025-10-20"]
    assert young[["value", "qualifier", "period_basis"]].tolist() == ["10000", "more-than", "stated"]
    assert ends("people-young")[0] == 10_000
    checks = CHECKS.set_index("against").loc[young.name]
    assert checks[["observation_id", "verdict"]].tolist() == ["icq-2025-10-international-students", "mistranslated"]


def test_digits_are_the_same_in_both_reports_and_two_are_mistranslated():
    october = ROWS.index[OPENING & (ROWS["source_id"] == "icq-2025-10")]
    own = CHECKS[CHECKS["observation_id"].isin(october) & CHECKS["against"].str.startswith(CNS)]
    assert set(own["observation_id"]) == set(october) and len(own) == len(october) == value("october-statements")
    assert (own["guard_statement"] == own["guard"]).all()
    assert (own["verdict"] == "mistranslated").sum() == value("words-wrong") == 2


def test_chongqing_is_not_named_among_provinces_with_ten_thousand_foreign_students():
    counts = (
        ROWS[(ROWS["indicator_id"] == YEARLY) & (ROWS["period"] == "2018")].set_index("place_id")["value"].astype(int)
    )
    places = counts.drop("CN")
    assert set(places.index) == {*PLACES} - {"CN-CQ"} and len(places) == value("places-named") == 9
    assert (places.min(), places.idxmin(), places.idxmax()) == (12_919, "CN-SN", "CN-BJ")
    assert value("places-share") == pytest.approx(100 * places.sum() / counts["CN"])


def test_sizes_that_leave_room():
    low, high = 8000, 9000  # over 8,000 by the reading rules
    entrants = said("nbs-data-tertiary-entrants-regular-cq-2024")
    assert ends("intake-share") == pytest.approx([100 * low / (entrants + 50), 100 * high / (entrants - 50)])
    assert ends("intake-each") == pytest.approx([low / 78, high / 78])


def test_no_measure_is_known_for_other_places_or_for_two_years():
    own = ROWS[OPENING & ~ROWS["indicator_id"].str.startswith("international-students-")]
    message = (
        'chapter 5 says "we hold no number of another province" and "No measure has two dates of one source": if both '
        "still hold, leave the new indicator out of `own`"
    )
    assert set(own["place_id"]) == {"CN-CQ"}, message
    assert set(own.loc[own["kind"] == "actual", "period"].str[:4]) <= {"2024", "2025"}, message
