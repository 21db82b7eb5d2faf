from dataclasses import dataclass

import pandas as pd
import pytest

from cqbook.artifacts import history
from cqbook.artifacts.history import WITHDRAWN, HistoryError, changes, problems, renewed
from cqbook.artifacts.registry import Registry
from cqbook.project.paths import DATA


@dataclass(frozen=True)
class Drawn:
    id: str
    data_hash: str
    about: dict


def registry(**hashes):
    drawn = {
        f"fig-{name}": Drawn(f"fig-{name}", value, {"title": f"Title of {name}"}) for name, value in hashes.items()
    }
    return Registry(drawn, {}, {})


def record(*versions):
    """The record after several versions, given as (version, figures with their hashes)."""
    rows = pd.DataFrame(columns=history.COLUMNS, dtype=str)
    for version, hashes in versions:
        rows = renewed(rows, registry(**hashes), version)
    return rows


def test_a_version_has_a_row_a_figure():
    rows = record(("0.1.0", {"b": "1", "a": "2"}))
    assert rows["figure_id"].tolist() == ["fig-a", "fig-b"]
    assert rows["title"].tolist() == ["Title of a", "Title of b"]


def test_rows_of_the_present_version_are_replaced_and_earlier_ones_stay():
    rows = record(("0.1.0", {"a": "1"}), ("0.1.0", {"a": "2"}), ("0.2.0", {"a": "3"}))
    assert list(zip(rows["version"], rows["data_sha256"], strict=True)) == [("0.1.0", "2"), ("0.2.0", "3")]


def test_numbers_stand_since_the_version_in_which_they_changed_last():
    rows = record(("0.1.0", {"a": "1"}), ("0.2.0", {"a": "2"}), ("0.3.0", {"a": "2"}))
    assert changes(rows, "fig-a")["version"].tolist() == ["0.1.0", "0.2.0"]


def test_a_withdrawn_figure_keeps_its_name_and_its_note():
    rows = record(("0.1.0", {"a": "1", "b": "1"}), ("0.2.0", {"b": "1"}))
    gone = rows.loc[rows["figure_id"] == "fig-a"].iloc[-1]
    assert (gone["version"], gone["data_sha256"], gone["title"]) == ("0.2.0", WITHDRAWN, "Title of a")
    rows.loc[gone.name, "note"] = "replaced by fig-b"
    assert renewed(rows, registry(b="1"), "0.3.0").iloc[-2]["note"] == "replaced by fig-b"


@pytest.mark.parametrize(("now", "message"), [({"a": "2"}, "has other numbers"), ({}, "was withdrawn")])
def test_a_change_must_be_explained(monkeypatch, now, message):
    monkeypatch.setattr(history, "version", lambda name: "0.2.0")
    rows = record(("0.1.0", {"a": "1"}), ("0.2.0", now))
    (problem,) = problems(rows, registry(**now))
    assert message in problem and "in version 0.2.0: write into `note`" in problem
    rows.loc[rows["version"] == "0.2.0", "note"] = "the bulletin was revised"
    assert problems(rows, registry(**now)) == []


def test_a_record_that_was_not_renewed_is_found(monkeypatch):
    monkeypatch.setattr(history, "version", lambda name: "0.1.0")
    (problem,) = problems(record(("0.1.0", {"a": "1"})), registry(a="2"))
    assert "run `make notebooks`" in problem


def test_a_record_with_other_columns_is_refused(monkeypatch):
    # A file inside the project, so that the message names it from its top.
    monkeypatch.setattr(history, "PATH", DATA / "places.csv")
    with pytest.raises(HistoryError, match=r"data/places.csv: expected the columns version, figure_id"):
        history.read()


@pytest.mark.parametrize("content", [b"", b"version,figure_id\n1,2,3\n4\n", "版本".encode("gbk")])
def test_a_damaged_record_is_told_without_traceback(monkeypatch, tmp_path, content):
    monkeypatch.setattr(history, "PATH", tmp_path / "figure-history.csv")
    history.PATH.write_bytes(content)
    with pytest.raises(HistoryError, match=r"figure-history.csv: (cannot be read|expected the columns)"):
        history.read()


def test_rows_of_a_released_version_are_frozen(monkeypatch):
    monkeypatch.setattr(history, "version", lambda name: "0.1.0")
    rows = record(("0.1.0", {"a": "1"}))
    assert not history.is_frozen(rows)
    monkeypatch.setattr(history, "released", lambda: "2026-12-01")
    assert history.is_frozen(rows)
    (problem,) = problems(rows, registry(a="2"))
    assert "version 0.1.0 is released" in problem and "set the next version" in problem
