"""How verdicts on targets hang on the reading rules: the same targets, if numbers and dates are read in another way."""

import copy
from collections.abc import Callable

import numpy as np
import pandas as pd

from cqbook.analysis.target_progress import targets
from cqbook.dataset import Dataset
from cqbook.dataset.reads import Facts
from cqbook.dataset.schema import STATE_KINDS

THE_RULES = "the rules"
_DECIDED = ("met", "not met", "within the reading")


def under(data: Dataset, reading: str) -> pd.DataFrame:
    """All targets with how they stand, as `targets` gives them, if numbers and dates are read in another way.

    A result from after the day on which a reading makes a target due says nothing about that day: its verdict is
    "no result at the date".

    Args:
        data: the dataset.
        reading: one of READINGS.

    Raises:
        KeyError: there is no such reading.
    """
    read = reread(data, reading)
    rows = targets(read)
    ends = read.facts.unnoted["end"]  # of results that `targets` has read
    late = rows["verdict"].isin(_DECIDED) & (rows["result_id"].map(ends) > rows["end"])
    rows.loc[late, "verdict"] = "no result at the date"
    return rows


def reread(data: Dataset, reading: str) -> Dataset:
    """The same tables, with the intervals and dates of `facts` read in another way.

    Raises:
        KeyError: there is no such reading.
    """
    _, change = READINGS[reading]
    return _with_facts(data, change(data.facts.unnoted.copy()))


def at_year_ends(data: Dataset) -> Dataset:
    """The same tables, with every state and target of a whole year dated to the last day of that year.

    So a stock "of 2022" counts as that of 31 December 2022, and "by 2027" as due on 31 December 2027, also where the
    other value has a day.
    """
    facts = data.facts.unnoted.copy()
    whole = facts["kind"].isin([*STATE_KINDS, "target"]) & facts["period"].str.fullmatch("[0-9]{4}")
    facts.loc[whole, "start"] = facts.loc[whole, "end"]
    facts.loc[whole, "period"] = facts.loc[whole, "period"] + "-12-31"
    return _with_facts(data, facts)


def _with_facts(data: Dataset, facts: pd.DataFrame) -> Dataset:
    changed = copy.copy(data)
    vars(changed)["facts"] = Facts.of(facts)  # fills the cache of the property, in this copy only
    return changed


def _unchanged(facts: pd.DataFrame) -> pd.DataFrame:
    return facts


def _as_printed(facts: pd.DataFrame) -> pd.DataFrame:
    known = facts["value"].notna()
    for part in ("low", "high"):
        facts.loc[known, part] = facts.loc[known, "value"]
    facts.loc[known, ["low_open", "high_open"]] = False
    return facts


def _twice_the_room(facts: pd.DataFrame) -> pd.DataFrame:
    known = facts["value"].notna()
    for part in ("low", "high"):
        end = facts.loc[known, part].astype(float)
        facts.loc[known, part] = end + (end - facts.loc[known, "value"])
    return facts


def _met_by_the_number(facts: pd.DataFrame) -> pd.DataFrame:
    target = facts["kind"] == "target"
    weaker = {"more-than": "at-least", "less-than": "at-most"}
    facts.loc[target, "qualifier"] = facts.loc[target, "qualifier"].replace(weaker)
    return facts


def _met_by_rounding(facts: pd.DataFrame) -> pd.DataFrame:
    target = (facts["kind"] == "target") & facts["qualifier"].isin(["exact", "about"])
    target &= facts["direction"] != "lower-is-better"
    facts.loc[target, "value"] = facts.loc[target, "low"].astype(float)
    facts.loc[target, "qualifier"] = np.where(facts.loc[target, "low_open"].astype(bool), "more-than", "at-least")
    return facts


def _due_on_first_day(facts: pd.DataFrame) -> pd.DataFrame:
    target = (facts["kind"] == "target") & facts["period"].str.fullmatch("[0-9]{4}")
    facts.loc[target, "end"] = facts.loc[target, "start"]
    facts.loc[target, "period"] = facts.loc[target, "period"] + "-01-01"
    return facts


def _of_the_year_before(facts: pd.DataFrame) -> pd.DataFrame:
    now = (facts["kind"] == "actual") & (facts["period_basis"] == "stated")
    year = facts.loc[now, "start"].dt.year - 1
    facts.loc[now, "period"] = year.astype(str)
    facts.loc[now, "start"] = pd.to_datetime(year.astype(str) + "-01-01")
    facts.loc[now, "end"] = pd.to_datetime(year.astype(str) + "-12-31")
    return facts


# Name of a reading: what it says, and what it makes of `facts`.
READINGS: dict[str, tuple[str, Callable[[pd.DataFrame], pd.DataFrame]]] = {
    THE_RULES: ("the reading rules of this report", _unchanged),
    "as printed": ("every number is what is printed, whatever its word or rounding", _as_printed),
    "twice the room": ("every interval is twice as wide", _twice_the_room),
    "more than means at least": ("a target of more than a number is met by the number", _met_by_the_number),
    "rounding meets a target": ("a target is met by what rounds to it", _met_by_rounding),
    "due on the first day": ("a target is due on the first day of its year", _due_on_first_day),
    "now means the year before": ("a state as of now is that of the end of the year before", _of_the_year_before),
}
