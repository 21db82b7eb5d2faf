"""Chapter 11, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import pandas as pd
import pytest

from cqbook.artifacts import registry
from cqbook.project import paths

DOCUMENTS = ["icq-2022-03", "icq-2022-10", "icq-2025-02", "icq-2025-10", "icq-plan"]
ROWS = pd.read_csv(paths.DATA / "observations.csv", dtype=str).set_index("observation_id")
PARTS = pd.read_csv(paths.DATA / "frameworks.csv", dtype=str).set_index("node_id")
LINKS = pd.read_csv(paths.DATA / "targets.csv", dtype=str).set_index("target_id")
SOURCES = pd.read_csv(paths.DATA / "sources.csv", dtype=str).set_index("source_id")
TARGETS = ROWS[ROWS["source_id"].isin(DOCUMENTS) & (ROWS["kind"] == "target")]
STATES = ROWS[ROWS["kind"].isin(["actual", "baseline"])]
UNDATED = TARGETS.index[LINKS.loc[TARGETS.index, "date_basis"] == "plan-end"]


@pytest.fixture(scope="module")
def found():
    return registry.read([paths.NOTEBOOKS / "11-plan-2035.ipynb"])


@pytest.fixture(scope="module")
def stored(found):
    return {name.removeprefix("plan-"): value.quantity.value for name, value in found.values.items()}


def below(node):
    return PARTS[PARTS["parent_id"] == node]


def reports(target):
    """Reported values of the measure and place of a target."""
    row = TARGETS.loc[target]
    return STATES[(STATES["indicator_id"] == row["indicator_id"]) & (STATES["place_id"] == row["place_id"])]


def test_commitments_by_what_they_carry(stored):
    words = sum(len(below(f"158n-{group}")) for group in ("positions", "actions", "projects"))
    phases = below("plan-2035-phases")
    assert (words, len(phases), len(TARGETS), len(UNDATED)) == (14, 3, 26, 3)
    assert stored["steps-all"] == words + len(phases) + len(TARGETS) == 43
    assert stored["criteria-words"] == words + len(phases) == 17
    education = TARGETS.index[TARGETS["source_id"] == "icq-2025-02"]
    assert stored["education-all"] == words + len(phases) + len(education) == 24
    assert stored["steps-number"] == len(TARGETS) and stored["steps-date"] == len(TARGETS) - len(UNDATED)
    assert stored["steps-dated"] == stored["steps-date"] + phases["printed"].str.fullmatch("20[0-9]{2}").sum()


def test_no_target_of_the_documents_has_a_starting_value(stored):
    assert set(LINKS.loc[TARGETS.index, "base"]) == {"none"} and stored["steps-start"] == 0
    other = LINKS[~LINKS.index.isin(TARGETS.index)]
    counts = other["base"].value_counts()
    assert (len(other), counts["stated"], counts["statistics"]) == (83, 10, 19)
    assert [stored[f"others-{name}"] for name in ("all", "stated", "statistics")] == [83, 10, 19]


def test_starting_values_that_other_texts_give():
    """The two that the key finding names: the talent of the zone, and the sum of June less the approvals of May."""
    zone = ROWS.loc["stdaily-2021-08-10-total-human-resources-cq-htz-2020"]
    aim = TARGETS.loc["icq-plan-total-human-resources"]
    assert (zone["indicator_id"], zone["value"], zone["place_id"]) == (aim["indicator_id"], "83600", "CN-CQ-HTZ")
    assert aim["place_id"] == "CN-CQ-WSC" and zone["period"] < SOURCES.loc["stdaily-2021-08-17", "published"]
    june = "icq-2025-06-01-chinese-foreign-institutions-and-programmes-cq-2025-06-01"
    approved = "icq-2025-06-01-chinese-foreign-newly-approved-cq-2025-05"
    assert float(ROWS.loc[june, "value"]) - float(ROWS.loc[approved, "value"]) == 69


def test_five_measures_have_been_reported_and_all_after_their_plan(stored):
    reported = {target: reports(target)["period"] for target in TARGETS.index if len(reports(target))}
    assert stored["reported-same"] == len(reported) == 5
    plan = {
        "icq-2025-02": SOURCES.loc["icq-2025-02", "published"],
        "icq-plan": SOURCES.loc["stdaily-2021-08-17", "published"],
    }
    for target, periods in reported.items():
        assert periods.min() > plan[TARGETS.loc[target, "source_id"]], target
    judged = [target for target in reported if target not in UNDATED]
    assert stored["steps-measure"] == len(judged) == 4
    assert [t for t in judged if t.startswith("icq-2025-02")] == ["icq-2025-02-education-community-share"]
    assert stored["measure-education"] == 1
    assert stored["education-measured"] == sum(target.startswith("icq-2025-02") for target in reported) == 2


def test_on_fifteen_numbers_nothing_was_found(stored):
    empty = [
        name
        for name, row in TARGETS.iterrows()
        if not (STATES["indicator_id"] == row["indicator_id"]).any() and LINKS.loc[name, "comparable"] != "no"
    ]
    assert stored["reported-nothing"] == len(empty) == 15
    assert stored["reported-education"] == sum(name.startswith("icq-2025-02") for name in empty) == 5
    assert stored["reported-science-city"] == sum(name.startswith("icq-plan") for name in empty) == 9
    assert stored["reported-same"] + stored["reported-other"] + stored["reported-nothing"] == stored["reported-all"]


def test_dated_numbers_of_the_education_plan_fall_in_2027(stored):
    plan = TARGETS[TARGETS["source_id"] == "icq-2025-02"]
    dated = plan[~plan.index.isin(UNDATED)]
    assert set(dated["period"]) == {"2027"} and (len(plan), len(dated)) == (7, 4)
    assert [stored[f"phases-{name}"] for name in ("all", "dated", "undated")] == [7, 4, 3]


def test_names_and_holes_of_the_three_systems(found, stored):
    named = {node: len(below(node)) for node in PARTS.index}
    assert (named["158n-positions"], named["158n-actions"], named["158n-projects"]) == (5, 8, 1)
    for group, size in (("positions", 5), ("actions", 8), ("areas", 11), ("measures", 43)):
        (observation,) = [name for name in ROWS.index if name.startswith("icq-2025-02-plan") and name.endswith(group)]
        assert float(ROWS.loc[observation, "value"]) == size == stored[f"structure-{group}"]
    assert named["plan-2035-areas"] == named["plan-2035-measures"] == 0
    holes = found.figures["fig-plan-holes"].marks.pivot(index=["system", "group"], columns="what", values="value")
    assert (holes.loc["416", "parts"].sum(), holes.loc["416", "names found"].sum()) == (4 + 16, named["416-hubs"] + 1)
    assert holes.loc["33618", "parts"].sum() == 3 + 3 + 6 + 18 == 30
    tiers = ("leading", "pillar", "distinctive", "new-star")
    assert holes.loc["33618", "names found"].sum() == sum(named[f"33618-{tier}"] for tier in tiers) == 14
    assert (holes["parts"] == holes["names found"]).sum() == stored["holes-whole"] == 6


def test_figures_name_the_publications_of_the_names_they_draw(found):
    for figure, systems in (("fig-plan-structure", ["158n"]), ("fig-plan-holes", ["158n", "416", "33618"])):
        parts = PARTS[PARTS["framework"].isin(systems)]
        assert set(parts["source_id"]) <= set(found.figures[figure].about["also_from"])


def test_other_targets_due_in_2027(stored):
    due = ROWS[(ROWS["kind"] == "target") & (ROWS["period"] == "2027") & (ROWS["preferred"] == "yes")]
    due = due[~due["source_id"].isin(DOCUMENTS)]["place_id"].value_counts()
    assert (due["CN-CQ"], due["CN-CQ-HTZ"]) == (stored["other-city"], stored["other-zone"]) == (9, 6)
