"""Tables that are kept from one process to the next: the same as made anew, and never those of another state."""

import pandas as pd
import pytest
from conftest import replace_in

from cqbook import load
from cqbook.dataset import DataError, cache
from cqbook.dataset.schema import TABLES


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "FOLDER", tmp_path / "kept")
    return tmp_path / "kept"


def frames(data):
    return {**{name: getattr(data, name) for name in TABLES}, "facts": data.facts.unnoted}


def test_what_is_kept_is_what_was_made(tables, folder):
    made = frames(load(tables))
    (place,) = folder.iterdir()
    read = frames(load(tables))
    assert len(list(folder.iterdir())) == 1 and place.is_dir()
    for name, frame in made.items():
        pd.testing.assert_frame_equal(read[name], frame)
    read["observations"].loc[0, "value"] = 1.0  # it is the reader's own
    assert load(tables).observations["value"].iloc[0] != 1.0


def test_a_changed_table_is_read_anew_and_a_mistake_is_told_each_time(tables, folder):
    load(tables)
    replace_in(tables / "places.csv", "CN-AH,Anhui", "CN-AH,Anhwei")
    assert "Anhwei" in set(load(tables).facts.unnoted["place"])
    replace_in(tables / "observations.csv", ",60380000000,", ",lots,")
    for _ in range(2):
        with pytest.raises(DataError, match="lots"):
            load(tables)
    assert len(list(folder.iterdir())) == 2


def test_other_code_reads_anew(tables, folder, monkeypatch):
    load(tables)
    monkeypatch.setattr(cache, "version", lambda name: "another")
    load(tables)
    assert len(list(folder.iterdir())) == 2


def test_what_is_damaged_is_made_anew_and_few_are_kept(tables, folder):
    load(tables)
    (place,) = folder.iterdir()
    (place / "facts.feather").write_bytes(b"cut")
    assert len(load(tables).facts.unnoted) > 0
    assert load(tables).facts.unnoted.shape == frames(load(tables))["facts"].shape
    for number in range(6):
        text = (tables / "left-out.csv").read_text(encoding="utf-8").rstrip("\n")
        (tables / "left-out.csv").write_text(f"{text} {number}\n", encoding="utf-8", newline="\n")
        load(tables)
    assert len(list(folder.iterdir())) == cache._MOST


def test_a_folder_that_cannot_be_written_to_is_no_reason_to_fail(tables, folder):
    folder.write_text("no folder")
    assert len(load(tables).observations) > 0
