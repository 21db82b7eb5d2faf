"""Tables that are kept from one process to the next: the same as made anew, and never those of another state."""

import os
from concurrent.futures import ThreadPoolExecutor

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


@pytest.fixture
def tables(small_tables):
    """Few rows, which are read anew in a moment."""
    return small_tables


def frames(data):
    return {**{name: getattr(data, name) for name in TABLES}, "facts": data.facts.unnoted}


def test_what_is_kept_is_what_was_made(tables, folder):
    made = frames(load(tables))
    (place,) = folder.iterdir()
    read = frames(load(tables))
    assert list(folder.iterdir()) == [place]
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


def test_other_code_and_other_libraries_read_anew(tables, folder, monkeypatch):
    load(tables)
    monkeypatch.setattr(cache.pd, "__version__", "another")
    load(tables)
    monkeypatch.setattr(cache, "_CODE", "another")
    load(tables)
    assert len(list(folder.iterdir())) == 3


def test_a_session_that_is_older_than_the_code_keeps_nothing_for_it(tables, tmp_path, monkeypatch):
    before = cache._name(tables)
    monkeypatch.setattr(cache, "PACKAGE", tmp_path)
    assert cache._name(tables) == before


def test_a_table_that_is_changed_while_it_is_read_is_not_kept(tables, folder):
    def make():
        replace_in(tables / "places.csv", "CN-AH,Anhui", "CN-AH,Anhwei")
        return {}

    cache.kept(tables, make)
    assert not folder.exists()


def test_what_is_damaged_is_made_anew(tables, folder):
    made = frames(load(tables))
    (place,) = folder.iterdir()
    whole = place.read_bytes()
    cuts = [whole[:at] for at in (0, 10, len(whole) // 2, len(whole) - 1)]
    spoilt = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in (0, 40, len(whole) // 2, len(whole) - 1)]
    for damaged in [*cuts, *spoilt]:
        place.write_bytes(damaged)
        assert list(cache.kept(tables, lambda: {"places": made["places"]})) == ["places"]
    place.write_bytes(whole[:-1])
    for name, frame in frames(load(tables)).items():
        pd.testing.assert_frame_equal(frame, made[name])


def test_few_are_kept_the_last_one_even_where_the_clock_went_back(tables, folder):
    load(tables)
    for number in range(6):
        for path in folder.iterdir():
            os.utime(path, (4e9, 4e9))
        text = (tables / "left-out.csv").read_text(encoding="utf-8").rstrip("\n")
        (tables / "left-out.csv").write_text(f"{text} {number}\n", encoding="utf-8", newline="\n")
        load(tables)
        assert folder / f"{cache._name(tables)}.tables" in set(folder.iterdir())
    assert len(list(folder.iterdir())) == cache._MOST


def test_a_full_disk_is_no_reason_to_fail_and_nothing_half_written_stays(tables, folder, monkeypatch):
    def fill(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr(cache.Path, "replace", fill)
    assert len(load(tables).observations) > 0
    assert list(folder.iterdir()) == []


def test_many_at_once_find_all_or_nothing(tables, folder):
    frame = pd.DataFrame({"a": range(100)})

    def read(_):
        found = cache.kept(tables, lambda: {str(number): frame for number in range(20)})
        for path in folder.iterdir():
            path.unlink(missing_ok=True)
        return len(found)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(read, range(100))) == {20}


def test_beside_a_package_that_is_installed_without_the_report_nothing_is_kept(tables, folder, monkeypatch):
    monkeypatch.setattr(cache, "IS_REPORT", False)
    assert len(load(tables).observations) > 0
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_to_is_no_reason_to_fail(tables, folder):
    folder.write_text("no folder")
    assert len(load(tables).observations) > 0
