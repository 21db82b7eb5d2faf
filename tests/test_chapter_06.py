"""Chapter 6, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import math

import pytest
from plain import said, table, yearly

from cqbook.artifacts import registry
from cqbook.project import paths

PROVINCES = table("places").query("kind in ['province', 'municipality', 'autonomous-region']")["place_id"].tolist()
SPENT, PRINTED, GDP, PEOPLE = map(yearly, ("gerd", "gerd-share-of-grp", "gdp", "resident-population"))
RESTATED = yearly("gerd-share-of-grp-after-2023-census-revision")[2023]
BASIC = 100 * yearly("gerd-basic-research") / SPENT
INDUSTRY = "rd-expenditure-industrial-enterprises"


@pytest.fixture(scope="module")
def stored():
    values = registry.read([paths.NOTEBOOKS / "06-research-spending.ipynb"]).values
    return {name.removeprefix("gerd-"): value.quantity for name, value in values.items()}


def ranks(values):
    """The rank of Chongqing among all provinces, each of which must have a value, by year."""
    values = values.reindex(PROVINCES).dropna(axis="columns", how="all")
    assert len(values) == 31 and values.notna().all(axis=None)
    return values.rank(ascending=False).loc["CN-CQ"]


def test_money_and_researchers_rose_in_rank_and_basic_research_fell(stored):
    for name, values, first, last in (
        ("researchers", yearly("researchers-fte") / PEOPLE, 14, 10),
        ("amount", SPENT, 17, 15),
        ("intensity", 100 * SPENT / GDP, 13, 12),
        ("basic", BASIC[range(2012, 2024)], 16, 24),
    ):
        found = ranks(values)
        assert (found.iloc[0], found.iloc[-1]) == (first, last)
        assert stored[f"ranks-{name}-2012"].value == first
        assert stored[f"ranks-{name}-{found.index[-1]}"].value == last
    printed = ranks(PRINTED[range(2012, 2025)])
    assert (printed[2012], printed[2024]) == (13, 12), "as first published the first and the last rank are the same"
    basic = ranks(BASIC[range(2012, 2024)])
    assert basic[2019] == basic.min() == 16 and basic.idxmax() == 2023, "it climbs back to 16 in 2019 and then falls"


def test_basic_research_grew_less_than_all_research(stored):
    own, nation = BASIC.loc["CN-CQ"], BASIC.loc["CN"]
    assert own[2012] > nation[2012] and (own < nation)[range(2013, 2024)].all()
    for year in (2012, 2023):
        assert stored[f"basic-{year}"].value == pytest.approx(own[year])
        assert stored[f"basic-{year}-nation"].value == pytest.approx(nation[year])
    spent = SPENT.loc["CN-CQ"]
    assert 4 < own[2023] * spent[2023] / (own[2012] * spent[2012]) < spent[2023] / spent[2012]
    per_resident = ranks((yearly("gerd-basic-research") / PEOPLE)[[2012, 2023]])
    assert [*per_resident] == [14, 13], "by basic research per resident Chongqing even rose"


def test_nearly_five_times_as_much_and_slower_of_late(stored):
    own, nation = SPENT.loc["CN-CQ"], SPENT.loc["CN"]
    assert 4.9 < own[2024] / own[2012] < 5
    assert stored["amount-growth"].value == pytest.approx(100 * (own[2024] / own[2012] - 1))
    assert stored["growth-nation"].value == pytest.approx(100 * (nation[2024] / nation[2012] - 1))
    assert nation[2024] / nation[2012] == pytest.approx(3.5, abs=0.05), "in the nation it was three and a half times"
    growth = 100 * SPENT.T.pct_change().T
    own, nation = growth.loc["CN-CQ"], growth.loc["CN"]
    assert [year for year in range(2013, 2025) if own[year] < nation[year]] == [2013, 2024]
    assert own[2022] > own[2023] > own[2024] and own[2024] < own[2022] / 2
    assert stored["growth-2024"].value == pytest.approx(own[2024])
    assert ranks(growth)[2024] == stored["growth-rank-all-2024"].value == 24


def test_seven_provinces_are_above_the_nation_and_the_gap_widened(stored):
    table = PRINTED.loc[PROVINCES, 2024]
    assert (table > PRINTED.loc["CN", 2024]).sum() == 7
    assert stored["places-rank-all"].interval.low == stored["places-rank-all"].interval.high == 12
    below, above = table[table < 2.48], table[table > 2.48]
    assert (above.idxmin(), below.idxmax()) == ("CN-HB", "CN-SC")
    gaps = RESTATED["CN"] - RESTATED["CN-CQ"], PRINTED.loc["CN", 2024] - PRINTED.loc["CN-CQ", 2024]
    for name, gap in zip(("gap-restated-2023", "gap-last"), gaps, strict=True):
        assert stored[name].value == pytest.approx(gap)
    assert stored["gap-restated-2023"].interval.high < stored["gap-last"].interval.low
    assert stored["rise-2024"].value == pytest.approx(PRINTED.loc["CN-CQ", 2024] - RESTATED["CN-CQ"])
    newest = 100 * SPENT / GDP
    newest = newest.loc["CN"] - newest.loc["CN-CQ"]
    assert newest[2023] < 0.15 and newest[2024] > 0.19, "the newest GDP tells the same"


def test_beside_five_countries(stored):
    abroad = yearly("gerd-share-of-gdp-world-bank")
    own = 100 * SPENT.loc["CN-CQ"] / GDP.loc["CN-CQ"]
    assert len(abroad) == 6 and own[2012] < abroad[2012].min()
    gained = (abroad[2022] - abroad[2012]).dropna()
    assert gained.index[gained > own[2022] - own[2012]].tolist() == ["KR"] and len(gained) == 5
    assert stored["rise-cq"].value == pytest.approx(own[2022] - own[2012])
    assert abroad.loc["KR", 2022] > 2 * own[2022] and own[2022] < abroad.loc["CN", 2022]


def test_growth_taken_apart(stored):
    index = yearly("gdp-volume-index").loc[PROVINCES]
    log = lambda values: 100 * (values[2024] / values[2015]).map(math.log) / 9  # noqa: E731
    whole, money = log(SPENT.loc[PROVINCES]), log(GDP.loc[PROVINCES])
    real = 100 * (index[range(2016, 2025)] / 100).map(math.log).sum(axis=1) / 9
    parts = {"real": real, "prices": money - real, "intensity": whole - money}
    for name, rows in (("all", whole), *parts.items()):
        assert stored[f"growth-{name}"].value == pytest.approx(rows["CN-CQ"])
    for name, part in zip(("real", "price", "intensity"), parts.values(), strict=True):
        assert stored[f"growth-{name}-share"].value == pytest.approx(100 * part["CN-CQ"] / whole["CN-CQ"])
    assert (whole > whole["CN-CQ"]).sum() == 7, "of all provinces seven had a larger growth"
    assert (parts["intensity"] > parts["intensity"]["CN-CQ"]).sum() == 6
    compound = (SPENT.loc["CN-CQ", 2024] / SPENT.loc["CN-CQ", 2015]) ** (1 / 9)
    assert stored["growth-usual"].value == pytest.approx(100 * (compound - 1))


def test_enterprises_do_and_pay_for_more_than_in_the_nation(stored):
    year = 2023
    for name, indicator in (("done", "performed"), ("paid", "financed")):
        share = 100 * yearly(f"gerd-{indicator}-by-enterprises")[year] / SPENT[year]
        assert share["CN-CQ"] > share["CN"]
        assert stored[f"performers-{name}"].value == pytest.approx(share["CN-CQ"])
    for indicator in ("performed-by-government-institutes", "financed-by-government"):
        share = yearly(f"gerd-{indicator}")[year] / SPENT[year]
        assert share["CN-CQ"] < share["CN"]
    by = yearly("gerd-basic-research-performed-by-higher-education", "CN-CQ")[year]
    total = yearly("gerd-basic-research", "CN-CQ")[year]
    assert stored["basic-by-higher-education"].value == pytest.approx(100 * by / total)


def test_makers_of_motor_vehicles_lead_and_cut_back(stored):
    names = [name for name in table("indicators")["indicator_id"] if name.startswith(f"{INDUSTRY}-")]
    spent = {name.removeprefix(f"{INDUSTRY}-"): yearly(name, "CN-CQ") for name in names}
    order = sorted(spent, key=lambda name: -spent[name][2023])
    assert len(order) == 10 and order[:2] == ["motor-vehicles", "electronics"] and spent[order[2]][2023] < 3e9
    assert all(spent[name][2023] < spent[name][2022] for name in order[:2])
    whole = yearly(INDUSTRY, "CN-CQ")
    assert stored["industries-vehicles-share"].value == pytest.approx(100 * spent[order[0]][2023] / whole[2023])
    assert stored["industry-share"].value == pytest.approx(100 * whole[2023] / SPENT.loc["CN-CQ", 2023])
    needed = 100 * ((said(f"cq-manufacturing-action-2023-{INDUSTRY}-cq-2027-target") / whole[2023]) ** (1 / 4) - 1)
    assert stored["industry-needed"].value == pytest.approx(needed) and whole[2023] / whole[2022] < 1.05


def test_science_in_the_public_budget(stored):
    line = yearly("local-government-budget-sci-tech-expenditure")
    share = 100 * line / yearly("local-government-general-budget-expenditure")[line.columns]
    found = ranks(share[range(2015, 2024)])
    assert (found[2015], found[2023]) == (20, 15)
    assert share.loc["CN-CQ", 2023] < share.loc["CN", 2023]
    assert stored["budget-last"].value == pytest.approx(share.loc["CN-CQ", 2023])


def test_targets(stored):
    own, older = PRINTED.loc["CN-CQ"], yearly("gerd-share-of-grp-before-2023-census-revision", "CN-CQ")
    short = said("cri-2018-01-26-gerd-share-of-grp-cq-2022-target") - own[2022]
    assert stored["short-of-aim-2022"].value == pytest.approx(short) and short > 0
    assert stored["revised-2018"].value == pytest.approx(own[2018] - older[2018])
    assert short / 2 < own[2018] - older[2018], "a good part may be the larger GDP"
    assert own[2022] > said("cns-2023-02-23-gerd-share-of-grp-cq-2023-target")
    needed = 0.026 * said("cq-work-report-2026-gdp-preliminary-cq-2025")
    assert stored["needed-2025"].value == pytest.approx(needed)
    assert stored["needed-growth-2025"].value == pytest.approx(100 * (needed / SPENT.loc["CN-CQ", 2024] - 1))
    span = stored["needed-a-year"].interval
    assert span.low < (said("cri-2026-03-04-gerd-share-of-grp-cq-2026-target") - own[2024]) / 2 < span.high
    assert span.low > stored["rise-2024"].interval.high


def test_the_statements_against_the_bulletins(stored):
    own, gdp, index = (yearly(name, "CN-CQ") for name in ("gerd", "gdp", "gdp-volume-index"))
    assert said("icq-2022-10-gerd") < own[2021] < said("icq-2022-10-gerd") + 1e10
    assert round(100 * (own[2021] / own[2017] - 1), 1) == said("icq-2022-10-gerd-growth")
    assert own[2024] < said("cns-2025-10-15-gerd-cq-2025-10-15")
    prices = gdp[2021] / gdp[2017] / math.prod(index[year] / 100 for year in range(2018, 2022))
    assert stored["checked-real"].value == pytest.approx(100 * (own[2021] / own[2017] / prices - 1))
