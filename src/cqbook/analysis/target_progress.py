"""How targets stand: whether they are met, how far the way is gone, and at which pace."""

import math
from dataclasses import dataclass, replace

import pandas as pd

from cqbook.analysis.statements import change, crosses_break, years_between
from cqbook.dataset import Dataset
from cqbook.dataset.schema import MISSING
from cqbook.quantities.intervals import Interval, outermost, point
from cqbook.quantities.quantity import Quantity


@dataclass(frozen=True)
class Progress:
    """How a target stands.

    target_id, base_id, result_id: observations; base and result are None where none is known.
    verdict: one of VERDICTS.
    share_of_way: how much of the way from base to target the result has gone, in percent; None where it cannot be said.
    yearly_reached, yearly_needed: change a year from base to result, and from result to target, in the unit of the
        target (percentage points for percentages); None where it cannot be said. The needed change is given where
        the target is open.
    gap: why way and pace cannot be said although there are a base and a result; empty otherwise.
    pace: one of PACES where the target is open and both changes a year are known; empty otherwise.
    """

    target_id: str
    base_id: str | None
    result_id: str | None
    verdict: str
    share_of_way: Interval | None
    yearly_reached: Interval | None
    yearly_needed: Interval | None
    gap: str = ""
    pace: str = ""


VERDICTS = {
    "met": "the whole interval of the result lies on the right side of the target, at its date or before",
    "not met": "the whole interval of the result at the target's date lies on the wrong side",
    "within the reading": "the interval of the result at the target's date holds the target: its digits do not decide",
    "open": "not reached by the latest result, and the target's date has not passed",
    "no result at the date": "not reached by the latest result, and no value of the target's date is known",
    "not comparable": "what is reported measures something else",
    "nothing found": "no result is known",
}
PACES = {
    "on pace": "the change a year so far is at least the one still needed, over both whole intervals",
    "behind": "the change a year so far is smaller than the one still needed, over both whole intervals",
    "pace within the reading": "the two intervals overlap: the digits do not decide",
}


def progress(data: Dataset, target_id: str) -> Progress:
    """How far and how fast a target was approached, and whether it was met, by the links of `targets`.

    A target is a threshold at its printed number. More counts as better unless the indicator or the words of the target
    say that less does.

    Raises:
        KeyError: there is no such target.
    """
    link = data.targets.set_index("target_id").loc[target_id]
    base, result = (None if link[column] in MISSING else link[column] for column in ("base_id", "result_id"))
    if result is None or link["comparable"] != "yes":
        verdict = "not comparable" if link["comparable"] == "no" else "nothing found"
        return Progress(target_id, base, result, verdict, None, None, None)
    aim, reached = data.facts.loc[target_id], data.interval(result)
    lower_is_better = aim["direction"] == "lower-is-better" or aim["qualifier"] in ("at-most", "less-than")
    verdict = _side(reached, aim, lower_is_better)
    if verdict != "met" and aim["end"] > data.facts.loc[result, "end"]:
        verdict = "open" if aim["end"] > _newest(data) else "no result at the date"
    way = pace = needed = None
    gap = "break in the series" if base is not None and crosses_break(data, base, result) else ""
    if base is not None and not gap:
        start = data.interval(base)
        way = _share_of_way(start, reached, aim["value"], lower_is_better)
        pace = _per_year(reached - start, data, base, result)
    if verdict == "open":
        needed = _per_year(point(aim["value"]) - reached, data, result, target_id)
    return Progress(target_id, base, result, verdict, way, pace, needed, gap, _pace(pace, needed, lower_is_better))


def targets(data: Dataset) -> pd.DataFrame:
    """All targets with how they stand, one row each, indexed by target_id.

    Two texts may state one target: count those that are `preferred`.

    Columns: those of `facts`; `base_id`, `result_id`, `verdict`, `share_of_way`, `yearly_reached`, `yearly_needed`,
    `gap` and `pace` of `Progress`; and `target_note`.
    """
    rows = data.facts.loc[data.targets["target_id"]].copy()
    rows.index.name = "target_id"
    stands = [progress(data, name) for name in rows.index]
    for name in ("base_id", "result_id", "verdict", "share_of_way", "yearly_reached", "yearly_needed", "gap", "pace"):
        rows[name] = pd.Series([getattr(stand, name) for stand in stands], index=rows.index, dtype=object)
    rows["target_note"] = data.targets["note"].to_numpy()
    return rows


def _side(reached: Interval, aim: pd.Series, lower_is_better: bool) -> str:
    """On which side of the target's printed number the result lies."""
    better, worse = reached, point(aim["value"])
    if lower_is_better:
        better, worse = worse, better
    # "More than" is not met by the number itself; any other target is.
    is_met = better.above(worse) if aim["qualifier"] in ("more-than", "less-than") else _turned(worse.above(better))
    return {True: "met", False: "not met", None: "within the reading"}[is_met]


def _pace(reached: Interval | None, needed: Interval | None, lower_is_better: bool) -> str:
    """One of PACES; empty where one of the two changes a year is not known."""
    if reached is None or needed is None:
        return ""
    is_short = reached.above(needed) if lower_is_better else needed.above(reached)
    return {True: "behind", False: "on pace", None: "pace within the reading"}[is_short]


def _turned(told: bool | None) -> bool | None:
    return None if told is None else not told


def _newest(data: Dataset) -> pd.Timestamp:
    """The day on which a source was last read: what lies after it the dataset cannot know."""
    return pd.Timestamp(data.sources["accessed"].max())


def _share_of_way(start: Interval, reached: Interval, aim: float, lower_is_better: bool) -> Interval | None:
    """Percent of the way from start to aim; None where the start may already lie at or beyond the aim."""
    if not (start.low > aim if lower_is_better else start.high < aim):
        return None
    if not all(map(math.isfinite, (start.low, start.high, reached.low, reached.high))):
        return None
    return outermost(
        (100 * (now - then) / (aim - then), now_open or then_open)
        for now, now_open in reached.ends
        for then, then_open in start.ends
    )


def _per_year(change: Interval, data: Dataset, earlier: str, later: str) -> Interval | None:
    """A change over the years between two observations; None where their periods overlap."""
    try:
        return change / years_between(data, earlier, later)
    except ValueError:
        return None


def pace(data: Dataset, target_id: str, start: str | None = None, last: str | None = None) -> tuple[Quantity, Quantity]:
    """Change a year between two states, and the change a year that is still needed from the result of an open target.

    Args:
        data: the dataset.
        target_id: the target.
        start: the earlier state; the base of the target by default.
        last: the later state; its result by default.

    Raises:
        KeyError: there is no such target.
        NotComparableError: the two states differ in indicator, place or unit, or the series breaks between them.
        ValueError: a state is not known, the two do not follow one another, or nothing is needed.
    """
    stand = progress(data, target_id)
    start, last = start or stand.base_id, last or stand.result_id
    if start is None or last is None or stand.yearly_needed is None:
        raise ValueError(f"{target_id} has no pace: it needs a start, a result and a verdict that is open")
    made = change(data, start, last)
    so_far = Quantity(made.interval / years_between(data, start, last), made.unit, "change a year", (start, last))
    return so_far, replace(so_far, interval=stand.yearly_needed, inputs=(str(stand.result_id), target_id))
