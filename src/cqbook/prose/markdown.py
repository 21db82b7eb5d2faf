"""A Markdown text and what stands where in it: blocks of prose, links that bind numbers, what a reader does not see."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt, rules_inline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

SCHEMES = ("obs", "value")
_TARGET = re.compile(rf"(?P<name>(?:{'|'.join(SCHEMES)}):[^?]*)(?:\?(?P<end>.*))?")
# Stands for what is not read; a character that no pattern knows.
BLANK = "\N{OBJECT REPLACEMENT CHARACTER}"
# Blocks of MyST whose content is prose though they are fenced like code.
_PROSE_BLOCK = re.compile(
    r"\s*\{(?:admonition|attention|caution|danger|dropdown|epigraph|error|hint|important|key-figures|margin|note|seealso"
    r"|sidebar|tip|topic|warning)\}"
)


def read_target(address: str) -> tuple[str, str | None] | None:
    """The target that a link names and what stands after "?"; None for a link that binds no number.

    >>> read_target("obs:gerd?high"), read_target("page.md")
    (('obs:gerd', 'high'), None)
    """
    match = _TARGET.fullmatch(address)
    return (match["name"], match["end"]) if match else None


@dataclass(frozen=True)
class Link:
    """A link that binds a number; places in the whole text, and its target as `read_target` gives it."""

    start: int
    end: int
    label_start: int
    label_end: int
    label: str
    address: str
    target: tuple[str, str | None]


@dataclass
class Page:
    """A Markdown text and what stands where in it, as (start, end).

    blocks: its paragraphs, headings, rows of tables and pieces of HTML.
    bound: the links that bind numbers.
    markup: what a reader does not see: targets, tags.
    free: what a reader sees and what is no number: code, numbers of list items.
    """

    text: str
    blocks: list[tuple[int, int]] = field(default_factory=list)
    bound: list[Link] = field(default_factory=list)
    markup: list[tuple[int, int]] = field(default_factory=list)
    free: list[tuple[int, int]] = field(default_factory=list)


def read(text: str) -> Page:
    """A Markdown text with what stands where in it."""
    page = Page(text)
    _read_blocks(page, 0, len(text))
    return page


def _read_blocks(page: Page, first: int, last: int) -> None:
    """Read one part of a page, as a Markdown text of its own."""
    text, starts = page.text[first:last], [first]
    references: dict[str, Any] = {}
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


def _read_inline(page: Page, start: int, end: int, references: dict, *, may_bind: bool) -> None:
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
            address = str(token.attrs.get("href", ""))
            if target := read_target(address):
                label = page.text[label_start:label_end]
                page.bound.append(Link(first, last, label_start, label_end, label, address, target))


def without(page: Page, spans: Iterable[tuple[int, int]]) -> str:
    """The text with blanks in place of some of it; all other places stay the same."""
    characters = list(page.text)
    for start, end in spans:
        characters[start:end] = BLANK * (end - start)
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


def one_line(text: str) -> str:
    """A text without line breaks and doubled spaces."""
    return " ".join(text.split())
