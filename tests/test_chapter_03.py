"""Chapter 3, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import math

import pytest
from plain import PLACES, ROWS, said, yearly

from cqbook.artifacts import registry
from cqbook.project import paths


@pytest.fixture(scope="module")
def stored():
    values = registry.read([paths.NOTEBOOKS / "03-higher-education.ipynb"]).values
    return {name.removeprefix("tertiary-"): value.quantity for name, value in values.items()}


def test_the_gap_to_the_nation_closes_and_its_sign_is_open_in_2021(stored):
    own, nation = (yearly("gross-enrolment-ratio-tertiary", place) for place in ("CN-CQ", "CN"))
    assert stored["enrolment-below"].value == pytest.approx(nation[2020] - own[2020]) == pytest.approx(1.1)
    assert stored["enrolment-below-2019"].value == pytest.approx(nation[2019] - own[2019])
    # 58 % is printed without a decimal, 57.8 % with one.
    assert own[2021] - 0.5 < nation[2021] - 0.05 and own[2021] + 0.5 > nation[2021] + 0.05
    gap = stored["enrolment-gap-2021"].interval
    assert gap.low < 0 < gap.high
    stated = [said(f"icq-2025-{month}-gross-enrolment-ratio-tertiary") for month in ("02", "10")]
    assert min(stated) > nation.max() == nation[2025]
    # "they equal the values of 2023 and 2024"
    assert stated == [own[2023], own[2024]] and (own - nation).loc[2022:2024].gt(0).all()
    leads = [stored["lead-february"].value, stored["lead-october"].value]
    assert leads == pytest.approx([own[year] - nation[year] for year in (2023, 2024)])


def test_years_behind_by_hand(stored):
    """49.0 of 2019 lies between 48.1 (2018) and 51.6 (2019); 53.3 of 2020 between 51.6 (2019) and 54.4 (2020)."""
    own, nation = (yearly("gross-enrolment-ratio-tertiary", place) for place in ("CN-CQ", "CN"))
    for year in (2019, 2020):
        before, after = nation[year - 1], nation[year]
        assert before < own[year] < after
        assert stored[f"behind-{year}"].value == pytest.approx((after - own[year]) / (after - before))


@pytest.mark.parametrize(
    ("measure", "change"),
    [
        ("gross-enrolment-ratio-tertiary", "icq-2025-02-gross-enrolment-ratio-tertiary-change"),
        *(
            (name, f"cq-press-2025-02-27-{name}-change-cq-2018-2023")
            for name in (
                "gross-enrolment-ratio-pre-primary",
                "gross-enrolment-ratio-upper-secondary",
                "retention-rate-compulsory",
            )
        ),
    ],
)
def test_every_stated_rise_is_larger_than_the_rises_from_values_found(measure, change):
    now, own = said(f"cq-press-2025-02-27-{measure}-cq-2025-02-27"), yearly(measure, "CN-CQ")
    assert said(change) > now - own[2019] > now - own[2020] > 0


def test_the_rise_in_tertiary_enrolment(stored):
    now, own = said("icq-2025-02-gross-enrolment-ratio-tertiary"), yearly("gross-enrolment-ratio-tertiary", "CN-CQ")
    by = said("icq-2025-02-gross-enrolment-ratio-tertiary-change")
    assert stored["implied-start"].value == pytest.approx(now - by) == pytest.approx(47.0)
    assert stored["five-years-later"].value == pytest.approx(now - own[2020]) == pytest.approx(10.2)
    assert stored["five-years-earlier"].value == pytest.approx(now - own[2019]) == pytest.approx(14.5)


def test_students_grew_most_in_chongqing_and_residents_little(stored):
    students, residents = yearly("tertiary-students-regular"), yearly("resident-population")
    growth = 100 * (students[2024] / students[2010] - 1)
    assert growth.loc[[*PLACES, "CN"]].idxmax() == "CN-CQ"
    assert stored["growth-students"].value == pytest.approx(growth["CN-CQ"])
    more = 100 * (residents[2024] / residents[2010] - 1)
    assert stored["growth-residents"].value == pytest.approx(more["CN-CQ"])
    density = (students[2024] / students[2010]) / (residents[2024] / residents[2010]) - 1
    assert density.loc[[*PLACES, "CN"]].nlargest(2).index.tolist() == ["CN-SC", "CN-CQ"]
    assert set(density.index[100 * density < more]) & {*PLACES, "CN"} == {"CN-BJ", "CN-SH", "CN-ZJ"}
    owed = 100 * math.log(1 + more["CN-CQ"] / 100) / math.log(1 + growth["CN-CQ"] / 100)
    assert stored["growth-owed-to-residents"].value == pytest.approx(owed)
    assert stored["students-since-2019"].value == pytest.approx(
        100 * (students.loc["CN-CQ", 2024] / students.loc["CN-CQ", 2019] - 1)
    )


def test_growth_ranks_of_the_counts():
    first = {}
    for name in ("tertiary-institutions-regular", "tertiary-entrants-regular", "tertiary-graduates-regular"):
        table = yearly(name).loc[PLACES]
        first[name] = (table[2024] / table[2010]).nlargest(2).index.tolist()
    table = yearly("bachelor-degrees-awarded").loc[PLACES]
    first["degrees"] = (table[2024] / table[2010]).nlargest(2).index.tolist()
    assert [each[0] for each in first.values()] == ["CN-SC", "CN-SC", "CN-CQ", "CN-GD"]
    assert all("CN-CQ" in each for each in first.values())
    entrants = yearly("tertiary-entrants-regular", "CN-CQ").pct_change()
    assert entrants.idxmax() == 2019 and 100 * entrants[2019] == pytest.approx(27.0, abs=0.05)


def test_ranks_by_students_per_inhabitant(stored):
    table = yearly("tertiary-students-per-100000-persons").loc[:, :2023]
    ranks = table.loc[PLACES].rank(ascending=False).loc["CN-CQ"]
    assert table.loc[PLACES].notna().all(axis=None)
    assert (stored["per-inhabitant-best"].value, stored["per-inhabitant-worst"].value) == (ranks.min(), ranks.max())
    assert (ranks.min(), ranks.max()) == (5, 7)
    assert sorted(ranks.index[ranks == 5]) == [2015, 2016, 2017, 2022, 2023]
    assert {2010, 2018, 2020} <= set(ranks.index[ranks == 7])
    nation = table.loc["CN"].dropna()
    assert nation.index.max() == 2019 and (table.loc["CN-CQ", nation.index] > nation).all()


def test_students_per_teacher(stored):
    table = yearly("student-teacher-ratio-tertiary-regular")
    assert table.columns.max() == 2019
    assert table[2019].loc[PLACES].nlargest(2).index.tolist() == ["CN-SC", "CN-CQ"]
    assert set(table.loc[PLACES].rank(ascending=False).loc["CN-CQ"].drop(2019)) == {4, 5, 6}
    distance = table.loc["CN-CQ"] - table.loc["CN"]
    assert distance.drop(2019).abs().max() < 0.5 and stored["teachers-distance"].value == pytest.approx(distance[2019])
    assert stored["teachers-rise"].value == pytest.approx(table.loc["CN-CQ", 2019] - table.loc["CN-CQ", 2018])
    assert yearly("tertiary-full-time-teachers-regular").loc[PLACES].dropna(axis=1).columns.max() == 2019


def test_expenditure_grew_less_than_students(stored):
    money, students = (yearly(name, "CN-CQ") for name in ("higher-education-expenditure", "tertiary-students-regular"))
    growth = {
        name: 100 * (yearly(name, "CN-CQ")[2022] / yearly(name, "CN-CQ")[2017] - 1)
        for name in (
            "gdp",
            "education-funds-total",
            "local-government-education-expenditure",
            "local-government-general-budget-expenditure",
        )
    }
    own = 100 * (money[2022] / money[2017] - 1)
    assert stored["spending-spending"].value == pytest.approx(own)
    assert stored["spending-students"].value == pytest.approx(100 * (students[2022] / students[2017] - 1))
    *more, all_purposes = growth.values()
    assert min(more) > own > all_purposes
    fall = 100 * (1 - (money[2022] / students[2022]) / (money[2017] / students[2017]))
    assert stored["spending-per-student-fall"].value == pytest.approx(fall) and fall > 0


def test_what_the_first_year_of_the_plan_had_done(stored):
    for name, word in (("gross-enrolment-ratio-tertiary", "ratio"), ("tertiary-students", "students")):
        own, aim = yearly(name, "CN-CQ"), said(f"cqedu-2021-12-28-{name}-cq-2025-target")
        assert stored[f"way-{word}"].value == pytest.approx(100 * (own[2021] - own[2020]) / (aim - own[2020]))
        assert stored[f"way-{word}"].interval.low > 60


def test_share_of_education_in_the_public_budget(stored):
    education, whole = (
        yearly(name)
        for name in ("local-government-education-expenditure", "local-government-general-budget-expenditure")
    )
    share = 100 * education / whole.loc[education.index]
    assert stored["budget-share-2015"].value == pytest.approx(share.loc["CN-CQ", 2015])
    assert stored["budget-share-nation"].value == pytest.approx(share.loc["CN", 2023])
    ranks = share.loc[PLACES].rank(ascending=False).loc["CN-CQ"]
    assert (ranks[2015], ranks[2023]) == (9, 4)
    assert (stored["budget-rank-2015"].value, stored["budget-rank-2023"].value) == (9, 4)


def test_subjects_by_esi_and_the_implied_age_group(stored):
    own = ROWS[(ROWS["indicator_id"] == "esi-top-one-percent-subjects") & (ROWS["place_id"] == "CN-CQ")]
    counts = own.sort_values("period")["number"]
    assert counts.tolist() == sorted(counts) and (counts.iloc[0], counts.iloc[-1], len(counts)) == (9, 83, 7)
    students, ratio = said("icq-2025-02-tertiary-students"), said("icq-2025-02-gross-enrolment-ratio-tertiary")
    assert stored["age-group-2025"].value == pytest.approx(students / ratio * 100)
    per, residents = (yearly(name, "CN-CQ") for name in ("tertiary-students-per-100000-persons", "resident-population"))
    assert stored["students-of-density"].value == pytest.approx(per[2023] * residents[2023] / 1e5)
    rest = students - yearly("tertiary-students-regular", "CN-CQ")[2024]
    rest -= said("cns-2025-10-20-graduate-students-cq-2025-10-20")
    assert stored["other-forms"].value == pytest.approx(rest)
