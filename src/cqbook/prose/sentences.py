"""Sentences of a text, and which of them a person must read again when a number in them changes."""

import re
from collections.abc import Iterator

from cqbook.prose.markdown import BLANK, Link, Page, one_line, without

_WORDS_OF_DIRECTION = """rose rise rises rising risen grew grow grows growing grown growth increased increase increases
    increasing gained climbed up fell fall falls falling fallen declined decline declines declining decreased decrease
    decreases dropped drop drops shrank shrunk down slowed slower faster accelerated unchanged stable"""
_WORDS_OF_COMPARISON = """same equal more less fewer above below over under beyond within nearly almost exceeded exceeds
    exceed reached missed met ahead behind higher lower larger bigger smaller greater wider narrower stronger weaker
    better worse than"""
_WORDS_OF_SIZE = """doubled double doubling tripled triple halved half halfway quarter quarters third thirds fifth
    fifths tenth tenths twice thrice times most least majority minority highest lowest largest biggest smallest
    greatest only all none both"""
_CHINESE_WORDS = """增长 增加 提高 上升 升至 下降 降至 减少 回落 扩大 缩小 持平
    高于 低于 高出 低出 超过 多于 少于 不足 不到 近 接近 达到 领先 落后 快于 慢于 相当于
    翻番 翻了 一半 过半 最 仅 只 全部"""
# A sentence with one of these says more than its numbers do: when a number changes, a person must read it again.
WORDS_TO_READ_AGAIN = (*_WORDS_OF_DIRECTION.split(), *_WORDS_OF_COMPARISON.split(), *_WORDS_OF_SIZE.split())

_ABBREVIATIONS = "e.g. i.e. cf. vs. etc. approx. ca. No. Nos. Fig. Figs. Dr. Mr. Ms. Mrs. Prof. St. p. pp."
_SENTENCE_END = re.compile(rf"[.!?][\"')*_{BLANK}\]]*\s+(?![a-z\s])|[。！？；]")
_READ_AGAIN = re.compile(rf"\b(?:{'|'.join(WORDS_TO_READ_AGAIN)})\b|{'|'.join(_CHINESE_WORDS.split())}", re.IGNORECASE)


def sentence_to_read_again(page: Page, link: Link) -> str | None:
    """The sentence around a link as a reader sees it, if it holds one of WORDS_TO_READ_AGAIN."""
    start, end = next((first, last) for first, last in page.blocks if first <= link.start < last)
    shown_text = without(page, page.markup)[start:end]
    place = link.label_start - start
    sentence = next(shown_text[first:last] for first, last in sentences(shown_text) if last > place)
    plain = one_line(sentence.replace(BLANK, "")).lstrip("#>|*+- ").rstrip("| ")
    return plain if _READ_AGAIN.search(plain) else None


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a block begins and ends."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        last_word = text[start : match.start() + 1].split()[-1].lstrip("(\"'*_")
        if last_word not in _ABBREVIATIONS.split():
            yield start, match.end()
            start = match.end()
    yield start, len(text)
