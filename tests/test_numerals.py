from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from cqbook.quantities.numerals import read_plain, read_printed, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("116 majors, 25 closed", ["116", "25"]),
        ("Oct 21,2022", ["21", "2022"]),
        ("9,422 schools and 5.16 million", ["9,422", "5.16"]),
        ("three national parks, doubling", ["three", "doubling"]),
        ("The first is; the second is; Third", ["first", "second", "Third"]),
        ("the 158N system and the 14th Five-Year Plan", ["158", "14", "Five"]),
        ("someone often wonders, none", []),
        ("+86-23-67230470", ["86", "23", "67230470"]),
    ],
)
def test_tokens(text, expected):
    assert [token.text for token in tokens(text)] == expected


def test_token_positions_point_into_the_text():
    text = "over 200,000 people"
    (token,) = tokens(text)
    assert text[token.start : token.end] == "200,000"


# value, unit of the last digit, of the last digit without trailing zeros, of the leading digit
@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("more than 60 billion", (60_000_000_000, 1_000_000_000, 10_000_000_000, 10_000_000_000)),
        ("1.38 million", (1_380_000, 10_000, 10_000, 1_000_000)),
        ("63.5%", ("63.5", "0.1", "0.1", 10)),
        ("1,400", (1400, 1, 100, 1000)),
        ("more than three million", (3_000_000, 1_000_000, 1_000_000, 1_000_000)),
        ("640 万", (6_400_000, 10_000, 100_000, 1_000_000)),
        ("603.8亿元", (60_380_000_000, 10_000_000, 10_000_000, 10_000_000_000)),
        ("doubling", (100, 1, 1, 100)),
    ],
)
def test_read_printed(printed, expected):
    number = read_printed(printed)
    found = (number.value, number.last_digit, number.last_significant, number.leading)
    assert found == tuple(Decimal(part) for part in expected)


def test_text_without_number_is_not_read():
    assert read_printed("several") is None


def test_a_negative_number_keeps_its_sign():
    assert read_printed("-603.8 亿元").value == Decimal("-60380000000")
    assert read_printed("fell by \N{MINUS SIGN}3.2%").value == Decimal("-3.2")
    # A hyphen inside a word or a span is no sign.
    assert read_printed("2024-2035").value == 2024
    assert read_printed("covid-19").value == 19


ONE_BY_ONE = """603.8 亿元|1,164|1164|63.5%|5.16 million|2876.5 万人|-3.2%|1198 平方公里|0.5|1,00|1,,0|1,000,|
more than 60 billion|6,03.8亿元|5%元|1 2||十二|１２|3 to 4""".replace("\n", "").split("|")


@pytest.mark.parametrize("printed", ONE_BY_ONE)
def test_many_numbers_are_read_as_one_by_one_or_not_at_all(printed):
    (fast,) = read_plain(pd.Series([printed], dtype="str"))
    slow = read_printed(printed)
    assert np.isnan(fast) or fast == pytest.approx(float(slow.value))


def test_plain_numbers_are_read_all_at_once():
    found = read_plain(pd.Series(["603.8 亿元", "1,164", "63.5%", "2.4 万人", "over 60"], dtype="str"))
    assert found[:4].tolist() == pytest.approx([60.38e9, 1164, 63.5, 24_000])
    assert np.isnan(found[4])
