"""Chapter 9, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import itertools

import numpy as np
import pandas as pd
import pytest
from plain import PLACES, yearly

from cqbook.artifacts import registry
from cqbook.project import paths

GERD, GDP = yearly("gerd"), yearly("gdp")
INTENSITY = (100 * GERD / GDP).loc[PLACES]


def measures(year=2023):
    """The ten measures of one year: a row a place, higher is better."""
    budget, people = yearly("local-government-general-budget-expenditure"), yearly("resident-population")
    found = {
        "r-and-d": GERD / GDP,
        "basic": yearly("gerd-basic-research") / GERD,
        "science": yearly("local-government-budget-sci-tech-expenditure") / budget,
        "researchers": yearly("researchers-fte") / people,
        "patents": yearly("invention-patents-in-force") / people,
        "contracts": yearly("technology-contract-turnover-output") / GDP,
        "students": yearly("tertiary-students-per-100000-persons"),
        "education": yearly("local-government-education-expenditure") / budget,
        "primary": -yearly("pupil-teacher-ratio-primary"),
        "upper": -yearly("pupil-teacher-ratio-upper-secondary-general"),
    }
    return pd.DataFrame({name: table.loc[PLACES, year] for name, table in found.items()})


@pytest.fixture(scope="module")
def stored():
    values = registry.read([paths.NOTEBOOKS / "09-peers.ipynb"]).values
    return {name.removeprefix("peers-"): value.quantity for name, value in values.items()}


def test_nine_of_ten_rose_and_the_rest_of_china_is_below_them(stored):
    assert INTENSITY.notna().all(axis=None) and INTENSITY.columns.tolist() == list(range(2012, 2025))
    rose = INTENSITY[2024] > INTENSITY[2012]
    assert rose.sum() == stored["panels-up"].value == 9 and rose[~rose].index.tolist() == ["CN-TJ"]
    rest = (
        100
        * (GERD.loc["CN", 2024] - GERD.loc[PLACES, 2024].sum())
        / (GDP.loc["CN", 2024] - GDP.loc[PLACES, 2024].sum())
    )
    assert stored["panels-rest"].value == pytest.approx(rest) and rest < INTENSITY[2024].min()
    assert stored["share-gerd"].value == pytest.approx(100 * GERD.loc[PLACES, 2024].sum() / GERD.loc["CN", 2024])
    for year in (2012, 2024):
        assert stored[f"panels-own-{'first' if year == 2012 else 'last'}"].value == pytest.approx(
            INTENSITY.loc["CN-CQ", year]
        )


def test_ranks_over_the_years(stored):
    ranks = INTENSITY.rank(ascending=False)
    own = ranks.loc["CN-CQ"]
    printed = yearly("gerd-share-of-grp").loc[PLACES]
    assert (printed[2016].rank() == printed[2016].rank()["CN-CQ"]).sum() == 2  # Chongqing and Sichuan
    assert sorted(printed[2022])[2:4] == [2.35, 2.36] and printed.loc["CN-CQ", 2022] == 2.36
    printed_ranks = printed.rank(ascending=False, method="min").loc["CN-CQ"]
    assert printed_ranks.index[printed_ranks != own[printed_ranks.index]].tolist() == [2016]  # the tie
    assert (own[2012], own[2022], own[2024]) == (10, 7, 9) and set(own.drop(2022)) == {9, 10}
    assert (stored["ranks-best"].value, stored["ranks-worst"].value, stored["ranks-odd"].value) == (9, 10, 7)
    assert (ranks.loc["CN-BJ"] == 1).all() and (ranks.loc["CN-ZJ"] == 6).all()
    inland = INTENSITY.loc[["CN-CQ", "CN-HB", "CN-SC", "CN-SN"]].rank(ascending=False).loc["CN-CQ"]
    assert inland[2022] == stored["inland-odd"].value == 1 and set(inland.drop(2022)) == {3, 4}


def slope(places, first=2012, last=2024, level=2012, table=INTENSITY):
    growth = 100 * ((table[last] / table[first]) ** (1 / (last - first)) - 1)
    return np.polyfit(np.log2(table[level][places]), growth[places], 1)[0]


def test_lower_places_grew_faster_without_any_one_place(stored):
    whole = stored["beta-slower"]
    assert whole.value == pytest.approx(-slope(PLACES))
    left_out = [-slope([other for other in PLACES if other != place]) for place in PLACES]
    assert (whole.interval.low, whole.interval.high) == pytest.approx((min(left_out), max(left_out)))
    assert whole.interval.low == pytest.approx(-slope([place for place in PLACES if place != "CN-TJ"]))
    assert stored["variants-later"].value == pytest.approx(-slope(PLACES, 2014)) and -slope(PLACES, 2014) > whole.value
    growth = (INTENSITY[2024] / INTENSITY[2012]).sort_values()
    assert (growth.index[0], growth.index[-1], INTENSITY[2012].idxmin()) == ("CN-TJ", "CN-CQ", "CN-CQ")


def test_an_independent_bootstrap_gives_about_the_same_interval(stored):
    level = np.log2(INTENSITY[2012].to_numpy())
    growth = 100 * ((INTENSITY[2024] / INTENSITY[2012]).to_numpy() ** (1 / 12) - 1)
    draws = np.random.default_rng(9).integers(10, size=(3000, 10))
    slopes = [-np.polyfit(level[draw], growth[draw], 1)[0] for draw in draws]
    low, high = np.quantile(slopes, (0.025, 0.975))
    assert stored["beta-drawn"].interval.low == pytest.approx(low, abs=0.2)
    assert stored["beta-drawn"].interval.high == pytest.approx(high, abs=0.3)


def test_all_variants_lie_below_zero():
    marks = registry.read([paths.NOTEBOOKS / "09-peers.ipynb"]).figures["fig-peers-variants"].marks.set_index("variant")
    assert len(marks) == 10 and (marks["high"] < 0).all()
    assert (marks["high"] - marks["low"]).idxmax() == "2012 to 2018, as first published"
    assert marks["value"].idxmax() == "without Tianjin"
    printed = yearly("gerd-share-of-grp").loc[PLACES]
    assert marks.loc["2019 to 2023, as first published", "value"] == pytest.approx(
        slope(PLACES, 2019, 2023, 2019, printed)
    )


def test_closer_in_ratio_and_not_in_points(stored):
    relative, points = np.log(INTENSITY).std(), INTENSITY.std()
    for year, end in ((2012, "first"), (2024, "last")):
        assert stored[f"sigma-log-{end}"].value == pytest.approx(relative[year])
        assert stored[f"sigma-points-{end}"].value == pytest.approx(points[year])
    assert relative[2024] < 0.75 * relative[2012] and abs(points[2024] / points[2012] - 1) < 0.01
    assert relative.diff().idxmin() == 2017 and relative.idxmin() == 2023


def test_beijings_lead_fell_and_rose_again(stored):
    lead = INTENSITY.loc["CN-BJ"] - INTENSITY.loc["CN-CQ"]
    times = INTENSITY.loc["CN-BJ"] / INTENSITY.loc["CN-CQ"]
    for year in (2012, 2017, 2024):
        assert stored[f"lead-{year}"].value == pytest.approx(lead[year])
        assert stored[f"times-{year}"].value == pytest.approx(times[year])
    assert lead[2024] > lead[2012] > lead[2017] + 0.5
    assert times[2012] - times[2017] > 0.8 * (times[2012] - times[2024])


def ways_to_exchange(places):
    """How many exchanges of the two years change the dispersion as much, and all."""
    logs = np.log(INTENSITY.loc[places, [2012, 2024]]).apply(lambda year: year - year.mean()).to_numpy()
    ways = itertools.product((0, 1), repeat=len(places))
    spreads = [np.where(np.array(way)[:, None], logs[:, ::-1], logs).std(axis=0, ddof=1) for way in ways]
    change = [abs(np.ptp(spread)) for spread in spreads]
    return sum(each >= change[0] - 1e-12 for each in change), len(change)


def test_the_narrowing_hangs_on_tianjin_and_beijing(stored):
    expected = {
        "": (40, 1024),
        "-without-tianjin": (52, 512),
        "-without-beijing": (64, 512),
        "-without-both": (66, 256),
    }
    missing = {
        "": [],
        "-without-tianjin": ["CN-TJ"],
        "-without-beijing": ["CN-BJ"],
        "-without-both": ["CN-TJ", "CN-BJ"],
    }
    for name, ways in expected.items():
        assert ways_to_exchange([place for place in PLACES if place not in missing[name]]) == ways
        assert (stored[f"exchanges{name}"].value, stored[f"exchanges{name}-all"].value) == ways
    points = INTENSITY.drop(index=["CN-TJ", "CN-BJ"]).std()
    assert points[2024] > points[2012]
    for year in (2012, 2024):
        assert stored[f"points-without-both-{year}"].value == pytest.approx(points[year])


def test_spending_of_tianjin_fell_in_2017(stored):
    fall = 100 * (1 - GERD.loc["CN-TJ", 2017] / GERD.loc["CN-TJ", 2016])
    assert stored["tianjin-fall-2017"].value == pytest.approx(fall) and fall > 14
    printed = yearly("gerd-share-of-grp").loc["CN-TJ"]
    assert printed[2024] > printed[2012] and INTENSITY.loc["CN-TJ", 2024] < INTENSITY.loc["CN-TJ", 2012]


def test_the_profile_of_2023(stored):
    ranks = measures().rank(ascending=False)
    own = ranks.loc["CN-CQ"]
    assert (own > 5).sum() == stored["profile-weaker"].value == 7 and len(own) == stored["profile-measures"].value
    assert (own["primary"], own["education"], own["contracts"], own["upper"]) == (3, 4, 10, 10)
    assert (ranks.loc["CN-BJ"] == 1).sum() == stored["profile-first"].value == 8
    assert own["basic"] == stored["basic-rank-2023"].value == 9
    basic = (100 * yearly("gerd-basic-research") / GERD).loc[PLACES]
    for year, rank in ((2012, 4), (2013, 7), (2023, 9)):
        assert basic[year].rank(ascending=False)["CN-CQ"] == stored[f"basic-rank-{year}"].value == rank
        assert stored[f"basic-{year}"].value == pytest.approx(basic.loc["CN-CQ", year])
    contracts = 100 * yearly("technology-contract-turnover-output").loc["CN-CQ"] / GDP.loc["CN-CQ"]
    for year in (2019, 2023):
        assert stored[f"contracts-{year}"].value == pytest.approx(contracts[year])


def test_random_weights_by_another_draw(stored):
    table = measures()
    table = (table - table.min()) / (table.max() - table.min())

    def own_ranks(table):
        weights = np.random.default_rng(99).exponential(size=(20_000, table.shape[1]))
        means = weights @ table.to_numpy().T
        return 1 + (means > means[:, :1]).sum(axis=1)

    assert stored["weights-last-two"].value == pytest.approx(100 * (own_ranks(table) >= 9).mean(), abs=1.5)
    without = pd.Series({name: 100 * (own_ranks(table.drop(columns=name)) >= 9).mean() for name in table})
    assert (without.idxmin(), without.idxmax()) == ("science", "primary")
    assert stored["last-two-without-primary"].value == pytest.approx(without["primary"], abs=1)
    assert stored["last-two-without-science"].value == pytest.approx(without["science"], abs=1.5)
    by_rank = 100 * (own_ranks(measures().rank()) >= 9).mean()
    assert stored["last-two-by-rank"].value == pytest.approx(by_rank, abs=1.5)
    assert stored["seventh-or-better"].value == pytest.approx(100 * (own_ranks(table) <= 7).mean(), abs=1.5)
    assert 1 + (table.mean(axis=1) > table.mean(axis=1)["CN-CQ"]).sum() == stored["weights-equal"].value == 9


def test_the_best_rank_by_weights_on_pairs_and_triples_of_measures(stored):
    """Weights on few measures reach the best rank of the search; none goes beyond it."""
    table = measures()
    table = (table - table.min()) / (table.max() - table.min())
    grid = np.array([(i, j, 40 - i - j) for i in range(41) for j in range(41 - i)]) / 40
    reached = set()
    for chosen in itertools.combinations(table, 3):
        means = grid @ table[list(chosen)].to_numpy().T
        reached |= set(1 + (means > means[:, :1] + 1e-9).sum(axis=1))
    span = stored["weights-range"].interval
    assert reached == set(range(2, 11)) and (span.low, span.high) == (2, 10)
