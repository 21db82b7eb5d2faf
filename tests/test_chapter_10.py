"""Chapter 10, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import pytest
from plain import ROWS, table, yearly

from cqbook.artifacts import registry
from cqbook.project import paths

ALL = table("places").query("kind in ['province', 'municipality', 'autonomous-region']")["place_id"].tolist()
PEOPLE, GERD = yearly("resident-population"), yearly("gerd")
CHAIN = {
    "students": yearly("tertiary-students-regular"),
    "graduates": yearly("tertiary-graduates-regular"),
    "degrees": yearly("bachelor-degrees-awarded"),
    "researchers": yearly("researchers-fte"),
    "personnel": yearly("rd-personnel-fte"),
    "spending": GERD,
    "basic": yearly("gerd-basic-research"),
    "patents": yearly("invention-patents-in-force"),
    "contracts": yearly("technology-contract-turnover-output"),
}
PER_RESIDENT = {name: counts / PEOPLE for name, counts in CHAIN.items()}
TO_FIRMS = [
    "icq-2022-10-industry-university-alliances",
    "icq-2022-10-technology-transfer-centres",
    "icq-2022-10-national-university-science-parks",
    "icq-2022-10-university-projects-in-project-bank",
    "icq-2025-10-enterprises-with-university-cooperation",
]


@pytest.fixture(scope="module")
def chapter():
    return registry.read([paths.NOTEBOOKS / "10-classrooms-to-firms.ipynb"])


@pytest.fixture(scope="module")
def stored(chapter):
    return {name.removeprefix("links-"): value.quantity for name, value in chapter.values.items()}


def rank(values, missing=()):
    """The rank of Chongqing among all provinces, the largest first."""
    values = values.reindex(ALL)
    assert len(ALL) == 31 and set(values.index[values.isna()]) == set(missing)
    return values.rank(ascending=False, method="min")["CN-CQ"]


def to_nation(name, year):
    values = PER_RESIDENT[name][year]
    return 100 * values["CN-CQ"] / values["CN"]


def test_near_the_top_by_graduates_and_tenth_by_researchers(stored):
    graduates, researchers = (PER_RESIDENT[name][2023] for name in ("graduates", "researchers"))
    assert stored["hinge-graduates-rank"].value == rank(graduates) == 3
    assert stored["hinge-researchers-rank"].value == rank(researchers) == 10
    assert rank(PER_RESIDENT["graduates"][2024]) == 2
    assert PER_RESIDENT["graduates"][2024].reindex(ALL).idxmax() == "CN-TJ"
    for name, values in (("graduates", graduates), ("researchers", researchers)):
        assert stored[f"hinge-{name}"].value == pytest.approx(1e4 * values["CN-CQ"])
        assert stored[f"hinge-{name}-nation"].value == pytest.approx(1e4 * values["CN"])
    more = [set(values.reindex(ALL).index[values.reindex(ALL) > values["CN"]]) for values in (graduates, researchers)]
    assert more[0] & more[1] == {"CN-TJ", "CN-SN", "CN-HB"}, "ahead of the nation by both"
    assert len(more[0] - more[1]) == 8 and researchers[list(more[0] - more[1])].idxmax() == "CN-CQ"
    assert set(researchers.reindex(ALL).nlargest(2).index) == {"CN-BJ", "CN-SH"} <= more[1] - more[0]
    latest = CHAIN["researchers"].reindex(ALL).dropna(axis="columns").columns.max()
    assert latest == 2023, "researchers of that year are not known for all provinces"
    assert stored["graduate-students-rank"].value == rank((yearly("graduate-students") / PEOPLE)[2024]) == 10


def test_the_further_from_the_classroom_the_lower_the_rank(stored):
    found = {
        when: {
            name: rank(values[year], ["CN-XZ"] if (name, year) == ("contracts", 2012) else [])
            for name, values in PER_RESIDENT.items()
        }
        for when, year in (("then", 2012), ("now", 2023))
    }
    for when, ranks in found.items():
        assert {name: stored[f"chain-{name}-{when}"].value for name in ranks} == ranks
    assert [*found["now"].values()] == [3, 3, 8, 10, 12, 10, 13, 12, 16]
    assert {name for name in CHAIN if found["now"][name] > found["then"][name]} == {"patents", "contracts"}
    assert (found["then"]["patents"], found["now"]["patents"]) == (9, 12)
    assert {rank(PER_RESIDENT["researchers"][year]) for year in range(2018, 2024)} == {10}
    assert CHAIN["patents"].loc["CN-CQ", 2023] > 5 * CHAIN["patents"].loc["CN-CQ", 2012], "their number grew"
    assert stored["contracts-rank-2019"].value == rank(PER_RESIDENT["contracts"][2019]) == 24
    recognised = yearly("high-tech-enterprises-recognised") / PEOPLE
    assert stored["high-tech-rank"].value == rank(recognised[2024]) == 13
    assert stored["high-tech-rank-2018"].value == rank(recognised[2018]) == 16


def test_researchers_nearly_tripled_and_caught_up_while_patents_moved_little(stored):
    counted = {"graduates": CHAIN["graduates"], "researchers": CHAIN["researchers"]}
    counted["basic"] = yearly("rd-personnel-fte-basic-research")
    grown = {}
    for place, tail in (("CN-CQ", ""), ("CN", "-nation")):
        for name, values in counted.items():
            own = values.loc[place, 2012:2023]
            grown[name + tail] = stored[f"growth-{name}{tail}"].value
            assert grown[name + tail] == pytest.approx(100 * (own[2023] / own[2012] - 1)) and own.idxmax() == 2023
    assert grown["graduates"] < grown["basic"] < grown["researchers"] < 200
    assert grown["graduates-nation"] < grown["researchers-nation"] < grown["basic-nation"]
    assert all(grown[name] > grown[f"{name}-nation"] for name in counted)
    assert to_nation("researchers", 2023) - to_nation("researchers", 2012) > 25
    assert 3 < to_nation("patents", 2023) - to_nation("patents", 2012) < 4
    assert stored["contracts-to-nation-2019"].value == pytest.approx(to_nation("contracts", 2019))


def test_graduates_are_many_more_than_the_researchers_added(stored):
    gone = CHAIN["graduates"].loc["CN-CQ", 2013:2023].sum()
    added = CHAIN["researchers"].loc["CN-CQ", 2023] - CHAIN["researchers"].loc["CN-CQ", 2012]
    assert (stored["graduates-sum"].value, stored["researchers-added"].value) == (gone, added)
    assert added < gone / 40, "most graduates went into other work or to other places"


def test_universities_do_most_of_a_small_basic_research(stored):
    def own(indicator):
        return yearly(indicator, "CN-CQ")

    whole = own("gerd-performed-by-higher-education")
    of_basic = 100 * own("gerd-basic-research-performed-by-higher-education") / own("gerd-basic-research")
    assert stored["basic-research-basic"].value == pytest.approx(of_basic[2023])
    assert stored["universities-share-of-basic-2022"].value == pytest.approx(of_basic[2022])
    assert 60 < of_basic[2022] < of_basic[2023] < 90, "above the share of the city report, below that of the document"
    assert stored["basic-research-all"].value == pytest.approx(100 * whole[2023] / own("gerd")[2023])
    employed = 100 * own("researchers-fte-in-higher-education") / own("researchers-fte")
    assert stored["basic-research-researchers"].value == pytest.approx(employed[2023])
    nation = yearly("gerd-performed-by-higher-education", "CN")
    assert stored["universities-share-nation"].value == pytest.approx(100 * nation[2023] / GERD.loc["CN", 2023])
    for name, part in (
        ("basic-part", "basic-research-performed-by"),
        ("applied-part", "applied-research-performed-by"),
    ):
        of_own = 100 * own(f"gerd-{part}-higher-education") / whole
        assert stored[f"universities-{name}"].value == pytest.approx(of_own[2023])
    paid = {
        who: own(f"gerd-financed-by-{who}-performed-by-higher-education") / whole
        for who in ("enterprises", "government")
    }
    for year in (2022, 2023):
        assert stored[f"paid-by-firms-{year}"].value == pytest.approx(100 * paid["enterprises"][year])
    assert paid["enterprises"][2023] > 1 / 3 and paid["government"][2023] > 0.75 * (1 - paid["enterprises"][2023])


def test_of_15_numbers_on_links_one_has_a_second_date(chapter, stored):
    found = chapter.tables["tab-links-numbers"]
    cells = [line.rsplit(",", 1)[1] for line in found.csv.splitlines()[1:]]
    assert stored["map-all"].value == len(cells) == 15
    assert stored["map-again"].value == cells.count("a second date") == 1
    assert stored["map-elsewhere"].value == len(cells) - cells.count("nothing") == 5
    assert stored["map-firm"].value == len(TO_FIRMS) == 5
    checks = table("checks").query("observation_id in @TO_FIRMS")
    assert set(checks["observation_id"]) == set(TO_FIRMS) and set(checks["against"]) == {"not-found"}
    share = ROWS.query("indicator_id == 'universities-basic-research-share' and kind == 'actual'")
    assert share["period"].nunique() == 2


def test_the_census_does_not_place_the_city_high(stored):
    assert stored["census-rank"].value == rank(yearly("census-tertiary-per-100000")[2020]) == 15
