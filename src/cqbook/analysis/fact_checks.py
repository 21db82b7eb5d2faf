"""The ledger of checks, counted: for each statement of the documents one verdict, and what it rests on."""

from typing import Any

import pandas as pd

from cqbook.dataset import Dataset
from cqbook.dataset.schema import MISSING

# A statement with several checks is counted once, by the first of its verdicts in this order.
BY_GRAVITY = (
    "contradicted",
    "mistranslated",
    "baseline-differs",
    "definition-differs",
    "agrees-after-rounding",
    "agrees",
    "not-checkable",
)
# From the strongest to none.
EVIDENCE = {
    "national": "statistics of a national body",
    "other-text": "a text of the city or the press about another event",
    "document": "another of the five documents",
    "same-event": "the Chinese report of the conference or plan that the document reports itself",
    "none": "nothing was found",
}
FITS = {
    "same": "the two sides print the same number, and some value is allowed by both",
    "reworded": "the two sides print the same number with other words, and no value is allowed by both",
    "shared": "the numbers differ, and some value is allowed by both",
    "apart": "no value is allowed by both",
    "none": "there are no two numbers of one unit",
}


def checks(data: Dataset) -> pd.DataFrame:
    """The checks of the statements of the documents, one row each, indexed by check_id.

    Columns: those of `checks`; `evidence` (one of EVIDENCE), the kind of the side that the verdict rests on, and `fit`
    (one of FITS), how the two numbers stand to one another.
    """
    rows = data.checks.loc[data.checks["observation_id"].isin(data.statements.index)].set_index("check_id")
    return rows.assign(
        evidence=[_evidence(data, row) for row in rows.itertuples()],
        fit=[_fit(data, row) for row in rows.itertuples()],
    )


def statements(data: Dataset) -> pd.DataFrame:
    """One verdict and one kind of evidence for each statement of the documents, indexed by observation_id.

    The verdict is the gravest of its own checks (BY_GRAVITY); the evidence is the strongest behind a check of that
    verdict.

    Columns: those of `statements` of the dataset; `verdict`, `evidence`.
    """
    rows = checks(data)
    rows = rows.assign(
        gravity=rows["verdict"].map(BY_GRAVITY.index), strength=rows["evidence"].map(list(EVIDENCE).index)
    )
    first = rows.sort_values(["gravity", "strength"], kind="stable").drop_duplicates("observation_id")
    return data.statements.join(first.set_index("observation_id")[["verdict", "evidence"]], validate="one_to_one")


def _evidence(data: Dataset, check: Any) -> str:
    # A change is judged by where it starts: the other side of the same conference says only where it ends.
    side = check.against if check.base in MISSING else check.base
    if side in MISSING:
        return "none"
    own, other = (data.sources_of([data.facts.loc[name, "source_id"]]).iloc[0] for name in (check.observation_id, side))
    if other["tier"] == "document":
        return "document"
    # Agreement with another report of the event shows a faithful rendering, no more.
    if other["event_id"] not in MISSING and other["event_id"] == own["event_id"]:
        return "same-event"
    return "national" if other["publisher_kind"] == "national-statistical-office" else "other-text"


def _fit(data: Dataset, check: Any) -> str:
    if check.against in MISSING or check.base not in MISSING:
        return "none"
    own, other = data.facts.loc[check.observation_id], data.facts.loc[check.against]
    if own["unit"] != other["unit"]:
        return "none"
    overlap = data.interval(check.observation_id).overlaps(data.interval(check.against))
    if own["value"] == other["value"]:
        return "same" if overlap else "reworded"
    return "shared" if overlap else "apart"
