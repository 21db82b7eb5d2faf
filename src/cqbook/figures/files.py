"""Figures as files: small SVG, SVG for dark pages, PNG and PDF, each saying in itself what it shows and whose it is."""

import io
import re
import struct
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import Any

from PIL import PngImagePlugin

from cqbook.figures.style import DARK, WIDTH

FONTS = files("cqbook.figures") / "fonts"
_NAMES = {
    "": "http://www.w3.org/2000/svg",
    "xlink": "http://www.w3.org/1999/xlink",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "cc": "http://creativecommons.org/ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_PATH, _USE, _GROUP, _ROOT = (f"{{{_NAMES['']}}}{tag}" for tag in ("path", "use", "g", "svg"))
_HREF = f"{{{_NAMES['xlink']}}}href"
# matplotlib's name for the cells of a heat map; `compact` keeps it, because `dark` must know them.
_CELLS = "QuadMesh"
# Letters are named by font and glyph. These names stay the same in all figures, so that two figures can stand in one
# page without taking each other's letters.
_SHORT_NAMES = {"OpenSans-Semibold-": "s", "OpenSans-": "o", "cqbookNotoSansSC-": "c"}
# Commands of a path as matplotlib writes them, and how many numbers follow.
_NUMBERS = {"M": 2, "L": 2, "Q": 4, "C": 6, "z": 0}
_TO_DARK = {light.lower(): dark.lower() for light, dark in DARK.items()}
_PNG_WIDTH = 2000  # pixels
_PNG_HEADER = 33  # bytes: the signature and the first chunk, which has the size

# What is said about a figure comes in as data, so that no letter of it can be taken for a command.
_PAGE = b"""
#set document(title: sys.inputs.title, description: sys.inputs.alt, date: none)
#set page(width: auto, height: auto, margin: 0pt)
#set text(lang: sys.inputs.lang)
#image(bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.alt)
"""

for _prefix, _address in _NAMES.items():
    ET.register_namespace(_prefix, _address)


@dataclass(frozen=True)
class About:
    """What a file says about its figure.

    title: the finding.
    alt: the figure in words.
    source: the source line, without the word "Source".
    licence: name and address of the licence.
    address: where the figure stands, "" while the book has no address.
    lang: of its texts.
    name: its name within the report.
    creator: who made it.
    part_of: title and version of the report.
    """

    title: str
    alt: str
    source: str
    licence: str
    address: str
    lang: str = "en"
    name: str = ""
    creator: str = ""
    part_of: str = ""

    def dublin_core(self) -> dict[str, str]:
        """What there is to say, by the names of Dublin Core; the address identifies the figure, or else its name."""
        said = {
            "title": self.title,
            "description": self.alt,
            "source": self.source,
            "rights": self.licence,
            "identifier": self.address or self.name,
            "creator": self.creator,
            "publisher": self.creator,
            "relation": self.part_of,
        }
        return {name: text for name, text in said.items() if text}


def compact(svg: str) -> str:
    """The same picture in about half the bytes; a compact picture stays as it is.

    Coordinates are rounded to a hundredth of a point, which nobody sees.
    """
    root = ET.fromstring(svg)
    named = set(re.findall(r"#([\w-]+)", svg))
    blank = {f"#{path.get('id')}" for path in root.iter(_PATH) if _is_blank(path)}
    for element in root.iter():
        _strip_space(element)
        if element.get("id") not in named and not element.get("id", "").startswith(_CELLS):
            element.attrib.pop("id", None)
        element[:] = [child for child in element if child.get(_HREF) not in blank and not _is_blank(child)]
        _shorten(element)
    _unwrap(root)
    return _in_order(_written_out(root))


def _in_order(svg: str) -> str:
    """The same picture with its clip paths named in their order.

    Matplotlib names them by their place in memory, so that the same drawing had other names in another run.
    """
    names = {name: f"clip-{place}" for place, name in enumerate(re.findall(r'<clipPath id="([^"]+)"', svg), 1)}
    return re.sub(r'(?<=[#"])(p[0-9a-f]{10}|clip-\d+)(?=["\)])', lambda found: names.get(found[0], found[0]), svg)


def dark(svg: str) -> str:
    """The same picture in the colours for dark pages (`cqbook.figures.style.DARK`).

    Other colours stay, and so do the cells of a heat map with the letters on them.
    """
    root = ET.fromstring(svg)
    cells = {cell for group in root.iter(_GROUP) if group.get("id", "").startswith(_CELLS) for cell in group}
    for element in root.iter():
        if "style" not in element.attrib:
            continue
        kept = {}
        if element in cells:
            kept = {"fill": set(_TO_DARK)}
        elif cells and element.tag == _GROUP:  # only letters are groups with a colour
            kept = {"fill": {"#ffffff"}}
        element.set("style", _in_dark(element.attrib["style"], kept))
    return _written_out(root)


def _in_dark(style: str, kept: dict[str, set[str]]) -> str:
    """A style with its colours for dark pages, but for those that a property keeps."""

    def change(match: re.Match) -> str:
        part, colour = match[1], match[2].lower()
        return match[0] if colour in kept.get(part, ()) else f"{part}:{_TO_DARK.get(colour, colour)}"

    return re.sub(r"(fill|stroke):\s*(#[0-9a-fA-F]{6})", change, style)


def with_about(svg: str, about: About) -> str:
    """The same picture with all of `about` in its metadata, as Dublin Core has it.

    Raises:
        ValueError: the picture has no title or metadata.
    """
    root = ET.fromstring(svg)
    title, work = root.find("title", _NAMES), root.find(".//cc:Work", _NAMES)
    if title is None or work is None:
        raise ValueError("the picture has no metadata: draw it with cqbook.figures.publish")
    title.text = about.title
    for name, text in about.dublin_core().items():
        entry = work.find(f"dc:{name}", _NAMES)
        if entry is None:
            entry = ET.SubElement(work, f"{{{_NAMES['dc']}}}{name}")
        # Of the creator, matplotlib writes that it is a program.
        entry[:] = []
        entry.text = text
    return _written_out(root)


def png(svg: str, about: About) -> bytes:
    """The picture as PNG on white, 2,000 pixels wide, with all of `about` as texts in the file."""
    picture = _typeset(svg, about, format="png", ppi=_PNG_WIDTH / WIDTH)
    texts = PngImagePlugin.PngInfo()
    said = {
        "Title": about.title,
        "Author": about.creator,
        "Description": about.alt,
        "Source": about.source,
        "Copyright": about.licence,
        "URL": about.address,
        "Comment": ", ".join(part for part in (about.name, about.part_of) if part),
    }
    for name, text in said.items():
        if text:
            texts.add_itxt(name, text)
    dots_a_metre = round(_PNG_WIDTH / WIDTH / 0.0254)
    texts.add(b"pHYs", struct.pack(">IIB", dots_a_metre, dots_a_metre, 1))
    # The texts go in after the header: to read and write the whole picture for them takes as long as to draw it.
    out = io.BytesIO()
    out.write(picture[:_PNG_HEADER])
    for kind, content, _ in texts.chunks:
        PngImagePlugin.putchunk(out, kind, content)
    out.write(picture[_PNG_HEADER:])
    return out.getvalue()


def pdf(svg: str, about: About) -> bytes:
    """The picture as a PDF page of its own size, with alternative text (PDF/UA-1) and all of `about` in its XMP.

    Letters that are text (`lettering.with_text`) stay text, with the fonts of the house in the file.
    """
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(_typeset(svg, about, format="pdf", pdf_standards=["ua-1"]))) as document:
        with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
            for name, text in about.dublin_core().items():
                if name not in ("title", "description"):  # of these typst has written the languages, too
                    said[f"dc:{name}"] = [text] if name in ("creator", "publisher", "relation") else text
        document.save(out, deterministic_id=True)
    return out.getvalue()


def _typeset(svg: str, about: About, **how: Any) -> bytes:
    # Here, because notebooks use this module without making files: typst is large, and only the book needs it.
    import typst

    said = {"svg": svg, "title": about.title, "alt": about.alt, "lang": about.lang}
    with as_file(FONTS) as fonts:
        # The fonts of this machine would make other files elsewhere.
        return typst.compile(_PAGE, sys_inputs=said, font_paths=[fonts], ignore_system_fonts=True, **how)


def _written_out(root: ET.Element) -> str:
    # ElementTree writes ">" in texts as "&gt;", so this is always the end of a tag.
    return ET.tostring(root, encoding="unicode").replace(" />", "/>")


def _strip_space(element: ET.Element) -> None:
    for part in ("text", "tail"):
        if not (getattr(element, part) or "").strip():
            setattr(element, part, None)


def _is_blank(element: ET.Element) -> bool:
    """Whether this is a path without a line: the glyph of a space."""
    return element.tag == _PATH and "d" not in element.attrib


def _shorten(element: ET.Element) -> None:
    """Write the attributes of one element with fewer letters."""
    for name, value in list(element.attrib.items()):
        if name == "d":
            value = _short_path(value)
        elif name in ("x", "y", "width", "height") and element.tag != _ROOT:
            value = _rounded(value)
        elif name == "transform":
            value = re.sub(r"translate\([^)]*\)", lambda match: _rounded(match[0]), value)
        elif name == "style":
            value = re.sub(r"([:;])\s+", r"\1", value)
        elif name in ("id", _HREF):
            value = _short_name(value)
        element.set(name, value)
    shift = re.fullmatch(r"translate\((\S+) 0\)", element.get("transform", ""))
    if shift and element.tag == _USE:
        del element.attrib["transform"]
        element.set("x", shift[1])


def _short_name(name: str) -> str:
    for long, short in _SHORT_NAMES.items():
        name = re.sub(rf"^(#?){long}", rf"\1{short}", name)
    return name


def _rounded(text: str) -> str:
    """A text with all its decimal numbers rounded to hundredths."""
    return re.sub(r"-?\d+\.\d+", lambda match: _written(round(float(match[0]) * 100)), text)


def _written(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")


def _short_path(path: str) -> str:
    """A path as matplotlib writes it, with each step counted from the point before; any other path as it is."""
    steps = [(command, numbers.split()) for command, numbers in re.findall(r"([A-Za-z])([^A-Za-z]*)", path)]
    if any(_NUMBERS.get(command) != len(numbers) for command, numbers in steps):
        return path
    written, here, start = [], (0, 0), (0, 0)
    for command, numbers in steps:
        values = [round(float(number) * 100) for number in numbers]
        points = list(zip(values[::2], values[1::2], strict=True))
        origin = (0, 0) if command == "M" else here
        moves = " ".join(f"{_written(x - origin[0])} {_written(y - origin[1])}" for x, y in points)
        written.append((command if command == "M" else command.lower()) + moves.replace(" -", "-"))
        here = points[-1] if points else start
        start = here if command == "M" else start
    return "".join(written)


def _unwrap(element: ET.Element) -> None:
    """Put the children of groups that say nothing in their place."""
    children: list[ET.Element] = []
    for child in element:
        _unwrap(child)
        children.extend(child if child.tag == _GROUP and not child.attrib else [child])
    element[:] = children
