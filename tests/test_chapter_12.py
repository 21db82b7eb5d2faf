"""Chapter 12, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import numpy as np
import pandas as pd
import pytest
from plain import ROWS, said, yearly

from cqbook.artifacts import registry
from cqbook.project import paths

OF = ROWS.set_index("observation_id")
TARGETS = pd.read_csv(paths.DATA / "targets.csv").merge(ROWS, left_on="target_id", right_on="observation_id")
ONCE = TARGETS[TARGETS["preferred"] == "yes"]
KNOWN = ONCE[ONCE["comparable"] == "yes"].assign(
    result=lambda rows: rows["result_id"].map(OF["number"]),
    seen=lambda rows: rows["result_id"].map(OF["period"]),
    due=lambda rows: rows["period"].astype(int),
    # "Nearly" and "more than" name no number that could be held against a target.
    clear=lambda rows: ~rows["result_id"].map(OF["qualifier"]).isin(["nearly", "more-than"]),
)
MET = KNOWN[(KNOWN["result"] > KNOWN["number"]) & KNOWN["clear"]]


@pytest.fixture(scope="module")
def found():
    return registry.read([paths.NOTEBOOKS / "12-targets-and-pace.ipynb"])


@pytest.fixture(scope="module")
def stored(found):
    return {name.removeprefix("pace-"): value.quantity for name, value in found.values.items()}


def test_49_of_85_targets_cannot_be_followed(found, stored):
    unseen = ONCE[ONCE["comparable"] != "yes"]
    assert (len(ONCE), len(unseen)) == (stored["verdicts-all"].value, stored["verdicts-unseen"].value) == (85, 49)
    assert found.tables["tab-pace-targets"].csv.count("\n") - 1 == len(KNOWN) == 36
    other = (unseen["comparable"] == "no").sum()
    assert (stored["verdicts-other"].value, stored["verdicts-none"].value) == (other, 49 - other) == (19, 30)
    zones = unseen["place_id"].isin(["CN-CQ-WSC", "CN-CQ-HTZ"]).sum()
    assert stored["unseen-zones"].value == zones == 23


def test_13_are_met_nine_of_the_city_and_one_was_missed(stored):
    assert stored["verdicts-met"].value == len(MET) == 13
    named = MET.groupby(["place_id", "indicator_id"])["due"].agg(sorted).to_dict()
    assert named == {
        ("CN", "gross-enrolment-ratio-pre-primary"): [2025],
        ("CN", "gross-enrolment-ratio-tertiary"): [2025],
        ("CN", "high-value-invention-patents-per-10000"): [2025],
        ("CN", "retention-rate-compulsory"): [2025],
        ("CN-CQ", "gerd-share-of-grp"): [2023],
        ("CN-CQ", "graduate-students"): [2025],
        ("CN-CQ", "gross-enrolment-ratio-tertiary"): [2025],
        ("CN-CQ", "high-tech-enterprises"): [2022, 2025],
        ("CN-CQ", "technology-based-enterprises"): [2020, 2022, 2025],
        ("CN-CQ", "tertiary-students"): [2025],
    }
    assert (stored["met-city"].value, stored["met-nation"].value) == (9, 4)
    assert stored["stated"].value == (MET["result_id"].map(OF["period_basis"]) == "stated").sum() == 3
    rest = KNOWN[~KNOWN.index.isin(MET.index)]
    at_date = rest[(rest["seen"] == rest["period"]) & rest["clear"]]
    assert stored["verdicts-near"].value == (at_date["result"] == at_date["number"]).sum() == 2
    missed = at_date[at_date["result"] < at_date["number"]]
    assert missed["target_id"].tolist() == ["cri-2018-01-26-gerd-share-of-grp-cq-2022-target"]
    assert stored["verdicts-missed"].value == 1
    late = rest[(rest["due"] < 2026) & ~rest.index.isin(at_date.index)]
    assert stored["verdicts-late"].value == len(late) == 10


def test_rd_intensity_rose_more_slowly_than_its_aim_needs(stored):
    rd, aim = yearly("gerd-share-of-grp", "CN-CQ"), said("cri-2026-03-04-gerd-share-of-grp-cq-2026-target")
    so_far, needed = (rd[2023] - rd[2019]) / 4, (aim - rd[2024]) / 2
    step = rd[2024] - said("rd-bulletin-2024-gerd-share-of-grp-after-2023-census-revision-cq-2023")
    for name, middle in (("needed-rd", so_far), ("needed-rd-needed", needed), ("needed-rd-step", step)):
        assert stored[name].interval.low < middle < stored[name].interval.high, name
    share = stored["needed-rd-share"].interval
    assert share.low < 100 * so_far / needed < share.high < 100
    steps = rd.loc[2019:2023].diff()
    assert stored["rd-best"].value == pytest.approx(steps.max()) and steps.idxmax() == 2022
    assert (steps > needed).sum() == 1, "rose faster than needed in another year, too"


def test_enterprises_keep_the_pace_that_their_aims_need(stored):
    start, now = said("cqnews-2023-03-31-high-tech-enterprises-cq-2022"), 10_300
    aim, room = said("xinhua-2023-03-31-high-tech-enterprises-cq-2027-target"), 50  # printed as 1.03 times ten thousand
    assert said("cq-communique-2025-high-tech-enterprises-cq-2025") == now
    so_far, needed = stored["needed-high"].interval, stored["needed-high-needed"].interval
    assert (so_far.low, so_far.high) == pytest.approx(((now - room - start) / 3, (now + room - start) / 3), rel=0.001)
    assert (needed.low, needed.high) == pytest.approx(((aim - now - room) / 2, (aim - now + room) / 2), rel=0.001)
    assert needed.high < so_far.low and aim - now - room > so_far.high, "due on the first day of 2027 they are behind"
    start, now = (
        said("cqnews-2023-03-31-technology-based-enterprises-cq-2022"),
        said("cns-2025-10-15-technology-based-enterprises-cq-2025-10-15"),
    )
    since, until = (abs((pd.Timestamp("2025-10-15") - pd.Timestamp(day)).days) for day in ("2022-12-31", "2027-12-31"))
    assert (now - start) / since > (100_000 - now) / until


def test_how_near_the_latest_values_come_to_their_aims(found, stored):
    share = 100 * KNOWN.set_index("target_id")["result"] / KNOWN.set_index("target_id")["number"]
    districts, plan = "cq-districts-st-opinion-2022", "cq-st-plan-14fyp"
    near = {
        "R&D intensity, 2026": "cri-2026-03-04-gerd-share-of-grp-cq-2026-target",
        "Technology-based enterprises, 2025": f"{districts}-technology-based-enterprises-cq-2025-target",
        "High-value patents per resident, 2025": f"{plan}-high-value-invention-patents-per-10000-cq-2025-target",
    }
    drawn = found.figures["fig-pace-aims"].marks.set_index("what")["value"]
    for name, target in near.items():
        assert drawn[name] == pytest.approx(share[target]), name
    students = KNOWN[KNOWN["target_id"].str.startswith("cqedu-2021-12-28")]
    assert len(students) == 3 and (students["result"] > students["number"]).all()
    grown = said("stdaily-2021-03-31-high-tech-enterprises-growth-cq-2019-2020")
    assert stored["high-tech-2020"].value == pytest.approx(3141 * (1 + grown / 100))
    assert stored["high-tech-2020"].interval.low > 3500


def test_the_aim_for_patents_in_force_was_most_likely_reached(stored):
    stock, residents = yearly("invention-patents-in-force", "CN-CQ"), yearly("resident-population", "CN-CQ")
    assert stored["patents-2025"].value == pytest.approx(10_000 * stock[2025] / residents[2025])
    assert stored["patents-2025"].interval.low > said("jflab-2025-02-19-invention-patents-per-10000-cq-2025-target")


def fits(values, ceiling, first, last, start, years):
    """What linear and logistic fits from every start year to the last lead to, so many years after a start value."""
    values = values.loc[first:last]
    odds = np.log(values / (ceiling - values))
    ends = []
    for n in range(len(values) - 2):
        line, curve = (np.polyfit(each.index[n:], each.iloc[n:], 1)[0] for each in (values, odds))
        ends.append(min(start + years * line, ceiling))
        ends.append(ceiling / (1 + np.exp(-(np.log(start / (ceiling - start)) + years * curve))))
    return ends


def test_the_arithmetic_of_2019_was_too_high_for_enrolment_and_too_low_for_rd(stored):
    ratio = yearly("gross-enrolment-ratio-tertiary", "CN").loc[2012:]
    ends = fits(ratio, 100, 2012, 2019, ratio[2019], 5)
    over = stored["back-test-over"].interval
    assert (over.low, over.high) == pytest.approx((min(ends) - ratio[2024], max(ends) - ratio[2024]))
    rd, ceiling = yearly("gerd-share-of-grp", "CN"), yearly("gerd-share-of-grp").drop("CN").max().max()
    ends = fits(rd, ceiling, 2014, 2018, rd[2019], 4)
    under = stored["back-test-under"].interval
    assert (under.low, under.high) == pytest.approx((rd[2023] - max(ends), rd[2023] - min(ends)), abs=0.02)
    assert under.low > 0 and over.low > 0


def test_the_bands_of_2035(stored):
    ratio = yearly("gross-enrolment-ratio-tertiary", "CN").loc[2012:2024]
    band = stored["scenarios-enrolment"].interval
    ends = fits(ratio, 100, 2012, 2024, 64.25, 11)
    assert (band.low, band.high) == pytest.approx((min(ends), max(ends)), abs=0.1)  # and the rounding of the start
    rd, ceiling = yearly("gerd-share-of-grp", "CN-CQ"), yearly("gerd-share-of-grp").drop("CN").max().max()
    ends = [end for piece in ((2012, 2018), (2019, 2023)) for end in fits(rd, ceiling, *piece, rd[2024], 11)]
    band, wide = stored["scenarios-rd-2035"].interval, stored["scenarios-rd-2035-wide"].interval
    assert (band.low, band.high) == pytest.approx((min(ends), max(ends)), abs=0.02)
    assert wide.low < band.low - 1 and wide.high > band.high + 1
