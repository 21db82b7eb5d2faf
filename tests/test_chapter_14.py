"""Chapter 14, recomputed from the tables alone: each finding fails here when the data no longer carry it."""

import pytest
from plain import ROWS, table, yearly
from plain import said as number

from cqbook.artifacts import registry
from cqbook.project import paths

DOCUMENTS = ["icq-2022-03", "icq-2022-10", "icq-2025-02", "icq-2025-10", "icq-plan"]
NAMED = ROWS.set_index("observation_id")
SAID = NAMED[NAMED["source_id"].isin(DOCUMENTS)]
CHECKS = table("checks")
LEDGER = CHECKS[CHECKS["observation_id"].isin(SAID.index)]
CARE = {"mistranslated", "baseline-differs", "definition-differs"}
FOUND = LEDGER.groupby("observation_id")["verdict"].agg(set).reindex(SAID.index)


def group(verdicts):
    """A statement is counted once: what needs care before what agrees, before what cannot be checked."""
    if verdicts & CARE:
        return "care"
    return "agree" if verdicts & {"agrees", "agrees-after-rounding"} else "open"


GROUP = FOUND.map(group)


@pytest.fixture(scope="module")
def found():
    return registry.read([paths.NOTEBOOKS / "14-audit.ipynb"])


@pytest.fixture(scope="module")
def stored(found):
    return {name.removeprefix("audit-"): value.quantity for name, value in found.values.items()}


def test_every_statement_is_counted_once_and_none_is_contradicted(found, stored):
    assert FOUND.notna().all() and "contradicted" not in set(CHECKS["verdict"])
    assert GROUP.value_counts().to_dict() == {"open": 50, "agree": 42, "care": 23}
    assert [stored[f"verdicts-{name}"].value for name in ("open", "agree", "care", "all")] == [50, 42, 23, 115]
    for name in ("verdicts", "evidence"):
        assert found.figures[f"fig-audit-{name}"].marks["value"].sum() == 115
    two = SAID["source_id"].isin(["icq-2025-10", "icq-plan"]) & (GROUP == "agree")
    assert stored["verdicts-two"].value == two.sum() == 37


def test_what_cannot_be_checked(stored):
    ours = SAID[GROUP == "open"]
    kinds = ours["kind"].value_counts()
    assert (stored["open-parts"].value, stored["open-targets"].value) == (kinds["structure"], kinds["target"]) == (9, 8)
    alone = ~LEDGER["against"].isin(NAMED.index).groupby(LEDGER["observation_id"]).any()
    assert stored["evidence-nothing"].value == alone[ours.index].sum() == 37


def test_another_rule_of_counting_changes_little(stored):
    agrees = LEDGER["verdict"].str.startswith("agrees").groupby(LEDGER["observation_id"])
    assert stored["agree-any"].value == agrees.any().sum() == 43
    assert stored["agree-all"].value == agrees.all().sum() == 38


def test_most_agreement_is_with_a_report_of_the_same_event(stored):
    agree = LEDGER[(LEDGER["observation_id"].map(GROUP) == "agree") & LEDGER["verdict"].str.startswith("agrees")]
    side = agree["against"].map(NAMED["source_id"])
    same = side.isin(["cns-2025-10-20", "cns-2025-10-20-opening", "cq-press-2025-02-27", "stdaily-2021-08-17"])
    # A text reports the event of a document only if that document is of the same conference or plan.
    pairs = set(zip(agree["observation_id"].map(NAMED["source_id"])[same], side[same].str[:14], strict=True))
    assert pairs == {
        ("icq-2025-10", "cns-2025-10-20"),
        ("icq-2025-02", "cq-press-2025-"),
        ("icq-plan", "stdaily-2021-0"),
    }
    beyond = set(agree["observation_id"][~same])
    assert stored["evidence-same"].value == len(set(agree["observation_id"]) - beyond) == 32
    national = set(agree["observation_id"][side.str.startswith(("rd-bulletin", "nbs-"))])
    assert national == {"icq-2022-10-gerd", "icq-2022-10-gerd-growth"}
    assert (stored["evidence-national"].value, stored["evidence-other"].value) == (2, len(beyond - national)) == (2, 8)
    is_target = SAID["kind"] == "target"
    assert stored["evidence-aims"].value == (is_target & (GROUP == "agree")).sum() == 18
    assert stored["evidence-reported"].value == (~is_target & (GROUP == "agree")).sum() == 24
    assert stored["agree-beyond"].value == (~is_target[sorted(beyond)]).sum() == 10


def test_words_beside_numbers_of_the_plan_differ(stored):
    plan = LEDGER[LEDGER["against"].str.startswith("stdaily-2021-08-17") & (LEDGER["verdict"] == "agrees")]
    own, other = (plan[side].map(NAMED["qualifier"]) for side in ("observation_id", "against"))
    assert stored["plan-words"].value == (own != other).sum() == 7
    softer = (own == "more-than") & (other == "at-least")
    assert softer.sum() > 7 / 2, "mostly more than for or more"


def test_mistranslated_statements_print_the_same_number_or_one_that_fits(stored):
    wrong = LEDGER[LEDGER["verdict"] == "mistranslated"]
    own, other = wrong["observation_id"].map(NAMED["number"]), wrong["against"].map(NAMED["number"])
    # "Over" a round number takes in what lies above it, up to one of its leading digit more.
    over = (wrong["observation_id"].map(NAMED["qualifier"]) == "more-than") & (own < other) & (other <= 1.2 * own)
    fitting = set(wrong["observation_id"][(own == other) | over])
    assert stored["translated"].value == len(fitting) == wrong["observation_id"].nunique() == 5


def test_teachers_are_staff(stored):
    staff = sum(yearly(f"staff-{name}", "CN-CQ")[2024] for name in ("primary", "secondary-general", "pre-primary"))
    staff += sum(
        yearly(f"staff-{name}", "CN-CQ")[2024] for name in ("tertiary", "secondary-vocational", "special-education")
    )
    names = ("primary", "secondary-general", "pre-primary", "special-education")
    teachers = sum(yearly(f"teachers-{name}", "CN-CQ")[2024] for name in names)
    teachers += yearly("teachers-secondary-vocational-incl-skilled-worker", "CN-CQ")[2024]
    teachers += yearly("tertiary-full-time-teachers-all-institutions", "CN-CQ")[2024]
    assert stored["teachers-share"].value == pytest.approx(100 * teachers / staff)
    # The sums are those that the Chinese report rounds, but for a small kind of schools.
    for total, level in ((staff, "education-staff"), (teachers, "full-time-teachers")):
        rounded = number(f"cns-2025-10-20-{level}-all-levels-cq-2025-10-20")
        assert 0.998 < total / rounded < 1.001
    kindergartens = 1 - yearly("teachers-pre-primary", "CN-CQ")[2024] / yearly("staff-pre-primary", "CN-CQ")[2024]
    assert stored["teachers-kindergartens"].value == pytest.approx(100 * kindergartens)
    stated, counted = (
        number("icq-2025-10-teachers"),
        number("cns-2025-10-20-full-time-teachers-all-levels-cq-2025-10-20"),
    )
    assert staff > stated > teachers
    assert stored["teachers-excess"].interval.low == pytest.approx(100 * (stated / (counted + 500) - 1))


LEVELS = ("primary", "lower-secondary", "upper-secondary-general", "secondary-vocational-incl-skilled-worker")


def test_schools_and_students_of_february_are_of_2023_and_those_of_october_of_2024(stored):
    def yearbook(names, year):
        return sum(yearly(name, "CN-CQ")[year] for name in names)

    pupils = [f"students-{name}" for name in (*LEVELS, "pre-primary", "special-education")]
    schools = [*(f"schools-{name}" for name in LEVELS), "kindergartens", "special-education-schools"]
    part, whole = number("icq-2025-02-schools-below-tertiary"), number("icq-2025-10-schools-all-levels")
    assert part > whole and stored["parts-schools"].value == part - whole == 245
    # Exact sums of 2023, and those of 2024 less 287 students and ten schools of a small kind that is not in the data.
    before, after = (yearbook(schools, year) for year in (2023, 2024))
    assert stored["parts-schools-2023"].value == before == part
    assert stored["parts-schools-2024"].value == after
    assert after + 10 + yearly("tertiary-institutions-with-adult-and-military", "CN-CQ")[2024] == whole
    assert stored["schools-fewer-percent"].value == pytest.approx(100 * (1 - after / before))
    assert stored["parts-pupils"].value == yearbook(pupils, 2023) == 5_159_737
    assert round(yearbook(pupils, 2023), -4) == number("icq-2025-02-students-below-tertiary")
    everybody = yearbook([*pupils, "tertiary-students"], 2024)
    assert stored["parts-students-2024"].value == everybody
    assert round(everybody + 287, -3) == number("cns-2025-10-20-students-all-levels-cq-2025-10-20")


def test_a_rise_over_five_years_that_ends_in_2023_starts_in_2018(stored):
    ratio = yearly("gross-enrolment-ratio-tertiary", "CN-CQ")
    stated, rise = (number(f"icq-2025-02-gross-enrolment-ratio-tertiary{part}") for part in ("", "-change"))
    assert ratio[2023] == stated and ratio[2024] != stated, "the stated ratio is of 2023"
    start = stored["five-years-start"]
    assert start.value == stated - rise == 47 and start.interval.high < ratio[2019] < ratio[2020]
    assert 2018 not in ratio, "a value of 2018 settles where the five years begin"
    assert stored["rise-from-2020"].value == pytest.approx(stated - ratio[2020])
    rises = CHECKS[(CHECKS["verdict"] == "baseline-differs") & CHECKS["base"].str.endswith("-2020")]
    change = rises["against"].map(NAMED["number"]) - rises["base"].map(NAMED["number"])
    assert (rises["observation_id"].map(NAMED["number"]) > change).all()
    assert len(rises) == stored["baselines"].value == 4


def test_other_graduates_than_those_of_regular_courses_are_counted():
    """The card says 1.44 million."""
    regular = yearly("tertiary-graduates-regular", "CN-CQ").loc[2021:2025]
    assert len(regular) == 5 and round(regular.sum(), -4) == 1_440_000 < number("icq-2025-10-graduates")


def test_universities_have_less_than_nine_tenths_of_basic_research(stored):
    """The card says 78 percent of money and of people."""
    money = yearly("gerd-basic-research-performed-by-higher-education", "CN-CQ") / yearly(
        "gerd-basic-research", "CN-CQ"
    )
    people = yearly("rd-personnel-fte-basic-research-in-higher-education", "CN-CQ")
    people = people / yearly("rd-personnel-fte-basic-research", "CN-CQ")
    assert money.dropna().index.max() == people.dropna().index.max() == 2023
    assert (round(100 * money[2023]), round(100 * people[2023])) == (78, 78)
    assert stored["basic-research-people"].value == pytest.approx(100 * people[2023])
    assert max(money.max(), people.max()) < 0.85, "about 90 fits neither"


def test_there_is_advice_for_every_statement_that_needs_care(stored):
    advised = CHECKS.loc[CHECKS["instead"] != "not-applicable", "observation_id"]
    assert advised.is_unique
    needed = set(GROUP.index[GROUP == "care"])
    assert needed <= set(advised) and {GROUP[name] for name in set(advised) - needed} == {"agree"}
    assert stored["advised"].value == len(advised) - len(needed) == 11
    assert stored["quotable"].value == 42 - 11
