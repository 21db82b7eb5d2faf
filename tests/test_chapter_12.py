"""Chapter 12, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import numpy as np
import pandas as pd
import pytest
from plain import ROWS

from cqbook.artifacts import registry
from cqbook.project import paths

OF = ROWS.set_index("observation_id")
TARGETS = pd.read_csv(paths.DATA / "targets.csv").merge(ROWS, left_on="target_id", right_on="observation_id")
ONCE = TARGETS[TARGETS["preferred"] == "yes"]
TODAY = "2026-11"


@pytest.fixture(scope="module")
def stored():
    values = registry.read([paths.NOTEBOOKS / "12-targets-and-pace.ipynb"]).values
    return {name.removeprefix("pace-"): value.quantity for name, value in values.items()}


def yearly(indicator, place, first, last):
    rows = ROWS[(ROWS["indicator_id"] == indicator) & (ROWS["place_id"] == place) & (ROWS["preferred"] == "yes")]
    rows = rows[(rows["kind"] == "actual") & rows["period"].str.fullmatch("[0-9]{4}")]
    values = rows.assign(year=rows["period"].astype(int)).set_index("year")["number"].sort_index()
    return values.loc[first:last]


def test_how_many_targets_there_are_and_how_many_cannot_be_followed(stored):
    assert (stored["rows"].value, stored["verdicts-all"].value) == (len(TARGETS), len(ONCE))
    assert stored["verdicts-unseen"].value == (ONCE["comparable"] != "yes").sum() == 49
    assert stored["with-value"].value == (ONCE["comparable"] == "yes").sum() == 36
    things = ONCE.loc[ONCE["comparable"] == "yes", ["indicator_id", "place_id"]].drop_duplicates()
    assert stored["things"].value == len(things)
    again = TARGETS[TARGETS["preferred"] != "yes"]
    same = ["indicator_id", "place_id", "period"]
    both = again.merge(ONCE, on=same)
    assert stored["repeats"].value == (both["number_x"] == both["number_y"]).sum()
    assert stored["other-number"].value == (both["number_x"] != both["number_y"]).sum() == 3


def test_targets_met_by_numbers_stated_as_of_now(stored):
    results = ONCE[ONCE["comparable"] == "yes"].assign(
        result=lambda rows: rows["result_id"].map(OF["number"]),
        basis=lambda rows: rows["result_id"].map(OF["period_basis"]),
    )
    now = results[(results["basis"] == "stated") & (results["result"] > results["number"])]
    clear = ~now["result_id"].map(OF["qualifier"]).isin(["nearly", "more-than"])
    assert stored["stated"].value == clear.sum() == 3


def test_verdicts_by_printed_numbers(stored):
    """Rounding and words aside: what lies clearly beyond its target, or clearly short of it."""
    known = ONCE[ONCE["comparable"] == "yes"].copy()
    known["result"] = known["result_id"].map(OF["number"])
    known["seen"] = known["result_id"].map(OF["period"]).str[:4].astype(int)
    due = known["period"].astype(int)
    at_line = (known["result"] == known["number"]) & (known["seen"] == due)
    # "Nearly" and "more than" name no number that could be held against a target.
    clear = ~known["result_id"].map(OF["qualifier"]).isin(["nearly", "more-than"])
    beyond = (known["result"] > known["number"]) & clear
    assert stored["verdicts-met"].value == beyond.sum() == 13
    assert stored["verdicts-near"].value == at_line.sum() == 2
    short = ~beyond & ~at_line
    running = short & (due >= int(TODAY[:4]))
    assert stored["verdicts-open"].value == running.sum()
    assert stored["verdicts-missed"].value == (short & ~running & (known["seen"] == due) & clear).sum() - sum(
        # Stated within the year, before its end: says nothing of the target's date.
        len(period) > 4
        for period in known.loc[short & ~running & (known["seen"] == due) & clear, "result_id"].map(OF["period"])
    )


def test_high_tech_enterprises_are_on_pace_if_the_end_of_2027_is_meant(stored):
    start, now, aim = 6348, OF.loc["cq-communique-2025-high-tech-enterprises-cq-2025", "number"], 12_800
    assert OF.loc["cqnews-2023-03-31-high-tech-enterprises-cq-2022", "number"] == start
    assert OF.loc["xinhua-2023-03-31-high-tech-enterprises-cq-2027-target", "number"] == aim
    room = 50  # printed as 1.03 times ten thousand
    for name, low, high in (
        ("needed-high", (now - room - start) / 3, (now + room - start) / 3),
        ("needed-high-needed", (aim - now - room) / 2, (aim - now + room) / 2),
    ):
        span = stored[name].interval
        assert (span.low, span.high) == pytest.approx((low, high), rel=0.001), name
    assert stored["needed-high"].interval.low > stored["needed-high-needed"].interval.high
    first_day = stored["high-tech-needed-first-day"].interval
    assert (first_day.low, first_day.high) == (aim - now - room, aim - now + room)
    assert first_day.low > stored["needed-high"].interval.high


def test_technology_based_enterprises_are_ahead_by_both_dates():
    start, aim = 42_989, 100_000
    now = OF.loc["cns-2025-10-15-technology-based-enterprises-cq-2025-10-15", "number"]
    assert OF.loc["cqnews-2023-03-31-technology-based-enterprises-cq-2022", "number"] == start
    for count in ("2025-10-15", "2024-12-31"):
        since, until = (abs(pd.Timestamp(count) - pd.Timestamp(day)).days for day in ("2022-12-31", "2027-12-31"))
        assert (now - start) / since > (aim - now) / until


def test_the_earlier_date_does_not_fit_technology_based_enterprises(stored):
    growth = "cqkjj-meeting-2026-03-03-technology-based-enterprises-growth-cq-2024-2025"
    in_2020 = 36_900 / (
        1 + OF.loc["cqnews-2023-03-31-technology-based-enterprises-growth-cq-2020-2021", "number"] / 100
    )
    now = OF.loc["cns-2025-10-15-technology-based-enterprises-cq-2025-10-15", "number"]
    times = now * (1 + OF.loc[growth, "number"] / 100) / in_2020
    assert stored["technology-times"].value == pytest.approx(times)
    stated = OF.loc["cns-2026-03-03-technology-based-enterprises-multiple-cq-2020-2025", "number"]
    assert stored["technology-times"].interval.low > stated + 0.05
    assert now / in_2020 == pytest.approx(stated, abs=0.05)


def test_targets_met_by_whose_they_are_and_one_that_was_most_likely_met(stored):
    known = ONCE[(ONCE["comparable"] == "yes") & ~ONCE["result_id"].map(OF["qualifier"]).isin(["nearly", "more-than"])]
    all_met = known[known["result_id"].map(OF["number"]) > known["number"]]
    named = all_met.groupby(["place_id", "indicator_id"])["period"].agg(lambda due: sorted(map(str, due)))
    assert named.to_dict() == {
        ("CN", "gross-enrolment-ratio-pre-primary"): ["2025"],
        ("CN", "gross-enrolment-ratio-tertiary"): ["2025"],
        ("CN", "high-value-invention-patents-per-10000"): ["2025"],
        ("CN", "retention-rate-compulsory"): ["2025"],
        ("CN-CQ", "gerd-share-of-grp"): ["2023"],
        ("CN-CQ", "graduate-students"): ["2025"],
        ("CN-CQ", "gross-enrolment-ratio-tertiary"): ["2025"],
        ("CN-CQ", "high-tech-enterprises"): ["2022", "2025"],
        ("CN-CQ", "technology-based-enterprises"): ["2020", "2022", "2025"],
        ("CN-CQ", "tertiary-students"): ["2025"],
    }
    met = all_met["place_id"].value_counts()
    assert met.to_dict() == {"CN-CQ": 9, "CN": 4}
    for place, name in (("CN-CQ", "city"), ("CN", "nation")):
        # All students of the city break in 2022: their way cannot be told.
        assert stored[f"met-{name}"].value == met[place] == stored[f"way-met-{name}"].value + (name == "city")
    growth = OF.loc["stdaily-2021-03-31-high-tech-enterprises-growth-cq-2019-2020", "number"]
    assert stored["high-tech-2020"].value == pytest.approx(3141 * (1 + growth / 100))
    assert stored["high-tech-2020"].interval.low > 3500


def test_the_pace_of_rd_intensity(stored):
    rd = yearly("gerd-share-of-grp", "CN-CQ", 2019, 2024)
    aim = OF.loc["cri-2026-03-04-gerd-share-of-grp-cq-2026-target", "number"]
    spans = {"needed-rd": (rd[2023] - rd[2019]) / 4, "needed-rd-needed": (aim - rd[2024]) / 2}
    restated = OF.loc["rd-bulletin-2024-gerd-share-of-grp-after-2023-census-revision-cq-2023", "number"]
    spans["needed-rd-step"] = rd[2024] - restated
    for name, middle in spans.items():
        assert stored[name].interval.low < middle < stored[name].interval.high, name
    assert spans["needed-rd-step"] < spans["needed-rd"] < spans["needed-rd-needed"]
    steps = rd.loc[2019:2023].diff()
    assert stored["rd-best"].value == pytest.approx(steps.max()) and steps.idxmax() == 2022
    assert (steps > spans["needed-rd-needed"]).sum() == 1


def test_only_rates_of_the_years_to_2018_lead_to_the_target_of_2026(stored):
    rd, ceiling, aim = yearly("gerd-share-of-grp", "CN-CQ", 2012, 2024), stored["ceiling-rd"].value, 2.82
    odds, ends = np.log(rd / (ceiling - rd)), {}
    for first, last in ((2012, 2018), (2019, 2023)):
        linear = [rd[2024] + 2 * slope for slope in slopes(rd.loc[first:last], last)]
        logistic = [ceiling / (1 + np.exp(-(odds[2024] + 2 * one))) for one in slopes(odds.loc[first:last], last)]
        ends[first] = [*linear, *logistic]
    assert sum(end >= aim for end in ends[2012]) == stored["rates-enough"].value == 4
    assert max(ends[2019]) < aim and len(ends[2019]) == stored["rates-newer"].value == 6
    assert len(ends[2012]) + len(ends[2019]) == stored["rates"].value


def slopes(values, last):
    """Linear fits from every start year that leaves three values up to the last."""
    values = values.loc[:last]
    return [np.polyfit(values.index[n:], values.iloc[n:], 1)[0] for n in range(len(values) - 2)]


def test_the_arithmetic_of_2019_was_too_high_for_enrolment_and_too_low_for_rd(stored):
    ratio = yearly("gross-enrolment-ratio-tertiary", "CN", 2012, 2024)
    odds = np.log(ratio / (100 - ratio))
    start = odds[2019]
    lowest = min(
        *(ratio[2019] + 5 * slope for slope in slopes(ratio, 2019)),
        *(100 / (1 + np.exp(-(start + 5 * slope))) for slope in slopes(odds, 2019)),
    )
    assert stored["back-test-said"].interval.low == pytest.approx(lowest)
    assert stored["back-test-over"].interval.low == pytest.approx(lowest - ratio[2024])
    highest = max(
        *(ratio[2019] + 5 * slope for slope in slopes(ratio, 2019)),
        *(100 / (1 + np.exp(-(start + 5 * slope))) for slope in slopes(odds, 2019)),
    )
    assert stored["back-test-over"].interval.high == pytest.approx(highest - ratio[2024])
    rd = yearly("gerd-share-of-grp", "CN", 2014, 2023)
    ceiling = stored["ceiling-rd"].value
    assert (
        ceiling
        == ROWS.loc[(ROWS["indicator_id"] == "gerd-share-of-grp") & (ROWS["place_id"] == "CN-BJ"), "number"].max()
    )
    odds = np.log(rd / (ceiling - rd))
    rates = slopes(odds.loc[2014:2018], 2018)
    highest = max(
        *(rd[2019] + 4 * slope for slope in slopes(rd.loc[2014:2018], 2018)),
        *(ceiling / (1 + np.exp(-(odds[2019] + 4 * rate))) for rate in rates),
    )
    assert stored["back-test-under"].interval.low == pytest.approx(rd[2023] - highest)
    lowest = rd[2019] + 4 * min(slopes(rd.loc[2014:2018], 2018))
    assert stored["back-test-under"].interval.high >= rd[2023] - lowest - 1e-9


def test_fits_to_other_years_missed_by_more(stored):
    ratio = yearly("gross-enrolment-ratio-tertiary", "CN", 2012, 2024)
    odds = np.log(ratio / (100 - ratio))
    ahead = 1  # The miss of the fits to 2022 is largest for 2023.
    said = [
        *(ratio[2022] + ahead * slope for slope in slopes(ratio, 2022)),
        *(100 / (1 + np.exp(-(odds[2022] + ahead * slope))) for slope in slopes(odds, 2022)),
    ]
    assert stored["worst-enrolment"].value == pytest.approx(min(said) - ratio[2023])
    assert stored["worst-enrolment"].value > 1.5 * stored["worst-enrolment-2019"].value
    rd, ceiling = yearly("gerd-share-of-grp", "CN-CQ", 2012, 2018), stored["ceiling-rd"].value
    odds = np.log(rd / (ceiling - rd))
    steep = slopes(odds, 2014)[0]
    said = [ceiling / (1 + np.exp(-(odds[2014] + n * steep))) for n in range(1, 5)]
    said = [max(one, rd[2014] + n * slopes(rd, 2014)[0]) for n, one in enumerate(said, 1)]
    misses = [(rd[2014 + n] - one) / n for n, one in enumerate(said, 1)]
    assert stored["worst-rd"].value == pytest.approx(max(misses))
    assert stored["worst-rd"].value > 2 * stored["worst-rd-2019"].value


def test_three_values_of_the_city_carry_no_fit(stored):
    city = yearly("gross-enrolment-ratio-tertiary", "CN-CQ", 2012, 2021)
    assert city.index.tolist() == [2019, 2020, 2021]
    slope = np.polyfit(city.index, city, 1)[0]
    assert stored["city-slope"].value == pytest.approx(slope)
    assert stored["city-2024"].value == pytest.approx(58 + 3 * slope)
    assert stored["city-2024"].value > OF.loc["icq-2025-10-gross-enrolment-ratio-tertiary", "number"] + 7


def test_the_bands_of_2035(stored):
    ratio = yearly("gross-enrolment-ratio-tertiary", "CN", 2012, 2024)
    odds = np.log(ratio / (100 - ratio))
    nation = [
        *(ratio[2024] + 11 * slope for slope in slopes(ratio, 2024)),
        *(100 / (1 + np.exp(-(odds[2024] + 11 * slope))) for slope in slopes(odds, 2024)),
    ]
    # The ends also hold the rounding of the last value.
    assert stored["scenarios-nation-2035"].interval.low == pytest.approx(min(nation), abs=0.1)
    assert stored["scenarios-nation-2035"].interval.high == pytest.approx(max(nation), abs=0.1)
    city = stored["scenarios-enrolment"].interval
    assert city.high == pytest.approx(64.255 + 11 * max(slopes(ratio, 2024)))
    rd = yearly("gerd-share-of-grp", "CN-CQ", 2012, 2024)
    fits = [*slopes(rd.loc[2012:2018], 2018), *slopes(rd.loc[2019:2023], 2023)]
    assert stored["scenarios-rd-2035"].interval.low == pytest.approx(2.475 + 11 * min(fits), abs=0.001)


def test_three_of_the_twelve_goals_may_be_seen_and_are_met():
    plan = TARGETS[TARGETS["source_id"] == "cqedu-2021-12-28"]
    assert len(plan) == 3
    assert (plan["result_id"].map(OF["number"]) > plan["number"]).all()
    assert OF.loc["icq-2025-10-core-goals-met", "number"] == 12
