"""Digits that need no source: dates, names, references and the like. All others are numbers and come from data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cqbook.quantities.numerals import SCALES


@dataclass(frozen=True)
class Form:
    """A form of digits that need no source.

    example: a text that holds it.
    pattern: what it looks like; None where Markdown itself tells it apart.
    """

    name: str
    example: str
    pattern: str | None = None


SCALE_WORDS = "|".join(sorted((word.replace(" ", r"\s+") for word in SCALES if word.isascii()), key=len, reverse=True))
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_YEAR = r"(?:19(?:49|[5-9]\d)|20[0-4]\d)"
# No part of a longer number or name, and no amount: no unit follows, no word of size stands before.
_SIZE_WORDS = (
    "than",
    "over",
    "about",
    "nearly",
    "almost",
    "some",
    "least",
    "most",
    "only",
    "exactly",
    "had",
    "has",
    "have",
)
# The look ahead comes first, so that all others are tried at digits only.
_FROM = r"(?=\d)(?<![\w.,\N{MINUS SIGN}¥$€])" + "".join(rf"(?<!\b{word}\s)" for word in _SIZE_WORDS)
_TO = rf"(?!\w|[.,]\d|\s*(?:%|percent\b|percentage\b|points?\b|yuan\b|(?:{SCALE_WORDS})\b))"
# A name is none where it counts things: "416 schools".
_TO_NAME = _TO + r"(?!\s+(?!systems\b|clusters\b|universities\b|projects\b)[a-z]+s\b)"
_MONTH_ZH = rf"(?:1[0-2]|[1-9])月(?:{_DAY}日)?"

FREE_FORMS = (
    Form("year from 1949 to 2049", "from 2021 to 2025", rf"{_FROM}{_YEAR}{_TO}"),
    Form("decade", "the 2010s", rf"{_FROM}{_YEAR}s\b"),
    Form("year over the turn of a year", "2021/22", rf"{_FROM}{_YEAR}[/–-]\d\d{_TO}"),
    Form("day", "5 November 2025", rf"{_FROM}{_DAY}(?:(?:\s+to\s+|–|-){_DAY})?\s+{_MONTH}\b(?:\s+{_YEAR}{_TO})?"),
    Form("day, month first", "November 5, 2025", rf"\b{_MONTH}\s+{_DAY},\s+{_YEAR}{_TO}"),
    Form("day or month in digits", "2025-11-05", rf"{_FROM}{_YEAR}-(?:0[1-9]|1[0-2])(?:-{_DAY})?{_TO}"),
    Form(
        "reference to a figure, table, chapter or section",
        "Figure 8.2",
        rf"\b(?:[Ff]igure|[Tt]able|[Cc]hapter|[Ss]ection)\s+\d+(?:\.\d+)*{_TO}",
    ),
    Form(
        "references to several of them",
        "chapters 3, 5 and 8",
        r"\b(?:[Ff]igures|[Tt]ables|[Cc]hapters|[Ss]ections)\s+\d+(?:\.\d+)*"
        rf"(?:(?:,\s+|\s+and\s+|\s+to\s+|–)\d+(?:\.\d+)*)+{_TO}",
    ),
    Form("number of a chapter in its heading", "# 1. The evidence base", r"^ {0,3}#{1,6}\s+\d+\.\s"),
    Form("number of a list item", "1. Read it"),
    Form(
        "number of all provinces or districts",
        "second of the 31, in the 38 districts",
        r"\b(?:31 provinces|38 districts|of (?:all|the) 31(?=[.,;:)]| in\b| and\b| by\b|$))",
    ),
    Form("five-year plan", "the 14th Five-Year Plan", r"\b\d{1,2}th\s+Five-Year\b"),
    Form("name of a programme", "the 158N, 416 and 33618 systems", rf"{_FROM}(?:158N|416|33618){_TO_NAME}"),
    Form("name of a class of universities", "Project 211 and 985", rf"(?:\bProject\s+211|{_FROM}985){_TO_NAME}"),
    Form("name of a technology", "5G", r"(?<![A-Za-z0-9])[3-6]G(?![A-Za-z0-9])"),
    Form(
        "year, month or day in Chinese",
        "2020—2024年，2024年10月，10月5日",
        rf"(?:{_YEAR}年?[—、和至])*{_YEAR}年(?:{_MONTH_ZH})?|{_MONTH_ZH}",
    ),
    Form("all provinces or districts in Chinese", "全国31个省份，38个区县", "31个省|38个区县"),
    Form("five-year plan in Chinese", "第14个五年规划", r"第\d{1,2}个五年"),
    Form("reference in Chinese", "第3章，图3.1", r"第\d{1,2}章|[图表]\d+\.\d+"),
    Form("name of a disease", "COVID-19", r"\bCOVID-19\b"),
    Form("name of a licence", "CC BY 4.0", r"\bCC BY \d\.\d\b"),
    Form("name of a checksum", "SHA-256", r"\bSHA-\d+\b"),
    Form(
        "name of a standard",
        "GB/T 7714, ISO 8601, ISCED 5",
        rf"\b(?:GB/T|ISO|SNA|ISCED(?:\s+levels?)?)\s+\d+(?:-\d+)?{_TO}",
    ),
    Form("address", "https://example.org/12", r"\bhttps?://[^\s)>\]]+"),
    Form("DOI", "10.5281/zenodo.12", r"\b10\.\d{4,9}/[^\s)>\]]+"),
    Form("footnote", "[^1]", r"\[\^[^\]\s]+\]"),
    Form("name of a place on a page", "(part-2)=", r"^\([\w-]+\)=$"),
    Form("code in a line", "`v2`"),
    Form("block of code", "```\n12\n```"),
    Form("HTML tag with its attributes", '<span class="c2">text</span>'),
    Form("target of a link", "[text](page-2.md)"),
)
_FREE = [re.compile(form.pattern, re.MULTILINE) for form in FREE_FORMS if form.pattern]
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def unbound(text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match]:
    """The digits between two places of a plain text that have none of the free forms."""
    free = [match.span() for pattern in _FREE for match in pattern.finditer(text)]
    for digits in _DIGITS.finditer(text, start, len(text) if end is None else end):
        if not any(first <= digits.start() and digits.end() <= last for first, last in free):
            yield digits
