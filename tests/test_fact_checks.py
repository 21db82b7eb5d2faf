"""The ledger counted: each statement once, by its gravest verdict and the strongest evidence behind it."""

import dataclasses

import pytest

from cqbook.analysis import fact_checks
from cqbook.dataset.schema import VERDICTS


def test_each_statement_has_one_verdict_and_every_verdict_a_place_in_the_order(data):
    found = fact_checks.statements(data)
    assert list(found.index) == list(data.statements.index) and len(found) == 115
    assert set(found["verdict"]) <= set(VERDICTS) == set(fact_checks.BY_GRAVITY)
    assert set(found["evidence"]) <= set(fact_checks.EVIDENCE) and set(fact_checks.checks(data)["fit"]) <= set(
        fact_checks.FITS
    )


def test_the_gravest_verdict_counts_with_the_evidence_behind_it(data):
    found = fact_checks.statements(data)[["verdict", "evidence"]].apply(tuple, axis="columns")
    # A translation before a definition, a definition before an agreement, an agreement before nothing.
    assert found["icq-2025-02-national-innovation-platforms"] == ("mistranslated", "same-event")
    assert found["icq-2025-02-tertiary-institutions"] == ("definition-differs", "other-text")
    assert found["icq-2025-10-special-education-schools"] == ("agrees", "other-text")
    assert found["icq-2025-10-gross-enrolment-ratio-pre-primary"] == ("agrees", "same-event")
    assert found["icq-2022-10-gerd"] == ("agrees", "national")
    assert found["icq-2022-10-university-projects-in-project-bank"] == ("not-checkable", "none")


def test_a_change_rests_on_its_starting_value(data):
    """Its end was said at the same conference; that is no second witness."""
    found = fact_checks.checks(data)["evidence"]
    assert found["tertiary-enrolment-change-2020"] == "other-text"
    assert found["tertiary-enrolment-original"] == "same-event"


def test_the_order_of_the_checks_does_not_matter(data):
    turned = dataclasses.replace(data, checks=data.checks.iloc[::-1])
    columns = ["verdict", "evidence"]
    assert fact_checks.statements(turned)[columns].equals(fact_checks.statements(data)[columns])


def test_how_the_two_numbers_stand_to_one_another(data):
    found = fact_checks.checks(data)["fit"]
    assert found["students-original"] == "shared"  # 6.4 million and 6.398 million
    assert found["teachers-full-time"] == "apart"
    assert found["vocational-progression-original"] == "same"
    assert found["plan-gerd-share"] == "same"  # more than 5.5, and 5.5 or more
    # More than a number, and the number itself: the same digits, and no value in common.
    assert set(found.index[found == "reworded"]) == {"principals-trained", "plan-high-tech-enterprises"}
    assert found["high-tech-zones-output"] == "none"  # percent and yuan
    assert found["gerd-growth-2017-2021"] == "none"  # a change and two values


@pytest.mark.parametrize(
    ("check", "source", "column", "cell", "before", "after"),
    [
        ("gerd-2021", "rd-bulletin-2021", "publisher_kind", "national-body", "national", "other-text"),
        ("students-original", "cns-2025-10-20", "event_id", "not-applicable", "same-event", "other-text"),
        ("students-original", "icq-2025-10", "event_id", "wsc-sci-tech-plan-2021-2025", "same-event", "other-text"),
    ],
)
def test_what_a_verdict_rests_on_follows_from_the_sources(data, check, source, column, cell, before, after):
    assert fact_checks.checks(data).loc[check, "evidence"] == before
    sources = data.sources.copy()
    sources.loc[sources["source_id"] == source, column] = cell
    assert fact_checks.checks(dataclasses.replace(data, sources=sources)).loc[check, "evidence"] == after


def test_a_claim_tells_statement_other_side_and_what_to_write(data):
    claims = fact_checks.claims(
        data, ["icq-2025-10-teachers", "icq-2022-10-gerd-growth", "icq-2022-03-rail-transit-lines"]
    )
    staff, growth, lines = claims.itertuples()
    assert staff.stated == "\N{LEFT DOUBLE QUOTATION MARK}over 500,000\N{RIGHT DOUBLE QUOTATION MARK} persons"
    assert staff.where == "Chongqing; document of October 2025" and staff.verdict == "mistranslated"
    assert staff.instead == (
        "506,000 staff of schools of all levels, 409,000 of them full-time teachers, "
        "counts of 2024 told in October 2025"
    )
    assert ", Chongqing: from 36.46 billion yuan (2017) to 60.38 billion yuan (2021). National" in growth.other
    assert (lines.other, lines.instead, lines.verdict) == ("", "", "not checkable")


def test_claims_are_those_of_the_documents(data):
    with pytest.raises(ValueError, match="rd-bulletin-2021-gerd-cq-2021: no statement of the five documents"):
        fact_checks.claims(data, ["icq-2022-10-gerd", "rd-bulletin-2021-gerd-cq-2021"])
