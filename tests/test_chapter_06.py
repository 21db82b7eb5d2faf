"""Chapter 6, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import math

import pytest
from plain import PLACES, said, yearly

from cqbook.artifacts import registry
from cqbook.project import paths

SPENT, PRINTED = yearly("gerd"), yearly("gerd-share-of-grp")
RESTATED = yearly("gerd-share-of-grp-after-2023-census-revision")[2023]


@pytest.fixture(scope="module")
def stored():
    values = registry.read([paths.NOTEBOOKS / "06-research-spending.ipynb"]).values
    return {name.removeprefix("gerd-"): value.quantity for name, value in values.items()}


def test_the_statements_against_the_bulletins(stored):
    own = SPENT.loc["CN-CQ"]
    assert said("icq-2022-10-gerd") < own[2021] < said("icq-2022-10-gerd") + 1e10
    growth = 100 * (own[2021] / own[2017] - 1)
    assert round(growth, 1) == said("icq-2022-10-gerd-growth")
    assert stored["amount-checked"].value == pytest.approx(growth)
    assert own[2024] < said("cns-2025-10-15-gerd-cq-2025-10-15")
    gdp, index = yearly("gdp", "CN-CQ"), yearly("gdp-volume-index", "CN-CQ")
    volume = math.prod(index[year] / 100 for year in range(2018, 2022))
    prices = gdp[2021] / gdp[2017] / volume
    assert stored["checked-real"].value == pytest.approx(100 * (own[2021] / own[2017] / prices - 1))


def test_spending_grew_most_in_chongqing_and_slowed(stored):
    growth = 100 * (SPENT[2024] / SPENT[2012] - 1)
    assert growth.loc[[*PLACES, "CN"]].idxmax() == "CN-CQ"
    assert stored["amount-growth"].value == pytest.approx(growth["CN-CQ"])
    assert stored["growth-nation"].value == pytest.approx(growth["CN"])
    by_year = 100 * SPENT.loc[[*PLACES, "CN"]].T.pct_change().T
    own, nation = by_year.loc["CN-CQ"], by_year.loc["CN"]
    assert [year for year in range(2013, 2025) if own[year] < nation[year]] == [2013, 2024]
    assert abs(own[2021] - nation[2021]) < 0.02 and own[2022] > own[2023] > own[2024]
    assert stored["growth-2024"].value == pytest.approx(own[2024])
    youngest = by_year.loc[PLACES].rank(ascending=False).loc["CN-CQ"]
    assert stored["growth-rank-2024"].value == youngest[2024] == 8
    rank = SPENT.loc[PLACES].rank(ascending=False).loc["CN-CQ"]
    assert set(rank[rank.index < 2019]) == {10} and set(rank[rank.index >= 2019]) == {9}
    assert SPENT.loc["CN-CQ", 2019] > SPENT.loc["CN-TJ", 2019]


def test_the_total_of_2020_is_that_of_the_nation_s_bulletin():
    assert said("cq-rd-bulletin-2020-gerd-cq-2020") == pytest.approx(said("rd-bulletin-2020-gerd-cq-2020"), abs=5e6)


def test_ranks_by_intensity(stored):
    table = PRINTED.loc[PLACES]
    assert table.notna().all(axis=None)
    for year in (2012, 2022, 2024):
        own = table.loc["CN-CQ", year]
        # Two printed decimals: what is within a hundredth may stand either way.
        sure = (table[year] - own > 0.0101).sum() + 1
        worst = (table[year] - own > -0.0101).sum()
        span = stored[f"places-rank-{year}"].interval
        assert sure <= span.low <= span.high <= worst
    assert (stored["places-rank-2012"].value, stored["places-rank-2024"].value) == (10, 9)
    assert table.index[table[2024] < table.loc["CN-CQ", 2024]].tolist() == ["CN-SC"]
    assert (table[2024] > 3).sum() == 6


def test_on_one_base_the_gap_to_the_nation_widened_in_2024(stored):
    gap = PRINTED.loc["CN"] - PRINTED.loc["CN-CQ"]
    assert gap[range(2019, 2024)].idxmin() == 2023
    assert 0 < gap[2024] - gap[2023] < gap[2024] - (RESTATED["CN"] - RESTATED["CN-CQ"])
    assert stored["gap-narrowest"].value == pytest.approx(gap[2023])
    table = yearly("gerd-share-of-grp-before-2023-census-revision")
    even = table.loc["CN"] - table.loc["CN-CQ"]
    assert even.idxmax() == 2013 and even.idxmin() == 2018 and even[range(2013, 2019)].is_monotonic_decreasing
    assert even[2012] < even[2013] and even[[2020, 2021]].min() > even[2018] + 0.01
    for year in (2013, 2018, 2021):
        assert stored[f"gap-even-{year}"].value == pytest.approx(even[year])
    assert stored["gap-last"].value == pytest.approx(gap[2024])
    before = RESTATED["CN"] - RESTATED["CN-CQ"]
    assert stored["gap-restated-2023"].value == pytest.approx(before)
    assert stored["gap-restated-2023"].interval.high < stored["gap-last"].interval.low
    assert stored["rise-2024"].value == pytest.approx(PRINTED.loc["CN-CQ", 2024] - RESTATED["CN-CQ"])
    assert PRINTED.loc["CN-CQ", 2024] < RESTATED["CN"]
    # The newest GDP tells the same.
    gdp = yearly("gdp")
    newest = {year: 100 * SPENT[year] / gdp[year] for year in (2023, 2024)}
    wider = [newest[year]["CN"] - newest[year]["CN-CQ"] for year in (2023, 2024)]
    assert wider[0] < 0.15 and wider[1] > 0.19


def test_years_behind_by_hand(stored):
    even = yearly("gerd-share-of-grp-before-2023-census-revision")
    for own, curve, year in ((even, even, 2019), (even, even, 2021), (PRINTED, PRINTED, 2023)):
        value, nation = own.loc["CN-CQ", year], curve.loc["CN"]
        (before,) = [y for y in nation.index[:-1] if nation[y] <= value < nation[y + 1] and (year < 2022 or y >= 2019)]
        reached = before + (value - nation[before]) / (nation[before + 1] - nation[before])
        assert stored[f"gap-behind-{year}"].value == pytest.approx(year - reached)


def test_growth_taken_apart(stored):
    gdp, index = yearly("gdp").loc[PLACES], yearly("gdp-volume-index").loc[PLACES]
    log = lambda table, first, last: 100 * (table[last] / table[first]).map(math.log) / (last - first)  # noqa: E731
    spent = SPENT.loc[PLACES]
    whole, money = log(spent, 2015, 2024), log(gdp, 2015, 2024)
    real = 100 * (index[range(2016, 2025)] / 100).map(math.log).sum(axis=1) / 9
    intensity = whole - money
    assert whole.idxmax() == intensity.idxmax() == "CN-CQ" and intensity.idxmin() == "CN-TJ" and intensity["CN-TJ"] < 0
    for name, rows in (("all", whole), ("real", real), ("prices", money - real), ("intensity", intensity)):
        assert stored[f"growth-{name}"].value == pytest.approx(rows["CN-CQ"])
    for name, rows in (("real", real), ("price", money - real), ("intensity", intensity)):
        assert stored[f"growth-{name}-share"].value == pytest.approx(100 * rows["CN-CQ"] / whole["CN-CQ"])
    prices = money - real
    assert prices.nsmallest(2).index.tolist() == ["CN-CQ", "CN-JS"] and prices.idxmax() == "CN-SH"
    assert stored["growth-most"].value == pytest.approx(prices["CN-SH"])
    assert stored["growth-usual"].value == pytest.approx(100 * ((spent[2024] / spent[2015])["CN-CQ"] ** (1 / 9) - 1))
    parts = [stored[f"growth-{name}"].value for name in ("real", "prices", "intensity")]
    assert sum(parts) == pytest.approx(stored["growth-all"].value)
    twelve = log(gdp, 2012, 2024) / log(spent, 2012, 2024)
    assert twelve.nsmallest(2).index.tolist() == ["CN-CQ", "CN-GD"]
    assert stored["intensity-share-guangdong"].value == pytest.approx(100 * (1 - twelve["CN-GD"]))
    assert stored["economy-share"].value == pytest.approx(100 * twelve["CN-CQ"])
    older = yearly("gdp-before-2023-census-revision", "CN")
    nation = math.log(older[2022] / older[2012]) / math.log(SPENT.loc["CN", 2022] / SPENT.loc["CN", 2012])
    assert stored["intensity-share-nation"].value == pytest.approx(100 * (1 - nation))
    near = [place for place in PLACES if abs(real[place] - real["CN-CQ"]) < 0.1]
    assert real.idxmax() == "CN-CQ" and set(near) == {"CN-CQ", "CN-ZJ", "CN-SC"}


def test_real_growth_of_the_older_vintage(stored):
    for place, name in (("CN-CQ", "real-growth-2012"), ("CN", "real-growth-2012-nation")):
        gdp = yearly("gdp-before-2023-census-revision", place)
        index = yearly("gdp-volume-index-before-2023-census-revision", place)
        prices = gdp[2019] / gdp[2012] / math.prod(index[year] / 100 for year in range(2013, 2020))
        assert 1.05 < prices < 1.16
        real = 100 * (SPENT.loc[place, 2019] / SPENT.loc[place, 2012] / prices - 1)
        assert stored[name].value == pytest.approx(real)


def test_targets(stored):
    own = PRINTED.loc["CN-CQ"]
    assert own[2022] < said("cri-2018-01-26-gerd-share-of-grp-cq-2022-target")
    short = said("cri-2018-01-26-gerd-share-of-grp-cq-2022-target") - own[2022]
    assert stored["short-of-aim-2022"].value == pytest.approx(short)
    older = yearly("gerd-share-of-grp-before-2023-census-revision", "CN-CQ")
    assert short / 2 < own[2018] - older[2018]  # the census may explain a good part of it
    guess = stored["targets-guess"].interval
    assert guess.low < own[2024] < said("stdaily-2025-02-14-gerd-share-of-grp-preliminary-cq-2024") < guess.high
    assert own[2022] > said("cns-2023-02-23-gerd-share-of-grp-cq-2023-target")
    plan = said("cq-st-plan-14fyp-gerd-share-of-grp-cq-2025-target")
    assert stored["way-2023"].value == pytest.approx(100 * (own[2023] - own[2020]) / (plan - own[2020]))
    announced = said("cq-work-report-2026-gdp-preliminary-cq-2025")
    assert stored["needed-2025"].value == pytest.approx(plan / 100 * announced)
    assert stored["needed-growth-2025"].value == pytest.approx(
        100 * (plan / 100 * announced / SPENT.loc["CN-CQ", 2024] - 1)
    )
    assert stored["implied-2025"].interval.low < plan < stored["implied-2025"].interval.high
    aim = said("cri-2026-03-04-gerd-share-of-grp-cq-2026-target")
    needed = stored["needed-a-year"].interval
    assert needed.low < (aim - own[2024]) / 2 < needed.high and needed.low > stored["rise-2024"].interval.high


def test_revisions(stored):
    even = yearly("gerd-share-of-grp-before-2023-census-revision")
    assert stored["revised-2018"].value == pytest.approx(PRINTED.loc["CN-CQ", 2018] - even.loc["CN-CQ", 2018])
    moved = (even[2018] - PRINTED[2018]).loc[[*PLACES, "CN"]]
    assert moved.idxmax() == "CN-TJ" and moved.idxmin() == "CN-BJ"
    assert stored["revised-2018-tj"].value == pytest.approx(moved["CN-TJ"])


def test_kinds_and_sources(stored):
    share = {
        name: 100 * yearly(f"gerd-{name}") / SPENT
        for name in ("basic-research", "financed-by-enterprises", "financed-by-government")
    }
    basic = share["basic-research"]
    assert stored["structure-basic"].value == pytest.approx(basic.loc["CN-CQ", 2023])
    below = basic.loc["CN-CQ"] < basic.loc["CN"]
    assert not below[2012] and below[range(2013, 2024)].all()
    firms, state = share["financed-by-enterprises"], share["financed-by-government"]
    years = range(2012, 2024)
    assert (firms.loc["CN-CQ", years] > firms.loc["CN", years]).all()
    assert (state.loc["CN-CQ", years] < state.loc["CN", years]).all()


def test_share_of_science_and_technology_in_the_public_budget(stored):
    line = yearly("local-government-budget-sci-tech-expenditure")
    share = (100 * line / yearly("local-government-general-budget-expenditure")[line.columns]).drop(columns=2024)
    assert share.loc[PLACES].notna().all(axis=None)
    ranks = share.loc[PLACES].rank(ascending=False).loc["CN-CQ"]
    assert (stored["budget-best"].value, stored["budget-worst"].value) == (ranks.min(), ranks.max()) == (8, 10)
    assert stored["budget-last"].value == pytest.approx(share.loc["CN-CQ", 2023])
    assert stored["budget-nation"].value == pytest.approx(share.loc["CN", 2023])
    assert set(share.loc[PLACES, 2023].nlargest(4).index) == {"CN-BJ", "CN-ZJ", "CN-SH", "CN-GD"}
