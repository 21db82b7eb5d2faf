"""Numbers as a text prints them: find them, and read what they are worth.

Two users need this: the verification of the dataset against the documents (every number of a text must be
accounted for) and the reading of a statement as an interval (which needs the unit of its last digit).
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_UP_TO_TWENTY = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty"""
_TENS = "thirty forty fifty sixty seventy eighty ninety"
CARDINALS = {word: value for value, word in enumerate(_UP_TO_TWENTY.split())}
CARDINALS |= {word: value for value, word in zip(range(30, 100, 10), _TENS.split(), strict=True)}
# 两 counts things, 二 is the number itself: the second.
CHINESE_CARDINALS = {"两": 2, **{word: value for value, word in enumerate("一二三四五六七八九十", 1)}}
CHINESE_CARDINALS |= {"十一": 11, "十二": 12}
# A letter of a script with spaces, unlike those of Chinese, beside which numbers stand without one.
HAN = r"\u3400-\u9fff"
LETTER = rf"[^\W{HAN}]"
_ORDINALS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"""
# A doubling is a change of 100 percent, a halving one of -50.
CHANGE_WORDS = {
    "doubled": 100,
    "doubling": 100,
    "doubles": 100,
    "double": 100,
    "tripled": 200,
    "tripling": 200,
    "triple": 200,
    "halved": -50,
    "halving": -50,
}
_OTHER_NUMBER_WORDS = "half quarter once twice thrice dozen dozens hundreds thousands millions billions"
SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
    "万": 10_000,
    "亿": 100_000_000,
    "万亿": 1_000_000_000_000,
    # Areas are stored in square metres.
    "square kilometres": 1_000_000,
    "平方公里": 1_000_000,
    "万平方公里": 10_000_000_000,
}

_NUMERAL = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_WORDS = [*CARDINALS, *_ORDINALS.split(), *CHANGE_WORDS, *_OTHER_NUMBER_WORDS.split()]
_TOKEN = re.compile(
    rf"(?P<numeral>{_NUMERAL})|(?<![A-Za-z])(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?![A-Za-z])",
    re.IGNORECASE,
)
_CARDINAL = rf"(?<![A-Za-z])(?:{'|'.join(sorted(CARDINALS, key=len, reverse=True))})(?![A-Za-z])"
_AMOUNT = re.compile(
    rf"(?P<sign>(?<!\w)[-\N{{MINUS SIGN}}])?(?P<amount>{_NUMERAL}|{_CARDINAL})"
    rf"\s*(?P<scale>{'|'.join(sorted(SCALES, key=len, reverse=True))})?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Token:
    """One numeral or number word of a text, with the position of its first character and of the one after its last."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class PrintedNumber:
    """What a printed number says.

    value: in base units ("1.38 million" is 1380000, "65.6%" is 65.6, "doubling" is 100).
    last_digit: one unit of the last digit printed ("1.38 million" is 10000, "1,400" is 1).
    last_significant: the same without trailing zeros of a whole number ("1,400" is 100).
    leading: one unit of the leading digit ("1,400" is 1000).
    scaled: it was printed with a scale word or decimals, so it is no full count.
    """

    value: Decimal
    last_digit: Decimal
    last_significant: Decimal
    leading: Decimal
    scaled: bool


def tokens(text: str) -> list[Token]:
    """Every numeral, cardinal, ordinal and multiplying word of a text, in order."""
    return [Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]


def read_printed(printed: str) -> PrintedNumber | None:
    """Read the first number of a printed expression; None where it holds no number that can be read.

    >>> int(read_printed("more than 60 billion").leading)
    10000000000
    """
    match = _AMOUNT.search(printed)
    if match:
        number = _read_amount(match["amount"], match["scale"])
        return replace(number, value=-number.value) if match["sign"] else number
    for word in re.findall(r"[a-z]+", printed.lower()):
        if word in CHANGE_WORDS:
            return PrintedNumber(Decimal(CHANGE_WORDS[word]), Decimal(1), Decimal(1), Decimal(100), scaled=True)
    return None


# What tables of Chinese yearbooks print beside the digits: full-width letters, marks of footnotes, spaces in a number.
_FULL_WIDTH = str.maketrans("０１２３４５６７８９，．％－﹣—–", "0123456789,.%----")
_FOOTNOTE = re.compile(r"(?<=[\d万亿元人%])(?:[*＊†‡#＃①-⑳⑴-⒇¹²³⁰⁴-⁹]|\[\d{1,2}\]|〔\d{1,2}〕|[(（]\d{1,2}[)）])+")
_SPACE_IN_NUMBER = re.compile(r"(?<=[0-9])[\s\u2009\u202f](?=[0-9]{3}(?![0-9]))")
_NO_NUMBER = re.compile(r"[-—–－…─.．/#·]+")


def tidied(printed: str) -> str:
    """A printed number in the digits and signs that are read, without marks of footnotes.

    >>> tidied("１，２３４①"), tidied("80*亿元"), tidied("1 234"), tidied("－5.6%")
    ('1,234', '80亿元', '1234', '-5.6%')
    """
    return _SPACE_IN_NUMBER.sub("", _FOOTNOTE.sub("", printed).translate(_FULL_WIDTH))


def is_no_number(printed: str) -> bool:
    """Whether it is what tables print where they have no number: dashes or dots."""
    return bool(_NO_NUMBER.fullmatch(printed))


def in_base_units(printed: str) -> str | None:
    """The one number of a text as a plain number in base units; None where there is none or more than one.

    >>> in_base_units("约80亿元"), in_base_units("1，234.50"), in_base_units("2024-10")
    ('8000000000', '1234.5', None)
    """
    text = tidied(printed)
    number = read_printed(text)
    if number is None or len(tokens(text)) != 1:
        return None
    plain = f"{number.value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def unread_scale(value: Decimal, printed: Decimal) -> str | None:
    """The scale that lies between a value and what is printed of it, as where a table has it in its head, "万元".

    >>> unread_scale(Decimal("136229350000"), Decimal("13622935"))
    '万'
    """
    return next(
        (word for word, scale in SCALES.items() if scale >= 1000 and printed and value == printed * scale), None
    )


_PLAIN_NUMERAL = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
# A number and at most a scale and a unit: no word that could qualify it.
_PLAIN = (
    rf"^(?P<amount>-?(?:{_PLAIN_NUMERAL})) ?(?P<scale>{'|'.join(sorted(SCALES, key=len, reverse=True))})?(?:元|人|%)?$"
)


def as_float(texts: pd.Series) -> np.ndarray:
    """Plain numbers such as "63.5" as float64, NaN where a text is missing."""
    return pc.cast(_arrow(texts), pa.float64()).to_numpy(zero_copy_only=False)


def _arrow(texts: pd.Series) -> pa.Array:
    """Texts as one Arrow array, on which a function runs without a loop in Python."""
    array = pa.array(texts, type=pa.large_string())
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def read_plain(printed: pd.Series) -> np.ndarray:
    """Values of many printed numbers at once; NaN where more stands there than a number, a scale and a unit.

    Args:
        printed: text.

    Returns:
        float64, one a text, in base units.
    """
    parts = pc.extract_regex(_arrow(printed), _PLAIN)
    amount, scale = pc.struct_field(parts, "amount"), pc.struct_field(parts, "scale")
    amount = pc.cast(pc.replace_substring(amount, ",", ""), pa.float64()).to_numpy(zero_copy_only=False)
    codes = scale.dictionary_encode()
    factors = np.array([SCALES.get(word, 1) for word in codes.dictionary.to_pylist()] or [1], dtype=float)
    return amount * factors[codes.indices.fill_null(0).to_numpy(zero_copy_only=False)]


def _read_amount(amount: str, scale_word: str | None) -> PrintedNumber:
    scale = Decimal(SCALES[scale_word.lower()]) if scale_word else Decimal(1)
    word = CARDINALS.get(amount.lower())
    digits = Decimal(amount.replace(",", "") if word is None else word)
    decimals = len(amount.partition(".")[2])
    last_digit = Decimal(1).scaleb(-decimals)
    zeros = len(f"{digits:f}") - len(f"{digits:f}".rstrip("0"))
    significant = last_digit if decimals or not digits else Decimal(1).scaleb(zeros)
    leading = Decimal(1).scaleb(digits.adjusted()) if digits else Decimal(1)
    return PrintedNumber(
        value=digits * scale,
        last_digit=last_digit * scale,
        last_significant=significant * scale,
        leading=leading * scale,
        scaled=decimals > 0 or scale_word is not None,
    )
