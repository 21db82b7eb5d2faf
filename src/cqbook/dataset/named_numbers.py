"""Numbers in the texts of the tables: the name of an observation in braces stands for its number.

A name is an observation_id; `own`, the observation that the row is about; or `against`, `base` or `result` after the
column of the row that holds it. A form of `quantities.formatting.of` may follow: `{own:2 million}`. The functions take
tables of text cells.
"""

import contextlib
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from cqbook.dataset.reading import Problem
from cqbook.dataset.schema import MISSING, TABLES, Column, Table
from cqbook.quantities import formatting, free_digits
from cqbook.quantities.numerals import SCALES, as_float
from cqbook.quantities.reading_rules import read

_FIELD = re.compile(r"\{([a-z0-9-]+)(?::([^{}]*))?\}")
_NUMERAL = r"(\d[\d,]*(?:\.\d+)?)"
_SCALE = re.compile(rf"\s*({free_digits.SCALE_WORDS})\b")
_Rows = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class _Text:
    """A text of a table and the row in which it stands."""

    table: Table
    column: Column
    index: int
    row: Mapping[str, str]

    def __str__(self) -> str:
        return self.row[self.column.name]

    @property
    def typed(self) -> str:
        """The text without its names."""
        return _FIELD.sub("", str(self))

    def full(self, name: str) -> str:
        """The observation_id that a name stands for."""
        sides = [column.name for column in self.table.columns if column.refers_to == "observations"]
        own, *others = sides or ["observation_id"]
        short = {"own": own, **{side.removesuffix("_id"): side for side in others}}
        return self.row.get(short.get(name, ""), name)

    def filled(self, rows: _Rows) -> str:
        """The text with numbers in place of its names; ValueError where one of them names no number."""
        return _FIELD.sub(lambda field: _number(rows, self.full(field[1]), field[2]), str(self))

    def problem(self, expected: str) -> Problem:
        """A problem of this text."""
        return Problem(f"data/{self.table.file}", self.index + 2, self.column.name, str(self), expected)


def filled(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables with numbers in place of names; what names no number is left as it stands."""
    made, texts = dict(tables), list(_texts(tables, r"\{"))
    rows = _named(tables, texts)
    changed: dict[tuple[str, str], dict[int, str]] = {}
    for text in texts:
        with contextlib.suppress(ValueError):
            changed.setdefault((text.table.name, text.column.name), {})[text.index] = text.filled(rows)
    for (table, column), cells in changed.items():
        whole = made[table][column].copy()
        whole.loc[list(cells)] = list(cells.values())
        made[table] = made[table].assign(**{column: whole})
    return made


def check(tables: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Names of nothing, and typed numbers where only names may stand or which an observation of the row's own has."""
    texts = list(_texts(tables, r"[\d{}]"))
    rows = _named(tables, texts)
    for text in texts:
        for name, form in _FIELD.findall(str(text)):
            try:
                _number(rows, text.full(name), form)
            except ValueError as error:
                yield text.problem(str(error))
        if brace := re.search(r"[{}]", text.typed):
            yield text.problem(f"{brace[0]} belongs to no name, such as {{own}} or {{rd-bulletin-2021-gerd-cq-2021}}")
        if text.column.numbers == "named" and (typed := _unbound(text.typed)):
            digits = ", ".join(found[0] for found in typed)
            yield text.problem(f"holds {digits}: name the observation, as in {{own}} or {{its observation_id}}")
    for text, digits, holder in _repeated(tables, [text for text in texts if text.column.numbers == "unrepeated"]):
        yield text.problem(f"{digits} is the number of {holder}: leave it out, or write {{{holder}}}")


def _texts(tables: Mapping[str, pd.DataFrame], holding: str) -> Iterator[_Text]:
    """The texts of the columns that may hold names, where they hold a pattern."""
    for table in TABLES.values():
        for column in table.columns:
            if not column.numbers or table.name not in tables:
                continue
            cells = tables[table.name]
            rows = cells.loc[cells[column.name].str.contains(holding)]
            for index, row in zip(rows.index, rows.to_dict("records"), strict=True):
                yield _Text(table, column, index, row)


def _named(tables: Mapping[str, pd.DataFrame], texts: list[_Text]) -> _Rows:
    """The observations that texts name, by observation_id."""
    names = {text.full(name) for text in texts for name, _ in _FIELD.findall(str(text))}
    if not names or "observations" not in tables:
        return {}
    rows = tables["observations"]
    rows = rows.loc[rows["observation_id"].isin(list(names))].drop_duplicates("observation_id")
    return rows.set_index("observation_id").to_dict("index")


def _number(rows: _Rows, name: str, form: str | None) -> str:
    """The number of an observation; ValueError says what is wrong with its name or form."""
    if name not in rows:
        raise ValueError(f"there is no observation {name}")
    row = rows[name]
    if row["value"] in MISSING:
        raise ValueError(f"{name} has no value")
    value = float(row["value"])
    return formatting.of(value, read(value, row["qualifier"], row["printed"], row["unit"]), form or "")


def _repeated(tables: Mapping[str, pd.DataFrame], texts: list[_Text]) -> Iterator[tuple[_Text, str, str]]:
    """Typed numbers that an observation of the indicator, and place if the row has one, has as value or in print.

    Each with its text and the first such observation.
    """
    typed = [(text, digits) for text in texts for digits in _unbound(text.typed)]
    rows = tables["observations"]
    rows = rows.loc[rows["indicator_id"].isin({text.row["indicator_id"] for text, _ in typed})]
    printed = as_float(rows["printed"].str.extract(_NUMERAL, expand=False).str.replace(",", ""))
    rows = rows.assign(value=pd.to_numeric(rows["value"], errors="coerce"), printed=printed)
    wanted = {number for text, digits in typed for number in _values(text, digits)}
    rows = rows.loc[rows["value"].isin(wanted) | rows["printed"].isin(wanted)]
    holders: dict[tuple[str, str | None, float], str] = {}
    columns = ["observation_id", "indicator_id", "place_id", "value", "printed"]
    for name, indicator, place, *numbers in rows[columns].itertuples(index=False, name=None):
        for number in numbers:
            holders.setdefault((indicator, place, number), name)
            holders.setdefault((indicator, None, number), name)
    for text, digits in typed:
        keys = [(text.row["indicator_id"], text.row.get("place_id"), number) for number in _values(text, digits)]
        if holder := next((holders[key] for key in keys if key in holders), None):
            yield text, digits[0], holder


@functools.cache
def _unbound(text: str) -> list[re.Match]:
    """The typed numbers of a text, which may stand in many rows."""
    return list(free_digits.unbound(text))


def _values(text: _Text, digits: re.Match) -> list[float]:
    """A typed number with the word of size behind it and without."""
    number = Decimal(digits[0].replace(",", ""))
    scale = _SCALE.match(text.typed, digits.end())
    factors = [SCALES[" ".join(scale[1].split())], 1] if scale else [1]
    return [float(number * factor) for factor in factors]
