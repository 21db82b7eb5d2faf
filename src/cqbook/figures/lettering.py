"""Letters of a finished picture: a line added below it, and its outlines turned into text to edit and to search."""

import functools
import io
import re
import unicodedata
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font, LoadFlags

from cqbook.figures import layout, style
from cqbook.figures.files import FONTS, compact
from cqbook.figures.style import COLOURS, MARGIN, WIDTH

_SVG, _XLINK = "http://www.w3.org/2000/svg", "{http://www.w3.org/1999/xlink}href"
_GROUP, _USE, _TEXT, _SPAN, _DEFS, _PATH = (f"{{{_SVG}}}{tag}" for tag in ("g", "use", "text", "tspan", "defs", "path"))
_SIZE, _LINE = 8.5, 1.35 * 8.5  # points: letters of the source line, and the height of its lines
_GLYPH = re.compile(r"#(o|s|cR|cB)(?:[0-9a-f]+-)?([0-9a-f]+)")
_PLACE = re.compile(r"(translate\([^)]*\)(?: rotate\([^)]*\))?) scale\(([\d.]+) -[\d.]+\)")
_LIGATURES = "\N{LATIN SMALL LIGATURE FF}\N{LATIN SMALL LIGATURE FI}\N{LATIN SMALL LIGATURE FL}"
_LIGATURES += "\N{LATIN SMALL LIGATURE FFI}\N{LATIN SMALL LIGATURE FFL}"
# What an editor takes where it lacks the fonts of the pictures.
_LATIN = "'Open Sans', Arial, sans-serif"
_CHINESE = "'cqbook Noto Sans SC', 'Noto Sans SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"


@dataclass(frozen=True)
class _Font:
    """A font of the pictures: its file, and how text asks for it."""

    file: str
    families: str
    weight: str


# By the first letters of their glyphs' names.
_FONTS = {
    "o": _Font("OpenSans-Regular.ttf", _LATIN, "400"),
    "s": _Font("OpenSans-Semibold.ttf", _LATIN, "600"),
    "cR": _Font("NotoSansSC-Regular.otf", _CHINESE, "400"),
    "cB": _Font("NotoSansSC-Bold.otf", _CHINESE, "700"),
}


@functools.cache
@style.house()
def with_lines(svg: str, *texts: str) -> str:
    """A picture of `publish` with texts below its source line, in the same letters.

    The picture grows by as many lines as they take; nothing else in it moves.
    """
    lines = "\n".join(layout.balanced(text, (WIDTH - 2 * MARGIN) * 72, _SIZE, "regular") for text in texts)
    more, margin = (lines.count("\n") + 1) * _LINE, MARGIN * 72
    root, drawn = ET.fromstring(svg), ET.fromstring(_drawn(lines, more + margin))
    before = float(root.attrib["viewBox"].split()[3])
    height = _written(before + more)
    root.set("height", f"{height}pt")
    root.set("viewBox", f"0 0 360 {height}")
    background = root.find(f"./{_PATH}")
    assert background is not None
    background.set("d", f"M0 {height}l360 0l0-{height}l-360 0z")
    known = {path.get("id") for path in root.iter(_PATH)}
    for letters in drawn.iter(_DEFS):
        letters[:] = [path for path in letters if path.get("id") not in known]
    for group in drawn.iter(_GROUP):
        if place := _PLACE.fullmatch(group.get("transform", "")):
            x, y = re.findall(r"[\d.]+", place[1])
            moved = _written(float(y) + before - margin)
            group.set("transform", f"translate({x} {moved}) scale({place[2]} -{place[2]})")
            root.append(group)
    return ET.tostring(root, encoding="unicode").replace(" />", "/>")


def _drawn(lines: str, height: float) -> str:
    figure = Figure(figsize=(WIDTH, height / 72), layout="none")
    common = {"va": "bottom", "fontsize": _SIZE, "linespacing": 1.2, "color": COLOURS["soft-ink"]}
    figure.text(MARGIN / WIDTH, MARGIN * 72 / height, lines, **common)
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None})
    return compact(out.getvalue())


def _written(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def with_text(svg: str) -> str:
    """The same picture with its letters as text, in named fonts, which an editor changes and a search finds."""
    root = ET.fromstring(svg)
    parents = {child: parent for parent in root.iter() for child in parent}
    for group in list(root.iter(_GROUP)):
        place = _PLACE.fullmatch(group.get("transform", ""))
        glyphs = [(_GLYPH.fullmatch(use.get(_XLINK, "")), float(use.get("x", 0))) for use in group.iter(_USE)]
        if not place or not glyphs or any(name is None for name, _ in glyphs):
            continue
        runs = _runs([(name[1], int(name[2], 16), x) for name, x in glyphs if name])
        parent = parents[group]
        parent[list(parent).index(group)] = _text(group.get("style", ""), place[1], 100 * float(place[2]), runs)
    return ET.tostring(root, encoding="unicode").replace(" />", "/>")


def _text(look: str, place: str, size: float, runs: list[tuple[str, str]]) -> ET.Element:
    """A text element; each part of it in another font than the first is a span."""
    about = {"transform": place, "font-size": _written(size), "style": look}
    (first, font), *others = runs
    made = ET.Element(_TEXT, {name: value for name, value in about.items() if value} | _asked(font))
    made.text = first
    for text, other in others:
        ET.SubElement(made, _SPAN, _asked(other)).text = text
    return made


def _asked(font: str) -> dict[str, str]:
    return {"font-family": _FONTS[font].families, "font-weight": _FONTS[font].weight}


def _runs(glyphs: list[tuple[str, int, float]]) -> list[tuple[str, str]]:
    """Texts with their fonts, from fonts and numbers of glyphs with their places in hundredths of the size.

    Spaces, which draw nothing, are no glyphs of the picture: they stand where a glyph begins far behind the one before.
    """
    made: list[tuple[str, str]] = []
    end = 0.0
    for font, glyph, x in glyphs:
        gap = round((x - end) / _advance(font, _glyph_of_space(font)))
        text = " " * max(gap, 0) + _letters(font)[glyph]
        if made and made[-1][1] == font:
            made[-1] = (made[-1][0] + text, font)
        else:
            made.append((text, font))
        end = x + _advance(font, glyph)
    return made


@functools.cache
def _face(font: str) -> FT2Font:
    face = FT2Font(str(FONTS / _FONTS[font].file))
    face.set_size(100, 72)
    return face


@functools.cache
def _letters(font: str) -> dict[int, str]:
    """Each glyph's letter, the first one of those that look the same; the letters of a ligature."""
    found = {glyph: chr(letter) for letter, glyph in sorted(_face(font).get_charmap().items(), reverse=True)}
    return {glyph: unicodedata.normalize("NFKC", text) if text in _LIGATURES else text for glyph, text in found.items()}


def _glyph_of_space(font: str) -> int:
    return _face(font).get_char_index(ord(" "))


@functools.cache
def _advance(font: str, glyph: int) -> float:
    """Width of a glyph in hundredths of the size."""
    return _face(font).load_glyph(glyph, LoadFlags.NO_HINTING).linearHoriAdvance / 65536
