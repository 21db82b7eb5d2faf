import dataclasses

import pandas as pd
import pytest
from conftest import replace_in

from cqbook.dataset.finding import find
from cqbook.dataset.loading import load
from cqbook.project.errors import UserError


def test_tables_are_typed(data):
    assert data.observations["value"].dtype == "float64"
    assert data.indicators["decimals"].dtype == "int64"
    assert data.frameworks["order"].dtype == "int64"
    texts = [data.observations["printed"], data.observations["unit"], data.sources["published"]]
    assert all(pd.api.types.is_string_dtype(column) for column in texts)


def test_a_labelled_missing_value_keeps_its_label(data, tables):
    assert data.sources.set_index("source_id").loc["icq-plan", "published"] == "not-stated"
    path = tables / "observations.csv"
    name = "rd-bulletin-2012-gerd-cq-ljn-2012"
    row = f"{name},gerd,CN-CQ-LJN,2012,reference,actual,not-published,exact,CNY,rd-bulletin-2012,not-stated,not,A"
    lines = [*path.read_text(encoding="utf-8").splitlines(), f"{row},medium,yes,not-applicable,"]
    path.write_text("\n".join([lines[0], *sorted(lines[1:])]) + "\n", encoding="utf-8", newline="\n")
    found = load(tables)
    assert pd.isna(found.facts.loc[name, "value"]) and pd.isna(found.facts.loc[name, "low"])
    assert found.facts.loc[name, "value_missing"] == "not-published"
    with pytest.raises(ValueError, match="not-published"):
        found.interval(name)


def test_the_five_documents_are_complete(data):
    counts = data.statements["source_id"].value_counts()
    assert counts.sum() == 115
    assert len(counts) == 5
    assert counts.min() >= 19


def test_statements_carry_what_a_chapter_needs(data):
    row = data.statements.loc["icq-2022-10-gerd"]
    assert row["value"] == 60e9
    assert (row["low"], row["high"], row["low_open"], row["high_open"]) == (60e9, 70e9, True, False)
    assert row["topic"] == "Research and development"
    assert row["place"] == "Chongqing"
    assert row["paragraph"] == 14
    assert (row["start"], row["end"]) == (pd.Timestamp("2021-01-01"), pd.Timestamp("2021-12-31"))
    assert row["published"] == "2022-10-21"


def test_parts_of_a_framework_come_in_order(data):
    actions = data.parts("158n-actions")
    assert actions["order"].tolist() == list(range(1, 9))
    assert actions["name_zh"].iloc[0] == "立德树人固本铸魂行动"


def test_frameworks_name_what_the_documents_describe(data):
    nodes = data.frameworks.set_index("node_id")
    for parent, count in {
        "158n-positions": 5,
        "plan-2035-phases": 3,
        "416-hubs": 4,
        "33618-leading": 3,
        "33618-pillar": 3,
        "33618-distinctive": 6,
        "wsc-results-2022": 5,
        "wsc-shortcomings-2022": 3,
        "wsc-suggestions-2022": 3,
        "wsc-talent-groups": 4,
    }.items():
        assert len(data.parts(parent)) == count, parent
        assert nodes.loc[parent, "complete"] == "complete", parent
    for parent in ("158n-projects", "416-fields", "33618-new-star", "plan-2035-areas", "plan-2035-measures"):
        assert nodes.loc[parent, "complete"] == "incomplete", parent


def test_the_number_of_listed_parts_is_the_number_stated(data):
    counted = data.frameworks.loc[
        (data.frameworks["complete"] == "complete") & (data.frameworks["observation_id"] != "not-applicable")
    ]
    values = data.observations.set_index("observation_id")["value"]
    several = [row for row in counted.itertuples() if len(data.parts(row.node_id))]
    assert len(several) >= 5
    for row in several:
        assert len(data.parts(row.node_id)) == values[row.observation_id], row.node_id


def test_an_unknown_statement_has_no_interval(data):
    with pytest.raises(KeyError):
        data.interval("no-such-statement")


def test_load_reads_any_folder(tables):
    name = "rd-bulletin-2012-gerd-sn-2012"
    before = load(tables).facts.loc[name]
    line = next(line for line in (tables / "observations.csv").read_text(encoding="utf-8").splitlines() if name in line)
    changed = line.replace(f"{before['value']:.0f}", "29000000000").replace(before["printed"], "290 亿元")
    replace_in(tables / "observations.csv", line, changed)
    assert load(tables).facts.loc[name, "value"] == 29e9


def test_a_group_of_places_begins_with_chongqing(data):
    peers = data.group("peers")
    assert peers[0] == "CN-CQ" and len(peers) == 10 and peers[1:] == sorted(peers[1:])
    with pytest.raises(KeyError, match="expected one of peers"):
        data.group("neighbours")


def test_provinces_are_told_by_kind_and_parent(data):
    assert data.provinces[0] == "CN-CQ" and set(data.group("peers")) <= set(data.provinces)
    known = set(data.provinces)
    more = [("CN-AA", "province", "CN"), ("CN-AB", "autonomous-region", "CN"), ("CN-AC", "zone", "CN")]
    more += [("US-CA", "province", "US"), ("CN-CQ-500112", "district", "CN-CQ")]
    rows = [dict(zip(("place_id", "kind", "parent_id"), place, strict=True)) for place in more]
    wider = dataclasses.replace(data, places=pd.concat([data.places, pd.DataFrame(rows)]))
    assert set(wider.provinces) - known == {"CN-AA", "CN-AB"} and wider.provinces[:3] == ["CN-CQ", "CN-AA", "CN-AB"]


def test_a_folder_is_named_as_text_too_and_a_missing_one_is_told(tables):
    assert len(load(str(tables)).places) == len(load().places)
    with pytest.raises(UserError, match="nowhere: is no folder"):
        load("nowhere")


def test_indicators_are_found_by_english_and_chinese_words():
    found = find("r&d PERSONNEL")
    assert "rd-personnel-fte" in found.index
    assert list(found) == ["title", "title_zh", "unit", "years", "places"]
    assert found.loc["rd-personnel-fte", ["years", "places"]].tolist() == ["2012 to 2023", 32]
    assert find("R&D").index[0] == "gerd" and "invention-patents-granted" in find("发明专利").index
    assert "gerd" in find("R&D xyzzy").index  # most of the words
    assert find("xyzzy").empty and find(" ").empty


def test_a_wrong_name_of_an_observation_or_source_is_told_with_those_like_it(data):
    with pytest.raises(KeyError, match=r"rd-bulletin-2021-gerd-cq-2020.*do you mean rd-bulletin-2021-gerd-cq-2021 \("):
        data.facts.loc[["rd-bulletin-2021-gerd-cq-2021", "rd-bulletin-2021-gerd-cq-2020"], "value"]
    with pytest.raises(KeyError, match="no source 'rd-bulletin-21': do you mean rd-bulletin-20"):
        data.sources_of(["rd-bulletin-21"])
