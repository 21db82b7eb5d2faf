import pandas as pd
import pytest

from cqbook.artifacts import tables
from cqbook.project import media_types

NAMED = {"title": "What it holds", "source_ids": ["icq-2022-03"]}


@pytest.fixture
def shown(monkeypatch):
    calls = []
    monkeypatch.setattr(tables, "put_out", lambda outputs, *_: calls.append(outputs))
    return calls


def test_cells_are_whole_named_and_escaped(data, shown):
    long = "word " * 60 + "<end> & more"
    tables.publish(data, pd.DataFrame({"What": [long], "As printed": ["seven"]}, index=[9]), "tab-test", **NAMED)
    html = shown[0]["text/html"]
    assert "word " * 60 + "&lt;end&gt; &amp; more" in html
    assert '<th scope="col" style="text-align: left">As printed</th>' in html
    assert '<td data-label="As printed" style="text-align: left">seven</td>' in html
    assert shown[0][media_types.CSV] == f"What,As printed\n{long},seven\n"


def test_columns_of_numbers_are_read_from_the_right(data, shown):
    table = {"What": ["a", "b"], "Ratio": ["9.5 %", "not found"], "Mixed": ["9", "met"], "Range": ["1 to 2", "3"]}
    tables.publish(data, pd.DataFrame(table), "tab-test", **NAMED)
    html = shown[0]["text/html"]
    assert '<th scope="col" style="text-align: right">Ratio</th>' in html
    assert '<td data-label="Ratio" style="text-align: right">9.5\N{NO-BREAK SPACE}%</td>' in html
    for name in ("What", "Mixed", "Range"):
        assert f'<th scope="col" style="text-align: left">{name}</th>' in html
    assert "9.5 %" in shown[0][media_types.CSV], "files keep the plain space"


def test_a_table_names_all_its_publishers(data, shown):
    ids = list(data.sources.drop_duplicates("publisher")["source_id"][:9])
    tables.publish(data, pd.DataFrame({"What": ["a"]}), "tab-test", title="What it holds", source_ids=ids)
    assert "listed with the figure" not in shown[0][media_types.TABLE]["source"]


def test_a_table_has_a_name_a_title_and_a_source(data, shown):
    tables.publish(data, pd.DataFrame({"What": ["a"]}), "tab-test", **NAMED)
    about = shown[0][media_types.TABLE]
    assert (about["id"], about["title"], about["source_ids"]) == ("tab-test", "What it holds", ["icq-2022-03"])
    assert about["source"].startswith("iChongqing, 7 March 2022")


def test_bad_names_and_empty_tables_are_refused(data):
    table = pd.DataFrame({"What": ["a"]})
    with pytest.raises(ValueError, match="expected tab-"):
        tables.publish(data, table, "fig-test", **NAMED)
    with pytest.raises(ValueError, match="tab-test: table may not be empty"):
        tables.publish(data, table.iloc[:0], "tab-test", **NAMED)
    with pytest.raises(ValueError, match="tab-test: title may not be empty"):
        tables.publish(data, table, "tab-test", title=" ", source_ids=["icq-2022-03"])
