"""Chapter 11, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import pytest
from plain import ROWS, table

from cqbook.artifacts import registry
from cqbook.project import paths

OF = ROWS.set_index("observation_id")
PARTS = table("frameworks")
LINKS = table("targets").set_index("target_id")
AIMS = OF.loc[LINKS.index]
DOCUMENTS = ["icq-2022-03", "icq-2022-10", "icq-2025-02", "icq-2025-10", "icq-plan"]
STATED = AIMS[AIMS["source_id"].isin(DOCUMENTS)]
PLAN = STATED[STATED["source_id"] == "icq-2025-02"]
STATES = OF[OF["kind"].isin(["actual", "baseline"])]


@pytest.fixture(scope="module")
def found():
    return registry.read([paths.NOTEBOOKS / "11-plan-2035.ipynb"])


@pytest.fixture(scope="module")
def stored(found):
    return {name.removeprefix("plan-"): value.quantity.value for name, value in found.values.items()}


def reports(aim):
    """Reported values of the measure and place of an aim."""
    row = OF.loc[aim]
    return STATES[(STATES["indicator_id"] == row["indicator_id"]) & (STATES["place_id"] == row["place_id"])]


def test_seven_of_24_commitments_carry_a_number_and_none_a_start(stored):
    below = PARTS.groupby("parent_id").size()
    words = sum(below[f"158n-{group}"] for group in ("positions", "actions", "projects")) + below["plan-2035-phases"]
    assert (len(PLAN), words) == (stored["phases-all"], stored["education-words"]) == (7, 17)
    assert stored["education-all"] == words + len(PLAN) == 24
    assert set(LINKS.loc[STATED.index, "base"]) == {"none"}, "a starting value is linked: the first finding falls"
    assert "plan-2035-areas" not in below and "plan-2035-measures" not in below


def test_the_dated_numbers_of_the_plan_fall_in_2027(stored):
    dated = PLAN[LINKS.loc[PLAN.index, "date_basis"] == "given"]
    assert len(dated) == stored["phases-dated"] == 4 and set(dated["period"]) == {"2027"}
    phases = PARTS.loc[PARTS["parent_id"] == "plan-2035-phases", "printed"]
    assert sorted(phases) == ["2027", "2029", "2035"]


def test_of_all_aims_nearly_half_were_due_in_2025_and_none_with_a_date_after_2027(stored):
    own = AIMS[(AIMS["preferred"] == "yes") & AIMS["place_id"].isin(["CN-CQ", "CN-CQ-WSC", "CN-CQ-HTZ"])]
    dated = own[LINKS.loc[own.index, "date_basis"] == "given"]
    assert len(own) == stored["due-all"] == 73 and len(own) - len(dated) == 3
    due = dated["period"].value_counts()
    assert (due["2025"], due["2027"]) == (stored["due-in-2025"], stored["due-in-2027"]) == (35, 19)
    assert dated["period"].max() == "2027"
    topics = table("indicators").set_index("indicator_id")["topic"]
    education = own["indicator_id"].map(topics).str.contains("educat|Access|Opening|Schools", case=False)
    assert education.sum() == stored["due-education"] == 12


def test_the_aims_of_rd_intensity_moved_on(found):
    aims = AIMS[(AIMS["indicator_id"] == "gerd-share-of-grp") & (AIMS["place_id"] == "CN-CQ")]
    aims = aims[aims["preferred"] == "yes"].set_index("period")["number"]
    assert aims[["2022", "2025", "2026"]].tolist() == [2.5, 2.6, 2.82]
    drawn = found.figures["fig-plan-timeline"].marks
    assert drawn.loc[(drawn["role"] == "aim") & drawn["value"].notna(), "year"].max() == 2027
    assert sorted(drawn.loc[(drawn["role"] == "aim") & drawn["value"].isna(), "year"]) == [2029, 2035]


def test_five_measures_have_been_reported_and_on_fifteen_nothing_was(stored):
    same = [aim for aim in STATED.index if len(reports(aim))]
    assert stored["reported-same"] == len(same) == 5
    assert stored["education-measured"] == sum(aim in PLAN.index for aim in same) == 2
    known = set(STATES["indicator_id"])
    empty = [
        aim
        for aim, row in STATED.iterrows()
        if row["indicator_id"] not in known and LINKS.loc[aim, "comparable"] != "no"
    ]
    assert (stored["reported-nothing"], stored["reported-all"]) == (len(empty), len(STATED)) == (15, 26)


def test_starts_that_other_texts_give():
    """The talent of the zone in 2020, and the institutions and programmes of June 2025 less the approvals of May."""
    zone = OF.loc["stdaily-2021-08-10-total-human-resources-cq-htz-2020"]
    assert (zone["number"], zone["indicator_id"]) == (83_600, OF.loc["icq-plan-total-human-resources", "indicator_id"])
    june = "icq-2025-06-01-chinese-foreign-institutions-and-programmes-cq-2025-06-01"
    approved = "icq-2025-06-01-chinese-foreign-newly-approved-cq-2025-05"
    assert OF.loc[june, "number"] - OF.loc[approved, "number"] == 69
