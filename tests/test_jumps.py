"""Strange changes in yearly series: what is listed, and what explains a change."""

import dataclasses

import pandas as pd
import pytest

from cqbook.analysis import jumps
from cqbook.dataset import load
from cqbook.figures import contact_sheets


def series(values: dict[int, float], unit: str = "CNY", **notes: str) -> pd.DataFrame:
    """Series of three places, of which two are calm; notes are of the third, by year: y2015="..."."""
    calm = {year: 100 * 1.05 ** (year - 2010) for year in values}
    rows = [
        {"place_id": place, "year": year, "value": value, "note": notes.get(f"y{year}", "") if place == "c" else ""}
        for place, own in (("a", calm), ("b", calm), ("c", values))
        for year, value in own.items()
    ]
    names = {"indicator_id": "x", "unit": unit, "breaks": False}
    return pd.DataFrame(rows).assign(
        **names, observation_id=lambda found: found["place_id"] + found["year"].astype(str)
    )


TENFOLD = {2012: 100.0, 2013: 105.0, 2014: 1100.0, 2015: 115.0, 2016: 121.0}


def listed(rows: pd.DataFrame) -> list[str]:
    return sorted(jumps.unexplained(rows)["observation_id"])


def test_a_tenfold_value_is_listed_on_the_way_up_and_down():
    assert listed(series(TENFOLD)) == ["c2014", "c2015"]
    assert jumps.in_words(jumps.unexplained(series(TENFOLD)).loc[lambda found: found["year"] == 2014].iloc[0]) == (
        "c2014: c, 2013 to 2014: 105 to 1100, times 10.48"
    )


def test_a_break_explains_the_change_to_it_and_a_note_those_on_both_sides():
    rows = series(TENFOLD)
    assert listed(rows.assign(breaks=rows["observation_id"] == "c2014")) == ["c2015"]
    assert listed(series(TENFOLD, y2014="Known.")) == []


def test_a_note_of_most_values_of_a_place_explains_nothing():
    notes = {f"y{year}": "One copy only." for year in TENFOLD}
    assert listed(series(TENFOLD, **notes)) == ["c2014", "c2015"]


def test_shares_are_compared_in_points_and_small_counts_by_chance():
    calm = {2012: 50.0, 2013: 50.5, 2014: 51.0, 2015: 51.5, 2016: 52.0}
    rows = series(calm | {2014: 62.0}, unit="percent")
    rows.loc[rows["place_id"] != "c", "value"] = rows["year"].map(calm)
    assert listed(rows) == ["c2014", "c2015"]
    few = {2012: 3.0, 2013: 5.0, 2014: 2.0, 2015: 4.0, 2016: 3.0}
    assert listed(series(few, unit="item")) == []
    assert listed(series(few)) != []


@pytest.mark.slow  # draws pictures
def test_every_yearly_series_of_a_topic_is_drawn(tmp_path):
    data = load()
    rows = data.indicators
    small = dataclasses.replace(data, indicators=rows.loc[rows["topic"].isin(["rankings", "education-access"])])
    (tmp_path / "mine.png").touch()
    pages = contact_sheets.write(small, tmp_path)
    assert [page.name for page in pages] == ["education-access-1.png", "rankings-1.png"]
    assert all(page.stat().st_size > 20_000 for page in pages) and (tmp_path / "mine.png").exists()


def test_nothing_jumps_without_a_reason(data):
    """A digit that was read wrongly, also with its printed words, is such a jump: correct it, or note why it is so."""
    found = jumps.unexplained(jumps.yearly(data))
    assert [jumps.in_words(row) for _, row in found.iterrows()] == []
