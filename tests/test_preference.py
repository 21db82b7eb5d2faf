"""Which of several sources of one fact comes first."""

import pandas as pd
import pytest

from cqbook.dataset import preference
from cqbook.dataset.schema import TIERS, TIERS_BY_PREFERENCE

SOURCES = pd.DataFrame(
    [
        ("bulletin", "official", "2022-08-31"),
        ("database", "official", "not-applicable"),
        ("document", "document", "2022-10-21"),
        ("news", "news", "2024-01-01"),
        ("old", "official", "2018"),
        ("paper", "secondary", "2025"),
        ("undated", "official", "not-stated"),
    ],
    columns=["source_id", "tier", "published"],
)


def first_of(*rows):
    """The ids that come first of (id, source, value, confidence) about one fact."""
    table = pd.DataFrame(rows, columns=["observation_id", "source_id", "value", "confidence"])
    table = table.assign(indicator_id="gerd", place_id="CN-CQ", period="2021", kind="actual")
    return table.loc[preference.first(table, SOURCES, preference.fact_numbers(table)), "observation_id"].tolist()


@pytest.mark.parametrize(
    ("winner", "loser"),
    [
        ("bulletin", "document"),
        ("bulletin", "news"),
        ("news", "document"),
        ("document", "paper"),
        ("database", "bulletin"),
        ("bulletin", "old"),
        ("old", "undated"),
    ],
)
def test_the_stated_order_of_sources(winner, loser):
    assert first_of(("a", loser, "1", "high"), ("b", winner, "1", "medium")) == ["b"]


def test_every_kind_of_publication_has_one_place_in_the_order():
    assert sorted(tier for tiers in TIERS_BY_PREFERENCE for tier in tiers) == sorted(TIERS)


def test_confidence_decides_between_equal_sources_then_the_name():
    assert first_of(("a", "bulletin", "1", "medium"), ("b", "bulletin", "1", "high")) == ["b"]
    assert first_of(("a", "bulletin", "1", "high"), ("b", "bulletin", "1", "high")) == ["a"]


def test_a_missing_value_comes_after_one_of_the_same_source():
    assert first_of(("a", "bulletin", "not-published", "high"), ("b", "bulletin", "1", "high")) == ["b"]


def test_each_fact_has_one_that_comes_first(data):
    observations = data.observations
    facts = preference.fact_numbers(observations)
    assert (observations["preferred"] == "yes").groupby(facts).sum().eq(1).all()
    assert (observations["preferred"] == "no").sum() > 300


def test_numbers_of_combinations_do_not_overflow():
    rows = pd.DataFrame({name: [str(i) for i in range(70_000)] for name in "abcdef"})
    again = pd.concat([rows, rows], ignore_index=True)
    numbers = preference.numbered(again, list("abcdef"))
    assert numbers.nunique() == 70_000
    assert (numbers[:70_000].to_numpy() == numbers[70_000:].to_numpy()).all()
