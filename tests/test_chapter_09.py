"""Chapter 9, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import itertools

import numpy as np
import pandas as pd
import pytest

from cqbook import paths, registry

PLACES = ["CN-CQ", "CN-BJ", "CN-SH", "CN-TJ", "CN-JS", "CN-ZJ", "CN-GD", "CN-HB", "CN-SC", "CN-SN"]
ROWS = pd.read_csv(paths.DATA / "observations.csv", dtype={"value": str})
ROWS["number"] = pd.to_numeric(ROWS["value"], errors="coerce")


def yearly(indicator):
    """Preferred actual values of whole years: places in rows, years in columns."""
    rows = ROWS[(ROWS["indicator_id"] == indicator) & (ROWS["preferred"] == "yes") & (ROWS["kind"] == "actual")]
    rows = rows[rows["period"].str.fullmatch("[0-9]{4}") & (rows["period_basis"] == "reference")]
    return rows.assign(year=rows["period"].astype(int)).pivot(index="place_id", columns="year", values="number")


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
    return {name.removeprefix("peers-"): value.derived for name, value in values.items()}


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
    lead = INTENSITY.loc["CN-BJ"] - INTENSITY.loc["CN-CQ"]
    assert (stored["lead-2012"].value, stored["lead-2024"].value) == pytest.approx((lead[2012], lead[2024]))
    assert lead[2024] > lead[2012]
    logs = np.log(INTENSITY[[2012, 2024]]).apply(lambda year: year - year.mean()).to_numpy()
    ways = [np.where(np.array(way)[:, None], logs[:, ::-1], logs) for way in itertools.product((0, 1), repeat=10)]
    change = [abs(np.ptp(way.std(axis=0, ddof=1))) for way in ways]
    assert sum(each >= change[0] - 1e-12 for each in change) == stored["exchanges"].value == 40


def test_the_profile_of_2023(stored):
    ranks = measures().rank(ascending=False)
    own = ranks.loc["CN-CQ"]
    assert (own > 5).sum() == stored["profile-weaker"].value == 7 and len(own) == stored["profile-measures"].value
    assert (own["primary"], own["education"], own["contracts"], own["upper"]) == (3, 4, 10, 10)
    assert (ranks.loc["CN-BJ"] == 1).sum() == stored["profile-first"].value == 8
    assert own["basic"] == stored["basic-rank-2023"].value == 9
    assert measures(2012).rank(ascending=False).loc["CN-CQ", "basic"] == stored["basic-rank-2012"].value == 4


def test_random_weights_by_another_draw(stored):
    table = measures()
    table = (table - table.min()) / (table.max() - table.min())

    def own_ranks(table):
        weights = np.random.default_rng(99).exponential(size=(20_000, table.shape[1]))
        means = weights @ table.to_numpy().T
        return 1 + (means > means[:, :1]).sum(axis=1)

    assert stored["weights-last-two"].value == pytest.approx(100 * (own_ranks(table) >= 9).mean(), abs=1.5)
    fewer = own_ranks(table.drop(columns="primary"))
    assert stored["last-two-without-primary"].value == pytest.approx(100 * (fewer >= 9).mean(), abs=1)
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
