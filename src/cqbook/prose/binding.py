"""Numbers in the prose, bound to their source.

A number of a chapter or page is the text of a Markdown link whose target is `obs:<observation id>` or `value:<name>`,
with `?low` or `?high` where one end of the interval is meant:

    In March 2022 it had [1,164](obs:icq-2022-03-technology-based-enterprises), and up to [70 billion](obs:gerd?high).

Rules for the text of such a link:

- It holds one number, or a range in one of three forms: "15 to 30", "15–30", "between 15 and 30". Other words may stand
  around it, but no other number.
- A number is printed with or without thousands separators, with decimals, a sign, or as a word from zero to twelve. A
  word such as "billion" belongs to the number and stands inside the link. At a range it counts for both ends.
- A number is worth what it prints, to its last decimal at its scale: "1,400" is to the unit, zeros too, "60 billion" to
  the billion, "1.4 million" to 0.1 million. A single number is the target's value rounded so; at a tie both ways count.
- A range, `?low` and `?high` are the ends of the target's interval rounded outward, as `formatting.between` does.

Digits that stand outside such links are free only in one of the forms of `cqbook.quantities.free_digits`.
"""

import difflib
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from markdown_it import MarkdownIt, rules_inline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from cqbook.artifacts import notebooks
from cqbook.project.paths import BOOK, shown
from cqbook.quantities import formatting, free_digits
from cqbook.quantities.free_digits import SCALE_WORDS
from cqbook.quantities.intervals import Interval
from cqbook.quantities.numerals import CARDINALS, SCALES, tokens
from cqbook.quantities.quantity import Quantity

Resolve = Callable[[str], Quantity]

SCHEMES = ("obs", "value")
ENDS = ("low", "high")

_WORDS_OF_DIRECTION = """rose rise rises rising risen grew grow grows growing grown growth increased increase increases
    increasing gained climbed up fell fall falls falling fallen declined decline declines declining decreased decrease
    decreases dropped drop drops shrank shrunk down slowed slower faster accelerated unchanged stable"""
_WORDS_OF_COMPARISON = """same equal more less fewer above below over under beyond within nearly almost exceeded exceeds
    exceed reached missed met ahead behind higher lower larger bigger smaller greater wider narrower stronger weaker
    better worse than"""
_WORDS_OF_SIZE = """doubled double doubling tripled triple halved half halfway quarter quarters third thirds fifth
    fifths tenth tenths twice thrice times most least majority minority highest lowest largest biggest smallest
    greatest only all none both"""
# A sentence with one of these says more than its numbers do: when a number changes, a person must read it again.
WORDS_TO_READ_AGAIN = (*_WORDS_OF_DIRECTION.split(), *_WORDS_OF_COMPARISON.split(), *_WORDS_OF_SIZE.split())


_WORDS = [word for word, value in CARDINALS.items() if value <= 12]
_WORD_OF = {CARDINALS[word]: word for word in _WORDS}
_NUMBER = re.compile(
    r"(?P<sign>[+\N{MINUS SIGN}-])?(?<![\w.,])"
    rf"(?P<amount>(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+(?!\d)|[0-9]+)(?:\.[0-9]+)?|{'|'.join(_WORDS)})(?!-?\w)"
    rf"(?P<tail>\s+(?P<scale>{SCALE_WORDS})\b)?",
    re.IGNORECASE,
)
_SCALE_AFTER = re.compile(rf"\s*({SCALE_WORDS})\b", re.IGNORECASE)
_TARGET = re.compile(rf"(?P<name>(?:{'|'.join(SCHEMES)}):[^?]*)(?:\?(?P<end>.*))?")
_RANGE_FORMS = '"15 to 30", "15–30", "between 15 and 30"'

# Stands for what is not read; a character that no pattern knows.
_BLANK = "\N{OBJECT REPLACEMENT CHARACTER}"
# Blocks of MyST whose content is prose though they are fenced like code.
_PROSE_BLOCK = re.compile(
    r"\s*\{(?:admonition|attention|caution|danger|dropdown|epigraph|error|hint|important|key-figures|margin|note|seealso"
    r"|sidebar|tip|topic|warning)\}"
)
_ABBREVIATIONS = "e.g. i.e. cf. vs. etc. approx. ca. No. Nos. Fig. Figs. Dr. Mr. Ms. Mrs. Prof. St. p. pp."
_SENTENCE_END = re.compile(rf"[.!?][\"')*_{_BLANK}\]]*\s+(?![a-z\s])|。")
_READ_AGAIN = re.compile(rf"\b(?:{'|'.join(WORDS_TO_READ_AGAIN)})\b", re.IGNORECASE)

_UNBOUND = (
    "{} has no source: make it the text of a link to obs:<observation id> or value:<name>; "
    "a name with digits may stand in `backticks`"
)
_DIFFERS = 'the number differs from its source: it should read "{}"'


@dataclass(frozen=True)
class Problem:
    """One thing to mend: the line of the text (from 1), what stands there, and what to do."""

    line: int
    excerpt: str
    message: str


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
    return [*notebooks.paths(), BOOK / "index.md", BOOK / "summary.md"]


def read_target(address: str) -> tuple[str, str | None] | None:
    """The target that a link names and what stands after "?"; None for a link that binds no number.

    >>> read_target("obs:gerd?high"), read_target("page.md")
    (('obs:gerd', 'high'), None)
    """
    match = _TARGET.fullmatch(address)
    return (match["name"], match["end"]) if match else None


def problems(text: str, resolve: Resolve, names: Collection[str] = ()) -> list[Problem]:
    """What is wrong with the numbers of a Markdown text, in the order of the text.

    Args:
        text: Markdown.
        resolve: gives what a target such as "obs:gerd" is worth; KeyError for an unknown one.
        names: all targets, to suggest the one that was meant.
    """
    page = _read(text)
    found = [(start, _around(text, start, end), _UNBOUND.format(text[start:end])) for start, end in _unbound(page)]
    for link in page.bound:
        try:
            renewed = _renewed(page, link, resolve, names)
        except _MisfitError as misfit:
            found.append((link.start, _one_line(text[link.start : link.end]), str(misfit)))
            continue
        if renewed != link.label:
            found.append((link.start, _one_line(text[link.start : link.end]), _DIFFERS.format(_one_line(renewed))))
    return [Problem(text.count("\n", 0, start) + 1, excerpt, message) for start, excerpt, message in sorted(found)]


def check(paths: Iterable[Path], resolve: Resolve, names: Collection[str] = ()) -> list[str]:
    """What is wrong with the numbers of notebooks and Markdown pages, one line each with file, cell and line.

    Args:
        paths: files that end in .ipynb or .md.
        resolve: as for `problems`.
        names: as for `problems`.

    Raises:
        NotebookError: a notebook cannot be read.
    """
    return [
        f'{where}, line {problem.line}: "{problem.excerpt}": {problem.message}'
        for path in paths
        for where, text in _texts(path)
        for problem in problems(text, resolve, names)
    ]


def rewrite(text: str, resolve: Resolve) -> tuple[str, list[Change]]:
    """A Markdown text with each number that differs from its source renewed, and the changes in order.

    Numbers keep their shape: separators, decimals, sign, scale and words around them. What cannot be compared with
    its target stays as it is; `problems` tells it.
    """
    page, edits, parts, done = _read(text), {}, [], 0
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
    now = _read(after)
    changes = []
    for number, renewed in edits.items():
        sentence = _sentence_to_read_again(now, now.bound[number])
        changes.append(Change(page.bound[number].label, renewed, page.bound[number].address, sentence))
    return after, changes


def renew(path: Path, resolve: Resolve) -> Renewal:
    """Renew the numbers of a notebook or Markdown page, in place; a file without changes is not written.

    Raises:
        NotebookError: the notebook cannot be read.
    """
    if path.suffix == ".md":
        text, changes = rewrite(path.read_text(encoding="utf-8"), resolve)
        renewal = _renewal([(shown(path), path.read_text(encoding="utf-8"), text, changes)])
        if renewal.diff:
            path.write_text(text, encoding="utf-8", newline="\n")
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
    diff, sentences = [], []
    for name, old, new, changes in rewritten:
        diff += difflib.unified_diff(old.split("\n"), new.split("\n"), name, name, lineterm="")
        sentences += [change.sentence for change in changes if change.sentence]
    return Renewal("\n".join(diff), tuple(dict.fromkeys(sentences)))


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    """The Markdown texts of a file, each with where it stands."""
    if path.suffix == ".md":
        yield shown(path), path.read_text(encoding="utf-8")
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


def _renewed(page: "_Page", link: "_Link", resolve: Resolve, names: Collection[str] = ()) -> str:
    """The text of a link as it should read.

    Raises:
        _MisfitError: it cannot be compared with its target.
    """
    target, end = read_target(link.address)
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
    if given.value is None:
        raise _MisfitError("only an interval is known here: write a range, or add ?low or ?high to the target")
    # A little more than half a unit: at a tie both ways are right, whatever the last digit of the float.
    half_unit = 0.5000001 / 10**number.decimals
    amount = given.value / number.scale
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
    if number.is_word and not sign and digits.isdigit() and int(digits) in _WORD_OF:
        word = _WORD_OF[int(digits)]
        return (word.capitalize() if number.printed[0].isupper() else word) + number.tail
    return sign + (digits if number.is_grouped else digits.replace(",", "")) + number.tail


def _numbers(label: str) -> list[_Number]:
    """The one number or the two ends of a range that the text of a link holds.

    Raises:
        _MisfitError: it holds none, or more, or what cannot be read.
    """
    matches = list(_NUMBER.finditer(label))
    rest = _NUMBER.sub(" ", label)
    is_unread = bool(tokens(rest)) or re.search(rf"\b(?:{SCALE_WORDS})\b", rest, re.IGNORECASE) is not None
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
    return re.fullmatch(r"\s+to\s+|\s?–\s?", between) is not None


def _number(match: re.Match) -> _Number:
    amount, sign = match["amount"], match["sign"] or ""
    word = CARDINALS.get(amount.lower())
    size = float(amount.replace(",", "")) if word is None else float(word)
    whole, _, decimals = amount.partition(".")
    return _Number(
        start=match.start(),
        end=match.end(),
        printed=match.group(),
        amount=size if sign in ("", "+") else -size,
        decimals=len(decimals),
        scale=SCALES[" ".join(match["scale"].lower().split())] if match["scale"] else 1,
        sign=sign,
        tail=match["tail"] or "",
        is_word=word is not None,
        # "1164" shows that no separators are wanted; "164" and "three" show nothing.
        is_grouped=word is not None or "," in whole or len(whole) < 4,
    )


# What stands where in a text


@dataclass(frozen=True)
class _Link:
    """A link that binds a number; places in the whole text."""

    start: int
    end: int
    label_start: int
    label_end: int
    label: str
    address: str


@dataclass
class _Page:
    """A Markdown text and what stands where in it, as (start, end).

    blocks: its paragraphs, headings, rows of tables and pieces of HTML.
    bound: the links that bind numbers.
    markup: what a reader does not see: targets, tags.
    free: what a reader sees and what is no number: code, numbers of list items.
    """

    text: str
    blocks: list[tuple[int, int]] = field(default_factory=list)
    bound: list[_Link] = field(default_factory=list)
    markup: list[tuple[int, int]] = field(default_factory=list)
    free: list[tuple[int, int]] = field(default_factory=list)


def _read(text: str) -> _Page:
    page = _Page(text)
    _read_blocks(page, 0, len(text))
    return page


def _read_blocks(page: _Page, first: int, last: int) -> None:
    """Read one part of a page, as a Markdown text of its own."""
    text, references = page.text[first:last], {}
    starts = [first]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    seen = set()
    for token in _MARKDOWN.parse(text, references):
        if not token.map:
            continue
        start, end = starts[token.map[0]], min(starts[token.map[1]], last)
        if token.type == "list_item_open" and token.info:
            marker = page.text.index(token.info + token.markup, start)
            page.free.append((marker, marker + len(token.info)))
        elif token.type == "fence" and _PROSE_BLOCK.match(token.info):
            _read_blocks(page, starts[token.map[0] + 1], end)
        # All cells of a row stand for the whole row, which is read once.
        elif token.type in ("inline", "html_block") and (start, end) not in seen:
            seen.add((start, end))
            page.blocks.append((start, end))
            _read_inline(page, start, end, references, may_bind=token.type == "inline")


def _read_inline(page: _Page, start: int, end: int, references: dict, *, may_bind: bool) -> None:
    """Find links, code and tags in one block.

    The lines are read as they stand in the text, with the marks of lists, quotes and tables, so that places are known.
    """
    found: list[Token] = []
    _MARKDOWN.inline.parse(page.text[start:end], _MARKDOWN, references, found)
    for token in found:
        if "place" not in token.meta:
            continue
        first, last = (start + place for place in token.meta["place"])
        if token.type in ("code_inline", "text_special"):
            page.free.append((first, last))
        elif token.type == "html_inline":
            page.markup.append((first, last))
        elif token.type == "image" or may_bind:
            label_start, label_end = (start + place for place in token.meta["label_place"])
            page.markup += [(first, label_start), (label_end, last)]
            if read_target(token.attrs.get("href", "")):
                label = page.text[label_start:label_end]
                page.bound.append(_Link(first, last, label_start, label_end, label, token.attrs["href"]))


def _unbound(page: _Page) -> Iterator[tuple[int, int]]:
    """Digits that have no source and none of the free forms."""
    visible = _without(page, [*page.markup, *page.free, *((link.start, link.end) for link in page.bound)])
    for start, end in page.blocks:
        yield from (digits.span() for digits in free_digits.unbound(visible, start, end))


def _without(page: _Page, spans: Iterable[tuple[int, int]]) -> str:
    """The text with blanks in place of some of it; all other places stay the same."""
    characters = list(page.text)
    for start, end in spans:
        characters[start:end] = _BLANK * (end - start)
    return "".join(characters)


def _recording(rule: Callable[[StateInline, bool], bool], label_at: int | None = None) -> Callable:
    """A rule of the Markdown reader that also notes on its token where in the text it and its label stand.

    label_at: how far behind its start the label opens; None for what has no label.
    """

    def record(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        found = rule(state, silent)
        # The first new token may be the text that stands before.
        new = [token for token in state.tokens[before:] if token.type not in ("text", "softbreak")]
        if found and new and not silent:
            new[0].meta["place"] = (start, state.pos)
            if label_at is not None:
                opens = start + label_at
                new[0].meta["label_place"] = (opens + 1, state.md.helpers.parseLinkLabel(state, opens, label_at == 0))
        return found

    return record


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark").enable("table")
    rules = reader.inline.ruler
    rules.at("link", _recording(rules_inline.link, label_at=0))
    rules.at("image", _recording(rules_inline.image, label_at=1))
    rules.at("backticks", _recording(rules_inline.backtick))
    rules.at("html_inline", _recording(rules_inline.html_inline))
    rules.at("entity", _recording(rules_inline.entity))
    return reader


_MARKDOWN = _reader()


# Sentences


def _sentence_to_read_again(page: _Page, link: _Link) -> str | None:
    """The sentence around a link as a reader sees it, if it holds one of WORDS_TO_READ_AGAIN."""
    start, end = next((first, last) for first, last in page.blocks if first <= link.start < last)
    shown_text = _without(page, page.markup)[start:end]
    place = link.label_start - start
    sentence = next(shown_text[first:last] for first, last in _sentences(shown_text) if last > place)
    plain = _one_line(sentence.replace(_BLANK, "")).lstrip("#>|*+- ").rstrip("| ")
    return plain if _READ_AGAIN.search(plain) else None


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a block begins and ends."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        last_word = text[start : match.start() + 1].split()[-1].lstrip("(\"'*_")
        if last_word not in _ABBREVIATIONS.split():
            yield start, match.end()
            start = match.end()
    yield start, len(text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _around(text: str, start: int, end: int) -> str:
    """Digits with up to three words on either side, from the same line."""
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    before = re.search(r"(?:\S+\s+){0,3}\S*$", text[line_start:start])
    after = re.match(r"\S*(?:\s+\S+){0,3}", text[end : line_end if line_end >= 0 else len(text)])
    return _one_line(before.group() + text[start:end] + after.group())
