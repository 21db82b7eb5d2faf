"""Chapter 14, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import pandas as pd
import pytest

from cqbook.artifacts import registry
from cqbook.project import paths

NOTEBOOK = paths.NOTEBOOKS / "14-audit.ipynb"
DOCUMENTS = ["icq-2022-03", "icq-2022-10", "icq-2025-02", "icq-2025-10", "icq-plan"]
ROWS = pd.read_csv(paths.DATA / "observations.csv", dtype={"value": str}).set_index("observation_id")
ROWS["number"] = pd.to_numeric(ROWS["value"], errors="coerce")
NUMBER = ROWS["number"]
SAID = ROWS[ROWS["source_id"].isin(DOCUMENTS)]
CHECKS = pd.read_csv(paths.DATA / "checks.csv", keep_default_na=False)
LEDGER = CHECKS[CHECKS["observation_id"].isin(SAID.index)]
CARE = ["mistranslated", "baseline-differs", "definition-differs"]
FOUND = LEDGER.groupby("observation_id")["verdict"].agg(set).reindex(SAID.index)


@pytest.fixture(scope="module")
def found():
    return registry.read([NOTEBOOK])


@pytest.fixture(scope="module")
def stored(found):
    return {name.removeprefix("audit-"): value.quantity for name, value in found.values.items()}


def group(verdicts):
    """A statement is counted once: what needs care before what agrees, before what cannot be checked."""
    if verdicts & set(CARE):
        return "care"
    return "agree" if verdicts & {"agrees", "agrees-after-rounding"} else "open"


def test_every_statement_is_counted_once(stored):
    assert FOUND.notna().all() and "contradicted" not in set(LEDGER["verdict"])
    counts = FOUND.map(group).value_counts()
    assert counts.to_dict() == {"open": 50, "agree": 42, "care": 23} and counts.sum() == 115
    assert [stored[f"verdicts-{name}"].value for name in ("open", "agree", "care", "all")] == [50, 42, 23, 115]
    assert stored["checks-all"].value == len(LEDGER) == len(CHECKS) - 6
    assert stored["checks-open"].value == (LEDGER["status"] == "open").sum()


def test_figures_add_up_to_all_statements_and_checks(found):
    totals = {name: figure.marks["value"].sum() for name, figure in found.figures.items()}
    assert totals["fig-audit-verdicts"] == totals["fig-audit-evidence"] == 115
    assert totals["fig-audit-digits"] == len(LEDGER)


def test_another_rule_of_counting_changes_little(stored):
    agrees = LEDGER["verdict"].str.startswith("agrees").groupby(LEDGER["observation_id"])
    assert stored["agree-any"].value == agrees.any().sum() == 43
    assert stored["agree-all"].value == agrees.all().sum() == 38


def test_most_agreement_is_with_a_report_of_the_same_event(stored):
    agree = LEDGER[LEDGER["observation_id"].map(FOUND.map(group)) == "agree"]
    agree = agree[agree["verdict"].str.startswith("agrees")]
    side = agree["against"].map(ROWS["source_id"])
    same = side.isin(["cns-2025-10-20", "cns-2025-10-20-opening", "cq-press-2025-02-27", "stdaily-2021-08-17"])
    # A text reports the event of a document only if that document is of the same conference or plan.
    pairs = set(zip(agree["observation_id"].map(ROWS["source_id"])[same], side[same].str[:14], strict=True))
    assert pairs == {
        ("icq-2025-10", "cns-2025-10-20"),
        ("icq-2025-02", "cq-press-2025-"),
        ("icq-plan", "stdaily-2021-0"),
    }
    beyond_event = set(agree["observation_id"][~same])
    only_same = set(agree["observation_id"][same]) - beyond_event
    assert stored["evidence-same"].value == len(only_same) == 32
    national = side.str.startswith(("rd-bulletin", "nbs-"))
    assert stored["evidence-national"].value == agree["observation_id"][national].nunique() == 2
    assert stored["evidence-other"].value == agree["observation_id"][~same & ~national].nunique() == 8
    yearbook = agree["observation_id"][side.str.startswith("cq-yearbook")]
    assert sorted(yearbook) == [
        "icq-2025-02-gross-enrolment-ratio-tertiary",
        "icq-2025-10-gross-enrolment-ratio-tertiary",
        "icq-2025-10-gross-enrolment-ratio-upper-secondary",
        "icq-2025-10-special-education-schools",
    ]
    kinds = agree.drop_duplicates("observation_id")["observation_id"].map(SAID["kind"])
    assert stored["evidence-aims"].value == (kinds == "target").sum() == 18
    beyond = agree["observation_id"][~same & (agree["observation_id"].map(SAID["kind"]) != "target")]
    assert stored["agree-beyond"].value == beyond.nunique() == 10


def test_mistranslated_statements_print_the_same_number_or_one_that_fits(stored):
    wrong = LEDGER[LEDGER["verdict"] == "mistranslated"]
    own, other = wrong["observation_id"].map(NUMBER), wrong["against"].map(NUMBER)
    words, others = wrong["observation_id"].map(ROWS["qualifier"]), wrong["against"].map(ROWS["qualifier"])
    # "Over" a round number takes in what lies above it, up to one of its leading digit more.
    inside = (words == "more-than") & (own < other) & (other <= 1.2 * own)
    fits = (own == other) | inside
    assert (len(wrong), fits.sum()) == (stored["digits-translated"].value, stored["digits-fitting"].value) == (6, 5)
    assert wrong["observation_id"][fits].nunique() == wrong["observation_id"].nunique() == stored["translated"].value
    # A full count and "more than" it print one number and share no value.
    sharing = fits & ~((own == other) & (words != others))
    assert stored["digits-sharing"].value == sharing.sum() == 4 and stored["digits-reworded"].value == 2


def test_words_differ_beside_numbers_that_agree_with_the_same_event(stored):
    checks = CHECKS.set_index("check_id")
    plan = checks[checks.index.str.startswith("plan-") & (checks["verdict"] == "agrees")]
    words = plan["observation_id"].map(ROWS["qualifier"]) != plan["against"].map(ROWS["qualifier"])
    told = {
        "pre-primary-original": "a word the English text drops",
        "disabilities-original": "the English text drops the age",
        "preschool-inclusive-original": "not kindergartens as the English text does",
        "chinese-foreign-enrolment": "new students, not all students",
        "vocational-partner-countries": "which is less than cooperation",
    }
    assert all(words_of in checks.loc[name, "explanation"] for name, words_of in told.items())
    differ = {*plan.loc[words, "observation_id"], *checks.loc[list(told), "observation_id"]}
    assert {group(FOUND[name]) for name in differ} == {"agree"} and words.sum() == stored["plan-words"].value == 7
    assert set(stored["same-words"].inputs) == differ and stored["same-words"].value == len(differ) == 12
    zone = ~words & plan["explanation"].str.endswith("for the High-tech Zone.")
    assert stored["plan-zone"].value == zone.sum() == 9 and stored["plan-targets"].value == len(plan) == 17


def test_teachers_are_staff(stored):
    staff, teachers = (
        NUMBER[f"cns-2025-10-20-{name}-all-levels-cq-2025-10-20"] for name in ("education-staff", "full-time-teachers")
    )
    assert stored["teachers-share"].value == pytest.approx(100 * teachers / staff)
    assert stored["teachers-excess"].interval.low == pytest.approx(100 * (500_000 / (teachers + 500) - 1))


def test_parts_exceed_wholes(stored):
    below, tertiary = NUMBER["icq-2025-02-students-below-tertiary"], NUMBER["icq-2025-02-tertiary-students"]
    whole = NUMBER["cns-2025-10-20-students-all-levels-cq-2025-10-20"]
    assert stored["parts-persons"].value == below + tertiary - whole
    assert (stored["parts-persons"].interval.low, stored["parts-persons"].interval.high) == (131_500, 152_500)
    schools = NUMBER["icq-2025-02-schools-below-tertiary"] - NUMBER["icq-2025-10-schools-all-levels"]
    assert stored["parts-schools"].value == schools == 245


def test_parts_and_wholes_are_of_two_years(stored):
    def yearbook(names, year):
        return sum(NUMBER[f"cq-yearbook-2025-{name}-cq-{year}"] for name in names)

    levels = ("primary", "lower-secondary", "upper-secondary-general", "secondary-vocational-incl-skilled-worker")
    pupils = [f"students-{name}" for name in (*levels, "pre-primary", "special-education")]
    schools = [*(f"schools-{name}" for name in levels), "kindergartens", "special-education-schools"]
    said = SAID["number"]
    # Exact sums of 2023, and those of 2024 less 287 students and ten schools of a small kind that is not in the data.
    assert stored["parts-pupils"].value == yearbook(pupils, 2023) == 5_159_737
    assert round(stored["parts-pupils"].value, -4) == said["icq-2025-02-students-below-tertiary"]
    everybody = [*pupils, "tertiary-students"]
    assert stored["parts-students-2023"].value == yearbook(everybody, 2023)
    assert stored["parts-students-2024"].value == yearbook(everybody, 2024)
    assert round(yearbook(everybody, 2024) + 287, -3) == NUMBER["cns-2025-10-20-students-all-levels-cq-2025-10-20"]
    before, after = (yearbook(schools, year) for year in (2023, 2024))
    assert stored["parts-schools-2023"].value == before == said["icq-2025-02-schools-below-tertiary"]
    assert stored["parts-schools-2024"].value == after
    whole = after + 10 + NUMBER["cq-yearbook-2025-tertiary-institutions-with-adult-and-military-cq-2024"]
    assert whole == said["icq-2025-10-schools-all-levels"]
    assert stored["schools-fewer-percent"].value == pytest.approx(100 * (1 - after / before))


def test_rises_over_five_years_are_larger_than_those_from_2020(stored):
    rises = CHECKS[(CHECKS["verdict"] == "baseline-differs") & ~CHECKS["base"].str.endswith("-2019")]
    rises = rises[rises["observation_id"].map(ROWS["unit"]) == "percentage-point"]
    change = rises["against"].map(NUMBER) - rises["base"].map(NUMBER)
    assert (rises["observation_id"].map(NUMBER) > change).all() and len(rises) == stored["baselines"].value == 4
    tertiary = change[rises["observation_id"].str.startswith("icq-2025-02-gross")]
    assert stored["rise-from-2020"].value == pytest.approx(tertiary.iloc[0])


def test_in_each_panel_a_later_count_is_smaller_than_an_earlier_one(found):
    """Rows stand in order of time."""
    panels = found.figures["fig-audit-words"].marks.groupby("word", sort=False)["value"]
    assert len(panels) == 4 and all((counts.diff() < 0).any() for _, counts in panels)


def test_there_is_advice_for_every_statement_that_needs_care():
    advised = set(CHECKS.loc[CHECKS["instead"] != "not-applicable", "observation_id"])
    grouped = FOUND.map(group)
    needed = {name for name in advised if grouped[name] == "care"}
    assert needed == set(grouped.index[grouped == "care"])
    assert {grouped[name] for name in advised - needed} == {"agree"}
