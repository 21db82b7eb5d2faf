import hashlib
import io
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations

import matplotlib as mpl
import matplotlib.pyplot as plt
import pikepdf
import pytest
from coloraide import Color
from PIL import Image, ImageChops

from cqbook.figures import gallery, lettering, style
from cqbook.figures.files import About, compact, dark, pdf, png, with_about
from cqbook.figures.style import CATEGORIES, CATEGORY_INKS, COLOURS, DARK, WIDTH

ABOUT = About(
    title='A "title" \\ # % $x$ <&> 重庆',
    alt="'alt' #let x = 1 \\ 科学城",
    source="iChongqing; 统计局",
    licence="CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
    address="https://example.org/a?b=c&d#e",
    name="fig-a",
    creator="The <contributors>",
    part_of="A report, version 0.1.0",
)
DC = {"dc": "http://purl.org/dc/elements/1.1/"}
PAGE = {"light": "#FFFFFF", "dark": DARK["#FFFFFF"]}


def drawn(figure):
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Title": "t", "Description": "d", "Source": "s", "Date": None})
    return buffer.getvalue()


@pytest.fixture(scope="module")
def svg():
    """A picture with a bar, hollow and filled marks, a line, and white letters on the bar."""
    with style.house():
        figure, ax = plt.subplots(figsize=(WIDTH, 2.5))
        ax.barh([0], [3], color=COLOURS["main"])
        ax.text(1, 0, "three parts", color="white")
        ax.set_title("three parts", fontweight="semibold")
        ax.plot([1, 2], [1, 1], "o-", color=COLOURS["main"], markerfacecolor="white")
        ax.plot([0.5, 1.23456, 2], [2, 2.34567, 2.5], "D--", color=COLOURS["accent"])
        return drawn(figure)


@pytest.fixture(scope="module")
def heat_map(data):
    return drawn(gallery.heat(data).figure)


def colours_of(svg, tag, part="fill"):
    """Colours of all elements of a tag, in lower case."""
    styles = [element.get("style", "") for element in ET.fromstring(svg).iter(f"{{http://www.w3.org/2000/svg}}{tag}")]
    parts = [dict(pair.split(":") for pair in text.split(";")) for text in styles if text]
    return [pairs[part].strip() for pairs in parts if part in pairs]


@pytest.mark.parametrize("picture", ["svg", "heat_map"])
def test_a_compact_picture_is_the_same_in_fewer_bytes(picture, request):
    full = request.getfixturevalue(picture)
    short = compact(full)
    assert len(short) < 0.65 * len(full)
    before, after = (Image.open(io.BytesIO(png(text, ABOUT))) for text in (full, short))
    assert before.size == after.size
    # Where an edge falls on another side of a pixel, it differs; a mark at another place would be thousands.
    changed = ImageChops.difference(before, after).convert("L").point(lambda value: 255 * (value > 32))
    assert changed.histogram()[255] < 0.001 * changed.width * changed.height


def test_clip_paths_have_the_same_names_in_every_run():
    """Matplotlib makes names of those that are no rectangles from their place in memory."""
    drawn = '<svg xmlns="http://www.w3.org/2000/svg"><defs><clipPath id="{0}"><path d="M0 0L1 1"/></clipPath></defs>'
    drawn += '<path clip-path="url(#{0})" d="M0 0L2 2"/></svg>'
    one, other = (compact(drawn.format(name)) for name in ("p0123456789", "pabcdef0123"))
    assert one == other and one.count("clip-1") == 2


def test_a_compact_picture_stays_as_it_is(svg):
    assert compact(compact(svg)) == compact(svg)


def test_names_of_letters_are_the_same_in_all_pictures(svg, heat_map):
    # Else two pictures in one page would take each other's letters.
    def paths(text):
        return {path.get("id"): path.get("d") for path in ET.fromstring(compact(text)).iter() if path.get("id")}

    first, second = paths(svg), paths(heat_map)
    common = [name for name in first if name in second]
    assert common
    assert all(first[name] == second[name] for name in common)


def test_on_dark_pages_the_page_shows_in_background_and_hollow_dots(svg):
    assert DARK["#FFFFFF"].lower() in colours_of(dark(svg), "use")
    for tag in ("path", "use", "g"):
        for part in ("fill", "stroke"):
            assert not {colour.lower() for colour in DARK} & set(colours_of(dark(svg), tag, part)), (tag, part)


def test_dark_knows_compact_pictures(svg, heat_map):
    for picture in (svg, heat_map):
        assert compact(dark(picture)) == dark(compact(picture))


def test_cells_of_a_heat_map_and_letters_on_them_keep_their_colours(heat_map):
    picture = dark(compact(heat_map))
    assert COLOURS["main"].lower() in colours_of(picture, "path")
    assert "#ffffff" in colours_of(picture, "g")
    assert "#ffffff" not in colours_of(picture, "path")


@pytest.mark.parametrize("key", ["axes.labelcolor", "axes.edgecolor", "grid.color", "xtick.color", "ytick.color"])
def test_every_colour_of_the_style_has_one_for_dark_pages(key):
    with style.house():
        colour = mpl.rcParams[key]
    assert f"#{colour.strip('#')}".upper() in DARK


SAID = {
    "title": ABOUT.title,
    "description": ABOUT.alt,
    "source": ABOUT.source,
    "rights": ABOUT.licence,
    "identifier": ABOUT.address,
    "creator": ABOUT.creator,
    "publisher": ABOUT.creator,
    "relation": ABOUT.part_of,
}


def test_the_svg_says_whose_it_is(svg):
    root = ET.fromstring(with_about(svg, ABOUT))
    found = {name: "".join(root.find(f".//dc:{name}", DC).itertext()) for name in SAID}
    assert found == SAID


def test_without_an_address_the_name_identifies_a_figure(svg):
    about = replace(ABOUT, address="")
    assert ET.fromstring(with_about(svg, about)).find(".//dc:identifier", DC).text == "fig-a"
    assert "URL" not in Image.open(io.BytesIO(png(svg, about))).text
    with pikepdf.open(io.BytesIO(pdf(svg, about))) as document:
        assert document.open_metadata()["dc:identifier"] == "fig-a"


def test_a_picture_without_metadata_is_refused():
    with pytest.raises(ValueError, match="has no metadata: draw it with"):
        with_about('<svg xmlns="http://www.w3.org/2000/svg"><title>t</title></svg>', ABOUT)


def test_the_png_is_large_and_says_whose_it_is(svg):
    picture = Image.open(io.BytesIO(png(svg, ABOUT)))
    assert picture.width == 2000
    assert picture.getpixel((0, 0)) == (255, 255, 255, 255)
    assert picture.info["dpi"] == pytest.approx((400, 400), abs=0.1), "its size in print is that of the figure"
    assert picture.text == {
        "Title": ABOUT.title,
        "Author": ABOUT.creator,
        "Description": ABOUT.alt,
        "Source": ABOUT.source,
        "Copyright": ABOUT.licence,
        "URL": ABOUT.address,
        "Comment": "fig-a, A report, version 0.1.0",
    }


def test_the_pdf_is_one_page_of_outlines_or_text_and_says_whose_it_is(svg):
    with pikepdf.open(io.BytesIO(pdf(svg, ABOUT))) as document:
        (page,) = document.pages
        height = float(ET.fromstring(svg).get("height").removesuffix("pt"))
        assert [float(side) for side in page.mediabox] == pytest.approx([0, 0, 360, height], abs=0.01)
        kinds = [(each.get("/Type"), each.get("/Subtype")) for each in document.objects if hasattr(each, "get")]
        assert not [kind for kind in kinds if kind[0] == "/Font" or kind[1] == "/Image"]
        texts = [str(each.get("/Alt", "")) for each in document.objects if isinstance(each, pikepdf.Dictionary)]
        assert ABOUT.alt in texts
        said = document.open_metadata()
        found = {name: said[f"dc:{name}"] for name in SAID}
        assert {name: text if isinstance(text, str) else "".join(text) for name, text in found.items()} == SAID
        assert str(document.Root.Lang) == "en"
    with pikepdf.open(io.BytesIO(pdf(lettering.with_text(compact(svg)), ABOUT))) as document:
        fonts = {
            str(each.BaseFont)
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and "/BaseFont" in each
        }
        assert {name[8:].split("-")[0] for name in fonts} == {"OpenSans"}, "the fonts of the house, in parts"
    with pikepdf.open(io.BytesIO(pdf(svg, replace(ABOUT, lang="zh")))) as document:
        assert str(document.Root.Lang) == "zh"


@pytest.mark.slow
def test_files_have_the_same_bytes_in_every_process(svg, tmp_path):
    (tmp_path / "figure.svg").write_text(svg, encoding="utf-8")
    program = (
        "import hashlib, sys; from cqbook.figures.files import *; svg = open(sys.argv[1], encoding='utf-8').read();"
        "about = About('t', 'a', 's', 'l', 'u'); small = compact(svg);"
        "parts = small.encode() + dark(small).encode() + with_about(small, about).encode();"
        "print(hashlib.sha256(parts + png(small, about) + pdf(small, about)).hexdigest())"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "figure.svg")]
    digest = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    time.sleep(1.1)  # what is made from the clock changes from one second to the next
    about, small = About("t", "a", "s", "l", "u"), compact(svg)
    parts = small.encode() + dark(small).encode() + with_about(small, about).encode()
    assert digest == hashlib.sha256(parts + png(small, about) + pdf(small, about)).hexdigest()


def seen(colour, vision):
    return colour.filter(vision).clip("srgb") if vision else colour


def shown(colours, page):
    return [Color(colour if page == "light" else DARK[colour]) for colour in colours]


SETS = {"places": [COLOURS[name] for name in ("main", "accent", "quiet")], "categories": CATEGORIES}


@pytest.mark.parametrize("page", PAGE)
@pytest.mark.parametrize("colours", SETS.values(), ids=SETS)
def test_colours_are_told_apart_with_every_kind_of_sight_and_in_grey(colours, page):
    for vision in (None, "protan", "deutan", "tritan"):
        for first, second in combinations(shown(colours, page), 2):
            assert seen(first, vision).delta_e(seen(second, vision), method="2000") >= 15, (vision, first, second)
    for first, second in combinations(shown(colours, page), 2):
        assert abs(first.convert("lab-d65")["lightness"] - second.convert("lab-d65")["lightness"]) >= 9


@pytest.mark.parametrize("page", PAGE)
def test_colours_stand_out_from_the_page(page):
    least = dict.fromkeys((COLOURS["main"], COLOURS["accent"], *CATEGORIES), 3) | dict.fromkeys(CATEGORY_INKS, 4.5)
    least |= {COLOURS["quiet"]: 1.5}  # on purpose: it stands back, beside labels
    least |= {COLOURS["ink"]: 4.5, COLOURS["soft-ink"]: 4.5, "#3D3D3D": 4.5}  # text
    for colour, ratio in least.items():
        assert shown([colour], page)[0].contrast(PAGE[page]) >= ratio, colour
