"""Chapter 10, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import itertools

import numpy as np
import pandas as pd
import pytest
from plain import PLACES, ROWS, yearly
from scipy import stats

from cqbook.analysis import correlation
from cqbook.artifacts import registry
from cqbook.project import paths

CHECKS = pd.read_csv(paths.DATA / "checks.csv", dtype=str)
TEACHING_TO_FIRM = [
    "icq-2025-10-graduates",
    "icq-2025-10-frontline-staff-share",
    "icq-2025-02-vocational-programme-alignment",
    "icq-2022-10-undergraduate-majors-introduced",
    "icq-2022-10-undergraduate-majors-closed",
    "icq-2022-10-big-data-majors",
    "icq-2025-02-modern-industry-colleges",
    "icq-2025-02-joint-graduate-training-platforms",
    "icq-2025-10-universities-basic-research-share",
    "icq-2025-02-national-innovation-platforms",
]
LABORATORY_TO_FIRM = [
    "icq-2022-10-industry-university-alliances",
    "icq-2022-10-technology-transfer-centres",
    "icq-2022-10-national-university-science-parks",
    "icq-2022-10-university-projects-in-project-bank",
    "icq-2025-10-enterprises-with-university-cooperation",
]


PEOPLE, GDP = yearly("resident-population"), yearly("gdp")
INPUTS = {
    "graduates": yearly("tertiary-graduates-regular") / PEOPLE,
    "students": yearly("tertiary-students-per-100000-persons"),
    "spending": yearly("local-government-education-expenditure") / PEOPLE,
    "income": GDP / PEOPLE,
    "regular": yearly("tertiary-students-regular") / PEOPLE,
}
OUTCOMES = {
    "researchers": yearly("researchers-fte") / PEOPLE,
    "intensity": yearly("gerd") / GDP,
    "basic": yearly("gerd-basic-research") / GDP,
    "patents": yearly("invention-patents-in-force") / PEOPLE,
    "contracts": yearly("technology-contract-turnover-output") / GDP,
}
LIMIT = 7 / 11  # of tables of Spearman's coefficient for ten pairs: 0.648 is the first size beyond it


def rho(first, second):
    return stats.spearmanr(first.loc[PLACES], second.loc[PLACES]).statistic


def level(cause, outcome, year=2023):
    return rho(INPUTS[cause][year], OUTCOMES[outcome][year])


def change(cause, outcome, start):
    return rho(*(table[2023] / table[start] for table in (INPUTS[cause], OUTCOMES[outcome])))


@pytest.fixture(scope="module")
def stored():
    values = registry.read([paths.NOTEBOOKS / "10-classrooms-to-firms.ipynb"]).values
    return {name.removeprefix("links-"): value.quantity for name, value in values.items()}


def test_few_numbers_on_links_can_be_followed(stored):
    links = TEACHING_TO_FIRM + LABORATORY_TO_FIRM
    found = CHECKS[CHECKS["observation_id"].isin(links) & ~CHECKS["against"].isin(["not-found", "not-applicable"])]
    assert stored["map-all"].value == len(links) == 15 and stored["map-firm"].value == len(LABORATORY_TO_FIRM)
    assert stored["map-elsewhere"].value == found["observation_id"].nunique() == 5
    assert not set(found["observation_id"]) & set(LABORATORY_TO_FIRM)
    repeated = found[found["verdict"].isin(["agrees", "mistranslated"])]["observation_id"]
    assert stored["map-same"].value == repeated.nunique() == 2
    measures = ROWS[ROWS["observation_id"].isin(links)]["indicator_id"]
    dates = ROWS[ROWS["indicator_id"].isin(measures) & (ROWS["kind"] == "actual")].groupby("indicator_id")["period"]
    assert dates.nunique()[lambda count: count > 1].index.tolist() == ["universities-basic-research-share"]
    assert stored["map-again"].value == 1


def test_growth_of_graduates_and_researchers(stored):
    for name, indicator in (
        ("graduates", "tertiary-graduates-regular"),
        ("researchers", "researchers-fte"),
        ("basic", "rd-personnel-fte-basic-research"),
    ):
        for place, tail in (("CN-CQ", ""), ("CN", "-nation")):
            own = yearly(indicator, place).loc[:2023]
            assert stored[f"growth-{name}{tail}"].value == pytest.approx(100 * (own[2023] / own[2012] - 1))
            assert own.loc[2012:].idxmax() == 2023
    own, nation = (
        [stored[f"growth-{n}{t}"].value for n in ("graduates", "basic", "researchers")] for t in ("", "-nation")
    )
    assert own == sorted(own) and nation[0] < nation[2] < nation[1] and all(np.greater(own, nation))


def test_the_sizes_of_graduates_and_researchers(stored):
    gone, work = (yearly(name, "CN-CQ") for name in ("tertiary-graduates-regular", "researchers-fte"))
    total, added = gone.loc[2013:2023].sum(), work[2023] - work[2012]
    assert (stored["graduates-sum"].value, stored["researchers-added"].value) == (total, added)
    assert stored["researchers-per-graduate"].value == pytest.approx(100 * added / total)
    assert stored["graduates-per-researcher-2023"].value == pytest.approx(gone[2023] / work[2023])


def test_ranks_per_inhabitant(stored):
    ranks = {
        year: {
            name: table.loc[PLACES, year].rank(ascending=False)["CN-CQ"] for name, table in (INPUTS | OUTCOMES).items()
        }
        for year in (2012, 2023)
    }
    assert (
        [stored[f"paths-g-{word}"].value for word in ("old", "new")] == [ranks[y]["graduates"] for y in ranks] == [7, 3]
    )
    assert [stored[f"paths-r-{word}"].value for word in ("old", "new")] == [ranks[y]["researchers"] for y in ranks]
    assert stored["students-rank"].value == ranks[2023]["students"] == 5
    by_year = INPUTS["graduates"].loc[PLACES, 2015:2024].rank(ascending=False).loc["CN-CQ"]
    assert by_year.tolist() == [5] * 7 + [3, 3, 2]
    assert stored["graduates-rank-2015-2021"].value == 5 and stored["graduates-rank-2024"].value == 2
    for year, ends in ((2012, (7, 10)), (2023, (9, 10))):
        found = [ranks[year][name] for name in OUTCOMES]
        span = stored[f"outcome-ranks-{year}"].interval
        assert (span.low, span.high) == (min(found), max(found)) == ends
    grown = (INPUTS["graduates"][2023] / INPUTS["graduates"][2012]).loc[PLACES]
    few = INPUTS["graduates"].loc[PLACES, 2012].nsmallest(4).index
    assert set(grown.nlargest(3).index) == {"CN-CQ", "CN-SC", "CN-GD"} < set(few)
    assert grown.index[grown < 1].tolist() == ["CN-BJ"]
    work = OUTCOMES["researchers"].loc[[*PLACES, "CN"]]
    assert (work[2023] > work[2012]).all() and set(work[2023].nlargest(2).index) == {"CN-BJ", "CN-SH"}
    assert (INPUTS["graduates"].loc[["CN-BJ", "CN-SH"], 2023] < INPUTS["graduates"].loc["CN", 2023]).all()


def test_the_accounts_leave_every_share_of_basic_research_open(stored):
    for place, tail in (("CN-CQ", ""), ("CN", "-nation")):
        ratio = yearly("gerd-performed-by-higher-education", place)[2020] / yearly("gerd-basic-research", place)[2020]
        assert stored[f"basic-research-ratio{tail}"].value == pytest.approx(100 * ratio) and ratio > 1
        assert stored[f"basic-research-end{tail}"].value == pytest.approx(100 / ratio)
    ratio = stored["basic-research-ratio"].value / 100
    assert stored["basic-research-need"].value == pytest.approx(90 / ratio) and 90 * 1.05 / ratio < 50
    funds = stored["basic-research-need-funds"]
    assert funds.value is None and funds.interval.low == pytest.approx(60 / ratio, rel=0.002)
    # No lower bound either: what others perform is more than all basic research.
    basic = yearly("gerd-basic-research", "CN-CQ")
    assert basic[2020] < min(basic[2019], basic[2021]), "the one year is low"
    others = yearly("gerd", "CN-CQ")[2020] - yearly("gerd-performed-by-higher-education", "CN-CQ")[2020]
    assert others > 10 * yearly("gerd-basic-research", "CN-CQ")[2020]


def test_levels_go_with_income_and_spending_and_no_tie_with_graduates_is_seen(stored):
    for cause in ("graduates", "students", "spending", "income"):
        found = [level(cause, outcome) for outcome in OUTCOMES]
        assert stored[f"levels-{cause}-low"].value == pytest.approx(min(found))
        assert stored[f"levels-{cause}-high"].value == pytest.approx(max(found))
    assert max(abs(level("graduates", outcome)) for outcome in OUTCOMES) < LIMIT
    assert stored["graduates-reach"].interval.low < -0.7 and stored["graduates-reach"].interval.high > 0.6
    assert [o for o in OUTCOMES if level("students", o) > LIMIT + 1e-9] == ["contracts"]
    for cause in ("graduates", "students"):
        assert all(level(cause, outcome, 2012) > level(cause, outcome) for outcome in OUTCOMES)
    assert stored["graduates-contracts-2012"].value == pytest.approx(level("graduates", "contracts", 2012))
    assert rho(INPUTS["spending"][2023], INPUTS["income"][2023]) > 0.8, "spending and income go with each other"
    assert stored["levels-limit"].value == pytest.approx(LIMIT)
    without = [
        stats.spearmanr(INPUTS["spending"][2023][kept], OUTCOMES["researchers"][2023][kept]).statistic
        for kept in map(list, itertools.combinations(PLACES, 9))
    ]
    assert stored["money-without-one"].value == pytest.approx(min(without))


def test_with_income_set_aside_by_another_way(stored):
    """Partial rank correlation as the correlation of what a straight line on the ranks of income leaves."""
    third = INPUTS["income"].loc[PLACES, 2023].rank()

    def left(table):
        ranks = table.loc[PLACES, 2023].rank()
        return ranks - np.polyval(np.polyfit(third, ranks, 1), third)

    partial = {
        (cause, outcome): np.corrcoef(left(INPUTS[cause]), left(OUTCOMES[outcome]))[0, 1]
        for cause in ("spending", "students")
        for outcome in OUTCOMES
    }
    assert stored["given-income-partial"].value == pytest.approx(partial["spending", "researchers"])
    assert stored["students-researchers-given"].value == pytest.approx(partial["students", "researchers"])
    assert stored["given-income-above"].value == 2 and stored["given-income-all"].value == len(partial)
    by_chance = [pair for pair, value in partial.items() if abs(value) > correlation.chance_limit(9)]
    assert by_chance == [("spending", "researchers"), ("spending", "basic")]
    assert stored["given-income-beyond"].value == 2 and stored["given-income-both"].value == 1
    assert stored["money-basic-given"].value == pytest.approx(partial["spending", "basic"])
    assert stored["money-basic-given"].interval.low < 0
    both = [stored["given-income-partial"], stored["students-researchers-given"]]
    assert min(each.interval.low for each in both) > 0 > stored["money-intensity-given"].interval.low


def test_which_changes_go_together_depends_on_the_first_year(stored):
    causes, starts = ("graduates", "regular", "spending", "income"), (2015, 2016, 2017, 2018)
    found = {(c, o): [change(c, o, start) for start in starts] for c in causes for o in OUTCOMES}
    first = [pair for pair, values in found.items() if values[0] > LIMIT + 1e-9]
    always = [pair for pair, values in found.items() if min(values) > LIMIT + 1e-9]
    assert stored["changes-beyond"].value == len(first) == 7 and stored["changes-all"].value == len(found)
    assert stored["changes-always"].value == 1 and always == [("graduates", "intensity")]
    passing, missing = found["graduates", "intensity"], found["regular", "intensity"]
    assert stored["graduates-intensity-least"].value == pytest.approx(min(passing)) and min(passing) == passing[1]
    assert stored["students-intensity-least"].value == pytest.approx(min(missing)) and min(missing) == missing[1]
    assert max(min(passing) - LIMIT, LIMIT - min(missing)) < 0.02, "both lie near the line"
    assert sum(value > LIMIT for value in missing) == 3
    assert -0.1 < stored["graduates-intensity"].interval.low < 0
    assert [o for c, o in first if c == "spending"] == ["researchers", "intensity", "basic", "contracts"]
    assert not [o for c, o in first if c == "income"]
    assert stored["changes-first"].value == pytest.approx(found["spending", "researchers"][0])
    assert (
        stored["changes-last"].value == pytest.approx(found["spending", "researchers"][3])
        and abs(stored["changes-last"].value) < 0.1
    )
    basic = found["spending", "basic"]
    assert (stored["money-basic-low"].value, stored["money-basic-high"].value) == pytest.approx(
        (min(basic), max(basic))
    )
    begun = OUTCOMES["intensity"][2015]
    assert stored["begun-and-grown"].value == pytest.approx(-rho(begun, OUTCOMES["intensity"][2023] / begun))
    assert stored["graduates-intensity-given-start"].interval.low < -0.3


def test_from_earlier_first_years_the_two_pairs_change_places(stored):
    graduates, regular = (
        [change(name, "intensity", start) for start in (2012, 2013, 2014)] for name in ("graduates", "regular")
    )
    assert stored["graduates-intensity-early"].value == pytest.approx(max(graduates)) and max(graduates) < LIMIT
    assert stored["students-intensity-early"].value == pytest.approx(min(regular)) and min(regular) > LIMIT


def test_the_orders_that_rounding_leaves_open_decide_nothing(stored):
    names = [f"unsettled-{word}" for word in ("all", "orders", "pairs")]
    assert [stored[name].value for name in names] == [2 * 9 + 1 + 4 * 9 + 3 * 3, 3, 5]
    open_orders = [
        (INPUTS["income"][2012], {o: t[2012] for o, t in OUTCOMES.items()}, [("CN-CQ", "CN-HB")]),
        (
            INPUTS["regular"][2023] / INPUTS["regular"][2015],
            {o: t[2023] / t[2015] for o, t in OUTCOMES.items()},
            [("CN-HB", "CN-JS")],
        ),
        (
            INPUTS["income"][2023] / INPUTS["income"][2018],
            {o: t[2023] / t[2018] for o, t in OUTCOMES.items()},
            itertools.permutations(("CN-CQ", "CN-JS", "CN-SN")),
        ),
    ]
    for first, seconds, orders in open_orders:
        for order in orders:
            turned = first.copy()
            turned[sorted(order)] = first[list(order if len(order) > 2 else reversed(order))].to_numpy()
            assert (rho(turned, first) < 1) or list(order) == sorted(order)
            for second in seconds.values():
                assert (abs(rho(turned, second)) > LIMIT + 1e-9) == (abs(rho(first, second)) > LIMIT + 1e-9)
