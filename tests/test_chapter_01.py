"""What chapter 1 finds, recomputed from the tables with nothing but pandas, against what its notebook records."""

import pytest
from plain import said, table, yearly

from cqbook.artifacts import registry
from cqbook.project import paths

RECORDED = registry.read([paths.NOTEBOOKS / "01-children-and-schools.ipynb"]).values
ALL = table("places").query("kind in ['province', 'municipality', 'autonomous-region']")["place_id"].tolist()
BORN = yearly("births", "CN-CQ")
LEVELS = ("primary", "lower-secondary", "upper-secondary-general")


def recorded(name):
    return RECORDED[f"access-{name}"].quantity.value


def rank(values):
    """Of Chongqing among all provinces, the most first."""
    values = values.reindex(ALL)
    assert values.notna().all(), "a rank of all provinces needs all of them"
    return values.rank(ascending=False, method="min")["CN-CQ"]


def test_births_more_than_halved_and_kindergartens_lost_a_third():
    assert BORN[2016] == BORN.loc[2000:].max() and BORN[2025] < BORN[2016] / 2
    assert recorded("births-fell") == pytest.approx(100 * (1 - BORN[2025] / BORN[2016]))
    steepest = BORN.pct_change().nsmallest(2).index.tolist()
    assert steepest == [2020, 2025], "the second steepest fall came in 2025"
    assert recorded("births-fell-2020") == pytest.approx(100 * (1 - BORN[2020] / BORN[2019]))
    children = yearly("students-pre-primary")
    lost = 100 * (1 - children[2025] / children[2020])
    assert recorded("pupils-own") == pytest.approx(lost["CN-CQ"])
    assert recorded("pupils-lost") == pytest.approx(lost["CN"]) and round(lost["CN-CQ"]) == 32


def test_births_carried_forward_leave_primary_schools_with_two_fifths_fewer():
    pupils, entered = yearly("students-primary", "CN-CQ"), yearly("entrants-primary", "CN-CQ")
    assert recorded("born-2020-2025") == BORN.loc[2020:2025].sum()
    assert recorded("primary-2031") == pytest.approx(100 * (1 - BORN.loc[2020:2025].sum() / pupils[2025]))
    assert recorded("check-2025") == pytest.approx(100 * (BORN.loc[2014:2019].sum() / pupils[2025] - 1))
    assert recorded("more-2013") == pytest.approx(100 * (entered[2013] / BORN[2007] - 1))
    assert recorded("fewer-2025") == pytest.approx(100 * (1 - entered[2025] / BORN[2019]))
    lower = yearly("entrants-lower-secondary", "CN-CQ")
    assert recorded("more-lower-2025") == pytest.approx(100 * (lower[2025] / BORN[2013] - 1))


def test_upper_secondary_schools_grow_and_primary_schools_do_not():
    upper, primary = (yearly(f"students-{level}", "CN-CQ") for level in (LEVELS[2], LEVELS[0]))
    assert upper[2025] == upper.loc[2010:].max() and primary.loc[2018:].max() < primary[2017]
    leavers, entrants = (yearly(f"{who}-lower-secondary", "CN-CQ") for who in ("graduates", "entrants"))
    assert leavers[2025] < 0.9 * leavers[2022], "fewer finish lower secondary school, so it is not more children"
    assert abs(entrants[2025] / entrants[2022] - 1) < 0.01, "lower secondary schools take in as many as in 2022"


def test_upper_secondary_teachers_have_the_most_pupils_of_all_provinces():
    loads = {level: yearly(f"pupil-teacher-ratio-{level}") for level in LEVELS}
    assert [rank(loads[level][2023]) for level in LEVELS] == [21, 18, 1] and rank(loads[LEVELS[2]][2010]) == 1
    assert recorded("rank-primary") == 21 and recorded("rank-lower-secondary") == 18
    assert loads[LEVELS[2]][2023].reindex(ALL).nlargest(2).index.tolist() == ["CN-CQ", "CN-GX"]
    assert recorded("teachers-now") == loads[LEVELS[2]].loc["CN-CQ", 2024] > loads[LEVELS[2]].loc["CN", 2024]
    alone = yearly("students-pre-primary", "CN-CQ") / yearly("teachers-pre-primary", "CN-CQ")
    for year in (2021, 2024):
        assert recorded(f"teachers-kindergarten-{year}") == pytest.approx(alone[year])


def test_the_lead_in_preschool_shrank_from_2017_and_from_2020():
    ratio = yearly("gross-enrolment-ratio-pre-primary")
    own, nation = ratio.loc["CN-CQ"], ratio.loc["CN"]
    lead = said("icq-2025-10-gross-enrolment-ratio-pre-primary") - nation[2024]
    assert recorded("ratios-lead") == pytest.approx(lead)
    assert recorded("ratios-before") == pytest.approx(own[2020] - nation[2020])
    assert recorded("ratios-early") == pytest.approx(own[2017] - nation[2017])
    assert 0 < lead < recorded("ratios-early") < recorded("ratios-before")
    group = yearly("students-pre-primary").loc["CN"] / nation
    assert recorded("age-group-fell") == pytest.approx(100 * (1 - group[2024] / group[2020]))
    upper = yearly("gross-enrolment-ratio-upper-secondary")[2024]
    assert recorded("lead-upper-secondary-2024") == pytest.approx(upper["CN-CQ"] - upper["CN"])


def test_special_education_and_births_per_resident():
    special = 1e5 * yearly("students-special-education") / yearly("resident-population")
    assert recorded("special-city") == pytest.approx(special.loc["CN-CQ", 2025])
    assert recorded("special-nation") == pytest.approx(special.loc["CN", 2025])
    assert special.loc["CN-CQ"].idxmax() == 2021 and rank(special[2019]) == recorded("rank-special-all") == 8
    assert rank(yearly("crude-birth-rate")[2024]) == recorded("births-rank-2024") == 21


def test_education_spending_is_below_the_middle_per_resident_and_by_gdp():
    money = yearly("local-government-education-expenditure")[2023]
    bases = {
        "per-resident": "resident-population",
        "budget": "local-government-general-budget-expenditure",
        "gdp": "gdp",
    }
    ranks = {name: rank(money / yearly(base)[2023]) for name, base in bases.items()}
    assert ranks == {name: recorded(f"spending-rank-{name}") for name in bases}
    assert ranks["budget"] < 16 < ranks["per-resident"] < ranks["gdp"]
