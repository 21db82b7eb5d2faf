"""Chapter 7, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import pytest
from plain import ROWS, said, table, yearly

from cqbook.artifacts import registry
from cqbook.project import paths

ALL = table("places").query("kind in ['province', 'municipality', 'autonomous-region']")["place_id"].tolist()
PEOPLE = yearly("resident-population")
COUNTS = {
    "researchers": yearly("researchers-fte"),
    "spending": yearly("gerd"),
    "personnel": yearly("rd-personnel-fte"),
    "granted": yearly("invention-patents-granted"),
    "force": yearly("invention-patents-in-force"),
    "contracts": yearly("technology-contract-turnover-output"),
}


@pytest.fixture(scope="module")
def stored():
    values = registry.read([paths.NOTEBOOKS / "07-people-enterprises-results.ipynb"]).values
    return {name.removeprefix("innovation-"): value.quantity for name, value in values.items()}


def ranks(values, of=31):
    """Ranks among the provinces, the largest first."""
    values = values.reindex(ALL)
    assert values.notna().sum() == of
    return values.rank(ascending=False, method="min")


def share(name, year):
    per_resident = (COUNTS[name] / PEOPLE)[year]
    return 100 * per_resident["CN-CQ"] / per_resident["CN"]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("researchers", 72, 98),
        ("spending", 71, 99),
        ("personnel", 65, 87),
        ("granted", 77, 73),
        ("force", 66, 69),
        ("contracts", 38, 52),
    ],
)
def test_people_and_money_came_near_the_nation_and_results_did_not(stored, name, before, after):
    assert (round(share(name, 2012)), round(share(name, 2023))) == (before, after)
    assert stored[f"to-nation-{name}"].value == pytest.approx(share(name, 2023))
    if name in ("researchers", "granted", "force", "contracts"):
        assert stored[f"to-nation-{name}-then"].value == pytest.approx(share(name, 2012))


def test_people_rose_in_rank_and_patents_fell(stored):
    found = {}
    for name in ("researchers", "personnel", "force"):
        own = {year: ranks((COUNTS[name] / PEOPLE)[year])["CN-CQ"] for year in range(2012, 2024)}
        found[name] = [own[year] for year in (2012, 2019, 2023)]
        assert found[name] == [stored[f"standing-{name}-{end}"].value for end in ("first", "best", "last")]
        assert name != "personnel" or own[2019] == min(own.values())
    assert found == {"researchers": [14, 10, 10], "personnel": [15, 8, 12], "force": [9, 10, 12]}


def test_years_behind_the_nation(stored):
    def behind(name, year):
        """Years since the nation had as much per resident, by a straight line between two years."""
        per_resident = COUNTS[name] / PEOPLE
        own, nation = per_resident.loc["CN-CQ", year], per_resident.loc["CN", 2014:].dropna()
        before = nation[nation <= own].index.max()
        return year - before - (own - nation[before]) / (nation[before + 1] - nation[before])

    found = {name: behind(name, 2023) for name in COUNTS}
    assert {name: stored[f"behind-{name}"].value for name in COUNTS} == pytest.approx(found)
    assert max(found["researchers"], found["spending"]) < 0.2 < found["personnel"] < found["granted"] < found["force"]
    assert found["force"] < found["contracts"]
    for name in ("researchers", "force"):
        assert stored[f"behind-{name}-2017"].value == pytest.approx(behind(name, 2017))
    assert behind("researchers", 2017) > 2.5 and behind("force", 2017) < found["force"]


def test_personnel_tripled_and_lately_grew_less_than_in_the_nation(stored):
    personnel = COUNTS["personnel"]
    rise, late = (100 * (personnel[2023] / personnel[year] - 1) for year in (2012, 2021))
    assert stored["personnel-rise"].value == pytest.approx(rise["CN-CQ"]) and rise["CN-CQ"] > 200
    assert ranks(rise)["CN-CQ"] == 3, "only two provinces grew faster"
    assert stored["personnel-late"].value == pytest.approx(late["CN-CQ"])
    assert stored["personnel-late-nation"].value == pytest.approx(late["CN"]) and late["CN"] > late["CN-CQ"]
    persons = yearly("rd-personnel-headcount", "CN-CQ")
    assert persons[2022] > said("icq-2022-10-rd-personnel") > 1.5 * personnel.loc["CN-CQ", 2021]


def test_high_tech_enterprises_and_the_count_without_a_date(stored):
    stock, passed = yearly("high-tech-enterprises", "CN-CQ"), yearly("high-tech-enterprises-recognised")
    assert 5 < stock[2025] / stock[2017] < 5.5
    three = {year: sum(passed.loc["CN-CQ", year - lag] for lag in range(3)) for year in range(2020, 2025)}
    over = 100 * (three[2024] / said("cns-2025-10-15-high-tech-enterprises-cq-2025-10-15") - 1)
    assert stored["high-tech-excess-late"].value == pytest.approx(over) and 0 < over < 1
    assert all(100 * (three[year] / stock[year] - 1) < 2.3 for year in (2021, 2022))
    # 10,300 is printed as 1.03 with four zeros behind: it leaves room for fifty.
    growth = [100 * ((stock[2025] + room) / 9123 - 1) for room in (-50, 50)]
    interval = stored["high-tech-growth"].interval
    assert (interval.low, interval.high) == pytest.approx(growth)
    assert interval.high < said("cqkjj-meeting-2026-03-03-high-tech-enterprises-growth-cq-2024-2025")
    recent = passed[[2022, 2023, 2024]].sum(axis=1) / PEOPLE[2024]
    assert ranks(recent)["CN-CQ"] == 13 == stored["recognised-rank-all"].value


def test_patents_in_force_passed_the_aim_by_division_and_six_provinces_are_above_the_nation(stored):
    force = COUNTS["force"]
    ratio = 10_000 * force.loc["CN-CQ", 2025] / PEOPLE.loc["CN-CQ", 2025]
    assert stored["patents-last"].value == pytest.approx(ratio)
    assert stored["patents-last"].interval.low > said("jflab-2025-02-19-invention-patents-per-10000-cq-2025-target")
    printed = ROWS[(ROWS["indicator_id"] == "invention-patents-per-10000") & (ROWS["place_id"] == "CN-CQ")]
    ratios_of_2025 = printed[(printed["period"] >= "2025") & (printed["kind"] == "actual")]
    assert ratios_of_2025.empty, "a ratio of 2025 is printed; the chapter says that none is"
    density = (force / PEOPLE)[2023]
    above = [place for place in ALL if density[place] > density["CN"]]
    assert set(above) == {"CN-BJ", "CN-SH", "CN-JS", "CN-ZJ", "CN-GD", "CN-TJ"}
    assert stored["in-force-six"].value == pytest.approx(100 * force.loc[above, 2023].sum() / force.loc["CN", 2023])
    assert min(density["CN-SN"], density["CN-HB"]) > density["CN-CQ"] > density["CN-SC"]
    assert ranks(density)["CN-CQ"] == 12 == stored["in-force-rank"].value < 31 / 2


def test_contracts_sold_and_bought(stored):
    sold, bought = COUNTS["contracts"], yearly("technology-contract-turnover-inflow", "CN-CQ")
    assert stored["contracts-times"].value == pytest.approx(sold.loc["CN-CQ", 2024] / sold.loc["CN-CQ", 2012])
    assert (bought > sold.loc["CN-CQ", bought.index]).all() and len(bought) == stored["contracts-years"].value
    assert stored["contracts-share"].value == pytest.approx(share("contracts", 2024))
    own = {}
    for year in range(2012, 2025):
        density = (sold / PEOPLE)[year]
        own[year] = ranks(density, 31 if year > 2016 else 30)["CN-CQ"]
    assert (own[2012], own[2024], min(own.values()), max(own.values())) == (13, 14, 7, 24)
    assert [stored[f"contracts-{end}"].value for end in ("rank-2012", "rank", "best", "worst")] == [13, 14, 7, 24]


def test_papers_were_level_with_the_nation_before_and_are(stored):
    papers = yearly("sci-papers")
    for year, per_resident, lead in ((2012, 103, 42), (2022, 101, 4)):
        ratios = (papers / PEOPLE, papers / COUNTS["researchers"])
        of_nation, of_researchers = (100 * it.loc["CN-CQ", year] / it.loc["CN", year] for it in ratios)
        assert round(of_nation) == per_resident and round(of_researchers - 100) == lead
        assert stored[f"papers-share-{year}"].value == pytest.approx(of_nation)
        assert stored[f"papers-above-{year}"].value == pytest.approx(of_researchers - 100)


def test_exports_are_high_tech_and_high_tech_industry_sold_less(stored):
    goods, high, laptops = (yearly(f"{name}-exports", "CN-CQ")[2024] for name in ("goods", "high-tech", "laptop"))
    assert stored["exports-share"].value == pytest.approx(100 * high / goods) and laptops > high / 2 > goods / 4
    revenue = yearly("high-tech-industry-revenue")
    assert revenue.loc["CN-CQ", 2021] > revenue.loc["CN-CQ", 2022] > revenue.loc["CN-CQ", 2023]
    nation = 100 * (revenue.loc["CN", 2023] / revenue.loc["CN", 2021] - 1)
    assert stored["high-tech-revenue-nation"].value == pytest.approx(nation) and nation > 0
