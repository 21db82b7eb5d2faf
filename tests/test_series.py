"""Series: selected as published, and computed with their intervals, breaks and inputs."""

import pandas as pd
import pytest

from cqbook.analysis import series


def made(*rows, unit="item"):
    """A series from (place, year, value, half a unit) with, optionally, True where it breaks."""
    return pd.DataFrame(
        [
            (place, year, value, value - half, value + half, False, False, unit, bool(breaks), (f"{place}-{year}",), "")
            for place, year, value, half, *breaks in rows
        ],
        columns=series.COLUMNS,
    )


def test_states_are_the_preferred_yearly_values(data):
    gerd = series.states(data, "gerd", ["CN-CQ", "CN"])
    assert list(gerd.columns) == series.COLUMNS
    own = gerd.loc[gerd["place_id"] == "CN-CQ"].set_index("year")
    assert own.index.tolist() == list(range(2012, 2025))
    # 603.8 hundred million yuan, to the last digit printed.
    assert own.loc[2021, ["low", "value", "high"]].tolist() == pytest.approx([60.375e9, 60.38e9, 60.385e9])
    assert own.loc[2021, "inputs"] == ("rd-bulletin-2021-gerd-cq-2021",)
    assert set(own["unit"]) == {"CNY"}


def test_a_series_has_one_value_a_place_and_year(data):
    for name in data.indicators["indicator_id"]:
        found = series.states(data, name)
        assert not found.duplicated(["place_id", "year"]).any(), name


def test_unknown_names_are_refused(data):
    with pytest.raises(KeyError, match="no indicator 'spending'"):
        series.states(data, "spending")
    with pytest.raises(KeyError, match="no place CN-XX"):
        series.states(data, "gerd", ["CN-CQ", "CN-XX"])


def test_ratio_carries_the_outermost_quotients_and_all_inputs():
    money, heads = made(("CN-CQ", 2020, 100, 10)), made(("CN-CQ", 2020, 50, 5, True), ("CN-CQ", 2021, 50, 5))
    (row,) = series.ratio(money, heads, "CNY", 2).itertuples()
    assert (row.low, row.value, row.high) == pytest.approx((2 * 90 / 55, 4, 2 * 110 / 45))
    assert row.breaks and row.unit == "CNY"
    assert row.inputs == ("CN-CQ-2020", "CN-CQ-2020")
    with pytest.raises(ValueError, match="positive"):
        series.ratio(money, made(("CN-CQ", 2020, 0, 0)), "CNY")


def test_growth_needs_the_year_before_and_stops_at_a_break():
    grown = series.growth(made(("CN-CQ", 2018, 100, 0), ("CN-CQ", 2020, 110, 0), ("CN-CQ", 2021, 121, 1.21)))
    (row,) = grown.itertuples()
    assert (row.year, row.value) == (2021, pytest.approx(10))
    assert (row.low, row.high) == pytest.approx((100 * (119.79 / 110 - 1), 100 * (122.21 / 110 - 1)))
    assert row.inputs == ("CN-CQ-2020", "CN-CQ-2021")
    (broken,) = series.growth(made(("CN-CQ", 2020, 110, 0), ("CN-CQ", 2021, 50, 0, True))).itertuples()
    assert pd.isna(broken.value) and pd.isna(broken.low)
    assert broken.gap == "break in the series"


def test_differences_of_percentages_are_points():
    (row,) = series.change(made(("CN", 2020, 54.4, 0.05), ("CN", 2021, 57.8, 0.05), unit="percent")).itertuples()
    assert row.unit == "percentage-point"
    assert (row.low, row.value, row.high) == pytest.approx((3.3, 3.4, 3.5))
    (broken,) = series.change(made(("CN", 2020, 1, 0), ("CN", 2021, 2, 0, True))).itertuples()
    assert pd.isna(broken.value) and broken.gap


def test_gap_and_share_are_taken_in_the_same_year():
    ratios = made(("CN", 2020, 2.4, 0), ("CN", 2021, 2.5, 0), ("CN-CQ", 2021, 2.0, 0), unit="percent")
    (row,) = series.gap_to(ratios).itertuples()
    assert (row.place_id, row.year, row.value, row.unit) == ("CN-CQ", 2021, pytest.approx(-0.5), "percentage-point")
    assert row.inputs == ("CN-CQ-2021", "CN-2021")
    (part,) = series.share_of(made(("CN", 2021, 200, 0), ("CN-CQ", 2021, 50, 0))).itertuples()
    assert (part.value, part.unit) == (25, "percent")
    for function in (series.gap_to, series.share_of):
        with pytest.raises(KeyError, match="no row of CN"):
            function(made(("CN-CQ", 2021, 50, 0)))


def test_ranks_show_ties_doubts_and_who_is_missing():
    rows = made(
        ("CN", 2020, 99, 0),
        ("CN-BJ", 2020, 6.4, 0),
        ("CN-SH", 2020, 4.2, 0.1),
        ("CN-TJ", 2020, 4.1, 0.1),
        ("CN-CQ", 2020, 2.1, 0),
        ("CN-SN", 2020, 2.1, 0),
        ("CN-HB", 2021, 2.0, 0),
    )
    ranked = series.ranks(rows).set_index(["year", "place_id"])
    assert ranked.loc[(2020, "CN-BJ"), ["low", "value", "high"]].tolist() == [1, 1, 1]
    # 4.2 and 4.1 may change places.
    assert ranked.loc[(2020, "CN-SH"), ["low", "value", "high"]].tolist() == [2, 2, 3]
    assert ranked.loc[(2020, "CN-TJ"), ["low", "value", "high"]].tolist() == [2, 3, 3]
    # Equal values share the fourth place.
    assert ranked.loc[(2020, "CN-CQ"), "value"] == ranked.loc[(2020, "CN-SN"), "value"] == 4
    assert ranked.loc[(2020, "CN-CQ"), "of"] == 5
    assert ranked.loc[(2020, "CN-CQ"), "missing"] == "CN-HB"
    assert ranked.loc[(2021, "CN-HB"), "missing"] == "CN-BJ, CN-CQ, CN-SH, CN-SN, CN-TJ"
    assert series.ranks(rows, descending=False).set_index(["year", "place_id"]).loc[(2020, "CN-BJ"), "value"] == 5


def test_average_growth_is_not_computed_across_a_break():
    rows = made(("CN-CQ", 2017, 100, 0), ("CN-CQ", 2019, 120, 0), ("CN-CQ", 2021, 200, 0))
    (row,) = series.growth(rows, 2017, 2021, a_year=True).itertuples()
    assert row.value == pytest.approx(100 * (2**0.25 - 1))
    broken = made(("CN-CQ", 2017, 100, 0), ("CN-CQ", 2019, 120, 0, True), ("CN-CQ", 2021, 200, 0))
    (none,) = series.growth(broken, 2017, 2021, a_year=True).itertuples()
    assert pd.isna(none.value) and none.gap == "break in the series"
    # A break in the first year lies before the span.
    (whole,) = series.growth(made(("CN", 2017, 1, 0, True), ("CN", 2018, 2, 0)), 2017, 2018, a_year=True).itertuples()
    assert whole.value == 100
    with pytest.raises(ValueError, match="does not come after"):
        series.growth(rows, 2021, 2017, a_year=True)


def test_a_computed_series_can_be_computed_from_again(data):
    gerd = series.states(data, "gerd", ["CN-CQ", "CN"])
    share = series.share_of(gerd)
    points = series.change(share)
    assert set(points["unit"]) == {"percentage-point"}
    assert all(len(names) == 4 for names in points["inputs"])
    assert points["low"].le(points["value"]).all() and points["value"].le(points["high"]).all()


def test_a_value_of_another_definition_breaks_to_both_sides(data):
    """The survey of 2015 took twenty times as many persons: neither 2015 nor 2016 compares with the year before."""
    survey = series.states(data, "survey-population-15-plus", ["CN-CQ"]).set_index("year")
    assert data.facts.loc[survey.loc[2015, "inputs"][0], "status"] == "D"
    assert survey.loc[[2014, 2015, 2016, 2017], "breaks"].tolist() == [False, True, True, False]
    facts = data.facts.assign(status=data.facts["status"].replace("B", "A"))
    own = facts.loc[(facts["indicator_id"] == "survey-population-15-plus") & (facts["place_id"] == "CN-CQ")]
    found = series._breaks(own)[own["period"].isin(["2015", "2016", "2017"])]
    assert found.tolist() == [True, True, False]


def test_what_is_only_stated_is_in_no_series(data):
    stated = data.facts.loc[(data.facts["period_basis"] == "stated") & data.facts["period"].str.fullmatch("[0-9]{4}")]
    for row in stated.loc[stated["kind"] == "actual"].itertuples():
        found = series.states(data, row.indicator_id)
        assert (row.Index,) not in set(found["inputs"]), row.Index
    yearly = data.facts.loc[["rd-bulletin-2021-gerd-cq-2021"]]
    assert series.is_yearly(yearly).all()
    for column, other in (("period_basis", "stated"), ("kind", "target"), ("preferred", "no"), ("period", "2021-12")):
        assert not series.is_yearly(yearly.assign(**{column: other})).any(), column


def test_a_zone_is_not_ranked_among_provinces(data):
    intensity = series.states(data, "gerd-share-of-grp")
    assert "CN-CQ-HTZ" in set(intensity["place_id"])
    ranked = series.ranks(intensity)
    assert not ranked["place_id"].isin(["CN-CQ-HTZ", "CN-CQ-WSC", "CN"]).any()
    assert ranked.loc[ranked["year"] == 2024, "of"].unique().tolist() == [10]


def test_what_could_not_be_computed_keeps_its_reason():
    nation = made(("CN", 2019, 100, 0), ("CN", 2020, 110, 0, True), ("CN", 2021, 120, 0))
    twice = series.change(series.growth(nation))
    assert twice["value"].isna().tolist() == [True]
    assert twice["gap"].tolist() == ["break in the series"]
    both = pd.concat([nation, made(("CN-CQ", 2019, 1, 0), ("CN-CQ", 2020, 2, 0))])
    gaps = series.gap_to(series.growth(both))
    assert gaps["gap"].tolist() == ["break in the series"] and gaps["value"].isna().all()


def test_growth_of_what_is_not_positive_is_refused():
    for rows in (made(("CN", 2020, 0, 0), ("CN", 2021, 1, 0)), made(("CN", 2020, -5, 0), ("CN", 2021, -2, 0))):
        with pytest.raises(ValueError, match="positive"):
            series.growth(rows)
        with pytest.raises(ValueError, match="positive"):
            series.growth(rows, 2020, 2021, a_year=True)
