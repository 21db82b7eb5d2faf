"""The audit of what the documents promise."""

import dataclasses

import pandas as pd

from cqbook.analysis import commitments


def without(data, **cells):
    """The dataset with one framework part changed: `node_id` and the cells that differ."""
    frameworks = data.frameworks.copy()
    row = frameworks["node_id"] == cells.pop("node_id")
    for column, text in cells.items():
        frameworks.loc[row, column] = text
    return dataclasses.replace(data, frameworks=frameworks)


def test_every_target_of_the_documents_and_every_named_part_is_a_commitment(data):
    found = commitments.audit(data)
    targets = data.statements.index[data.statements["kind"] == "target"]
    assert set(found.index[found["number"]]) == set(targets)
    parts = found.index[~found["number"]]
    assert {"158n-position-5", "158n-action-8", "158n-project-1", "plan-2035-phase-2029"} <= set(parts)
    assert not {"158n", "158n-goal", "158n-projects", "plan-2035-areas", "416-hub-1", "wsc-pattern-axis"} & set(parts)
    assert (found.loc[parts, "reported"] == "").all() and (found.loc[targets, "reported"] != "").all()


def test_a_part_that_stands_for_others_without_naming_them_is_left_out(data):
    changed = without(data, node_id="158n-project-1", complete="incomplete")
    assert "158n-project-1" not in commitments.audit(changed).index


def test_the_signs_of_a_commitment_follow_from_the_data(data):
    found = commitments.audit(data)
    undated = found.index[found["number"] & ~found["date"]]
    assert len(undated) == 3 and (found.loc[undated, "due"] == "").all()
    assert (data.facts.loc[undated, "period"] == "2035").all()
    assert found.loc["plan-2035-phase-2029", "due"] == "2029"
    assert found.loc["icq-plan-gerd-share-of-grp", "reported"] == "other measure or place"
    for reported, rows in found.groupby("reported"):
        assert (rows["evidence"].str.len() > 0).all() == (reported in ("same measure", "other measure or place"))
    for name, row in found.loc[found["measure"]].iterrows():
        behind = data.facts.loc[[name, *row["evidence"]], ["indicator_id", "place_id"]]
        assert len(behind.drop_duplicates()) == 1
    targets, target = data.targets.copy(), "icq-2025-02-education-community-share"
    targets.loc[targets["target_id"] == target, "base"] = "stated"
    changed = commitments.audit(dataclasses.replace(data, targets=targets))
    assert changed.loc[target, list(commitments.CRITERIA)].all() and changed["start"].sum() == 1
    targets.loc[targets["target_id"] == target, "date_basis"] = "plan-end"
    changed = commitments.audit(dataclasses.replace(data, targets=targets))
    assert not changed.loc[target, "date"] and changed.loc[target, "due"] == ""


def test_what_stands_behind_a_part_is_the_statement_that_counts_it(data):
    inputs = commitments.audit(data)["inputs"]
    assert inputs["158n-action-3"] == ("icq-2025-02-plan-158n-actions",)
    assert inputs["158n-project-1"] == () and inputs["icq-plan-top-talent"] == ("icq-plan-top-talent",)


def test_what_another_province_reports_says_nothing_of_a_target(data):
    """A value of the nation is a neighbour of a target of the Science City; one of Sichuan or of a district is none."""
    found = commitments.audit(data)
    targets = data.facts.loc[found.index[found["reported"] == "nothing"]]
    target, indicator = (
        targets.query("place_id == 'CN-CQ-WSC'").iloc[0].pipe(lambda row: (row.name, row["indicator_id"]))
    )
    row = data.observations.loc[data.observations["kind"] == "actual"].iloc[[0]]
    for place, reported in (("CN-SC", "nothing"), ("CN", "other measure or place")):
        more = row.assign(observation_id="new", indicator_id=indicator, place_id=place, value=5.0)
        wider = dataclasses.replace(data, observations=pd.concat([data.observations, more]))
        assert commitments.audit(wider).loc[target, "reported"] == reported, place
