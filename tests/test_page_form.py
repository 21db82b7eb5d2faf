"""The form of a chapter's page: short title, deck, three findings, short figure texts, and how it ends."""

import re

import nbformat
import pytest
import yaml

from cqbook.artifacts import notebooks, registry
from cqbook.project.paths import ROOT

ANNEX = "15-annex"  # for specialists: short, and about no document
each_chapter = pytest.mark.parametrize("path", notebooks.paths(), ids=lambda path: path.stem)


def texts(path):
    """The markdown cells as a page shows them: links by their words, no markup."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown" and "remove-cell" not in cell.metadata.get("tags", []):
            yield re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"<[^>]+>|\*\*|`", "", cell.source))


def words(text):
    return len(re.findall(r"[^\s\u2013]+", text))


def sentences(text):
    return re.split(r"(?<=[.!?;])\s+(?=[A-Z])", text.strip())


@each_chapter
def test_a_title_is_short_and_has_a_chinese_name_and_a_deck(path):
    title, name, deck, *_ = nbformat.read(path, as_version=4).cells[0].source.split("\n\n")
    number, title = re.fullmatch(r"# (\d+)\. (.+)", title).groups()
    assert int(number) == int(path.stem[:2]) and len(title) <= 40
    assert re.fullmatch(r'<span lang="zh-Hans">[^<]+</span>', name)
    assert len(sentences(deck)) == 1 and deck.endswith(".")


@each_chapter
def test_a_chapter_has_three_findings_of_at_most_25_words(path):
    assert "In brief" in next(texts(path))
    findings = re.split(r"^- ", next(texts(path)), flags=re.MULTILINE)[1:]
    assert len(findings) == 3
    assert {text: words(text) for text in findings if words(text) > 25} == {}


@each_chapter
def test_a_chapter_has_900_to_1600_words(path):
    least, most = (0, 900) if path.stem == ANNEX else (900, 1600)
    assert least <= sum(map(words, texts(path))) <= most


@each_chapter
def test_a_chapter_ends_with_how_sure_it_is_and_what_the_documents_say(path):
    headings = re.findall(r"^## .+", "\n".join(texts(path)), re.MULTILINE)
    last = ["## How sure is this?"] + ["## What the documents say"] * (path.stem != ANNEX)
    assert headings[-len(last) :] == last


@each_chapter
def test_titles_and_captions_of_figures_are_short(path):
    for figure in registry.read([path]).figures.values():
        assert len(figure.about["title"]) <= 80, figure.about["title"]
        caption = figure.about["caption"]
        assert words(caption) <= 40 and len(sentences(caption)) <= 2, caption


def test_entries_of_the_sidebar_have_at_most_30_characters():
    listed = [entry for part in yaml.safe_load((ROOT / "_toc.yml").read_text())["parts"] for entry in part["chapters"]]
    for entry in listed:
        (page,) = ROOT.glob(f"{entry['file']}.*")
        title = entry.get("title")
        if not title and page.suffix == ".md":
            title = page.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ")
        elif not title:
            title = nbformat.read(page, as_version=4).cells[0].source.split("\n", 1)[0].removeprefix("# ")
        assert len(title) <= 30, title
