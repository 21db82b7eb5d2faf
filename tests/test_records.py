"""The lists of publications and statements: a few lines each, in order of use, and all the rest when one is opened."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from docutils import nodes

from cqbook.artifacts import registry as registry_module
from cqbook.site.pages import StatementsDirective
from cqbook.site.records import Record, records
from cqbook.site.sources import SourceListDirective

pytestmark = pytest.mark.slow  # Sphinx is imported

HARD = """</noscript></script><b title='"'>重庆</b> & {{ x }}"""
DOCUMENTS = ("icq-2022-03", "icq-2022-10", "icq-2025-02", "icq-2025-10", "icq-plan")


def html(part):
    return BeautifulSoup("".join(raw.astext() for raw in part.findall(nodes.raw)), "html.parser")


@pytest.fixture(scope="module")
def kinds():
    """The section of each kind of publication, by its anchor."""
    return {section["ids"][0]: section for section in SourceListDirective.run(None)}


def names(page):
    return [record["id"] for record in page.select(".cq-record")]


def fact(record, name):
    """What an opened record says under a name."""
    found = record.find("dt", string=name)
    return found.find_next_sibling("dd") if found else None


def test_every_publication_stands_once_under_its_kind(kinds, data):
    for tier, rows in data.sources.groupby("tier"):
        assert sorted(names(html(kinds[f"tier-{tier}"]))) == sorted(rows["source_id"])


def test_those_of_most_numbers_stand_first_and_the_others_are_folded_by_use(kinds, data):
    counts = data.observations["source_id"].value_counts()
    for kind, section in kinds.items():
        page = html(section)
        group, *folds = page.find_all("details", class_=lambda name: name != "cq-record")
        first, *parts = (names(fold) for fold in (group, *folds))
        assert group["class"] == ["cq-group"] and not any(fold.has_attr("class") for fold in folds)
        assert len(first) == min(5, len(names(page))), kind
        for part in (first, *parts):
            own = [counts.get(name, 0) for name in part]
            assert own == sorted(own, reverse=True), kind
        assert all(counts.get(name, 0) <= counts[first[-1]] for part in parts for name in part)
        for fold, part in zip(folds, parts, strict=True):
            records_of_part = [page.find(id=name) for name in part]
            is_used = fold.summary.get_text() == f"{len(part)} more that figures or texts of the report use"
            assert all(bool(fact(r, "Figures") or fact(r, "Texts")) == is_used for r in records_of_part), kind


def test_a_publication_says_what_it_is_used_for(kinds, data):
    """Counted from the stored figures alone; those on more than 40 indicators are about the dataset as a whole."""
    page = html(kinds["tier-official"])
    facts = data.facts.unnoted
    for name in ("nbs-data", "cssty-2022", "moe-stats-2014"):
        figures = {
            figure.id
            for figure in registry_module.read().figures.values()
            for rows in [facts.loc[figure.observation_ids]]
            if not figure.is_chinese
            and rows["indicator_id"].nunique() <= 40
            and name in {*rows["source_id"], *figure.about["also_from"]}
        }
        record = page.find(id=name)
        links = fact(record, "Figures").find_all("a") if fact(record, "Figures") else []
        assert {link["href"].partition("#")[2] for link in links} == figures
        line = record.select_one("summary .cq-small").get_text()
        own = facts.loc[facts["source_id"] == name]
        assert f"{len(own):,} numbers ({own['topic'].mode()[0]}" in line
        assert (f"in {len(figures)} figures" in line) == (len(figures) > 1), line
        for link in fact(record, "Numbers").find_all("a"):
            assert link["href"].removeprefix("../indicators/").removesuffix(".html") in set(own["indicator_id"])


def test_a_publication_of_names_only_says_so_and_where_they_are_drawn(kinds):
    record = html(kinds["tier-plan"]).find(id="cqrb-2025-02-28")
    assert "Names only, no number, in 1 figure" in record.summary.get_text()
    assert fact(record, "Figures").a["href"] == "../notebooks/11-plan-2035.html#fig-plan-timeline"


def test_a_closed_statement_says_number_reading_place_time_and_verdict(data):
    for document in DOCUMENTS:
        (part,) = StatementsDirective.run(SimpleNamespace(arguments=[document]))
        page = html(nodes.section("", part))
        own = data.statements.loc[data.statements["source_id"] == document]
        assert names(page) == list(own.index), "in the order of the text"
        assert page.summary.get_text().startswith(f"{len(own)} statements, ")
        for row in own.itertuples():
            line = page.find(id=row.Index).summary.get_text(" ", strip=True)
            verdicts = data.checks.loc[data.checks["observation_id"] == row.Index, "verdict"]
            for words in (row.indicator, row.printed, "read as", row.place, row.period, *verdicts):
                assert words.replace("-", " ") in line.replace("-", " "), row.Index
            chosen_by = page.find(id=row.Index)["data-verdict"].split("|")
            assert chosen_by == [word.replace("-", " ") for word in verdicts.unique()]


def test_what_a_record_is_given_stays_text():
    facts = [("Note", HARD), ("Address", [(HARD, "a.html?b=1&c=2"), HARD]), ("Author", "")]
    made = records({HARD: [Record("a", HARD, "", HARD, facts, HARD, [HARD])]}, choices="verdict")
    page = BeautifulSoup(made.astext(), "html.parser")
    assert [each.get_text() for each in page.find_all("dd")] == [HARD, HARD * 2]
    assert page.select_one("noscript > p").get_text() == HARD == page.strong.get_text() == page.summary.get_text()
    assert page.find(id="a")["data-verdict"] == HARD
    assert page.a["href"] == "a.html?b=1&c=2" and not page.find("b") and not page.find("dt", string="Author")
    # A browser that runs scripts takes what stands in noscript as a text, up to the first tag that ends it.
    assert made.astext().count("</noscript>") == 1
