"""Chapter 8, the Science City: its key findings, computed again from the tables without the package's own functions."""

import pandas as pd
import pytest
from plain import table

from cqbook.artifacts import registry
from cqbook.project.paths import NOTEBOOKS

MARCH, OCTOBER, PLAN = "icq-2022-03-", "icq-2022-10-", "icq-plan-"
FIRMS = "technology-based-enterprises"


@pytest.fixture(scope="module")
def rows():
    return table("observations").set_index("observation_id")


@pytest.fixture(scope="module")
def recorded():
    """Value and interval of each number that the stored chapter records, by its name without the chapter's words."""
    values = registry.read([NOTEBOOKS / "08-science-city.ipynb"]).values
    return {name.removeprefix("science-city-"): each.quantity for name, each in values.items()}


def value(rows, name):
    return float(rows.loc[name, "value"])


def ends(recorded, name):
    return recorded[name].interval.low, recorded[name].interval.high


def core(name):
    return f"gxq-2022-01-25-{name}-cq-htz-2022-01-25"


def test_the_counts_of_march_are_equal_to_or_just_above_those_of_the_release(rows, recorded):
    classes = [FIRMS, "high-tech-enterprises", "specialised-enterprises", "high-growth-enterprises"]
    above = [100 * (value(rows, MARCH + name) / value(rows, core(name)) - 1) for name in classes]
    assert ends(recorded, "enterprises-above") == pytest.approx((min(above), max(above)))
    assert sorted(share == 0 for share in above) == [False, False, True, True]
    assert recorded["enterprises-most"].value == pytest.approx(max(above)) and 3.65 <= max(above) < 3.75
    assert {rows.loc[core(name), "place_id"] for name in classes} == {"CN-CQ-HTZ"}
    assert all("the sentence itself says Science City" in rows.loc[core(name), "note"] for name in classes)


def test_the_three_counts_of_technology_based_enterprises_rise_by_date_below_the_aim_of_the_whole(rows, recorded):
    last = value(rows, f"{OCTOBER}{FIRMS}-science-city")
    series = [value(rows, name) for name in (core(FIRMS), MARCH + FIRMS)] + [last - 100]
    assert series == sorted(series) == [1122, 1164, 1300]
    whole = f"cq-wsc-report-2023-{FIRMS}-cq-wsc-2023-target"
    assert rows.loc[whole, "place_id"] == "CN-CQ-WSC" and value(rows, whole) > 4 * last
    assert ends(recorded, "firms-rise") == pytest.approx([100 * (count / 1122 - 1) for count in (1300, 1400)])
    assert last - value(rows, core(FIRMS)) < value(rows, whole) - last  # nearer to the release, as Figure 8.1 says


def test_the_stated_talent_stock_is_the_distance_from_start_to_aim(rows, recorded):
    start = value(rows, "stdaily-2021-08-10-total-human-resources-cq-htz-2020")
    stock, aim = (value(rows, f"{source}total-human-resources") for source in (MARCH, PLAN))
    assert aim - start == stock == recorded["stock-distance"].value == 116400
    rise = [100 * (stock / (start + half) - 1) for half in (50, -50)]  # 8.36 wan is printed to a hundred
    assert ends(recorded, "stock-rise") == pytest.approx(rise)


def test_no_target_of_the_plan_has_a_number_of_2025(rows, recorded):
    links = table("targets").set_index("target_id")
    own = links[links.index.str.startswith(PLAN)]
    assert len(own) == recorded["targets-all"].value == 18
    counts = own["comparable"].value_counts()
    for name, link in (("comparable", "yes"), ("other", "no"), ("none", "nothing-published")):
        assert recorded[f"targets-{name}"].value == counts[link], name
    found = own.loc[own["result_id"].isin(rows.index), "result_id"]
    assert rows.loc[found, "period"].str[:4].max() == "2024"
    assert set(rows.loc[found[own["comparable"] == "yes"], "period"].str[:4]) == {"2022"}


def test_share_of_targets_in_march_2022(rows, recorded):
    measures = (FIRMS, "high-tech-enterprises", "total-human-resources")
    shares = [100 * value(rows, MARCH + name) / value(rows, PLAN + name) for name in measures]
    assert ends(recorded, "distance-march") == pytest.approx((min(shares), max(shares)))


def test_growth_needed(rows, recorded):
    ratios = [
        value(rows, PLAN + name) / value(rows, MARCH + name)
        for name in (FIRMS, "high-tech-enterprises", "total-human-resources")
    ]
    days = [(pd.Timestamp(end) - pd.Timestamp("2022-03-03")).days for end in ("2025-12-31", "2025-01-01")]
    needed = [100 * (ratio ** (365.25 / day) - 1) for ratio, day in zip([min(ratios), max(ratios)], days, strict=True)]
    assert ends(recorded, "growth-needed") == pytest.approx(needed, abs=0.1)


def test_the_aims_for_2027_are_no_doubling_of_the_counts_of_2022(rows, recorded):
    aims = [value(rows, f"gxq-ccec-plan-2023-{name}-cq-htz-2027-target") for name in ("high-tech-enterprises", FIRMS)]
    assert recorded["aim-high-tech"].value == pytest.approx(aims[0] / value(rows, f"{MARCH}high-tech-enterprises"))
    assert ends(recorded, "aim-technology-based") == pytest.approx((aims[1] / 1400, aims[1] / 1300))


def test_rd_intensity_of_2024_holds_the_target_of_2025_and_leaves_2027_open(rows, recorded):
    state = value(rows, "gxq-report-2024-gerd-share-of-grp-cq-htz-2024")
    assert state == value(rows, f"{PLAN}gerd-share-of-grp") == 5.5
    aim = value(rows, "gxq-ccec-plan-2023-gerd-share-of-grp-cq-htz-2027-target")
    assert ends(recorded, "rd-needed") == pytest.approx(((aim - 5.55) / 3, (aim - 5.45) / 3))


def test_the_part_has_more_platforms_than_the_whole(rows, recorded):
    zone, whole = "people-cq-2020-12-01-rd-platforms-cq-htz-2020-12-01", "cns-2021-03-05-rd-platforms-cq-wsc-2021-03-05"
    assert (value(rows, zone), value(rows, whole)) == (285, 169)
    started = "asianet-2021-05-21-sci-tech-platforms-construction-started-cq-wsc-2020-09-2021-05"
    assert value(rows, started) == value(rows, MARCH + "research-platforms-in-operation") == 17
    assert ends(recorded, "core-share") == pytest.approx((100 * 313.45 / 1198.5, 100 * 313.55 / 1197.5))


def test_numbers_beside_those_of_the_documents_that_do_not_fit(rows):
    added = value(rows, "cqrb-2022-08-04-specialised-enterprises-added-cq-htz-2022-01-2022-06")
    assert added > value(rows, MARCH + "specialised-enterprises") == value(rows, core("specialised-enterprises"))
    needed = "asianet-2021-05-21-needed-professionals-introduced-cq-wsc-2021-05-21"
    assert value(rows, needed) > value(rows, MARCH + "urgently-needed-talent-introduced")
    city = value(rows, "cns-2023-07-10-academicians-cq-2023-07-10")
    assert value(rows, OCTOBER + "academicians-coverage-not-stated") > city


def test_one_number_of_the_documents_is_said_of_the_zone_by_name(rows):
    for source in ("icq-2022-03", "icq-plan"):
        own = rows[(rows["source_id"] == source) & (rows["place_id"] == "CN-CQ-HTZ") & (rows["confidence"] == "high")]
        assert list(own.index) == ([f"{MARCH}new-park-area"] if source == "icq-2022-03" else [])
