"""Values computed in a chapter, recorded so that its prose, and anyone else, can refer to them by name."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from html import escape

from IPython.display import display

from cqbook.analysis.derive import Derived
from cqbook.project.media_types import OURS, VALUES
from cqbook.quantities import formatting
from cqbook.quantities.intervals import Interval

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def publish(values: Mapping[str, Derived]) -> None:
    """Record computed values as the output of a cell; prose names them as `value:<name>`.

    Args:
        values: by name, words in lower case joined by hyphens; a name stands for one value in the whole book. The list
            of the chapter shows their formulas, so each has its own.

    Raises:
        ValueError: a name has another form, or two values have one formula.
    """
    if wrong := [name for name in values if not NAME.fullmatch(name)]:
        raise ValueError(
            f"{', '.join(map(repr, wrong))}: expected words in lower case, such as schools-lost-since-2010"
        )
    formulas = Counter(value.formula for value in values.values())
    if twice := [name for name, value in values.items() if formulas[value.formula] > 1]:
        raise ValueError(f"{', '.join(twice)}: the same formula; say in each what it is of")
    records = {name: as_record(value) for name, value in values.items()}
    lines = [f"{name}: {in_words(value)} ({value.formula})" for name, value in values.items()]
    rows = "".join(
        f"<tr><td>{name}</td><td>{escape(in_words(value))}</td><td>{escape(value.formula)}</td></tr>"
        for name, value in values.items()
    )
    head = "<tr><th>Name</th><th>Value</th><th>How it was made</th></tr>"
    table = f'<table class="dataframe">{head}{rows}</table>'
    display({VALUES: records, "text/html": table, "text/plain": "\n".join(lines)}, raw=True, metadata=OURS)


def as_record(value: Derived) -> dict:
    """A computed value as JSON holds it: numbers to ten digits, null for "no single value" and for "no limit"."""
    span = value.interval
    return {
        "value": None if value.value is None else _ten_digits(value.value),
        "low": _ten_digits(span.low),
        "high": _ten_digits(span.high),
        "low_open": bool(span.low_open),
        "high_open": bool(span.high_open),
        "unit": value.unit,
        "formula": value.formula,
        "inputs": list(value.inputs),
    }


def from_record(record: Mapping) -> Derived:
    """The computed value that a record holds."""
    low = -math.inf if record["low"] is None else record["low"]
    high = math.inf if record["high"] is None else record["high"]
    span = Interval(low, high, record["low_open"], record["high_open"])
    return Derived(span, record["unit"], record["formula"], tuple(record["inputs"]), record["value"])


def in_words(value: Derived) -> str:
    """A value with its unit and, where it leaves room, its interval."""
    return formatting.quantity(value.value, value.interval, value.unit)


def _ten_digits(number: float) -> float | int | None:
    if math.isinf(number):
        return None
    rounded = float(f"{number:.10g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 2**53 else rounded
