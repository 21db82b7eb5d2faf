"""The ledger of checks, counted: for each statement of the documents one verdict, and what it rests on."""

from collections.abc import Collection
from typing import Any

import pandas as pd

from cqbook.analysis.statements import in_words
from cqbook.citations import source_lines
from cqbook.dataset import Dataset
from cqbook.dataset.schema import MISSING
from cqbook.quantities.units import unit_word

# What charts call the five documents, in the order of time.
DOCUMENTS = {
    "icq-2022-03": "Delegation, March 2022",
    "icq-2022-10": "Results, October 2022",
    "icq-2025-02": "Education plan, February 2025",
    "icq-2025-10": "Education results, October 2025",
    "icq-plan": "Science City plan, undated",
}
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

    Columns: those of `statements` of the dataset; `verdict`, `evidence`, and the `check_id` of the check that counts.
    """
    rows = checks(data).reset_index()
    rows = rows.assign(
        gravity=rows["verdict"].map(BY_GRAVITY.index), strength=rows["evidence"].map(list(EVIDENCE).index)
    )
    first = rows.sort_values(["gravity", "strength"], kind="stable").drop_duplicates("observation_id")
    return data.statements.join(
        first.set_index("observation_id")[["verdict", "evidence", "check_id"]], validate="one_to_one"
    )


def claims(data: Dataset, observation_ids: Collection[str]) -> pd.DataFrame:
    """What the documents say and what is known of it: one row a statement, in the order given, by observation_id.

    Columns, texts for readers: `subject` and `subject_zh`; `stated`, the number as printed with its unit; `where`, its
    place, period and document; `verdict`; `other`, the number it is compared with, empty where there is none, and
    `other_id`; `explanation`; `instead`, what to write in its place, empty where it can be quoted as it stands.

    Raises:
        ValueError: a name is that of no statement of the documents.
    """
    if unknown := [name for name in observation_ids if name not in data.statements.index]:
        raise ValueError(f"{', '.join(unknown)}: no statement of the five documents has this name")
    found = statements(data).loc[list(observation_ids)]
    ledger = data.checks.set_index("check_id").loc[found["check_id"]]
    documents = data.sources_of(found["source_id"]).set_index("source_id")["published"]
    rows = [
        {
            "subject": row["indicator"],
            "subject_zh": "" if row["indicator_zh"] in MISSING else row["indicator_zh"],
            "stated": _as_printed(row),
            "where": f"{row['place']}; {_document(documents[row['source_id']])}",
            "verdict": row["verdict"].replace("-", " "),
            "other": _other(data, check),
            "other_id": "" if check["against"] in MISSING else check["against"],
            "explanation": check["explanation"],
            "instead": "" if check["instead"] in MISSING else check["instead"],
        }
        for (name, row), (_, check) in zip(found.iterrows(), ledger.iterrows(), strict=True)
    ]
    return pd.DataFrame(rows, index=found.index)


def _as_printed(row: pd.Series) -> str:
    unit = "" if "%" in row["printed"] else unit_word(row["unit"])
    return f"\N{LEFT DOUBLE QUOTATION MARK}{row['printed']}\N{RIGHT DOUBLE QUOTATION MARK} {unit}".strip()


def _document(published: str) -> str:
    return "undated plan" if published in MISSING else f"document of {source_lines.day(published[:7])}"


def _other(data: Dataset, check: pd.Series) -> str:
    """The other side of a check: number, what and when it is, who says it; of a change where it starts, too."""
    if check["against"] in MISSING:
        return ""
    row = data.facts.loc[check["against"]]
    publisher = data.sources_of([row["source_id"]]).iloc[0]["publisher"]
    start = "" if check["base"] in MISSING else f"from {_number(data, check['base'])} to "
    return f"{row['indicator']}, {row['place']}: {start}{_number(data, check['against'])}. {publisher}"


def _number(data: Dataset, name: str) -> str:
    row = data.facts.loc[name]
    dated = f"target for {row['period']}" if row["kind"] == "target" else row["period"]
    return f"{in_words(data, name)} ({dated})"


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
