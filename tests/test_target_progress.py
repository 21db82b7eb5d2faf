"""How targets stand: verdicts and pace."""

import pandas as pd
import pytest

from cqbook import analysis, quantities
from cqbook.quantities import periods
from cqbook.quantities.intervals import Interval


class Small:
    """A dataset of one target with a base and a result, with what `progress` reads."""

    def __init__(
        self, base, result, aim, *, direction="higher-is-better", qualifier="exact", comparable="yes", due="2025"
    ):
        rows = [("base", "2020", base, "actual"), ("result", "2023", result, "actual"), ("aim", due, aim, "target")]
        self.facts = pd.DataFrame(rows, columns=["id", "period", "value", "kind"]).set_index("id")
        self.facts["end"] = pd.to_datetime([periods.bounds(period)[1] for period in self.facts["period"]])
        self.facts["start"] = pd.to_datetime([periods.bounds(period)[0] for period in self.facts["period"]])
        self.facts["direction"], self.facts["qualifier"] = direction, qualifier
        self.facts["indicator_id"], self.facts["place_id"], self.facts["status"] = "gerd", "CN-CQ", "A"
        self.targets = pd.DataFrame(
            [("aim", "base", "result", comparable)], columns=["target_id", "base_id", "result_id", "comparable"]
        )
        self.sources = pd.DataFrame({"accessed": ["2026-11-22"]})

    def of_indicators(self, *names):
        return self.facts

    def interval(self, name):
        value = self.facts.loc[name, "value"]
        return Interval(value - 0.5, value + 0.5)


@pytest.mark.parametrize(
    ("arguments", "verdict"),
    [
        ({"result": 60, "due": "2023"}, "met"),
        ({"result": 60}, "met"),
        ({"result": 40, "due": "2023"}, "not met"),
        ({"result": 50, "due": "2023"}, "within the reading"),
        ({"result": 40, "due": "2025"}, "no result at the date"),
        ({"result": 40, "due": "2030"}, "open"),
        # Words and digits do not decide before the date: that is still open.
        ({"result": 50, "due": "2030"}, "open"),
        ({"result": 40, "due": "2023", "direction": "lower-is-better"}, "met"),
        ({"result": 60, "due": "2023", "direction": "no-direction", "qualifier": "at-most"}, "not met"),
        # "More than 50.5" is missed by 50 to 50.5, "50.5" and "at least" are not decided.
        ({"result": 50, "aim": 50.5, "due": "2023", "qualifier": "more-than"}, "not met"),
        ({"result": 50, "aim": 50.5, "due": "2023"}, "within the reading"),
        ({"result": 60, "comparable": "no"}, "not comparable"),
        ({"result": 60, "comparable": "nothing-published"}, "nothing found"),
    ],
)
def test_how_a_target_stands(arguments, verdict):
    stand = analysis.progress(Small(**{"base": 30, "aim": 50, **arguments}), "aim")
    assert stand.verdict == verdict
    assert (stand.yearly_needed is not None) == (verdict == "open")


def test_progress_says_how_far_and_how_fast():
    stand = analysis.progress(Small(base=30, result=40, aim=50, due="2030"), "aim")
    assert (stand.share_of_way.low, stand.share_of_way.high) == pytest.approx((100 * 9 / 19.5, 100 * 11 / 20.5), abs=3)
    assert stand.share_of_way.low < 50 < stand.share_of_way.high
    # Whole years are taken at the same point of each: three from 2020 to 2023, seven to 2030.
    assert (stand.yearly_reached.low, stand.yearly_reached.high) == pytest.approx((3, 11 / 3))
    assert (stand.yearly_needed.low, stand.yearly_needed.high) == pytest.approx((9.5 / 7, 10.5 / 7))


@pytest.mark.parametrize(
    ("arguments", "pace"),
    [
        ({"aim": 50, "due": "2030"}, "on pace"),  # 3 to 3.67 a year, 1.36 to 1.5 needed
        ({"aim": 80, "due": "2030"}, "behind"),  # 5.64 to 5.79 needed
        ({"aim": 62, "due": "2030"}, "pace within the reading"),  # 3.07 to 3.21 needed
        ({"aim": 30, "due": "2030", "base": 50, "direction": "lower-is-better"}, "on pace"),
        ({"aim": 0, "due": "2030", "base": 50, "direction": "lower-is-better"}, "behind"),
        ({"aim": 39, "due": "2030"}, ""),  # met
    ],
)
def test_pace_compares_the_whole_intervals(arguments, pace):
    stand = analysis.progress(Small(**{"base": 30, "result": 40, **arguments}), "aim")
    assert stand.pace == pace
    assert pace in {"", *analysis.PACES}


def test_way_and_pace_are_not_told_across_a_break():
    small = Small(base=30, result=60, aim=50)
    small.facts.loc["result", "status"] = "B"
    stand = analysis.progress(small, "aim")
    assert (stand.verdict, stand.gap) == ("met", "break in the series")
    assert stand.share_of_way is stand.yearly_reached is None


def test_a_base_beyond_the_aim_gives_no_share_of_the_way():
    assert analysis.progress(Small(base=60, result=70, aim=50), "aim").share_of_way is None
    fall = analysis.progress(Small(base=60, result=55, aim=50, direction="lower-is-better"), "aim")
    assert fall.share_of_way.low < 50 < fall.share_of_way.high


def test_all_targets_of_the_dataset_have_a_verdict(data):
    stands = analysis.targets(data)
    assert set(stands.index) == set(data.facts.index[data.facts["kind"] == "target"])
    assert set(stands["verdict"]) <= set(analysis.VERDICTS)
    assert stands.loc[stands["base_id"].isna(), "base_id"].map(lambda name: name is None).all()
    shares = stands["share_of_way"].dropna()
    assert len(shares) >= 15
    assert all(share.low <= share.high for share in shares)


def test_a_pace_is_the_difference_over_the_years_and_what_is_needed_from_the_result(data):
    aim = "cri-2026-03-04-gerd-share-of-grp-cq-2026-target"
    earlier, later, last = (f"rd-bulletin-{year}-gerd-share-of-grp-cq-{year}" for year in (2019, 2023, 2024))
    so_far, needed = analysis.pace(data, aim, earlier, later)
    assert (so_far.interval.low, so_far.interval.high) == pytest.approx((0.48 / 4, 0.50 / 4))
    assert needed.interval == analysis.progress(data, aim).yearly_needed
    assert so_far.unit == needed.unit == "percentage-point"
    assert (so_far.inputs, needed.inputs) == ((earlier, later), (last, aim))
    with pytest.raises(quantities.NotComparableError, match="breaks"):
        analysis.pace(data, aim, later, last)
    with pytest.raises(ValueError, match="no pace"):
        analysis.pace(data, "cri-2018-01-26-gerd-share-of-grp-cq-2022-target")
