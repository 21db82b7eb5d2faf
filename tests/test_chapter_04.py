"""Chapter 4, its findings computed again from the tables alone, and compared with what the stored notebook records."""

import pytest
from plain import ROWS, said, table, yearly

from cqbook.artifacts import registry
from cqbook.project.paths import NOTEBOOKS

RECORDED = registry.read([NOTEBOOKS / "04-vocational-education.ipynb"]).values
PROVINCES = table("places").query("kind in ['province', 'municipality', 'autonomous-region']")["place_id"].tolist()
COURSES, SCHOOLS = yearly("tertiary-students-short-cycle-regular"), yearly("students-secondary-vocational")
GRADUATES, DEGREES = yearly("tertiary-graduates-regular"), yearly("bachelor-degrees-awarded")
WITHOUT = 100 * (GRADUATES - DEGREES) / GRADUATES


def recorded(name):
    return RECORDED[f"vocational-{name}"].quantity.value


def of_2024(indicator):
    return said(f"cq-yearbook-2025-{indicator}-cq-2024")


def test_short_cycle_courses_grow_by_87_percent_and_bachelor_courses_a_third_as_fast():
    short, bachelor = COURSES.loc["CN-CQ"], yearly("tertiary-students-bachelor-regular", "CN-CQ")
    assert (
        recorded("students-growth")
        == pytest.approx(100 * (short[2024] / short[2017] - 1))
        == pytest.approx(87.47, abs=0.01)
    )
    assert recorded("bachelor-growth") == pytest.approx(100 * (bachelor[2024] / bachelor[2017] - 1))
    assert 0.28 < recorded("bachelor-growth") / recorded("students-growth") < 0.38
    assert 100 * short[2024] / (short[2024] + bachelor[2024]) == pytest.approx(48.7, abs=0.05), "as in chapter 3"


def test_the_courses_lead_clearly_from_2019_and_the_schools_of_2024_are_of_another_table():
    short, schools = COURSES.loc["CN-CQ"], SCHOOLS.loc["CN-CQ"]
    lead = (short - schools)[range(2010, 2020)]
    assert (lead[:8] < 0).all() and lead[2018] == recorded("students-crossing") == 343
    assert lead[2019] == recorded("students-lead") == 47_359
    assert schools[range(2010, 2019)].diff().dropna().lt(0).all() and schools[2019] > schools[2018]
    status = ROWS.set_index("observation_id")["status"]
    assert status["cq-yearbook-2025-students-secondary-vocational-cq-2024"] == "B"
    with_skilled = yearly("students-secondary-vocational-incl-skilled-worker", "CN-CQ")
    assert (short - with_skilled)[[2022, 2023, 2024]].gt(0).all()


def test_no_province_rises_more_in_graduates_without_a_bachelor_degree():
    share = WITHOUT.loc[PROVINCES, [2010, 2024]]
    assert share.notna().all(axis=None) and len(share) == 31
    risen = (share[2024] - share[2010]).sort_values()
    assert set(risen.index[risen > 0]) == {"CN-CQ", "CN-XJ", "CN-YN"} and risen.index[-1] == "CN-CQ"
    assert recorded("colleges-risen") == 3
    assert share.rank(ascending=False).loc["CN-CQ"].tolist() == [27, 10]
    assert recorded("colleges-last") == pytest.approx(share.loc["CN-CQ", 2024])


def test_most_graduates_have_no_bachelor_degree_since_2022():
    own = WITHOUT.loc["CN-CQ"].dropna()
    assert own.index[own > 50].tolist() == [2022, 2023, 2024]
    # The stand-in is within one percent of what the yearbook counts.
    assert (GRADUATES - DEGREES).loc["CN-CQ", 2024] == pytest.approx(
        of_2024("tertiary-graduates-short-cycle"), rel=0.01
    )


def test_upper_secondary_students_in_vocational_schools():
    share = 100 * SCHOOLS / (SCHOOLS + yearly("students-upper-secondary-general"))
    assert share.loc[["CN-CQ", "CN"], 2024].round(1).tolist() == [34.1, 29.6]
    assert share.loc["CN", range(2021, 2026)].diff().dropna().lt(0).all()
    assert recorded("upper-secondary-share") == pytest.approx(share.loc["CN-CQ", 2024])


def test_electronics_is_the_largest_field():
    named = ROWS["indicator_id"].str.match("students-secondary-vocational-(?!incl)") & (ROWS["place_id"] == "CN-CQ")
    fields = ROWS[named & (ROWS["period"] == "2024")].set_index("indicator_id")["number"].sort_values()
    assert fields.sum() == of_2024("students-secondary-vocational")
    assert fields.index[-1].endswith("electronics-and-information")
    assert recorded("fields-largest") == pytest.approx(100 * fields.iloc[-1] / fields.sum())
    # Those drawn one by one are the ten largest.
    drawn = registry.read([NOTEBOOKS / "04-vocational-education.ipynb"]).figures["fig-vocational-fields"].marks["value"]
    assert drawn[:10].tolist() == pytest.approx((100 * fields / fields.sum()).iloc[:-11:-1].tolist())


def test_second_by_computers_third_by_vehicles_and_most_exports_are_electronics():
    for name, product, rank in (("computers", "microcomputers", 2), ("vehicles", "motor-vehicles", 3)):
        made = yearly(f"{product}-produced")[2024]
        assert made.reindex(PROVINCES).rank(ascending=False)["CN-CQ"] == recorded(f"{name}-rank") == rank
        assert recorded(f"{name}-of-nation") == pytest.approx(100 * made["CN-CQ"] / made["CN"])
    electronics = sum(of_2024(f"high-tech-exports-{it}") for it in ("computers-and-communication", "electronics"))
    assert recorded("electronics-of-exports") == pytest.approx(100 * electronics / of_2024("goods-exports"))
    assert electronics > 0.6 * of_2024("goods-exports")
    vehicles, computers = (yearly(f"{it}-produced", "CN-CQ") for it in ("motor-vehicles", "microcomputers"))
    assert (
        vehicles.loc[2018:].idxmin() == 2019
        and computers.idxmax() == 2021
        and computers.loc[2021:].is_monotonic_decreasing
    )
    assert computers[2024] < 2 / 3 * computers[2021], "fallen by over a third since 2021"


def test_the_fall_of_2025_is_larger_than_new_students_and_leavers_explain():
    fall = SCHOOLS.loc["CN-CQ", 2024] - SCHOOLS.loc["CN-CQ", 2025]
    out = (
        yearly("graduates-secondary-vocational", "CN-CQ")[2025] - yearly("entrants-secondary-vocational", "CN-CQ")[2025]
    )
    assert recorded("schools-fall") == fall and recorded("schools-outflow") == out and fall > 2 * out


def test_the_stated_sum_of_graduates_is_larger_than_regular_courses():
    five = GRADUATES.loc["CN-CQ", range(2021, 2026)].sum()
    assert recorded("five-years-covered") == pytest.approx(100 * five / said("icq-2025-10-graduates"))
    assert recorded("five-years-covered") < 80


def test_names_of_clusters_that_were_found():
    nodes = table("frameworks").query("framework == '33618' and level == 'cluster'")
    assert len(nodes) == 14
