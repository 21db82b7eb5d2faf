"""The 38 districts and counties of Chongqing: none is left out. Their sums are tested in test_sums."""

import pytest

from cqbook.analysis import sums

# Tables leave a district empty where there is nothing of the kind: Yuzhong has no farms.
NOTHING_THERE = {"value-added-primary-preliminary": {"CN-CQ-500103"}}


@pytest.fixture(scope="module")
def districts(data):
    return data.places[data.places["kind"] == "district"].set_index("place_id")


def test_groups_and_tiles(districts):
    assert districts["group"].value_counts().to_dict() == {
        "central-urban-area": 9,
        "new-urban-area": 13,  # with Dianjiang, which the city counts to its metropolitan area since 2024
        "north-east": 10,
        "south-east": 6,
    }
    assert set(districts["parent_id"]) == {"CN-CQ"}
    assert not districts.duplicated(["tile_row", "tile_column"]).any()


def test_no_district_is_left_out(data, districts):
    for (indicator, year), rows in sums.districts_by_year(data).groupby(["indicator_id", "period"], observed=True):
        missing = set(districts.index) - set(rows["place_id"])
        assert missing == NOTHING_THERE.get(indicator, set()), f"{indicator}, {year}"
