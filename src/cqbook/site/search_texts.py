"""The texts of a page for the search, each with what it belongs to: a section, figure, record, table or term."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
# Tags within a word; at all others a word ends.
_WITHIN = {"a", "abbr", "b", "code", "em", "i", "mark", "small", "span", "strong", "sub", "sup", "wbr"}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
# What repeats other things (figures in texts, lists of figures, indicators and citations), or is no text.
_UNREAD_TAGS = {"button", "script", "style", "template"}
_UNREAD = {
    *("cq-all-code", "cq-catalogue", "cq-chart", "cq-dictionary", "cq-figure-name", "cq-part-title", "headerlink"),
    "cq-unused",  # the same on the pages of many indicators
    "cq-of-run",  # may differ from one run of the same state to the next
}
_TITLES = {"caption-number": "label", "caption-text": "title", "cq-chapter-name": "title_zh"}
_CELLS = {"td", "th", "pre"}
_LISTS_OF_NUMBERS = {"cq-others", "cq-values"}


@dataclass
class Piece:
    """What a page says of one thing.

    kind: section, figure, record, table or term. anchor: its place on the page, empty for the page itself. label: its
    number, such as "Table 13.1". cells: those of its tables, lists of numbers and facts, each once, and its code.
    """

    kind: str
    anchor: str = ""
    label: str = ""
    title: str = ""
    title_zh: str = ""
    text: str = ""
    cells: list[str] = field(default_factory=list)


def pieces(body: str) -> list[Piece]:
    """What the HTML of a page says, thing by thing in the order of the page; what says nothing is left out."""
    reader = _Reader()
    reader.feed(body)
    reader.close()
    for piece in reader.found:
        for part in ("label", "title", "title_zh", "text"):
            setattr(piece, part, " ".join(getattr(piece, part).split()))
        piece.cells = list(dict.fromkeys(cell for cell in (" ".join(cell.split()) for cell in piece.cells) if cell))
    return [piece for piece in reader.found if piece.title or piece.text or piece.cells]


@dataclass
class _Open:
    """An open element: its tag, and to which part of which thing its text belongs; to none where it is not read.

    is_notes: whether it holds the notes of a figure, whose sources and definitions are found as things of their own.
    """

    tag: str
    piece: Piece
    part: str
    is_notes: bool = False


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = [Piece("section")]
        self.open = [_Open("", self.found[0], "text")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        classes = set((about.get("class") or "").split())
        if tag not in _WITHIN:
            self.handle_data(" ")
        if tag == "img" and "only-dark" not in classes:
            self.handle_data(about.get("alt") or "")
        if tag not in _VOID:
            self.open.append(self._opened(tag, about, classes))

    def _opened(self, tag: str, about: dict[str, str | None], classes: set[str]) -> _Open:
        around, name, section = self.open[-1], about.get("id") or "", about.get("data-part")
        piece, part = around.piece, around.part
        is_repeated = section == "cite" or (around.is_notes and tag in ("ul", "dd"))
        if not part or tag in _UNREAD_TAGS or is_repeated or classes & _UNREAD:
            return _Open(tag, piece, "")
        if tag in _CELLS or (around.tag in ("ul", "dl") and part == "cells"):
            piece.cells.append("")
            return _Open(tag, piece, "cells")
        if classes & _LISTS_OF_NUMBERS or (tag == "dl" and piece.kind == "record"):
            return _Open(tag, piece, "cells")
        if tag == "section" and name:
            return _Open(tag, self._new("section", name), "text")
        if "cq-unit" in classes:
            return _Open(tag, self._new("figure", name.removeprefix("unit-")), "text")
        if "cq-record" in classes:
            return _Open(tag, self._new("record", name), "text")
        if "cq-table-figure" in classes:
            return _Open(tag, self._new("table", name), "text")
        if around.tag == "dl" and piece.kind == "term":
            return _Open(tag, *self._of_term(tag, name))
        if tag == "dl" and "glossary" in classes:
            return _Open(tag, self._new("term"), "text")
        if tag in _HEADINGS and piece.kind == "section":
            piece.anchor = "" if tag == "h1" else piece.anchor
            return _Open(tag, piece, "title")
        if around.tag == "summary" and piece.kind == "record":
            part = "title" if tag == "strong" else "title_zh" if "lang" in about else part
        for word in classes & set(_TITLES) if part == "text" else ():
            part = _TITLES[word]
        return _Open(tag, piece, part, is_notes=section == "notes" or (around.is_notes and tag == "dl"))

    def _new(self, kind: str, anchor: str = "") -> Piece:
        self.found.append(Piece(kind, anchor))
        return self.found[-1]

    def _of_term(self, tag: str, name: str) -> tuple[Piece, str]:
        """Terms that follow one another are one in two languages; what follows them says what it means."""
        last = self.found[-1]
        if tag == "dd":
            return last, "text"
        if last.title and not last.text:
            return last, "title_zh"
        return self._new("term", name), "title"

    def handle_endtag(self, tag: str) -> None:
        if any(tag == element.tag for element in self.open):
            while self.open.pop().tag != tag:
                pass
        if tag not in _WITHIN:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        last = self.open[-1]
        if last.part == "cells":
            if last.piece.cells:
                last.piece.cells[-1] += data
        elif last.part:
            setattr(last.piece, last.part, getattr(last.piece, last.part) + data)
