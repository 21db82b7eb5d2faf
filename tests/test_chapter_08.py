"""Chapter 8, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import pandas as pd
import pytest
from plain import ROWS, said, table

from cqbook.artifacts import registry
from cqbook.project.paths import NOTEBOOKS

MARCH, OCTOBER, PLAN = "icq-2022-03-", "icq-2022-10-", "icq-plan-"
FIRMS, TALENT = "technology-based-enterprises", "total-human-resources"
MEASURES = (FIRMS, "high-tech-enterprises", TALENT)
BY_ID = ROWS.set_index("observation_id")
HERE = ROWS[ROWS["place_id"].isin(["CN-CQ-WSC", "CN-CQ-HTZ"])]


@pytest.fixture(scope="module")
def stored():
    values = registry.read([NOTEBOOKS / "08-science-city.ipynb"]).values
    return {name.removeprefix("science-city-"): value.quantity for name, value in values.items()}


def ends(quantity):
    return quantity.interval.low, quantity.interval.high


def core(name):
    return f"gxq-2022-01-25-{name}-cq-htz-2022-01-25"


def test_the_stated_talent_stock_is_the_distance_from_start_to_aim(stored):
    start = said("stdaily-2021-08-10-total-human-resources-cq-htz-2020")
    stock, aim = (said(f"{source}{TALENT}") for source in (MARCH, PLAN))
    assert aim - start == stock == stored["stock-distance"].value == 116400
    rise = [100 * (stock / (start + half) - 1) for half in (50, -50)]  # printed to a hundred persons
    assert ends(stored["stock-rise"]) == pytest.approx(rise)
    counts = HERE[(HERE["indicator_id"] == TALENT) & (HERE["kind"] == "actual")]
    assert len(counts) == 2, '"No other count of 2022 was found"'


def test_no_target_has_a_number_of_2025_and_enterprises_were_last_counted_in_2022(stored):
    links = table("targets").set_index("target_id")
    own = links[links.index.str.startswith(PLAN)]
    assert len(own) == stored["targets-all"].value == 18
    counts = own["comparable"].value_counts()
    for name, link in (("comparable", "yes"), ("other", "no"), ("none", "nothing-published")):
        assert stored[f"targets-{name}"].value == counts[link], name
    found = own.loc[own["result_id"].isin(BY_ID.index), "result_id"]
    assert BY_ID.loc[found, "period"].str[:4].max() == "2024"
    firms = HERE[HERE["indicator_id"].isin([FIRMS, "high-tech-enterprises"]) & (HERE["kind"] == "actual")]
    assert firms["period"].max() == "2022-10-21"
    assert HERE.loc[HERE["kind"] == "target", "period"].max() == "2027"


def test_five_districts_and_the_core_make_the_whole(stored):
    begun = ROWS[(ROWS["indicator_id"] == "joint-project-start-investment") & (ROWS["period"] == "2020-09")]
    amounts = begun.set_index("place_id")["number"]
    districts = amounts[amounts.index.str.startswith("CN-CQ-5")]
    assert (
        len(districts)
        == stored["districts-touched"].value
        == said("icq-2020-09-17-districts-touched-cq-wsc-2020-09-16")
    )
    assert districts.sum() + amounts["CN-CQ-HTZ"] == amounts["CN-CQ-WSC"]
    assert (districts.idxmax(), districts.idxmin()) == ("CN-CQ-500107", "CN-CQ-500120")
    assert ends(stored["core-share"]) == pytest.approx((100 * 313.45 / 1198.5, 100 * 313.55 / 1197.5))


def test_the_counts_of_march_fit_the_core_and_not_the_whole(stored):
    classes = (FIRMS, "high-tech-enterprises", "specialised-enterprises", "high-growth-enterprises")
    above = [100 * (said(MARCH + name) / said(core(name)) - 1) for name in classes]
    assert sorted(share == 0 for share in above) == [False, False, True, True] and min(above) == 0
    assert stored["enterprises-most"].value == pytest.approx(max(above))
    assert said(f"cq-wsc-report-2023-{FIRMS}-cq-wsc-2023-target") > 4 * said(f"{OCTOBER}{FIRMS}-science-city")


def test_shares_of_the_aims_and_the_growth_they_needed(stored):
    shares = [100 * said(MARCH + name) / said(PLAN + name) for name in MEASURES]
    assert ends(stored["distance-march"]) == pytest.approx((min(shares), max(shares)))
    assert max(shares) == shares[MEASURES.index(TALENT)]
    days = [(pd.Timestamp(end) - pd.Timestamp("2022-03-03")).days for end in ("2025-12-31", "2025-01-01")]
    needed = [100 * ((100 / s) ** (365.25 / d) - 1) for s, d in zip((max(shares), min(shares)), days, strict=True)]
    assert ends(stored["growth-needed"]) == pytest.approx(needed, abs=0.1)
    low, high = ends(stored["growth-seen"])
    assert low < needed[1] < high, '"One measure may have kept the pace"'


def test_the_aim_for_2027_is_no_doubling_of_the_count_of_2022(stored):
    aim = said(f"gxq-ccec-plan-2023-{FIRMS}-cq-htz-2027-target")
    assert ends(stored["aim-technology-based"]) == pytest.approx((aim / 1400, aim / 1300))


def test_numbers_that_do_not_fit_each_other():
    zone, whole = "people-cq-2020-12-01-rd-platforms-cq-htz-2020-12-01", "cns-2021-03-05-rd-platforms-cq-wsc-2021-03-05"
    assert said(zone) > said(whole)
    started = "asianet-2021-05-21-sci-tech-platforms-construction-started-cq-wsc-2020-09-2021-05"
    assert said(started) == said(f"{MARCH}research-platforms-in-operation")
    needed = "asianet-2021-05-21-needed-professionals-introduced-cq-wsc-2021-05-21"
    assert said(needed) > said(f"{MARCH}urgently-needed-talent-introduced")
    assert said(f"{OCTOBER}academicians-coverage-not-stated") > said("cns-2023-07-10-academicians-cq-2023-07-10")
    assert said("gxq-report-2024-gerd-share-of-grp-cq-htz-2024") == said(f"{PLAN}gerd-share-of-grp")
