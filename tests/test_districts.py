"""The 38 districts and counties of Chongqing: what they add up to, and why that is not always the city."""

import pytest

# Not every school is in a district: the education commission lists those of two zones, Liangjiang and High-tech, apart.
LISTED_APART = ("schools-", "students-", "teachers-")
# A district's own budget is without the municipal level, and the two zones have theirs.
ONE_LEVEL, ALL_LEVELS = "district-", "local-government-"
# Tables leave a district empty where there is nothing of the kind: Yuzhong has no farms.
NOTHING_THERE = {"value-added-primary-preliminary": {"CN-CQ-500103"}}


@pytest.fixture(scope="module")
def districts(data):
    return data.places[data.places["kind"] == "district"].set_index("place_id")


@pytest.fixture(scope="module")
def yearly(data):
    """Preferred states of whole years, of the city and its parts."""
    rows = data.facts[data.facts["preferred"].eq("yes") & data.facts["kind"].eq("actual")]
    return rows[rows["period"].str.fullmatch("[0-9]{4}") & rows["place_id"].str.startswith("CN-CQ")]


@pytest.fixture(scope="module")
def of_districts(districts, yearly):
    """What can be added, so no rate and no average: the rows of the districts by indicator and year."""
    can_be_added = yearly["unit"].isin(["person", "item", "CNY"]) & ~yearly["indicator_id"].str.contains("per-capita")
    rows = yearly[can_be_added & yearly["place_id"].isin(districts.index)]
    return dict(iter(rows.groupby(["indicator_id", "period"], observed=True)))


def test_groups_and_tiles(districts):
    assert districts["group"].value_counts().to_dict() == {
        "central-urban-area": 9,
        "new-urban-area": 13,  # with Dianjiang, which the city counts to its metropolitan area since 2024
        "north-east": 10,
        "south-east": 6,
    }
    assert set(districts["parent_id"]) == {"CN-CQ"}
    assert not districts.duplicated(["tile_row", "tile_column"]).any()


def test_no_district_is_left_out(districts, of_districts):
    for (indicator, year), rows in of_districts.items():
        missing = set(districts.index) - set(rows["place_id"])
        assert missing == NOTHING_THERE.get(indicator, set()), f"{indicator}, {year}"


def test_districts_add_up(yearly, of_districts):
    city = yearly[yearly["place_id"] == "CN-CQ"].set_index(["indicator_id", "period"])
    compared = 0
    for (indicator, year), rows in of_districts.items():
        of_city = (indicator.replace(ONE_LEVEL, ALL_LEVELS), year)
        below_city = {LISTED_APART: (0.92, 1), ONE_LEVEL: (0.55, 0.8)}
        shares = next((span for start, span in below_city.items() if indicator.startswith(start)), None)
        if of_city not in city.index:
            assert shares, f"{indicator}, {year}: nothing to compare the sum with"
            continue
        whole, low, high = city.loc[of_city], rows["low"].sum(), rows["high"].sum()
        if shares:
            assert shares[0] * whole["low"] < low <= high < shares[1] * whole["low"], f"{indicator}, {year}"
        else:
            assert low <= whole["high"] and whole["low"] <= high, f"{indicator}, {year}"
        compared += 1
    assert compared >= 20
