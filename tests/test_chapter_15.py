"""The annex, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import numpy as np
import pandas as pd
import pytest
from plain import PLACES, table, yearly
from scipy.optimize import linprog
from test_chapter_12 import KNOWN, MET, fits

from cqbook.artifacts import registry
from cqbook.project import paths

ALL = table("places").query("kind in ['province', 'municipality', 'autonomous-region']")["place_id"].tolist()
GERD, GDP, PEOPLE, RESEARCHERS = map(yearly, ("gerd", "gdp", "resident-population", "researchers-fte"))
GRANTED, CONTRACTS = map(yearly, ("invention-patents-granted", "technology-contract-turnover-output"))
INTENSITY = (100 * GERD / GDP).loc[ALL]


@pytest.fixture(scope="module")
def chapter():
    return registry.read([paths.NOTEBOOKS / "15-annex.ipynb"])


@pytest.fixture(scope="module")
def stored(chapter):
    return {name: value.quantity for name, value in chapter.values.items()}


@pytest.fixture(scope="module")
def scores():
    budget = yearly("local-government-general-budget-expenditure")
    measures = [
        GERD / GDP,
        yearly("gerd-basic-research") / GERD,
        CONTRACTS / GDP,
        yearly("local-government-budget-sci-tech-expenditure") / budget,
        yearly("local-government-education-expenditure") / budget,
        RESEARCHERS / PEOPLE,
        yearly("invention-patents-in-force") / PEOPLE,
        yearly("tertiary-students-regular") / PEOPLE,
        -yearly("pupil-teacher-ratio-primary"),
        -yearly("pupil-teacher-ratio-upper-secondary-general"),
    ]
    found = pd.concat([rows.loc[ALL, 2023] for rows in measures], axis=1, keys=range(10))
    assert found.shape == (31, 10) and found.notna().all(axis=None)
    return (found - found.min()) / (found.max() - found.min())


def lead(scores, sign):
    """By how much weights can put Chongqing before all others, or after all with a negative sign: a linear program."""
    ahead = sign * (scores.drop("CN-CQ") - scores.loc["CN-CQ"]).to_numpy()
    found = linprog(
        [0] * 10 + [-1],
        A_ub=np.hstack([ahead, np.ones((30, 1))]),
        b_ub=np.zeros(30),
        A_eq=[[1] * 10 + [0]],
        b_eq=[1],
        bounds=[(0, 1)] * 10 + [(None, None)],
    )
    return -found.fun


def test_weights_can_give_any_rank_from_2_to_31(scores, stored):
    span = stored["peers-weights-any"].interval
    assert (span.low, span.high) == (2, 31)
    assert lead(scores, 1) < 0 < lead(scores, -1), "first is out of reach, last is not"
    rng, here = np.random.default_rng(15), ALL.index("CN-CQ")
    students = rng.dirichlet(np.array([1, 1, 1, 1, 1, 1, 1, 40, 1, 1]) / 4, 20_000)
    means = students @ scores.to_numpy().T
    assert (1 + (means > means[:, [here]]).sum(axis=1)).min() == 2, "most weight on students gives the best rank"
    means = rng.exponential(size=(100_000, 10)) @ scores.to_numpy().T
    ranks = 1 + (means > means[:, [here]]).sum(axis=1)
    assert stored["peers-weights-upper-half"].value == pytest.approx(100 * (ranks <= 15).mean(), abs=1.5)
    random = stored["peers-weights-random"].interval
    assert (random.low, random.high) == pytest.approx(tuple(np.quantile(ranks, (0.05, 0.95))), abs=1)
    assert scores.mean(axis=1).rank(ascending=False)["CN-CQ"] == stored["peers-weights-equal"].value == 21


def test_ten_peers_came_closer_in_ratios_and_all_provinces_did_not(stored):
    for end, year in (("first", 2012), ("last", 2024)):
        assert stored[f"peers-sigma-all-{end}"].value == pytest.approx(np.log(INTENSITY[year]).std())
        assert stored[f"peers-sigma-ten-{end}"].value == pytest.approx(np.log(INTENSITY.loc[PLACES, year]).std())
        assert stored[f"peers-sigma-points-{end}"].value == pytest.approx(INTENSITY[year].std())
        least = min(INTENSITY[year].drop(place).std() for place in ALL)
        assert least == pytest.approx(INTENSITY[year].drop("CN-BJ").std()), "the lower edge is without Beijing"
        assert stored[f"peers-sigma-points-{end}"].interval.low == pytest.approx(least)
    spread = np.log(INTENSITY).std()
    assert abs(spread[2024] - spread[2012]) < 0.02
    assert np.log(INTENSITY.loc[PLACES]).std()[2024] < 0.75 * np.log(INTENSITY.loc[PLACES]).std()[2012]
    assert INTENSITY.drop("CN-BJ").std()[2024] > 1.15 * INTENSITY.drop("CN-BJ").std()[2012]


def rank(result, effort, year, lag):
    """Rank of Chongqing among all provinces by results of a year over efforts of some years before."""
    ratio = (result[year] / effort[year - lag]).reindex(ALL)
    assert ratio.notna().all()
    return ratio.rank(ascending=False, method="min")["CN-CQ"]


def test_the_rank_by_patents_per_researcher_fell_at_each_lag(chapter, stored):
    assert RESEARCHERS.columns.max() == 2023, "researchers of 2024 fill the empty cell"
    lags = {2017: range(6), 2023: range(6), 2024: range(1, 6)}
    found = {year: [rank(GRANTED, RESEARCHERS, year, lag) for lag in of] for year, of in lags.items()}
    for year, ranks in found.items():
        span = stored[f"innovation-lag-in-{year}"].interval
        assert (span.low, span.high) == (min(ranks), max(ranks)), year
    assert max(found[2017]) < min(found[2023]) and all(np.diff(np.transpose([found[2023][1:], found[2024]])) > 0)
    assert all(later <= sooner + 1 for sooner, later in zip(found[2024], found[2024][1:], strict=False)), "a bit better"
    years = {year: [rank(CONTRACTS, GERD, year, lag) for lag in range(6)] for year in range(2019, 2025)}
    assert max(max(ranks) - min(ranks) for ranks in years.values()) <= 2 and max(years[2019]) - max(years[2024]) > 10
    drawn = chapter.figures["fig-innovation-lag"].marks.query("ratio.str.startswith('Contracts')")
    assert drawn.loc[drawn["year"].astype(int) == 2024, "value"].tolist() == years[2024]


def test_rates_carried_on_from_2019_missed_17_provinces(stored):
    printed = yearly("gerd-share-of-grp")
    ceiling = printed.loc[ALL, 2012:].max().max()
    above, below = set(), set()
    for place in [*ALL, "CN"]:
        own = printed.loc[place]
        first = 2014 if place == "CN" else 2012  # the nation's series breaks in 2014
        ends = np.round(fits(own, ceiling, first, 2018, own[2019], 4), 6)
        above |= {place} if own[2023] > max(ends) else set()
        below |= {place} if own[2023] < min(ends) else set()
    assert "CN" in above and "CN-CQ" not in above | below
    assert stored["pace-back-test-above"].value == len(above - {"CN"}) == 13
    assert stored["pace-back-test-missed"].value == len((above | below) - {"CN"}) == 17 > 31 / 2
    own = printed.loc["CN-CQ"]
    ends = fits(own, ceiling, 2012, 2018, own[2019], 4)
    assert own[2023] < min(ends) + 0.25 * (max(ends) - min(ends)), "near the low end"


def test_other_readings_change_few_verdicts_and_another_due_day_half(stored):
    at_date = KNOWN[(KNOWN["seen"] == KNOWN["period"]) & ~KNOWN.index.isin(MET.index)]
    edge = at_date[at_date["clear"] & (at_date["result"] == at_date["number"])]
    nearly = KNOWN[~KNOWN["clear"] & (KNOWN["result"] > KNOWN["number"])]
    assert stored["pace-readings-most"].value == len(edge) + len(nearly) == 3
    missed = at_date[at_date["clear"] & (at_date["result"] < at_date["number"])]
    late = {*edge.index, *missed.index, *MET[MET["seen"].str[:4].astype(int) >= MET["due"]].index}
    still_open = KNOWN[(KNOWN["due"] == 2026) & ~KNOWN.index.isin(MET.index)]
    assert stored["pace-readings-first-day"].value == len(late | {*still_open.index}) == 18
    assert stored["pace-readings-all"].value == len(KNOWN) == 36
