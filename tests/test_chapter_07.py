"""Chapter 7, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import pandas as pd
import pytest
from plain import PLACES, ROWS, said, yearly

from cqbook.artifacts import registry
from cqbook.project import paths


def rank(values):
    """Place of Chongqing among the ten, the largest first."""
    return values.reindex(PLACES).dropna().rank(ascending=False)["CN-CQ"]


@pytest.fixture(scope="module")
def stored():
    values = registry.read([paths.NOTEBOOKS / "07-people-enterprises-results.ipynb"]).values
    return {name.removeprefix("innovation-"): value.quantity for name, value in values.items()}


def test_full_time_equivalents_did_not_double(stored):
    people = yearly("rd-personnel-fte", "CN-CQ")
    assert stored["personnel-grown"].value == pytest.approx(100 * (people[2021] / people[2017] - 1))
    assert stored["personnel-grown-later"].value == pytest.approx(100 * (people[2023] / people[2017] - 1))
    assert stored["personnel-grown-later"].value < 100 < 100 * people[2023] / people[2017]
    start = stored["personnel-start"].interval
    assert (start.low, start.high) == pytest.approx((200_000 / 2.05, 300_000 / 1.95))
    jump = stored["personnel-jump"].interval
    assert (jump.low, jump.high) == pytest.approx((100 * (1.95 / 1.6445 - 1), 100 * (2.05 / 1.6435 - 1)))
    assert jump.low > stored["personnel-2021"].value == pytest.approx(100 * (people[2021] / people[2020] - 1))


def test_personnel_grew_most_of_ten_and_researchers_second(stored):
    for name, indicator, place in (("personnel", "rd-personnel-fte", 1), ("researchers", "researchers-fte", 2)):
        table = yearly(indicator)
        growth = 100 * (table[2023] / table[2012] - 1)
        assert rank(growth) == place == stored[f"{name}-rise-rank"].value
        assert stored[f"{name}-rise"].value == pytest.approx(growth["CN-CQ"])
        assert growth["CN-CQ"] > growth["CN"] == pytest.approx(stored[f"{name}-rise-nation"].value)


def test_people_per_resident_and_their_ranks(stored):
    residents = yearly("resident-population")
    people, researchers = (yearly(name) / residents for name in ("rd-personnel-fte", "researchers-fte"))
    assert (rank(people[2012]), rank(people[2023])) == (9, 8)
    assert (stored["places-before"].value, stored["places-now"].value) == (9, 8)
    assert [rank(people[year]) for year in range(2017, 2024)] == [7, 7, 7, 8, 8, 8, 8]
    assert stored["places-share"].value == pytest.approx(100 * people.loc["CN-CQ", 2023] / people.loc["CN", 2023])
    assert stored["personnel-share-2021"].value == pytest.approx(
        100 * people.loc["CN-CQ", 2021] / people.loc["CN", 2021]
    )
    total = yearly("rd-personnel-fte")
    late = 100 * (total[2023] / total[2021] - 1)
    assert stored["personnel-late"].value == pytest.approx(late["CN-CQ"])
    assert stored["personnel-late-nation"].value == pytest.approx(late["CN"])
    assert rank(late) == 9 and late["CN-TJ"] < late["CN-CQ"] < late["CN"]
    spending = yearly("gerd") / residents
    for of_nation, since_2021 in ((people, -1), (researchers, -1), (spending, 1)):
        share = 100 * of_nation.loc["CN-CQ"] / of_nation.loc["CN"]
        assert (share[2023] - share[2021]) * since_2021 > 0 and share[2023] > share[2012]
    below = researchers.loc[PLACES, 2023] < researchers.loc["CN", 2023]
    assert set(below.index[below]) == {"CN-CQ", "CN-SC"}


def test_three_years_of_recognitions_and_the_stock(stored):
    passed = yearly("high-tech-enterprises-recognised", "CN-CQ")
    three = {year: sum(passed[year - lag] for lag in range(3)) for year in range(2020, 2025)}
    stock = yearly("high-tech-enterprises", "CN-CQ")
    now = said("cns-2025-10-15-high-tech-enterprises-cq-2025-10-15")
    over = {year: three[year] / stock[year] for year in (2021, 2022)} | {2024: three[2024] / now}
    assert 1.004 < over[2024] < 1.005 < 1.02 < over[2022] < over[2021] < 1.022
    estimate = stored["high-tech-2023"].interval
    assert (estimate.low, estimate.high) == pytest.approx((three[2023] / over[2021], three[2023] / over[2024]))
    assert estimate.low > said("cns-2023-02-23-high-tech-enterprises-cq-2023-target")
    others = {2018: (893, 908), 2024: (3302, 3295)}
    listed = ROWS[(ROWS["indicator_id"] == "high-tech-enterprises-recognised") & (ROWS["place_id"] == "CN-CQ")]
    for year, (used, other) in others.items():
        assert passed[year] == used and set(listed.loc[listed["period"] == str(year), "number"]) == {used, other}
    total = yearly("high-tech-enterprises-recognised")[[2022, 2023, 2024]].sum(axis=1)
    assert rank(total / yearly("resident-population")[2024]) == 9 == stored["recognised-rank"].value


def test_the_multiple_fits_the_base_and_not_the_growth(stored):
    in_2020 = 3141 * (1 + said("stdaily-2021-03-31-high-tech-enterprises-growth-cq-2019-2020") / 100)
    in_2025 = 9123 * (1 + said("cqkjj-meeting-2026-03-03-high-tech-enterprises-growth-cq-2024-2025") / 100)
    assert stored["high-tech-multiple"].value == pytest.approx(in_2025 / in_2020)
    assert round(in_2025 / in_2020, 1) == said("cns-2026-03-03-high-tech-enterprises-multiple-cq-2020-2025") == 2.5
    assert stored["high-tech-if-added"].interval.low > said("xinhua-2023-03-31-high-tech-enterprises-cq-2027-target")
    register = 16_918 * (1 + said("stdaily-2021-03-31-technology-based-enterprises-growth-cq-2019-2020") / 100)
    assert stored["based-multiple"].value == pytest.approx(75_600 / register)
    assert round(75_600 / register, 1) == said("cns-2026-03-03-technology-based-enterprises-multiple-cq-2020-2025")
    assert stored["based-multiple-if"].value > 3.1


def test_the_communique_prints_fewer_enterprises_than_the_stated_growth_makes(stored):
    of_2025 = ROWS.set_index("observation_id").loc["cq-communique-2025-high-tech-enterprises-cq-2025"]
    assert of_2025["number"] == 10_300 and of_2025["printed"] == "1.03 万"
    assert stored["high-tech-2025"].interval.low > 10_350


def test_the_pace_of_the_register_depends_on_the_days_of_its_years():
    day = pd.Timestamp("2025-10-15")
    since = [(day - pd.Timestamp(first)).days / 365.25 for first in ("2022-12-31", "2022-01-01")]
    left = [(pd.Timestamp(last) - day).days / 365.25 for last in ("2027-01-01", "2027-12-31")]
    reached = [(75_600 - 42_989) / years for years in since]
    needed = [(100_000 - 75_600) / years for years in left]
    assert min(needed) < max(reached) and min(reached) < max(needed)
    aim = said("xinhua-2023-03-31-technology-based-enterprises-cq-2027-target")
    assert (aim, said("cns-2025-10-15-technology-based-enterprises-cq-2025-10-15")) == (100_000, 75_600)


@pytest.mark.parametrize(
    ("name", "indicator", "last", "percent"),
    [
        ("researchers", "researchers-fte", 2023, 98),
        ("spending", "gerd", 2023, 99),
        ("papers", "sci-papers", 2022, 101),
        ("granted", "invention-patents-granted", 2023, 73),
        ("force", "invention-patents-in-force", 2023, 69),
        ("contracts", "technology-contract-turnover-output", 2023, 52),
    ],
)
def test_per_resident_in_percent_of_the_nation(stored, name, indicator, last, percent):
    of_nation = yearly(indicator) / yearly("resident-population")
    share = (100 * of_nation.loc["CN-CQ"] / of_nation.loc["CN"]).dropna()
    assert stored[f"to-nation-{name}"].value == pytest.approx(share[last]) == pytest.approx(percent, abs=0.5)
    if name in ("granted", "force", "contracts"):
        assert share.max() < 90


def test_the_rank_by_patents_per_researcher_depends_on_the_lag_and_more_on_the_year(stored):
    granted, researchers = yearly("invention-patents-granted")[2023], yearly("researchers-fte")
    of_2017 = [rank(yearly("invention-patents-granted")[2017] / researchers[2017 - lag]) for lag in range(6)]
    assert of_2017 == [6, 6, 5, 6, 6, 5]
    assert (stored["lag-2017"].interval.low, stored["lag-2017"].interval.high) == (5, 6)
    ranks = [rank(granted / researchers[2023 - lag]) for lag in range(6)]
    assert ranks == [10, 10, 10, 10, 8, 9]
    assert all(late > early for late, early in zip(ranks, of_2017, strict=True))
    assert (stored["lag-best"].value, stored["lag-worst"].value) == (8, 10)
    ends = [100 * granted["CN-CQ"] / researchers.loc["CN-CQ", year] for year in (2023, 2018)]
    assert [stored["lag-short"].value, stored["lag-long"].value] == pytest.approx(ends)
    for lag in range(6):
        ratio = granted / researchers[2023 - lag]
        assert ratio["CN-CQ"] < ratio["CN"]
    sold, spent = yearly("technology-contract-turnover-output")[2023], yearly("gerd")
    assert {rank(sold / spent[2023 - lag]) for lag in range(6)} == {8}
    early = yearly("invention-patents-granted")[2012] / researchers[2012]
    assert early["CN-CQ"] > early["CN"] and rank(early) == 6 == stored["granted-rank-2012"].value
    assert rank(yearly("invention-patents-in-force")[2023] / researchers[2023]) == 10 == stored["force-rank"].value
    assert rank(yearly("invention-patents-in-force")[2019] / researchers[2019]) == 6 == stored["force-rank-2019"].value
    papers = yearly("sci-papers")[2012] / researchers[2012]
    assert stored["papers-above-2012"].value == pytest.approx(100 * (papers["CN-CQ"] / papers["CN"] - 1))


def test_contracts_sold_and_bought(stored):
    sold = yearly("technology-contract-turnover-output", "CN-CQ")
    bought = yearly("technology-contract-turnover-inflow", "CN-CQ")
    assert stored["contracts-times"].value == pytest.approx(sold[2024] / sold[2021])
    assert (bought > sold[bought.index]).all() and len(bought) == stored["contracts-years"].value
    assert stored["contracts-2016-2020"].value == pytest.approx(sold[range(2016, 2021)].sum())


def test_ranks_improve_from_each_edition_found_to_the_next(stored):
    for indicator, ends in (
        ("gii-cluster-rank", ("ranks-first", "ranks-last")),
        ("nature-index-science-city-rank", ("ranks-early", "ranks-late")),
    ):
        found = yearly(indicator, "CN-CQ").sort_index()
        assert (found.diff().dropna() < 0).all() and len(found) == 3
        assert (stored[ends[0]].value, stored[ends[1]].value) == (found.iloc[0], found.iloc[-1])
    clusters = yearly("gii-cluster-rank")
    known = clusters.loc["CN-CQ"].dropna().index
    assert (clusters.loc[["CN-HB-WUH", "CN-SC-CDU"], known] < clusters.loc["CN-CQ", known]).all(axis=None)
    assert set(yearly("regional-sti-index-rank", "CN-CQ")) == {7, 8}
