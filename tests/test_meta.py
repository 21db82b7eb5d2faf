"""What others read of a page: its first sentence, its data in the words of schema.org, its picture."""

import io
import re
from dataclasses import replace

import pytest
from docutils import nodes
from docutils.utils import new_document
from PIL import Image

from cqbook.artifacts import registry as registry_module
from cqbook.citations.citing import AUTHOR, Work
from cqbook.project.paths import DATA
from cqbook.site import addresses, meta, schema_org, share_pictures
from cqbook.site.figures import drawing

pytestmark = pytest.mark.slow  # Sphinx is imported

ADDRESS = "https://example.org/report/"


def page(*paragraphs):
    made = new_document("page")
    made += nodes.section("", nodes.title("", "A page"), *paragraphs)
    return made


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("What stands on this page, told in more than fifty letters. And more.", None),
        ("Births fell. They halved, as the first figure of it shows well. And more.", None),
        ("Short.", "Short."),
    ],
)
def test_a_page_is_described_by_its_first_sentence_or_two_short_ones(text, sentence):
    found = meta._first_sentence(page(nodes.paragraph("", text)))
    assert found == (sentence or text.removesuffix(" And more."))


def test_the_description_of_a_chapter_is_its_deck_without_tags():
    name = nodes.paragraph("", "", nodes.Text("研究与试验发展经费支出"), classes=["cq-chapter-name"])
    deck = nodes.paragraph("", "Spending ", nodes.raw("", "<b>", format="html"))
    deck += nodes.Text("rose.")
    listed = nodes.bullet_list("", nodes.list_item("", nodes.paragraph("", "Listed.")))
    assert meta._first_sentence(page(listed, name, deck)) == "Spending rose."


def test_addresses_are_absolute_where_the_book_has_one():
    assert addresses.of(ADDRESS, "data/a.csv", "book/data") == "https://example.org/report/data/a.csv"
    assert addresses.of("", "data/a.csv", "book/data") == "../data/a.csv"
    assert addresses.of("", "data/a.csv", "search") == "data/a.csv"


def require_dataset(said):
    """What search engines of data ask for."""
    assert said["@context"] == "https://schema.org" and said["@type"] == "Dataset"
    assert said["name"] and 50 <= len(said["description"]) <= 5000, said["name"]
    assert said["license"].startswith("https://creativecommons.org/") and said["creator"]["name"] and said["version"]
    first, last = re.fullmatch(r"(\d{4})/(\d{4})", said["temporalCoverage"]).groups()
    assert first <= last and said["spatialCoverage"] and said["variableMeasured"]
    assert all(file["@type"] == "DataDownload" and "/" in file["encodingFormat"] for file in said["distribution"])


def test_each_indicator_is_a_dataset(data):
    for row in data.indicators.itertuples():
        said = schema_org.indicator(row.indicator_id, f"indicators/{row.indicator_id}", "")
        require_dataset(said)
        files = [file["contentUrl"] for file in said["distribution"]]
        assert files == [f"../data/indicators/{row.indicator_id}{ending}" for ending in (".csv", ".json", ".xlsx")]
    assert schema_org.indicator("gerd", "indicators/gerd", ADDRESS)["url"] == f"{ADDRESS}indicators/gerd.html"
    # Targets are no data of the years they are set for.
    targets = data.facts.query("kind == 'target' and preferred == 'yes'")
    name = targets.loc[targets["end"].dt.year > 2026, "indicator_id"].iloc[0]
    assert data.facts.query("indicator_id == @name and kind == 'actual'").shape[0] > 0
    assert schema_org.indicator(name, "", "")["temporalCoverage"][5:] < "2027"


def test_the_dataset_names_its_tables(data):
    said = schema_org.whole_dataset("book/data", ADDRESS)
    require_dataset(said)
    names = [file["contentUrl"].removeprefix(f"{ADDRESS}data/") for file in said["distribution"]]
    assert {path.name for path in DATA.iterdir()} <= set(names) and len(names) == len(set(names))
    assert {"Chongqing", "China"} <= set(said["spatialCoverage"])


def test_the_drawing_of_each_figure_lies_between_its_titles_and_its_source():
    for figure in registry_module.read().figures.values():
        top, high = drawing(figure.svg)
        height = float(re.search(r'viewBox="0 0 360 ([\d.]+)"', figure.svg)[1])
        assert 25 < top * height < 90 and 15 < (1 - top - high) * height < 100, figure.id


def pixels(card):
    with Image.open(io.BytesIO(share_pictures.draw(card))) as picture:
        assert picture.size == meta.PICTURE_SIZE
        return picture.convert("RGB")


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="360pt" height="{0}pt" viewBox="0 0 360 {0}">'
    '<path d="M0 0h360v{0}h-360z" style="fill:#ff0000"/><path d="M0 34h360v{1}h-360z" style="fill:#00ff00"/>'
    '<g transform="translate(5.76 30) scale(0.1 -0.1)"/><g transform="translate(5.76 {2}) scale(0.085 -0.085)"/></svg>'
)


@pytest.mark.parametrize("height", [200, 1000])
def test_a_picture_shows_the_drawing_alone_within_its_middle_square(height):
    """Titles and source line are red here, the drawing green: as wide as the square, or as high."""
    picture = pixels(share_pictures.Card("A title", SVG.format(height, height - 68, height - 25), "Told", "Source"))
    colours = {(x, y): picture.getpixel((x, y)) for x in range(0, 1200, 5) for y in range(0, 630, 5)}
    assert not [place for place, (red, green, blue) in colours.items() if red > 200 > 60 > max(green, blue)]
    green = [place for place, (red, green, blue) in colours.items() if green > 200 and max(red, blue) < 100]
    (left, right), (top, bottom) = ((min(all), max(all)) for all in zip(*green, strict=True))
    assert left >= 285 and right <= 915
    assert right - left > 580 or bottom - top > 570
    assert abs((left + right) / 2 - 600) < 10 and abs((top + bottom) / 2 - 315) < 10


def test_no_sign_of_a_text_is_a_command():
    pixels(share_pictures.Card('#panic("x") ] } "', told="#", source="$x$", name="*", name_zh="_重庆"))


REPORT = Work("report", "report", "A report", "", "0.1.0", "2025-03-04", ADDRESS)
PART = replace(REPORT, key="fig-a", kind="figure", title="A & B", container="A report", url="")


@pytest.mark.parametrize(
    ("work", "sort"),
    [
        (REPORT, ("citation_technical_report_institution", AUTHOR)),
        (replace(PART, kind="chapter", name="8"), ("citation_inbook_title", "A report")),
        (PART, ("citation_inbook_title", "A report")),
        (replace(PART, kind="indicator"), ("z:itemType", "dataset")),
        (replace(REPORT, kind="dataset"), ("z:itemType", "dataset")),
    ],
    ids=lambda given: given.kind if isinstance(given, Work) else "",
)
def test_a_reference_manager_learns_type_title_one_author_date_and_publisher(work, sort):
    """By the rules of Zotero's translators "Embedded Metadata" and RDF, which one of these three tags decides on."""
    said = meta.reference(work)
    deciding = {"citation_technical_report_institution", "citation_inbook_title", "z:itemType"}
    assert {(name, said[name]) for name in deciding & set(said)} == {sort}
    assert said["citation_title"] == said["DC.title"] == work.title
    # Zotero strips the comma and takes what is left as one name.
    assert said["citation_author"] == f"{AUTHOR}," and said["DC.creator"] == said["citation_publisher"] == AUTHOR
    assert (said["citation_publication_date"], said["DC.date"]) == ("2025/03/04", "2025-03-04")
    assert said["DC.identifier"] == (work.url or work.key) and ("citation_public_url" in said) == bool(work.url)
    assert all(said.values())
