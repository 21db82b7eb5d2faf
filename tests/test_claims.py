"""Statements of the documents as cards of a chapter."""

import pytest

from cqbook.artifacts import claims
from cqbook.project import media_types


def test_statements_are_put_out_in_the_order_given_with_a_table_for_jupyter(monkeypatch, data):
    calls = []
    monkeypatch.setattr(claims, "put_out", lambda outputs, *_: calls.append(outputs))
    given = ["icq-2022-10-gerd", "icq-2025-10-teachers", "icq-2022-03-academicians"]  # in no order of their own
    claims.publish(data, given)
    (made,) = calls
    assert [card["id"] for card in made[media_types.CLAIMS]] == given
    assert "506,000 staff of schools of all levels" in made["text/html"]
    assert made["text/plain"].splitlines()[0].endswith("agrees")


def test_at_least_one_statement_is_named(data):
    with pytest.raises(ValueError, match="no statements"):
        claims.publish(data, [])
