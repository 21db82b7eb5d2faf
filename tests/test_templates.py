"""HTML from templates: what they are given stays text, and Chinese in it is marked."""

import json
from types import SimpleNamespace

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from cqbook.quantities.quantity import exact
from cqbook.site import accounts, code
from cqbook.site.templates import render

pytestmark = pytest.mark.slow  # Sphinx is imported

HARD = """</script><b title='"'>重庆</b> & {{ x }}"""


def test_code_stays_as_it_is_and_its_chinese_is_marked():
    source = f"print({HARD!r})  # a < b\n"
    pre = BeautifulSoup(code.cell(source).astext(), "html.parser").pre
    assert pre.get_text() == source
    assert {tag.name for tag in pre.find_all(True)} == {"span"}
    assert [tag.get_text() for tag in pre.find_all(lang="zh-Hans")] == ["重庆"]


def test_what_an_account_is_given_stays_text():
    account = {"id": "a", "title": HARD, "lines": [("Stated", HARD), ("Checked", "")], "record": "r.html?a=1&b=2"}
    # The parser leaves the words of a template out of its text.
    html = render("accounts.html", accounts=[account]).replace("template", "div")
    made = BeautifulSoup(html, "html.parser")
    assert made.find(class_="cq-account-title").get_text() == HARD
    assert [line.get_text() for line in made.select(".cq-account-line")] == [f"Stated {HARD}"]
    assert made.a["href"] == account["record"]
    assert not made.find(title=True) and [tag.get_text() for tag in made.find_all(lang="zh-Hans")] == ["重庆"] * 2


LINKED = ["in this report, from ", ("R&D, CN, 2021: 6", "../indicators/gerd.html#0")]


@pytest.mark.parametrize(("size", "told"), [(0, "in this report"), (1, LINKED), (7, "in this report, from 7 numbers")])
def test_an_account_leads_to_few_numbers_behind_a_value_counts_many_and_tells_none(monkeypatch, size, told):
    value = exact(5, "item", "number of rows", map(str, range(size)))
    row = {"indicator": "R&D", "place": "CN", "period": "2021", "printed": "6", "tier": "official"}
    rows = pd.DataFrame([row | {"indicator_id": "gerd"}], index=["0"])
    monkeypatch.setattr(accounts, "dataset", lambda: SimpleNamespace(facts=rows))
    found = SimpleNamespace(values={"rows": SimpleNamespace(quantity=value)})
    monkeypatch.setattr(accounts, "registry", lambda: found)
    title, (_, computed, name) = accounts._of_value("value:rows")
    assert title == "Number of rows" and computed == ("Computed", told) and name == ("Name", "rows")


def test_what_search_engines_read_holds_any_sign():
    hard = f"{HARD}<!-- <script>"
    html = render("meta.html", graph={"title": hard}, told={"description": hard}, schema={"b": hard, "a": 1})
    made = BeautifulSoup(html, "html.parser")
    assert [tag["content"] for tag in made.find_all("meta")] == [hard, "summary_large_image", hard]
    assert json.loads(made.script.string) == {"b": hard, "a": 1}
    # What would end the script, or let a browser overlook its end.
    assert html.count("</script") == 1 and "<!--" not in html


def test_plain_text_is_not_escaped_and_all_else_is():
    found = [{"name": HARD, "address": "a.csv", "words": HARD}]
    about = {"description": "", "licence": {"name": ""}, "version": "", "parts": [], "files": found}
    assert f"- [{HARD}](a.csv): {HARD}" in render("llms.txt", title=HARD, **about)
    assert "a&amp;b" in render("sitemap.xml", found=["a&b"])
