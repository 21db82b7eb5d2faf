"""Chapter 13, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import pandas as pd
import pytest
from plain import ROWS, said, table

from cqbook.artifacts import registry
from cqbook.project.paths import NOTEBOOKS

SOURCES = table("sources").set_index("source_id")
TIER, EVENT = ROWS["source_id"].map(SOURCES["tier"]), ROWS["source_id"].map(SOURCES["event_id"])
TOPIC = ROWS["indicator_id"].map(table("indicators").set_index("indicator_id")["topic"])
DOCUMENTS, BESIDE = ROWS[TIER == "document"], ROWS[TIER != "document"]
STATES = DOCUMENTS[DOCUMENTS["kind"] == "actual"]
PRINTED = ROWS[(ROWS["qualifier"] == "exact") & ROWS["number"].notna()]


@pytest.fixture(scope="module")
def stored():
    values = registry.read([NOTEBOOKS / "13-documents.ipynb"]).values
    return {name.removeprefix("evidence-"): value.quantity for name, value in values.items()}


def test_the_five_texts_state_115_numbers_most_of_them_states(stored):
    assert DOCUMENTS["source_id"].nunique() == 5
    kinds = DOCUMENTS["kind"].value_counts()
    assert stored["documents-all"].value == len(DOCUMENTS) == 115
    named = {"states": "actual", "targets": "target", "changes": "change"}
    assert {name: stored[f"documents-{name}"].value for name in named} == {n: kinds[k] for n, k in named.items()}
    assert kinds["actual"] > len(DOCUMENTS) / 2 and kinds["change"] == 3
    of_plan = DOCUMENTS.loc[DOCUMENTS["source_id"] == "icq-plan", "kind"]
    assert (of_plan == "target").sum() == 18 and "actual" not in set(of_plan)


def test_76_percent_are_printed_without_a_word(stored):
    words = DOCUMENTS["qualifier"].value_counts()
    assert stored["precision-exact-share"].value == pytest.approx(100 * words["exact"] / len(DOCUMENTS))
    assert round(100 * words["exact"] / len(DOCUMENTS)) == 76
    assert stored["precision-more"].value == words["more-than"] == 24
    assert stored["precision-other"].value == words.drop(["exact", "more-than"]).sum() == 4


def test_four_measures_are_stated_for_two_dates_and_none_for_three(stored):
    measure = ["indicator_id", "place_id"]
    dates = STATES.groupby(measure)["period"].nunique()
    assert dates.max() == 2 and stored["repeated-twice"].value == (dates == 2).sum() == 4
    assert set(dates.index[dates == 2]) == {
        ("gross-enrolment-ratio-pre-primary", "CN-CQ"),
        ("gross-enrolment-ratio-upper-secondary", "CN-CQ"),
        ("gross-enrolment-ratio-tertiary", "CN-CQ"),
        ("technology-based-enterprises", "CN-CQ-WSC"),
    }
    measured = DOCUMENTS[DOCUMENTS["kind"].isin(["actual", "target"])]
    assert stored["repeated-all"].value == len(measured[measure].drop_duplicates())


def test_rounded_numbers_beside_published_ones(stored):
    bounds = {  # lower and upper end of the words, and the value published before
        "icq-2022-10-gerd": (60e9, 70e9, "rd-bulletin-2021-gerd-cq-2021"),
        "icq-2022-10-high-tech-enterprises": (5000, 6000, "jjrb-2022-08-18-high-tech-enterprises-cq-2021"),
        "icq-2022-10-technology-based-enterprises": (
            40000,
            50000,
            "cns-2022-01-18-technology-based-enterprises-cq-2021",
        ),
        "cns-2025-10-15-gerd-cq-2025-10-15": (80e9, 90e9, "rd-bulletin-2024-gerd-cq-2024"),
        "cns-2023-10-19-innovation-platforms-cq-2023-10-19": (
            1000,
            2000,
            "cns-2023-07-10-innovation-platforms-cq-2023-07-10",
        ),
        "cns-2023-07-10-technology-based-enterprises-cq-2023-07-10": (
            40000,
            50000,
            "cqnews-2023-03-31-technology-based-enterprises-cq-2022",
        ),
    }
    held = [low < said(other) <= high for low, high, other in bounds.values()]
    assert (stored["rules-cases"].value, stored["rules-held"].value) == (len(held), sum(held)) == (6, 3)
    off = [100 * (said(other) / said(name) - 1) for name, (_, _, other) in bounds.items()]
    outside = [-distance for distance, fits in zip(off, held, strict=True) if not fits]
    assert min(outside) > 0, "the number that lies outside is lower in each case"
    assert [stored[f"rules-{end}"].value for end in ("least", "most")] == pytest.approx([min(outside), max(outside)])
    assert stored["rules-same"].value == pytest.approx(off[0]) and 0 < off[0] < 1


def test_pairs_of_publications_that_print_one_fact(stored):
    rows = PRINTED[PRINTED["kind"].isin(["actual", "baseline", "change"])]
    both = rows.merge(rows, on=["indicator_id", "place_id", "period", "kind"])
    first = (both["observation_id_x"] < both["observation_id_y"]) & (both["source_id_x"] != both["source_id_y"])
    of_budget = both["indicator_id"].isin(
        ["local-government-education-expenditure", "local-government-general-budget-expenditure"]
    )
    both = both[first & ~of_budget]
    assert stored["trial-other"].value == len(both)
    # What differs by more than a percent cannot be a matter of rounding a printed number of three digits or more.
    far = ((both["number_x"] / both["number_y"] - 1).abs() > 0.01).sum()
    differ = (both["number_x"] != both["number_y"]).sum()
    assert 0 < far <= stored["trial-other-apart"].value == 6 < differ


def test_31_of_77_reported_states_are_on_topics_with_few_numbers_beside_them(stored):
    last = pd.to_numeric(BESIDE["period"].str.split("/").str[-1].str[:4])
    own = BESIDE[
        BESIDE["place_id"].isin(DOCUMENTS["place_id"]) & (BESIDE["kind"] == "actual") & last.between(2010, 2025)
    ]
    beside, stated = TOPIC[own.index].value_counts(), TOPIC[STATES.index].value_counts()
    few = [topic for topic in stated.index if beside.get(topic, 0) < 2 * 16]
    assert set(few) == {
        "talent",
        "innovation-platforms",
        "opening-up",
        "city-building",
        "plans",
    }
    assert stored["coverage-alone"].value == stated[few].sum() == 31 and stored["coverage-all"].value == len(STATES)
    assert min(beside[["schools-and-teachers", "higher-education", "research-and-development"]]) > 300
    assert not {"population-and-economy", "education-finance", "attainment"} & set(stated.index)
    opening = own[TOPIC[own.index] == "opening-up"]
    assert stored["coverage-opening"].value == len(opening) and set(last[opening.index]) == {2025}
    same = EVENT[opening.index] == SOURCES.loc["icq-2025-10", "event_id"]
    assert stored["coverage-same-event"].value == same.sum() == 9


def test_what_stands_beside_the_statements(stored):
    assert stored["coverage-beside"].value == len(BESIDE) > 30_000
    assert stored["coverage-own"].value == (BESIDE["place_id"] == "CN-CQ").sum()
    official = 100 * (TIER[BESIDE.index] == "official").mean()
    assert stored["coverage-official"].value == pytest.approx(official) and official > 98
