"""Chapters in other formats: numbers that lead somewhere or nowhere, pictures that say what they show."""

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from traitlets.config import Config

from cqbook.artifacts import exporting
from cqbook.project.media_types import FIGURE, PNG, SVG
from cqbook.project.paths import ROOT

TEXT = "It is [1,164](obs:icq-2022-03-firms?low) and [2 to 3](value:of-it), see [Figure 8.2](#fig-a)."
ALT = 'A "chart" of <firms>'


def chapter():
    """A text and a figure."""
    about = {FIGURE: {"id": "fig-a", "alt": ALT}, SVG: "<svg/>", PNG: "iVBORw0=", "text/plain": "Figure fig-a"}
    output = nbformat.v4.new_output("display_data", about)
    cells = [nbformat.v4.new_markdown_cell(TEXT), nbformat.v4.new_code_cell("", outputs=[output])]
    return nbformat.v4.new_notebook(cells=cells)


def exported(ending, monkeypatch, address=""):
    monkeypatch.setattr(exporting, "read_yaml", lambda _: {"html": {"baseurl": address}})
    resources = {"output_extension": ending, "metadata": {"name": "08-science-city"}}
    text, figure = exporting.Standalone(enabled=True)(chapter(), resources)[0].cells
    return text.source, figure.outputs[0].data


def test_numbers_are_plain_while_the_book_has_no_address(monkeypatch):
    text, _ = exported(".html", monkeypatch)
    assert text == "It is 1,164 and 2 to 3, see [Figure 8.2](#fig-a)."


def test_numbers_lead_to_their_account_in_the_book_that_is_published(monkeypatch):
    text, _ = exported(".html", monkeypatch, "https://example.org/book/")
    page = "https://example.org/book/notebooks/08-science-city.html"
    assert f"[1,164]({page}#account-obs-icq-2022-03-firms) and [2 to 3]({page}#account-value-of-it)" in text


@pytest.mark.parametrize("ending", [".tex", ".md"])
def test_what_is_no_page_has_plain_texts_and_a_picture_in_png(ending, monkeypatch):
    text, held = exported(ending, monkeypatch)
    assert text == "It is 1,164 and 2 to 3, see Figure 8.2."
    assert PNG in held and "text/html" not in held


def test_nbconvert_with_the_settings_of_the_report_writes_pictures_with_their_words():
    settings = Config()
    exec((ROOT / "jupyter_config.py").read_text(encoding="utf-8"), {"get_config": lambda: settings})
    assert settings.SVG2PDFPreprocessor.enabled is False
    page, _ = HTMLExporter(config=settings).from_notebook_node(chapter(), {"metadata": {"name": "a"}})
    picture = BeautifulSoup(page, "html.parser").find(id="fig-a")
    assert picture["alt"] == ALT and picture["src"].startswith("data:image/svg+xml;base64,")
    assert "obs:" not in page and "#fig-a" in page
