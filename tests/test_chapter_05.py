"""Chapter 5, opening up: its key findings, computed again from the tables without the package's own functions."""

from datetime import date

import pytest
from plain import PLACES, table

from cqbook.artifacts import registry
from cqbook.project.paths import NOTEBOOKS

CNS, JUNE, YEARLY = "cns-2025-10-20-opening", "icq-2025-06-01", "international-students-yearly-count"
JOINT = "chinese-foreign-institutions-and-programmes"


@pytest.fixture(scope="module")
def rows():
    return table("observations").set_index("observation_id")


@pytest.fixture(scope="module")
def recorded():
    """Value, lower and upper end of each number that the stored chapter records."""
    found = registry.read([NOTEBOOKS / "05-opening-up.ipynb"]).values
    return {name: (each.quantity.value, each.quantity.interval) for name, each in found.items()}


def ends(recorded, name):
    return recorded[name][1].low, recorded[name][1].high


def value(rows, name):
    return float(rows.loc[name, "value"])


def october(rows):
    topic = table("indicators").set_index("indicator_id")["topic"]
    return rows[(rows["source_id"] == "icq-2025-10") & (rows["indicator_id"].map(topic) == "opening-up")]


def test_every_digit_of_october_stands_in_the_chinese_report_and_two_are_mistranslated(rows, recorded):
    said = october(rows)
    checks = table("checks")
    own = checks[checks["observation_id"].isin(said.index) & checks["against"].str.startswith(CNS)]
    assert len(said) == len(own) == recorded["opening-october-statements"][0]
    assert set(own["observation_id"]) == set(said.index)
    assert (own["guard_statement"] == own["guard"]).all()
    wrong = own.loc[own["verdict"] == "mistranslated", "observation_id"]
    assert set(wrong) == {"icq-2025-10-international-students", "icq-2025-10-principals-trained-abroad"}
    assert len(wrong) == recorded["opening-words-wrong"][0]


def test_what_the_document_calls_international_students_are_young_people(rows):
    checks = table("checks").set_index("against")
    young = f"{CNS}-young-people-from-abroad-cq-2025-10-20"
    assert checks.loc[young, ["observation_id", "verdict"]].tolist() == [
        "icq-2025-10-international-students",
        "mistranslated",
    ]
    assert rows.loc[young, ["value", "qualifier", "period_basis"]].tolist() == ["10000", "more-than", "stated"]


def test_counts_of_joint_institutions_and_programmes(rows, recorded):
    june, now = value(rows, f"{JUNE}-{JOINT}-cq-2025-06-01"), value(rows, f"{CNS}-{JOINT}-cq-2025-10-20")
    assert (june, now) == (75, 78)
    assert recorded["opening-cooperation-programmes"][0] == june - value(
        rows, f"{JUNE}-chinese-foreign-institutions-cq-2025-06-01"
    )
    approved = value(rows, f"{JUNE}-chinese-foreign-newly-approved-cq-2025-05")
    assert recorded["opening-cooperation-before"][0] == june - approved == 69
    assert recorded["opening-cooperation-short"][0] == value(rows, f"icq-2025-02-{JOINT}") - now == 22


@pytest.mark.parametrize(("name", "year"), [("early", 2027), ("middle", 2029), ("late", 2035)])
def test_pace_to_the_aim(rows, recorded, name, year):
    start = date.fromisoformat(rows.loc[f"{CNS}-{JOINT}-cq-2025-10-20", "period"])
    years = [(date(year, *day) - start).days / 365.25 for day in ((12, 31), (1, 1))]
    assert ends(recorded, f"opening-pace-{name}") == pytest.approx([22 / each for each in years], rel=0.003)


def test_the_aim_has_no_date_and_no_base_and_is_open(rows):
    aim = f"icq-2025-02-{JOINT}"
    link = table("targets").set_index("target_id").loc[aim]
    assert link["date_basis"] == "plan-end"
    assert (link["base_id"], link["comparable"]) == ("not-stated", "yes")
    assert value(rows, link["result_id"]) < value(rows, aim)
    assert int(rows.loc[aim, "period"]) > int(table("sources")["accessed"].max()[:4])
    figure = registry.read([NOTEBOOKS / "05-opening-up.ipynb"]).figures["fig-opening-pace"]
    assert "The target is open." in figure.about["alt"]


def test_intake_in_size(rows, recorded):
    low, high = 8000, 9000  # over 8,000 by the reading rules
    entrants = value(rows, "nbs-data-tertiary-entrants-regular-cq-2024")
    expected = [100 * low / (entrants + 50), 100 * high / (entrants - 50)]
    assert ends(recorded, "opening-intake-share") == pytest.approx(expected)
    assert ends(recorded, "opening-intake-each") == pytest.approx([low / 78, high / 78])


def test_countries_without_a_programme(rows, recorded):
    programmes = value(rows, f"{CNS}-overseas-programmes-cq-2025-10-20")
    countries = value(rows, f"{CNS}-vocational-partner-countries-cq-2025-10-20")
    assert ends(recorded, "opening-abroad-without") == (countries - programmes, countries + 10 - programmes)


def test_all_places_but_chongqing_are_named_with_foreign_students_in_2018(rows, recorded):
    counts = rows[(rows["indicator_id"] == YEARLY) & (rows["period"] == "2018")].set_index("place_id")["value"]
    places = counts.reindex(PLACES).dropna().astype(int)
    assert set(places.index) == {*PLACES} - {"CN-CQ"}
    assert recorded["opening-places-named"][0] == len(places) and places.min() > 10_000
    assert ends(recorded, "opening-places-range") == (places.min(), places.max())
    degree = value(rows, "moe-international-students-2018-international-students-in-degree-programmes-cn-2018")
    assert recorded["opening-degree-share"][0] == pytest.approx(100 * degree / int(counts["CN"]))


def test_no_opening_up_measure_is_known_for_other_places_or_for_two_years(rows):
    topic = table("indicators").set_index("indicator_id")["topic"]
    own = rows[(rows["indicator_id"].map(topic) == "opening-up") & (rows["indicator_id"] != YEARLY)]
    own = own[~own["indicator_id"].str.startswith("international-students-in-degree")]
    said = (
        'chapter 5 says "we hold no number of any other place" and "no measure has two dates of one source": '
        "if both still hold, leave the new indicator out of `own`"
    )
    assert set(own["place_id"]) == {"CN-CQ"}, said
    assert set(own.loc[own["kind"] == "actual", "period"].str[:4]) <= {"2024", "2025"}, said
