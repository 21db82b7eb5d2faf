"""A line below a finished picture, and its outlines turned into text."""

import io
import re
import xml.etree.ElementTree as ET

import pytest
from PIL import Image, ImageChops

from cqbook.artifacts import registry as registry_module
from cqbook.figures import lettering
from cqbook.figures.files import About, dark, png

TEXT = "{http://www.w3.org/2000/svg}text"
LINE = "Chongqing: Education Modernization and Sci-Tech Innovation, fig-a-very-long-name-of-a-figure, version 0.1.0"


@pytest.fixture(scope="module")
def drawn():
    return registry_module.read().figures


def texts(svg):
    return ["".join(each.itertext()) for each in ET.fromstring(svg).iter(TEXT)]


def joined(text):
    """As drawn in lines, whose hyphens and spaces are not those of the text."""
    return re.sub(r"[\s\u00a0-]", "", text)


def test_each_text_of_each_figure_is_text_in_the_file_for_editors(drawn):
    for figure in drawn.values():
        svg = lettering.with_text(lettering.with_lines(figure.svg, LINE))
        found = joined("".join(texts(svg)))
        wanted = [*figure.about["drawn"], *(figure.about[part] for part in ("title", "subtitle", "source")), LINE]
        assert [text for text in wanted if joined(text) not in found] == [], figure.id
        assert "<use" not in re.sub(r"<use [^>]*#(m|C)\w+", "", svg) or "#o" not in svg, figure.id


def test_words_keep_their_spaces_and_ligatures_are_letters(drawn):
    found = texts(lettering.with_text(drawn["fig-districts-pupils"].svg))
    assert any("Municipal Bureau of Statistics and NBS Survey Office" in text for text in found), found


def picture(svg):
    return Image.open(io.BytesIO(png(svg, About("", "", "", "", "")))).convert("L")


def differing(one, other):
    """Part of the pixels that differ much; where an edge falls on another side of a pixel, a few do."""
    return sum(ImageChops.difference(one, other).histogram()[128:]) / (one.width * one.height)


@pytest.mark.parametrize("name", ["fig-science-city-growth", "fig-links-chain-zh", "fig-districts-pupils"])
def test_text_looks_as_the_outlines_and_the_rest_stays_as_it_was(drawn, name):
    before, after = drawn[name].svg, lettering.with_lines(drawn[name].svg, LINE)
    first, second, third = (picture(svg) for svg in (before, after, lettering.with_text(after)))
    assert second.height > first.height + 50
    assert differing(first, second.crop((0, 0, *first.size))) < 0.002, "the drawing has moved"
    added = second.crop((0, first.height, *second.size))
    assert added.getextrema()[0] < 120 and added.getpixel((added.width - 5, added.height - 3)) == 255
    assert differing(second, third) < 0.002


def test_an_added_line_is_not_cut_and_turns_light_on_dark_pages(drawn):
    svg = lettering.with_lines(drawn["fig-science-city-growth"].svg, LINE)
    names = re.findall(r' id="([^"]+)"', svg)
    assert len(names) == len(set(names)), "letters that the picture has already"
    height = float(re.search(r'viewBox="0 0 360 ([\d.]+)"', svg)[1])
    places = [float(y) for y in re.findall(r"translate\([\d.]+ ([\d.]+)\)", svg)]
    assert height - 10 < max(places) < height - 5
    whole = picture(svg)
    assert whole.crop((0, 0, 20, whole.height)).getextrema() == (255, 255), "the margin is white to the lower edge"
    assert "#4a4a4a" not in dark(svg)
