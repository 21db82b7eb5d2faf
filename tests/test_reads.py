"""What a program reads of the dataset is noted: rows by name one by one, anything else as a whole."""

import pandas as pd
import pytest
from conftest import replace_in

from cqbook.dataset import reads
from cqbook.project.paths import DATA

GERD = "rd-bulletin-2021-gerd-cq-2021"


def noted(read):
    reads.NOTED.clear()
    read()
    return reads.noted()


@pytest.mark.parametrize(
    ("read", "parts"),
    [
        (lambda data: data.facts.loc[GERD, "value"], ["facts:gerd"]),
        (lambda data: data.facts.loc[[GERD]], ["facts:gerd"]),
        (lambda data: data.interval(GERD), ["facts:gerd"]),
        (lambda data: data.facts.has(GERD), [f"observations:{GERD}"]),
        (lambda data: data.facts.has("gone"), ["observations:gone"]),
        (lambda data: data.of_indicators("gerd"), ["facts:gerd"]),
        (lambda data: data.sources_of(["icq-plan"]), ["sources:icq-plan"]),
        (lambda data: data.statements, ["statements"]),
        (lambda data: data.checks, ["checks"]),
        (lambda data: data.parts("33618"), ["frameworks"]),
    ],
)
def test_what_is_chosen_by_name_is_noted_alone(data, read, parts):
    assert noted(lambda: read(data)) == parts


@pytest.mark.parametrize(
    "read",
    [
        lambda facts: facts["value"],
        lambda facts: facts.value,
        lambda facts: facts.loc[facts["value"] > 1],
        lambda facts: facts.loc[GERD:],
        lambda facts: facts.loc[:, "value"],
        lambda facts: facts.iloc[0],
        lambda facts: facts.at[GERD, "value"],
        lambda facts: facts.query("place_id == 'CN'"),
        lambda facts: facts.groupby("tier").size(),
        lambda facts: facts.copy(),
        lambda facts: facts.to_csv(),
        lambda facts: facts.index,
        lambda facts: len(facts),
        lambda facts: next(facts.itertuples()),
        lambda facts: pd.concat([facts]),
        lambda facts: pd.merge(facts, pd.DataFrame({"place_id": ["CN"]}), on="place_id"),
        repr,
    ],
)
def test_any_other_use_of_the_frame_is_noted_as_all_of_it(data, read):
    assert noted(lambda: read(data.facts)) == ["facts"]


def test_a_frame_made_from_it_is_a_plain_one(data):
    for made in (data.facts.loc[[GERD]], data.facts.query("place_id == 'CN'"), data.facts.copy(), data.statements):
        assert type(made) is pd.DataFrame
    assert isinstance(data.facts, pd.DataFrame)


def changed(tables, file, old, new):
    before = reads.states(tables)
    replace_in(tables / file, old, new)
    after = reads.states(tables)
    assert set(before) == set(after)
    return {name for name in before if before[name] != after[name]}


def test_a_change_of_one_row_changes_the_parts_that_hold_it(tables):
    assert changed(tables, "observations.csv", "603.8 亿元", "603.80 亿元") == {"observations", "facts", "facts:gerd"}


def test_a_number_that_a_text_names_belongs_to_the_part_of_the_text(tables):
    gerd = "rd-bulletin-2024-gerd-cq-2024,gerd,CN-CQ,2024,reference,actual,"
    found = changed(tables, "observations.csv", f"{gerd}79730000000", f"{gerd}79740000000")
    assert {"checks", "facts:gerd"} <= found  # a check explains its verdict by it
    assert "targets" not in found


def test_what_stands_beside_an_observation_belongs_to_it(tables):
    found = changed(tables, "sources.csv", "rd-bulletin-2021,official,", "rd-bulletin-2021,news,")
    assert {"sources", "sources:rd-bulletin-2021", "facts", "facts:gerd"} <= found
    assert "statements" not in found and "facts:academicians" not in found


def test_rows_that_share_their_first_cell_are_told_apart(tables):
    lines = (DATA / "checks.csv").read_text(encoding="utf-8").splitlines()
    assert changed(tables, "checks.csv", lines[-1], f"{lines[-1]} more") == {"checks"}
