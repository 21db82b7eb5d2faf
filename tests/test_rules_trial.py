import pandas as pd
import pytest

from cqbook.analysis import rules_trial
from cqbook.quantities.intervals import Interval

COLUMNS = (
    "id kind tier qualifier indicator_id place_id period period_basis value low high source_id published preferred"
)


class Small:
    """A few observations, with what the trial reads of a dataset."""

    def __init__(self, *rows):
        facts = pd.DataFrame(rows, columns=COLUMNS.split()).set_index("id")
        facts["start"] = facts["end"] = pd.to_datetime(facts["period"].str[:10])
        self.facts = facts

    def interval(self, name):
        return Interval(*self.facts.loc[name, ["low", "high"]])


def row(name, qualifier, period, value, high, source, published, **other):
    basis, tier = other.get("basis", "reference"), other.get("tier", "news")
    return name, "actual", tier, qualifier, "gerd", "CN-CQ", period, basis, value, value, high, source, published, "yes"


SAID = row("said", "more-than", "2022-10-21", 5000, 6000, "a", "2022-10-21", basis="stated")


@pytest.mark.parametrize(
    ("known", "against"),
    [
        ([row("old", "exact", "2021-12-31", 4900, 4900, "b", "2022-01-18")], "old"),
        # The one published last counts, not the one of the latest period.
        (
            [
                row("first", "exact", "2022-01-31", 4900, 4900, "b", "2022-02-18"),
                row("later", "exact", "2021-12-31", 5100, 5100, "c", "2022-08-18"),
            ],
            "later",
        ),
        ([row("after", "exact", "2021-12-31", 5100, 5100, "b", "2023-03-01")], None),
        ([row("long-ago", "exact", "2020-12-31", 5100, 5100, "b", "2021-03-01")], None),
        ([row("no-date", "exact", "2021-12-31", 5100, 5100, "b", "not-applicable")], None),
        ([row("own", "exact", "2021-12-31", 5100, 5100, "a", "2022-01-18")], None),
        ([row("document", "exact", "2021-12-31", 5100, 5100, "b", "2022-01-18", tier="document")], None),
        ([row("rounded", "about", "2021-12-31", 5100, 5300, "b", "2022-01-18")], None),
    ],
)
def test_a_statement_of_now_rests_on_the_last_value_published(known, against):
    trial = rules_trial.rounded_beside_published(Small(SAID, *known)).drop(index="rounded", errors="ignore")
    assert (list(trial["against"]) or [None]) == [against]
    if against == "later":
        assert trial.loc["said", ["share", "holds", "same_period"]].tolist() == [pytest.approx(102), True, False]
    if against == "old":
        assert not trial.loc["said", "holds"]


def test_a_statement_on_a_period_is_set_beside_that_period():
    said = row("said", "more-than", "2021", 60, 70, "a", "2022-10-21")
    same = row("same", "exact", "2021", 60.4, 60.4, "b", "2023-01-01")
    before = row("before", "exact", "2020", 52, 52, "b", "2021-01-01")
    trial = rules_trial.rounded_beside_published(Small(said, same, before))
    assert trial.loc["said", ["against", "same_period", "holds"]].tolist() == ["same", True, True]


def test_pairs_of_publications():
    small = Small(
        row("one", "exact", "2021", 797.25, 797.35, "a", "2022-10-21"),
        row("two", "exact", "2021", 797.3, 797.31, "b", "2022-10-21"),
        row("three", "exact", "2021", 797.3, 797.31, "c", "2022-10-21"),
        row("four", "exact", "2021", 800, 800, "c", "2022-10-21"),
        row("five", "more-than", "2021", 790, 800, "d", "2022-10-21"),
        row("six", "exact", "2022", 797.3, 797.31, "d", "2022-10-21"),
    )
    pairs = rules_trial.pairs_of_publications(small).set_index(["first", "second"])["result"]
    assert pairs.to_dict() == {
        ("one", "two"): "within the rounding",
        ("one", "three"): "within the rounding",
        ("one", "four"): "apart",
        ("two", "three"): "same number",
        ("two", "four"): "apart",
    }
