"""A name in braces in a text of the tables becomes the number of its observation."""

import pandas as pd
import pytest

from cqbook.dataset import named_numbers
from cqbook.dataset.schema import TABLES

NUMBERS = {"one": ("1234", "exact", "1234", "person"), "two": ("2500000", "more-than", "over 2.5 million", "person")}
NUMBERS |= {"three": ("48700000000", "exact", "487.0 亿元", "CNY"), "none": ("not-found", "exact", "-", "person")}


def row_of(table, **cells):
    return pd.DataFrame([{column.name: cells.get(column.name, "x") for column in TABLES[table].columns}])


@pytest.fixture
def filled():
    """A function that gives a text as it is read in a row of a table."""
    rows = pd.DataFrame(
        [(name, *number, "x") for name, number in NUMBERS.items()],
        columns=["observation_id", "value", "qualifier", "printed", "unit", "note"],
    )

    def of(table, column, text, **cells):
        tables = {"observations": rows}
        tables[table] = row_of(table, **{column: text}, **cells)
        return named_numbers.filled(tables)[table].loc[0, column]

    return of


def test_a_row_names_what_its_columns_hold(filled):
    sides = {"observation_id": "one", "against": "two", "base": "three"}
    text = "{own} of {against:1 million}, after {base:1 billion} yuan; {three} in all"
    assert (
        filled("checks", "explanation", text, **sides)
        == "1,234 of 2.5 million, after 48.7 billion yuan; 48,700,000,000 in all"
    )
    sides = {"target_id": "one", "base_id": "two", "result_id": "three"}
    assert (
        filled("targets", "note", "{own}, {base:range 0}, {result:2 billion}", **sides)
        == "1,234, 2,500,000 to 2,600,000, 48.70 billion"
    )
    assert filled("indicators", "caution", "about {one} persons") == "about 1,234 persons"


@pytest.mark.parametrize("text", ["no name", "{own}", "{nobody}", "{none}", "{one:many}", "{ one }"])
def test_what_names_no_number_is_left_as_it_stands(filled, text):
    assert filled("indicators", "caution", text) == text


def test_tables_that_cannot_all_be_read_are_filled_as_far_as_they_go():
    tables = {"indicators": row_of("indicators", caution="about {one} persons")}
    assert named_numbers.filled(tables)["indicators"].loc[0, "caution"] == "about {one} persons"
