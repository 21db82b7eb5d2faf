"""Chapter 9, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import numpy as np
import pytest
from plain import PLACES, said, table, yearly

from cqbook.artifacts import registry
from cqbook.project import paths

ALL = table("places").query("kind in ['province', 'municipality', 'autonomous-region']")["place_id"].tolist()
GERD, GDP, PEOPLE = yearly("gerd"), yearly("gdp"), yearly("resident-population")
INTENSITY = (100 * GERD / GDP).loc[ALL]
GAIN = INTENSITY[2024] - INTENSITY[2012]
GROWTH = 100 * ((INTENSITY[2024] / INTENSITY[2012]) ** (1 / 12) - 1)
# Per resident, with the first and the last year in which all provinces have a value.
MEASURES = {
    "graduates": ("tertiary-graduates-regular", 2012, 2024),
    "students": ("tertiary-students-regular", 2012, 2024),
    "gdp": ("gdp", 2012, 2024),
    "spending": ("gerd", 2012, 2024),
    "researchers": ("researchers-fte", 2012, 2023),
    "patents": ("invention-patents-in-force", 2012, 2023),
    "contracts": ("technology-contract-turnover-output", 2017, 2024),
    "education": ("local-government-education-expenditure", 2012, 2023),
}


@pytest.fixture(scope="module")
def chapter():
    return registry.read([paths.NOTEBOOKS / "09-peers.ipynb"])


@pytest.fixture(scope="module")
def stored(chapter):
    return {name.removeprefix("peers-"): value.quantity for name, value in chapter.values.items()}


def ranks(values):
    """Ranks among all provinces, the largest first; all must have a value."""
    values = values.reindex(ALL)
    assert len(ALL) == 31 and values.notna().all()
    return values.rank(ascending=False, method="min")


def test_many_graduates_and_nothing_of_money_or_results_as_high(chapter, stored):
    found = {name: [ranks(yearly(it)[year] / PEOPLE[year]) for year in ends] for name, (it, *ends) in MEASURES.items()}
    own = {name: [each["CN-CQ"] for each in both] for name, both in found.items()}
    for name, ends in own.items():
        if name not in ("spending", "gdp"):
            assert ends == [stored[f"measures-{name}-{end}"].value for end in ("first", "last")], name
    assert (stored["measures-gdp-last"].value, own["gdp"][1], own["spending"][1]) == (10, 10, 10)
    assert (own["graduates"], own["patents"], own["education"][1]) == ([14, 2], [9, 12], 18)
    assert found["graduates"][1].idxmin() == "CN-TJ", "behind Tianjin alone"
    others = [last for name, (_, last) in own.items() if name not in ("graduates", "students")]
    assert max(own["graduates"][1], own["students"][1]) < min(others) and own["students"][1] == 4
    drawn = chapter.figures["fig-peers-measures"].marks.groupby("measure")["year"].agg(["min", "max"])
    assert drawn.loc["Contracts sold"].tolist() == [2017, 2024] and drawn.loc["Researchers"].tolist() == [2012, 2023]
    funds = ranks(yearly("education-funds-total")[2023] / PEOPLE[2023])["CN-CQ"]
    assert stored["funds-rank"].interval.low == funds == 12 < own["education"][1]
    patents = yearly("invention-patents-in-force", "CN-CQ")
    assert patents[2023] > patents[2012], "patents grew, too"


def test_a_large_gain_of_intensity_and_one_rank(stored):
    assert stored["movers-own"].value == pytest.approx(GAIN["CN-CQ"]) == pytest.approx(1.13, abs=0.01)
    assert ranks(GAIN)["CN-CQ"] == stored["movers-rank"].value == 7 and GAIN.idxmax() == "CN-GD"
    assert GAIN.idxmin() == "CN-TJ" and GAIN.drop("CN-TJ").min() > -0.01
    then, now = ranks(INTENSITY[2012]), ranks(INTENSITY[2024])
    assert (then["CN-CQ"], now["CN-CQ"]) == (13, 12)
    ahead, still = ({*of.index[of < of["CN-CQ"]]} for of in (then, now))
    assert (len(ahead), len(ahead & still)) == (stored["ahead-2012"].value, stored["ahead-still"].value) == (12, 10)
    assert (ahead - still, still - ahead) == ({"CN-LN", "CN-SC"}, {"CN-HN"})
    printed = yearly("gerd-share-of-grp")
    assert [ranks(printed[year])["CN-CQ"] for year in (2012, 2024)] == [13, 12], "the same two ranks on both bases"
    places = {"hainan": "CN-HI", "hunan": "CN-HN", "guangdong": "CN-GD", "shanxi": "CN-SX", "liaoning": "CN-LN"}
    for name, place in places.items():
        assert (stored[f"rank-{name}-2012"].value, stored[f"rank-{name}-2024"].value) == (then[place], now[place])
    assert ((then - now).idxmax(), (then - now).idxmin()) == ("CN-HI", "CN-LN")
    for year in (2012, 2024):
        assert stored[f"printed-liaoning-{year}"].value == ranks(printed[year])["CN-LN"]
    assert printed.loc["CN-TJ", 2024] > printed.loc["CN-TJ", 2012], "as first published Tianjin rose"


def test_along_the_yangtze_all_rose(stored):
    yangtze = ["CN-SC", "CN-CQ", "CN-HB", "CN-HN", "CN-JX", "CN-AH", "CN-JS", "CN-SH"]
    assert stored["where-least"].value == pytest.approx(GAIN[yangtze].min()) == pytest.approx(0.874, abs=0.001)
    west, printed = ["CN-GS", "CN-QH", "CN-XJ", "CN-XZ"], yearly("gerd-share-of-grp")
    for gain in (GAIN, printed[2024] - printed[2012]):
        assert gain[west].max() < 0.21 < 0.8 < gain[yangtze].min(), "on both bases"
    assert GAIN[["CN-NM", "CN-QH"]].abs().max() < 0.01 and printed[2024]["CN-NM"] > 1.4 * printed[2012]["CN-NM"]
    assert stored["gain-gansu"].value == pytest.approx(GAIN["CN-GS"])


def slope(places):
    return -np.polyfit(np.log2(INTENSITY[2012][places]), GROWTH[places], 1)[0]


def test_low_starters_did_not_catch_up(stored):
    whole = stored["beta-slower"]
    assert whole.value == stored["beta-drawn"].value == pytest.approx(slope(ALL))
    left_out = [slope([other for other in ALL if other != place]) for place in ALL]
    assert (whole.interval.low, whole.interval.high) == pytest.approx((min(left_out), max(left_out)))
    assert stored["beta-drawn"].interval.low < 0 < stored["beta-drawn"].interval.high, "no slope is possible"
    assert stored["slower-ten"].value == pytest.approx(slope(PLACES)) and slope(PLACES) > 2.5 * slope(ALL)
    assert (stored["beta-own"].value, GROWTH.idxmax()) == (pytest.approx(GROWTH["CN-CQ"]), "CN-HI")
    assert ranks(GROWTH)["CN-CQ"] == stored["beta-rank"].value == 8
    by_start = INTENSITY[2012].sort_values().index
    lowest, highest = GAIN[by_start[:10]].mean(), GAIN[by_start[-10:]].mean()
    assert (stored["gain-lowest"].value, stored["gain-highest"].value) == pytest.approx((lowest, highest))
    assert highest > 1.5 * lowest
    assert {"CN-QH", "CN-GX"} < {*by_start[:10]} and GROWTH[["CN-QH", "CN-GX"]].max() < 0.3
    printed = yearly("gerd-share-of-grp").loc[ALL, [2012, 2018]]
    growth = 100 * ((printed[2018] / printed[2012]) ** (1 / 6) - 1)
    level = -np.polyfit(np.log2(printed[2012]), growth, 1)[0]
    assert stored["slower-printed"].value == pytest.approx(level) and abs(level) < 0.05, "as first published, too"
    for year in (2012, 2024):
        assert stored[f"apart-{year}"].value == pytest.approx(np.exp(np.log(INTENSITY[year]).std()))


def test_an_independent_bootstrap_gives_about_the_same_interval(stored):
    level, growth = np.log2(INTENSITY[2012].to_numpy()), GROWTH.to_numpy()
    draws = np.random.default_rng(9).integers(31, size=(3000, 31))
    low, high = np.quantile([-np.polyfit(level[draw], growth[draw], 1)[0] for draw in draws], (0.025, 0.975))
    assert (stored["beta-drawn"].interval.low, stored["beta-drawn"].interval.high) == pytest.approx(
        (low, high), abs=0.2
    )


def test_provinces_as_rich_differ_in_results(stored):
    off = (100 * (GDP / PEOPLE)[2024] / (GDP / PEOPLE).loc["CN-CQ", 2024] - 100)[ALL].drop("CN-CQ").abs().sort_values()
    assert {*off.index[:5]} == {"CN-HB", "CN-SD", "CN-NM", "CN-GD", "CN-SN"} and off.index[5] == "CN-AH"
    assert (stored["income-within"].value, stored["income-beyond"].value) == pytest.approx(tuple(off.iloc[4:6]))
    near = {"hubei": "CN-HB", "shaanxi": "CN-SN", "guangdong": "CN-GD"}
    named = [("hubei", "graduates"), ("hubei", "contracts"), ("shaanxi", "contracts")]
    for name, word in [*named, ("guangdong", "graduates"), ("guangdong", "patents")]:
        indicator, _, year = MEASURES[word]
        values = yearly(indicator)[year] / PEOPLE[year]
        assert stored[f"alike-{name}-{word}"].value == pytest.approx(100 * values[near[name]] / values["CN-CQ"])
        if word == "graduates":
            assert values[[*off.index[:5], "CN-CQ"]].idxmax() == "CN-CQ"
    assert stored["alike-times"].value == pytest.approx(stored["alike-hubei-contracts"].value / 100)
    assert stored["alike-mongolia-research"].value == pytest.approx(
        100 * INTENSITY.loc["CN-NM", 2024] / INTENSITY.loc["CN-CQ", 2024]
    )
    people = (PEOPLE[2024] / PEOPLE.loc["CN-CQ", 2024]).loc[off.index[:5]]
    assert (np.log(people)).abs().idxmin() == "CN-SN", "nearest when residents count as well"


def test_students_near_and_researchers_far_beside_countries(stored):
    own = 1e6 * (yearly("researchers-fte") / PEOPLE).loc["CN-CQ", 2022]
    abroad = yearly("researchers-per-million-world-bank")
    assert stored["countries-own"].value == pytest.approx(own)
    assert stored["countries-germany"].value == abroad.loc["DE", 2022] > 3 * own
    assert 0.95 * abroad.loc["CN", 2022] < own < abroad.loc["CN", 2022]
    assert abroad.drop("CN")[2021].min() > 2 * own, "far below all five"
    enrolled = yearly("gross-enrolment-ratio-tertiary-unesco")
    ahead = enrolled.loc["CN"] > enrolled.loc["JP"]
    assert not ahead[2019] and ahead.loc[2020:2022].all() and enrolled.loc["DE", 2022] - enrolled.loc["CN", 2022] < 6
    assert "CN-CQ" not in enrolled.index and "CN-CQ" not in abroad.index
    money = said("wdi-gerd-share-of-gdp-world-bank-de-2022")
    assert stored["own-2022"].value == pytest.approx(INTENSITY.loc["CN-CQ", 2022])
    assert INTENSITY.loc["CN-CQ", 2022] / money > 2 * own / abroad.loc["DE", 2022], "by money the distance is smaller"
