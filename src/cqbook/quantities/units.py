"""Units of values: what they mean, how they are written, which printed digits count, what their differences are in."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Unit:
    """A unit of the dataset.

    definition: what the unit is, for the data package.
    word: what stands behind a number; may be empty.
    digits: which digits of a printed number count: "each" (so that "90 %" is read to the percent and not to the ten),
        "leading" (zeros at the end of a whole number do not), or "counted" (as "leading", but a number called exact
        counts things one by one: it is that number and nothing beside it).
    may_be_negative: whether a number that is no change can be below zero, as a growth rate or a balance can.
    """

    definition: str
    word: str
    digits: Literal["each", "leading", "counted"]
    may_be_negative: bool = False


UNITS = {
    "percent": Unit("parts per hundred", "%", "each", True),
    "percentage-point": Unit("difference of two percentages", "percentage points", "each", True),
    "person": Unit("persons", "persons", "counted"),
    "person-year": Unit("full-time equivalents", "full-time equivalents", "each"),
    "item": Unit("things counted one by one; the indicator says which", "", "counted"),
    "CNY": Unit("yuan at current prices", "yuan", "leading", True),
    "USD": Unit("US dollars at current prices", "US dollars", "leading", True),
    "square-metre": Unit("square metres", "square metres", "leading"),
    "per-1000-persons": Unit("per 1,000 persons", "per 1,000 persons", "each", True),
    "per-10000-persons": Unit("per 10,000 persons", "per 10,000 persons", "each"),
    "per-100000-persons": Unit("per 100,000 persons", "per 100,000 persons", "each"),
    "per-million-persons": Unit("per million persons", "per million persons", "each"),
    "pupils-per-teacher": Unit("pupils or students per full-time teacher", "pupils per teacher", "each"),
    "year": Unit("years, counted", "years", "counted"),
    "mean-year": Unit("years on average", "years", "each"),
    "rank": Unit("place in an order, from 1", "rank", "counted"),
    "times": Unit("multiple of the starting value", "times", "each"),
    "index-points": Unit("points of an index", "points", "each"),
}

# What stands behind a number in a Chinese text, by the English word.
CHINESE_WORDS = {
    "percentage points": "个百分点",
    "persons": "人",
    "full-time equivalents": "人年",
    "yuan": "元",
    "US dollars": "美元",
    "square metres": "平方米",
    "per 1,000 persons": "（每千人）",
    "per 10,000 persons": "（每万人）",
    "per 100,000 persons": "（每十万人）",
    "per million persons": "（每百万人）",
    "pupils per teacher": "（每名教师的学生数）",
    "years": "年",
    "rank": "位",
    "times": "倍",
    "points": "分",
}


def unit_word(unit: str) -> str:
    """What stands behind a number in a unit of the dataset; a unit of a computed value is given in words already."""
    return UNITS[unit].word if unit in UNITS else unit


def unit_of_difference(unit: str) -> str:
    """The unit in which two values of a unit differ: percentages differ by percentage points."""
    return "percentage-point" if unit == "percent" else unit
