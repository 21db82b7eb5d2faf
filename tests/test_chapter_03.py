"""Chapter 3, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import pytest
from plain import ROWS, said, table, yearly

from cqbook.artifacts import registry
from cqbook.project import paths

ALL = table("places").query("kind in ['province', 'municipality', 'autonomous-region']")["place_id"].tolist()
PEOPLE, STUDENTS = yearly("resident-population"), yearly("tertiary-students-regular")


@pytest.fixture(scope="module")
def stored():
    values = registry.read([paths.NOTEBOOKS / "03-higher-education.ipynb"]).values
    return {name.removeprefix("tertiary-"): value.quantity for name, value in values.items()}


def ranks(values):
    """Ranks among all provinces, the largest first; all must have a value."""
    values = values.reindex(ALL)
    assert len(ALL) == 31 and values.notna().all(axis=None)
    return values.rank(ascending=False, method="min")


def test_enrolment_passed_the_nation_and_most_of_the_lead_came_in_2022(stored):
    own, nation = (yearly("gross-enrolment-ratio-tertiary", place) for place in ("CN-CQ", "CN"))
    lead = (own - nation).dropna()
    assert [*lead.index] == [*range(2019, 2025)] and lead.loc[:2020].lt(0).all() and lead.loc[2022:].gt(2.9).all()
    # 58 % is printed without a decimal, 57.8 % with one.
    assert own[2021] - 0.5 < nation[2021] - 0.05 and own[2021] + 0.5 > nation[2021] + 0.05
    assert stored["enrolment-ahead"].value == pytest.approx(lead[2024])
    assert stored["enrolment-below"].value == pytest.approx(-lead[2020])
    assert stored["rise-2022"].value == pytest.approx(own[2022] - own[2021]) == pytest.approx(4.6)
    assert stored["rise-2022-nation"].value == pytest.approx(nation[2022] - nation[2021])
    # "Since then both have risen by less than one point a year", "a value of the city was not found"
    assert max(own.diff().loc[2023:].max(), nation.diff().loc[2023:].max()) < 1 and own.index.max() == 2024
    assert own[2022] > said("cqedu-2021-12-28-gross-enrolment-ratio-tertiary-cq-2025-target") > own[2021]
    # "The ratio went on rising while students became fewer", "because web-based students ran down"
    every, web = (yearly(f"tertiary-students{kind}", "CN-CQ") for kind in ("", "-web-based"))
    assert every[2024] < every[2023] and own[2024] > own[2023]
    assert every[2024] - web[2024] > every[2023] - web[2023]


def test_ranks_by_students_graduates_and_degrees_per_resident(stored):
    graduates, degrees = yearly("tertiary-graduates-regular"), yearly("bachelor-degrees-awarded")
    for name, counts in {"students": STUDENTS, "graduates": graduates, "degrees": degrees}.items():
        found = {year: ranks((counts / PEOPLE)[year]) for year in range(2010, 2025)}
        own = [found[year]["CN-CQ"] for year in found]
        if name == "students":
            assert (own[0], own[-1]) == (11, 4)
            assert set(found[2024].nsmallest(3).index) == {"CN-TJ", "CN-JL", "CN-JX"}
        elif name == "graduates":
            assert (own[0], own[4], own[11], own[-1]) == (14, 8, 8, 2) and found[2024].idxmin() == "CN-TJ"
            assert [stored[f"ranks-graduates-{year}"].value for year in (2010, 2024)] == [14, 2]
        else:
            assert set(own[:13]) == {9, 10} and own[-1] == stored["ranks-degrees-2024"].value == 7


def test_the_higher_the_degree_the_lower_the_rank(stored):
    per_resident = (yearly("graduate-students") / PEOPLE)[2024]
    own = ranks(per_resident)["CN-CQ"]
    assert own == stored["graduate-students-rank"].value == 10
    assert stored["ranks-graduates-2024"].value < stored["ranks-degrees-2024"].value < own
    assert per_resident["CN-CQ"] > per_resident["CN"]
    assert {"CN-SN", "CN-HB"} < set(per_resident.index[per_resident > per_resident["CN-CQ"]])
    assert per_resident["CN-BJ"] > 2 * per_resident[ALL].drop("CN-BJ").max()


def test_short_cycle_courses_grew_most(stored):
    short, bachelor = (yearly(f"tertiary-students-{level}-regular") for level in ("short-cycle", "bachelor"))
    rise = {name: rows.loc["CN-CQ", 2024] - rows.loc["CN-CQ", 2010] for name, rows in (("s", short), ("b", bachelor))}
    part = 100 * rise["s"] / (STUDENTS.loc["CN-CQ", 2024] - STUDENTS.loc["CN-CQ", 2010])
    assert stored["short-cycle-part"].value == pytest.approx(part) and rise["s"] > rise["b"]
    share = 100 * short / STUDENTS
    for year, place, name in ((2010, "CN-CQ", "2010"), (2010, "CN", "2010-nation"), (2024, "CN-CQ", "2024")):
        assert stored[f"short-cycle-share-{name}"].value == pytest.approx(share.loc[place, year])
    assert share.loc["CN-CQ", 2010] < share.loc["CN", 2010] and share.loc["CN-CQ", 2024] > share.loc["CN", 2025]


def test_teachers_kept_up_and_institutions_grew_larger(stored):
    teachers, institutions = (
        yearly(f"tertiary-{name}-regular", "CN-CQ") for name in ("full-time-teachers", "institutions")
    )
    students = STUDENTS.loc["CN-CQ"]
    for name, rows in (("students", students), ("teachers", teachers), ("institutions", institutions)):
        assert stored[f"growth-{name}"].value == pytest.approx(100 * (rows[2024] / rows[2010] - 1))
    assert stored["growth-students"].value > stored["growth-teachers"].value > 2 * stored["growth-institutions"].value
    assert stored["growth-residents"].value == pytest.approx(100 * (PEOPLE[2024] / PEOPLE[2010] - 1)["CN-CQ"])
    for year in (2010, 2022, 2024):
        assert stored[f"per-teacher-{year}"].value == pytest.approx(students[year] / teachers[year])
    assert (students / teachers).idxmax() == 2022
    assert stored["per-institution-2024"].value == pytest.approx(students[2024] / institutions[2024])
    assert stored["entrants-2019"].value == pytest.approx(
        100 * yearly("tertiary-entrants-regular", "CN-CQ").pct_change()[2019]
    )


def test_one_report_on_spending_has_less_growth_than_students(stored):
    for name, indicator in (("spending", "higher-education-expenditure"), ("students", "tertiary-students-regular")):
        own = yearly(indicator, "CN-CQ")
        assert stored[f"spending-{name}"].value == pytest.approx(100 * (own[2022] / own[2017] - 1))
    assert sorted(yearly("higher-education-expenditure", "CN-CQ").index) == [2017, 2022], "two years only"
    assert stored["spending-spending"].interval.high < stored["spending-students"].value


def test_every_count_of_subjects_is_higher_than_the_one_before():
    own = ROWS[(ROWS["indicator_id"] == "esi-top-one-percent-subjects") & (ROWS["place_id"] == "CN-CQ")]
    counts = own.sort_values("period")["number"].tolist()
    assert counts == sorted(set(counts)) and (counts[0], counts[-1], len(counts)) == (9, 83, 7)
