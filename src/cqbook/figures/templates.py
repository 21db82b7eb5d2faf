"""Texts of a figure: templates whose numbers, places and years are filled in from its marks and quantities by name."""

import math
import re
from collections.abc import Mapping

import pandas as pd

from cqbook.analysis import statements
from cqbook.dataset import Dataset
from cqbook.figures import coverage
from cqbook.figures import marks as of_marks
from cqbook.figures.coverage import Coverage
from cqbook.figures.kinds.looks import NATION
from cqbook.figures.words import one_line
from cqbook.quantities import formatting, free_digits
from cqbook.quantities.intervals import Interval
from cqbook.quantities.quantity import Quantity

_FIELD = re.compile(r"\{([^{}]*)\}")
_QUOTED = re.compile(r"\{\s*(['\"])([^{}]*)\1\s*\}")
_MOST_NAMED = 5  # marks in a message


def fields(template: str) -> list[str]:
    """The names of numbers and of marks that a template uses, without the forms in which it shows them."""
    return [_parts(" ".join(field.split()))[0] for field in _FIELD.findall(_QUOTED.sub("", template))]


def filled(
    data: Dataset, marks: pd.DataFrame, covered: Coverage, template: str, numbers: Mapping[str, Quantity]
) -> str:
    """A text with its fields filled in; in the code it may stand in several lines.

    Args:
        data: the dataset.
        marks: the marks of the figure.
        covered: their places and years.
        template: holds fields such as {growth}, {growth:range 1}, {place, 2024:1 billion} or {last_year}; words in
            quotes, as in {'2035'}, stay as they are.
        numbers: quantities by name; any other name is one of `coverage.FIELDS` or that of one mark.

    Raises:
        ValueError: a field names neither a number nor one mark, the marks do not settle a place or year, the text holds
            a digit of its own or a brace without its twin, or a form is none.
    """
    template = one_line(template)
    bare = _FIELD.sub("N", _QUOTED.sub(r"\2", template))
    if "{" in bare or "}" in bare:
        raise ValueError("holds a brace without its twin")

    def shown(match: re.Match) -> str:
        if quoted := _QUOTED.fullmatch(match[0]):
            return quoted[2]
        name, form = _parts(match[1])
        try:
            if name in coverage.FIELDS and name not in numbers:
                return getattr(covered, name)
            text = format(_number(data, marks, covered, name, numbers), form)
            return formatting.in_chinese(text) if covered.names else text
        except ValueError as error:
            among = "" if name in numbers or not numbers else f", not among its numbers {', '.join(numbers)}"
            raise ValueError(f"uses {name}{among}: {error}") from None

    text = _FIELD.sub(shown, template)
    if typed := [digits.group() for digits in free_digits.unbound(bare)]:
        raise ValueError(
            f"holds {', '.join(typed)}: give numbers a name, as in {{growth:range 1}}, or name their marks; a measure "
            "has its digits in words, such as per thousand"
        )
    return text


def require_covered(data: Dataset, covered: Coverage, template: str) -> None:
    """Refuse a text that names in plain letters what the marks do not hold.

    Raises:
        ValueError: it names a place or a year that the marks do not hold, or says among how many places something is
            ranked, and the marks are of more or fewer.
    """
    typed = _FIELD.sub("N", one_line(template))
    if refused := coverage.unheld(data, covered, typed):
        raise ValueError(
            f"{'; '.join(refused)}: write {{place}}, {{first_year}}, {{last_year}} or {{of}}, and in quotes what is "
            "meant all the same, {'2035'}"
        )


def require_same_place(
    data: Dataset, marks: pd.DataFrame, covered: Coverage, template: str, numbers: Mapping[str, Quantity]
) -> None:
    """Refuse a text that names places, but not the one of which a number in it is; arguments as for `filled`.

    Raises:
        ValueError: a number is of one place, and the text names only others.
    """
    typed = _FIELD.sub(lambda field: covered.place if field[1].strip() == "place" else "N", template)
    named = {*coverage.places_in(data, typed, bool(covered.names))} - {NATION}
    for name in set(fields(template)) - {*coverage.FIELDS}:
        places = coverage.places_of(data, _number(data, marks, covered, name, numbers))
        if named and len(places) == 1 and not places & named:
            raise ValueError(f"names {', '.join(sorted(named))}, and its number {name} is of {places.pop()}")


def of_mark(data: Dataset, marks: pd.DataFrame, name: str) -> Quantity:
    """The quantity that one mark shows, in the unit of the dataset.

    Args:
        data: the dataset.
        marks: the marks of a figure.
        name: labels of the mark, joined by commas; the id of a place stands for its name. "Chongqing, 2024".

    Raises:
        ValueError: no mark has all these labels, several have, or the mark has no value.
    """
    places = of_marks.place_names(data, "zh" if of_marks.are_chinese(marks) else "en")
    parts = [places.get(part.strip(), part.strip()) for part in name.split(",")]
    named = marks[of_marks.labels(marks)].map(of_marks.label)
    fitting = marks.loc[[_fits(parts, set(labels)) for labels in named.itertuples(index=False)]]
    if len(fitting) != 1:
        several = "; ".join(map(_in_words, (mark for _, mark in fitting.head(_MOST_NAMED).iterrows())))
        found = f"{len(fitting)} marks: {several}" if several else f"no mark by its {', '.join(named)}"
        raise ValueError(f"{name!r} names {found}")
    mark = fitting.iloc[0]
    if mark["gap"] or math.isnan(mark["low"]):
        raise ValueError(f"{name!r} names a mark without a value: {mark['gap'] or 'none is known'}")
    return _quantity(data, mark)


def _number(
    data: Dataset, marks: pd.DataFrame, covered: Coverage, name: str, numbers: Mapping[str, Quantity]
) -> Quantity:
    return numbers[name] if name in numbers else of_mark(data, marks, covered.in_name(name))


def _parts(field: str) -> tuple[str, str]:
    """Name and form of a field."""
    name, _, form = field.rpartition(":") if ":" in field else (field, "", "")
    return name.strip(), form


def _fits(parts: list[str], labels: set[str]) -> bool:
    """Whether each part is a label; a label with commas is several parts."""
    if not parts:
        return True
    lengths = range(1, len(parts) + 1)
    return any(", ".join(parts[:n]) in labels and _fits(parts[n:], labels) for n in lengths)


def _quantity(data: Dataset, mark: pd.Series) -> Quantity:
    is_known = not pd.isna(mark.get("factor"))
    factor, unit = (mark["factor"], mark["stored_unit"]) if is_known else (1, mark["unit"])
    span = Interval(mark["low"] * factor, mark["high"] * factor, bool(mark["low_open"]), bool(mark["high_open"]))
    value = None if math.isnan(mark["value"]) else float(mark["value"] * factor)
    told = mark.get("formula")
    formula = told if isinstance(told, str) and told else f"{_in_words(mark)}, as plotted"
    made = Quantity(span, unit, formula, tuple(mark["inputs"]), value)
    if len(made.inputs) == 1:
        stated = statements.stated(data, made.inputs[0])
        if {**made.as_record(), "formula": ""} == {**stated.as_record(), "formula": ""}:
            return stated
    return made


def _in_words(mark: pd.Series) -> str:
    labels = (of_marks.label(mark[name]) for name in of_marks.labels(mark.to_frame().T))
    return ", ".join(label for label in labels if label)
