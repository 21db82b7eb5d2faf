"""Chapter 13, recomputed from the tables with plain pandas."""

import pandas as pd
import pytest

from cqbook.artifacts import registry
from cqbook.project.paths import DATA, NOTEBOOKS

OBSERVATIONS = pd.read_csv(DATA / "observations.csv", dtype=str, keep_default_na=False)
OBSERVATIONS["number"] = pd.to_numeric(OBSERVATIONS["value"], errors="coerce")
DOCUMENTS = OBSERVATIONS["source_id"].isin(["icq-2022-03", "icq-2022-10", "icq-2025-02", "icq-2025-10", "icq-plan"])


@pytest.fixture(scope="module")
def values():
    return registry.read([NOTEBOOKS / "13-documents.ipynb"]).values


def test_counts_of_statements_and_of_what_stands_beside_them(values):
    assert values["evidence-documents-all"].quantity.value == DOCUMENTS.sum()
    assert values["evidence-coverage-beside"].quantity.value == (~DOCUMENTS).sum()
    exact = (OBSERVATIONS.loc[DOCUMENTS, "qualifier"] == "exact").mean()
    assert values["evidence-precision-exact-share"].quantity.value == pytest.approx(100 * exact)


def test_later_years_of_the_city(values):
    city = OBSERVATIONS.loc[~DOCUMENTS & (OBSERVATIONS["place_id"] == "CN-CQ") & (OBSERVATIONS["kind"] == "actual")]
    last_year = city["period"].str.split("/").str[-1].str[:4].astype(int)
    assert values["evidence-coverage-city"].quantity.value == (last_year >= 2010).sum()
    assert values["evidence-coverage-late"].quantity.value == (last_year >= 2020).sum()


def test_pairs_of_publications_that_print_one_fact(values):
    rows = OBSERVATIONS.loc[
        (OBSERVATIONS["qualifier"] == "exact") & OBSERVATIONS["kind"].isin(["actual", "baseline", "change"])
    ]
    rows = rows.loc[rows["number"].notna()]
    keys = ["indicator_id", "place_id", "period", "kind"]
    both = rows.merge(rows, on=keys)
    both = both.loc[
        (both["observation_id_x"] < both["observation_id_y"]) & (both["source_id_x"] != both["source_id_y"])
    ]
    assert values["evidence-trial-pairs"].quantity.value == len(both)
    same = both["number_x"] == both["number_y"]
    assert values["evidence-trial-same"].quantity.value == same.sum()
    parts = [values[f"evidence-trial-{part}"].quantity.value for part in ("same", "rounded", "apart")]
    assert sum(parts) == len(both)
    is_budget = both["indicator_id"].str.contains("^local-government-.*expenditure$") & (
        ~both["indicator_id"].str.contains("sci-tech")
    )
    assert values["evidence-trial-budget"].quantity.value == is_budget.sum() > len(both) / 2
    assert values["evidence-trial-other"].quantity.value == (~is_budget).sum()
    # What differs by more than a percent cannot be a matter of rounding a printed number of three digits or more.
    far = (both["number_x"] / both["number_y"] - 1).abs() > 0.01
    assert 0 < (far & ~same).sum() <= values["evidence-trial-apart"].quantity.value + 3


def test_rounded_numbers_beside_published_ones(values):
    number = OBSERVATIONS.set_index("observation_id")["number"]
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
    held = [low < number[other] <= high for low, high, other in bounds.values()]
    assert (values["evidence-rules-cases"].quantity.value, values["evidence-rules-held"].quantity.value) == (
        len(held),
        sum(held),
    )
    assert values["evidence-rules-same"].quantity.value == 1
    off = [100 * number[other] / number[name] for name, (_, _, other) in bounds.items()]
    outside = [share for share, fits in zip(off, held, strict=True) if not fits]
    assert values["evidence-rules-lowest"].quantity.value == pytest.approx(min(outside))
    assert values["evidence-rules-highest"].quantity.value == pytest.approx(max(outside))
