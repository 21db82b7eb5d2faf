"""Numbers in the prose, bound to their source.

A number of a chapter or page is the text of a Markdown link whose target is `obs:<observation id>` or `value:<name>`,
with `?low` or `?high` where one end of the interval is meant:

    In March 2022 it had [1,164](obs:icq-2022-03-technology-based-enterprises), and up to [70 billion](obs:gerd?high).

Rules for the text of such a link:

- It holds one number, or a range in one of these forms: "15 to 30", "15–30", "between 15 and 30", and in Chinese
  "15至30", "15—30". Other words may stand around it, but no other number.
- A number is printed with or without thousands separators, with decimals, a sign, or as a word from zero to twelve. A
  word such as "billion" belongs to the number and stands inside the link. At a range it counts for both ends.
- In Chinese no space is needed beside a number, 万, 亿 and 万亿 are such words, and 一 to 十二 are number words.
- A number is worth what it prints, to its last decimal at its scale: "1,400" is to the unit, zeros too, "60 billion" to
  the billion, "1.4 million" to 0.1 million. A single number is the target's value rounded so; at a tie both ways count.
  It has no more decimals than the source prints.
- A range, `?low` and `?high` are the ends of the target's interval rounded outward, as `formatting.between` does.

Digits that stand outside such links are free only in one of the forms of `cqbook.quantities.free_digits`.
"""

import difflib
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from cqbook.artifacts import notebooks
from cqbook.project.files import read_text, write_if_changed
from cqbook.project.paths import BOOK, shown
from cqbook.prose.markdown import Link, Page, one_line, read, without
from cqbook.prose.sentences import sentence_to_read_again
from cqbook.quantities import formatting, free_digits
from cqbook.quantities.free_digits import SCALE_WORDS
from cqbook.quantities.intervals import Interval
from cqbook.quantities.numerals import CARDINALS, CHINESE_CARDINALS, HAN, LETTER, SCALES, tokens
from cqbook.quantities.quantity import Quantity

Resolve = Callable[[str], Quantity]

ENDS = ("low", "high")
_TARGET = re.compile(r"\((?:obs|value):")


_WORDS = [word for word, value in CARDINALS.items() if value <= 12]
_WORD_OF = {CARDINALS[word]: word for word in _WORDS}
_CHINESE_WORD_OF = {value: word for word, value in CHINESE_CARDINALS.items()}
_CHINESE_SCALES = "|".join(sorted((word for word in SCALES if not word.isascii()), key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?P<sign>[+\N{{MINUS SIGN}}-])?(?<!{LETTER})(?<![.,])"
    rf"(?P<amount>(?:(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+(?!\d)|[0-9]+)(?:\.[0-9]+)?|{'|'.join(_WORDS)})(?!-?{LETTER})"
    r"|十[一二]?|[一二两三四五六七八九])"
    rf"(?P<tail>\s+(?P<scale>{SCALE_WORDS})\b|\s?(?P<chinese>{_CHINESE_SCALES}))?",
    re.IGNORECASE,
)
_SCALE_AFTER = re.compile(rf"\s*((?:{SCALE_WORDS})\b|{_CHINESE_SCALES})", re.IGNORECASE)
# Besides digits and words of numbers; 百分点 is a unit.
_UNREAD = re.compile(rf"\b(?:{SCALE_WORDS})\b|[零〇千万亿]|百(?!分)", re.IGNORECASE)
_RANGE_FORMS = '"15 to 30", "15–30", "between 15 and 30", "15至30", "15—30"'

_UNBOUND = (
    "{} has no source: make it the text of a link to obs:<observation id> or value:<name>; "
    "a name with digits may stand in `backticks`"
)
_DIFFERS = 'the number differs from its source: it should read "{}"; `make prose` writes it'


@dataclass(frozen=True)
class Problem:
    """One thing to mend: the line of the text (from 1), what stands there, what to do, and whether it is a link's."""

    line: int
    excerpt: str
    message: str
    is_bound: bool = True


@dataclass(frozen=True)
class Change:
    """One link whose text was renewed.

    old, new: the text of the link.
    target: where it leads, with the end.
    sentence: the sentence as it now reads, if it holds one of WORDS_TO_READ_AGAIN; else None.
    """

    old: str
    new: str
    target: str
    sentence: str | None


@dataclass(frozen=True)
class Renewal:
    """What was changed in a notebook or page.

    diff: unified diff of its text cells; empty where nothing was changed.
    sentences: the sentences that a person must read again, in order.
    """

    diff: str
    sentences: tuple[str, ...]


class _MisfitError(Exception):
    """The text of a link cannot be compared with its target; the message says what to do."""


def texts() -> list[Path]:
    """The notebooks and pages of the report whose numbers are bound."""
    return [*notebooks.paths(), BOOK / "index.md", BOOK / "summary.md", BOOK / "summary-zh.md"]


def problems(text: str, resolve: Resolve, names: Collection[str] = ()) -> list[Problem]:
    """What is wrong with the numbers of a Markdown text, in the order of the text.

    Args:
        text: Markdown.
        resolve: gives what a target such as "obs:gerd" is worth; KeyError for an unknown one.
        names: all targets, to suggest the one that was meant.
    """
    page = read(text)
    found = [
        (start, _around(text, start, end), _UNBOUND.format(text[start:end]), False) for start, end in _unbound(page)
    ]
    for link in page.bound:
        try:
            renewed = _renewed(page, link, resolve, names)
        except _MisfitError as misfit:
            found.append((link.start, one_line(text[link.start : link.end]), str(misfit), True))
            continue
        if renewed != link.label:
            found.append((link.start, one_line(text[link.start : link.end]), _DIFFERS.format(one_line(renewed)), True))
    return [
        Problem(text.count("\n", 0, start) + 1, excerpt, message, is_bound)
        for start, excerpt, message, is_bound in sorted(found)
    ]


def check(
    paths: Iterable[Path], resolve: Resolve, names: Collection[str] = (), *, only_bound: bool = False
) -> list[str]:
    """What is wrong with the numbers of notebooks and Markdown pages, one line each with file, cell and line.

    Args:
        paths: files that end in .ipynb or .md.
        resolve: as for `problems`.
        names: as for `problems`.
        only_bound: whether to leave out numbers that stand in no link, which contradict nothing.

    Raises:
        NotebookError: a notebook cannot be read.
    """
    return [
        f'{where}, line {problem.line}: "{problem.excerpt}": {problem.message}'
        for path in paths
        for where, text in _texts(path)
        if not only_bound or _TARGET.search(text)
        for problem in problems(text, resolve, names)
        if problem.is_bound or not only_bound
    ]


def rewrite(text: str, resolve: Resolve) -> tuple[str, list[Change]]:
    """A Markdown text with each number that differs from its source renewed, and the changes in order.

    Numbers keep their shape: separators, decimals, sign, scale and words around them. What cannot be compared with
    its target stays as it is; `problems` tells it.
    """
    page, edits, parts, done = read(text), {}, [], 0
    for number, link in enumerate(page.bound):
        try:
            renewed = _renewed(page, link, resolve)
        except _MisfitError:
            continue
        if renewed != link.label:
            edits[number] = renewed
            parts += [text[done : link.label_start], renewed]
            done = link.label_end
    after = "".join([*parts, text[done:]])
    # The links of the new text are those of the old one, in the same order.
    now = read(after)
    changes = []
    for number, renewed in edits.items():
        sentence = sentence_to_read_again(now, now.bound[number])
        changes.append(Change(page.bound[number].label, renewed, page.bound[number].address, sentence))
    return after, changes


def renew(path: Path, resolve: Resolve) -> Renewal:
    """Renew the numbers of a notebook or Markdown page, in place; a file without changes is not written.

    Raises:
        NotebookError: the notebook cannot be read.
    """
    if path.suffix == ".md":
        before = read_text(path)
        text, changes = rewrite(before, resolve)
        renewal = _renewal([(shown(path), before, text, changes)])
        if renewal.diff:
            write_if_changed(path, text)
        return renewal
    notebook, rewritten = notebooks.read(path), []
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "markdown":
            old, (cell.source, changes) = cell.source, rewrite(cell.source, resolve)
            rewritten.append((f"{shown(path)}, cell {number}", old, cell.source, changes))
    renewal = _renewal(rewritten)
    if renewal.diff:
        notebooks.store(path, notebook)
    return renewal


def _renewal(rewritten: list[tuple[str, str, str, list[Change]]]) -> Renewal:
    """The difference of several texts, given as (name, old, new, changes)."""
    diff: list[str] = []
    sentences: list[str] = []
    for name, old, new, changes in rewritten:
        diff += difflib.unified_diff(old.split("\n"), new.split("\n"), name, name, lineterm="")
        sentences += [change.sentence for change in changes if change.sentence]
    return Renewal("\n".join(diff), tuple(dict.fromkeys(sentences)))


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    """The Markdown texts of a file, each with where it stands."""
    if path.suffix == ".md":
        yield shown(path), read_text(path)
        return
    for number, cell in enumerate(notebooks.read(path).cells, 1):
        if cell.cell_type == "markdown":
            yield f"{shown(path)}, cell {number}", cell.source


# What a link should read


@dataclass(frozen=True)
class _Number:
    """One number as a link prints it.

    start, end: its place in the text of the link.
    amount: as printed, without its scale.
    scale: what a scale word multiplies it by.
    tail: the scale word with the space before it.
    """

    start: int
    end: int
    printed: str
    amount: float
    decimals: int
    scale: int
    sign: str
    tail: str
    is_word: bool
    is_grouped: bool
    is_ordinal: bool


def _renewed(page: "Page", link: "Link", resolve: Resolve, names: Collection[str] = ()) -> str:
    """The text of a link as it should read.

    Raises:
        _MisfitError: it cannot be compared with its target.
    """
    target, end = link.target
    if end is not None and end not in ENDS:
        raise _MisfitError(f'"?{end}" is unknown: write ?low, ?high or nothing after the target')
    numbers = _numbers(link.label)
    if match := _SCALE_AFTER.match(page.text, link.end):
        raise _MisfitError(f'"{match[1]}" belongs to the number: put it inside the link')
    try:
        given = resolve(target)
    except KeyError:
        raise _MisfitError(_unknown(target, names)) from None
    texts = _of_range(numbers, given, end) if len(numbers) == 2 else [_of_single(numbers[0], given, end)]
    parts, done = [], 0
    for number, text in zip(numbers, texts, strict=True):
        parts += [link.label[done : number.start], text]
        done = number.end
    return "".join([*parts, link.label[done:]])


def _unknown(target: str, names: Collection[str]) -> str:
    # Compared without "obs:" and "value:", which would make all names look alike, and may be what is wrong.
    name_of = {name.partition(":")[2]: name for name in sorted(names)}
    close = [name_of[match] for match in difflib.get_close_matches(target.partition(":")[2], name_of, n=3)]
    return f"there is no {target}: " + (f"did you mean {' or '.join(close)}?" if close else "look its name up")


def _of_single(number: _Number, given: Quantity, end: str | None) -> str:
    if end is not None:
        return _of_end(number, given.interval, end)
    if given.is_open_rank:
        raise _MisfitError(f"ranks {formatting.interval(given.interval)} are possible: write a range")
    if given.value is None:
        raise _MisfitError("only an interval is known here: write a range, or add ?low or ?high to the target")
    amount = given.value / number.scale
    span = given.interval.map(lambda value: value / number.scale)
    if (decimals := formatting.at_most_printed(number.decimals, amount, span)) < number.decimals:
        return _written(replace(number, decimals=decimals), amount)
    # A little more than half a unit: at a tie both ways are right, whatever the last digit of the float.
    half_unit = 0.5000001 / 10**number.decimals
    return number.printed if abs(number.amount - amount) <= half_unit else _written(number, amount)


def _of_range(numbers: list[_Number], given: Quantity, end: str | None) -> list[str]:
    if end is not None:
        raise _MisfitError(f"a range has both ends: remove ?{end} from the target, or write one number")
    texts = [_of_end(number, given.interval, side) for number, side in zip(numbers, ENDS, strict=True)]
    low, high = (_numbers(text)[0] for text in texts)
    if low.amount == high.amount and numbers[0].scale == numbers[1].scale:
        raise _MisfitError(f'both ends are "{texts[1]}" now: write one number, and read the sentence again')
    return texts


def _of_end(number: _Number, span: Interval, end: str) -> str:
    """One end of an interval in the shape of a printed number, rounded outward."""
    value = getattr(span, end)
    if math.isinf(value):
        raise _MisfitError(f"no {end} end is known here: name the other end only")
    unit = 10**number.decimals
    # Rounded first, so that a float's noise in the last digit does not push an end outward.
    units = round(value / number.scale * unit, 6)
    amount = (math.floor(units) if end == "low" else math.ceil(units)) / unit
    return number.printed if amount == number.amount else _written(number, amount)


def _written(number: _Number, amount: float) -> str:
    """Another amount in the shape of a printed number; a number word above twelve turns into digits."""
    digits = formatting.number(abs(amount), number.decimals)
    if number.scale > 1 and amount and not digits.strip("0."):
        size = formatting.number(amount * number.scale)
        raise _MisfitError(
            f'the number is {size} now, too small for "{number.tail.strip()}": write it at another scale'
        )
    sign = ""
    if amount < 0 and digits.strip("0."):
        sign = "-" if number.sign == "-" else "\N{MINUS SIGN}"
    elif number.sign == "+":
        sign = "+"
    word_of = _CHINESE_WORD_OF if number.printed[:1] in CHINESE_CARDINALS else _WORD_OF
    if number.is_word and not sign and digits.isdigit() and int(digits) in word_of:
        word = "两" if word_of[int(digits)] == "二" and not number.is_ordinal else word_of[int(digits)]
        return (word.capitalize() if number.printed[0].isupper() else word) + number.tail
    return sign + (digits if number.is_grouped else digits.replace(",", "")) + number.tail


def _numbers(label: str) -> list[_Number]:
    """The one number or the two ends of a range that the text of a link holds.

    Raises:
        _MisfitError: it holds none, or more, or what cannot be read.
    """
    matches = list(_NUMBER.finditer(label))
    rest = _NUMBER.sub(" ", label)
    is_unread = bool(tokens(rest)) or _UNREAD.search(rest) is not None
    if not matches and not is_unread:
        raise _MisfitError("the text of the link holds no number: write the number there, or remove the link")
    if is_unread or not (len(matches) == 1 or _is_range(label, matches)):
        raise _MisfitError(
            f"the text of the link must be one number or a range ({_RANGE_FORMS}), in digits or as a word from zero to "
            "twelve: keep other numbers and number words outside"
        )
    found = [_number(match) for match in matches]
    if len(found) == 2 and not found[0].tail:
        found[0] = replace(found[0], scale=found[1].scale)
    return found


def _is_range(label: str, matches: list[re.Match]) -> bool:
    if len(matches) != 2:
        return False
    before, between = label[: matches[0].start()], label[matches[0].end() : matches[1].start()]
    if re.search(r"\bbetween\s+$", before, re.IGNORECASE):
        return re.fullmatch(r"\s+and\s+", between) is not None
    return re.fullmatch(r"\s+to\s+|\s?–\s?|%?[至—]", between) is not None


def _number(match: re.Match) -> _Number:
    amount, sign, scale = match["amount"], match["sign"] or "", match["scale"] or match["chinese"]
    word = CARDINALS.get(amount.lower(), CHINESE_CARDINALS.get(amount))
    size = float(amount.replace(",", "")) if word is None else float(word)
    is_chinese = re.search(f"[{HAN}]", match.string) is not None
    whole, _, decimals = amount.partition(".")
    return _Number(
        start=match.start(),
        end=match.end(),
        printed=match.group(),
        amount=size if sign in ("", "+") else -size,
        decimals=len(decimals),
        scale=SCALES[" ".join(scale.lower().split())] if scale else 1,
        sign=sign,
        tail=match["tail"] or "",
        is_word=word is not None,
        # "1164" shows that no separators are wanted; "164" and "three" show nothing, and Chinese has none.
        is_grouped="," in whole or (not is_chinese and (word is not None or len(whole) < 4)),
        is_ordinal=match.string[: match.start()].endswith("第"),
    )


def _unbound(page: Page) -> Iterator[tuple[int, int]]:
    """Digits that have no source and none of the free forms."""
    visible = without(page, [*page.markup, *page.free, *((link.start, link.end) for link in page.bound)])
    for start, end in page.blocks:
        yield from (digits.span() for digits in free_digits.unbound(visible, start, end))


def _around(text: str, start: int, end: int) -> str:
    """Digits with up to three words on either side, from the same line; of Chinese with up to twenty characters."""
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    before, *_ = re.findall(r"(?:\S+\s+){0,3}\S{0,20}$", text[line_start:start])
    after, *_ = re.findall(r"^\S{0,20}(?:\s+\S+){0,3}", text[end : line_end if line_end >= 0 else len(text)])
    return one_line(before + text[start:end] + after)
