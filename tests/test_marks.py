import math

import pandas as pd
import pytest

from cqbook import quantities
from cqbook.analysis import series
from cqbook.figures import marks, templates
from cqbook.quantities.intervals import Interval

GERD = "icq-2022-10-gerd"
TARGET = "icq-plan-technology-based-enterprises"


def test_stated_numbers_stand_in_the_unit_that_is_shown(data):
    (mark,) = marks.stated(data, [GERD], what=["spending"]).to_dict("records")
    assert mark == {
        "what": "spending",
        "value": 60.0,
        "low": 60.0,
        "high": 70.0,
        "low_open": True,
        "high_open": False,
        "unit": "billion yuan",
        "gap": "",
        "inputs": (GERD,),
        "when": 2021,
        "stored_unit": "CNY",
        "factor": 1e9,
    }


def test_a_target_is_its_number_whatever_word_stands_beside_it(data):
    assert data.facts.loc[TARGET, "qualifier"] == "more-than"
    (mark,) = marks.stated(data, [TARGET]).to_dict("records")
    assert (mark["value"], mark["low"], mark["high"], mark["low_open"]) == (2000, 2000, 2000, False)


def test_a_value_of_which_only_the_interval_is_known(data):
    made = marks.computed([quantities.Quantity(Interval(1, 2), "percent", "made up", (GERD,))], what=["x"])
    assert math.isnan(made.loc[0, "value"])
    assert made.loc[0, ["low", "high", "unit"]].tolist() == [1, 2, "%"]
    assert marks.in_words(made.loc[0]) == "1 to 2 %"


def test_computed_values_that_are_kept_by_their_labels(data):
    one, two = (quantities.Quantity(Interval(n, n), "percent", "made up", (GERD,), float(n)) for n in (1, 2))
    values = {("Chongqing", "2023"): one, ("China", "2024"): two}
    made = marks.by_labels(values, "place", "year")
    pd.testing.assert_frame_equal(made, marks.computed([one, two], place=["Chongqing", "China"], year=["2023", "2024"]))
    with pytest.raises(ValueError, match="zip"):
        marks.by_labels(values, "place")


def test_counted_observations_are_the_inputs_of_their_mark(data):
    said = data.statements
    made = marks.counted(said, source=said["source_id"], kind=said["kind"])
    assert made["value"].sum() == len(said)
    assert all(len(names) == count for names, count in zip(made["inputs"], made["value"], strict=True))
    assert marks.inputs(made) == sorted(said.index)
    assert marks.labels(made) == ["source", "kind"]


def test_an_event_has_a_time_and_a_source_and_no_number(data):
    made = marks.events([GERD], what=["a plan"], year=["2012"], until=["2020"])
    assert marks.when(made).tolist() == [2012] and marks.inputs(made) == [GERD]
    assert marks.in_words(made.loc[0]) == "" and marks.csv(data, made).count(GERD) == 1


def test_a_series_keeps_its_gaps(data):
    grown = series.growth(series.states(data, "gerd", ["CN-CQ", "CN"]))
    grown.loc[0, ["value", "low", "high", "gap"]] = [float("nan")] * 3 + ["break in the series"]
    made = marks.of_series(data, grown)
    assert set(made["place"]) == {"Chongqing", "China"}
    assert marks.in_words(made.loc[0]) == "break in the series"
    assert made.loc[1, "inputs"] == grown.loc[1, "inputs"]


def test_several_series_keep_their_names_and_breaks(data):
    parts = {name: series.states(data, "gerd-share-of-grp", [name]) for name in ("CN-CQ", "CN")}
    made = marks.of_several(data, {"spending": series.states(data, "gerd", ["CN"])} | parts)
    assert marks.labels(made) == ["what", "place", "year", "note"]
    assert made["what"].tolist() == ["spending"] * 13 + ["CN-CQ"] * 13 + ["CN"] * 13
    breaks = made.loc[made["note"] == marks.BREAK].groupby("what")["year"].agg(list)
    assert breaks.to_dict() == {"CN": [2014, 2019, 2024], "CN-CQ": [2019, 2024]}


def test_computed_rows_keep_their_labels_ends_and_gaps(data):
    rows = series.states(data, "gerd", ["CN-CQ"]).assign(low_open=True, gap="none", other=1)
    made = marks.of_rows(data, rows, ["place_id", "year"])
    assert marks.labels(made) == ["place", "year"] and set(made["place"]) == {"Chongqing"}
    assert made["low_open"].all() and set(made["gap"]) == {"none"}
    assert made["low"].tolist() == rows["low"].tolist() and set(made["unit"]) == {"yuan"}


def test_another_unit_divides_value_and_bounds(data):
    made = marks.in_unit(marks.of_series(data, series.states(data, "gerd", ["CN"])), 1e12, "trillion yuan")
    assert made["unit"].unique().tolist() == ["trillion yuan"]
    assert (made["value"] < 10).all() and (made["low"] <= made["value"]).all()


def test_marks_know_their_time_and_the_unit_of_the_dataset(data):
    stated = marks.stated(data, ["icq-2022-03-high-tech-enterprises", TARGET, GERD])
    assert stated["when"].round(2).tolist() == [2021.67, 2025, 2021], "3 March 2022, two whole years"
    yearly = marks.in_unit(marks.of_series(data, series.states(data, "gerd", ["CN"])), 1e9, "billion yuan")
    assert yearly["when"].tolist() == yearly["year"].tolist()
    assert set(yearly["stored_unit"]) == {"CNY"} and set(yearly["factor"]) == {1e9}
    both = pd.concat([stated.drop(columns="when").assign(year=2020), yearly])
    assert marks.when(both).tolist() == [2020] * 3 + yearly["year"].tolist(), "the label, where no period is known"
    with pytest.raises(ValueError, match="1 marks have neither a period nor a year"):
        marks.when(marks.counted(data.statements.head(1), year=pd.Series("once", index=data.statements.index[:1])))


def test_what_marks_carry_is_no_label_and_is_not_published(data):
    carried = marks.stated(data, [GERD], what=["spending"])
    assert marks.labels(carried) == ["what"]
    assert marks.csv(data, carried).startswith("what,value,low,high,low_open,high_open,unit,gap,source_ids,")
    with pytest.raises(ValueError, match="when cannot be the name of a label"):
        marks.stated(data, [GERD], when=["2021"])


def test_csv_names_sources_and_observations(data):
    text = marks.csv(data, marks.stated(data, [GERD], what=["a, b"]))
    assert text.splitlines()[1] == f'"a, b",60,60,70,True,False,billion yuan,,icq-2022-10,{GERD}'


def test_marks_without_their_columns_or_of_unknown_observations_are_refused(data):
    with pytest.raises(ValueError, match="marks need the columns value"):
        marks.csv(data, pd.DataFrame({"low": [1]}))
    with pytest.raises(ValueError, match="does not have: nothing"):
        marks.csv(data, marks.stated(data, [GERD]).assign(inputs=[("nothing",)]))


def test_a_computed_mark_that_a_text_names_is_the_quantity_it_was_made_of(data):
    share = quantities.Quantity(Interval(40, 60, high_open=True), "percent", "half of it", (GERD, "x"), 50.0)
    assert templates.of_mark(data, marks.computed([share], what=["share"]), "share") == share


def test_the_grid_has_a_tile_of_its_own_for_each_place_asked_for(data):
    grid = marks.grid(data, data.provinces)
    assert list(grid) == ["place", "row", "column"] and not grid.duplicated(["row", "column"]).any()
    assert set(grid["place"]) == set(data.places.set_index("place_id").loc[data.provinces, "name"])
