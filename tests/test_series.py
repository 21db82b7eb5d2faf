"""Series: selected as published, and computed with their intervals, breaks and inputs."""

import pandas as pd
import pytest

from cqbook.analysis import series
from cqbook.quantities.intervals import Interval


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
    rows = data.facts.loc[series.is_yearly(data.facts)]
    assert not rows.duplicated(["indicator_id", "place_id", "period"]).any()


def test_unknown_names_are_refused(data):
    with pytest.raises(KeyError, match="no indicator 'spending'"):
        series.states(data, "spending")
    with pytest.raises(KeyError, match="no place 'CN-XX'"):
        series.states(data, "gerd", ["CN-CQ", "CN-XX"])
    with pytest.raises(KeyError, match="no place 'peer'"):
        series.states(data, "gerd", "peer")


@pytest.mark.parametrize("name", ["CN-CQ", "cn-cq", "Chongqing", "chongqing", "重庆", "重庆市"])
def test_a_place_has_a_code_and_names(data, name):
    found = series.states(data, "gerd", name)
    assert set(found["place_id"]) == {"CN-CQ"}
    assert found.equals(series.states(data, "gerd", [name]))


def test_what_is_unknown_is_told_with_what_is_like_it(data):
    with pytest.raises(KeyError, match=r"^no place 'Chonqing': do you mean CN-CQ \(Chongqing\)"):
        series.states(data, "gerd", ["CN", "Chonqing"])
    with pytest.raises(KeyError, match=r"^no indicator 'gert': do you mean gerd \(Gross"):
        series.states(data, "gert")
    with pytest.raises(KeyError, match=r"no indicator '专利': do you mean .*patents"):
        series.states(data, "专利")
    with pytest.raises(ValueError, match="no place is named"):
        series.states(data, "gerd", [])


def test_a_year_that_is_not_there_is_told_with_those_that_are():
    found = made(("CN-CQ", 2020, 1, 0), ("CN-CQ", 2021, 2, 0), ("CN", 2023, 3, 0))
    with pytest.raises(KeyError, match=r"^the series has no value of CN-CQ in 2030: it has 2020 to 2021$"):
        series.at(found, "CN-CQ", 2030)
    with pytest.raises(KeyError, match=r"^the series has no value of CN-SC in 2021: it has CN, CN-CQ$"):
        series.at(found, "CN-SC", 2021)
    broken = series.growth(found.assign(breaks=found["year"] == 2021))
    with pytest.raises(KeyError, match=r"^the series has no value of CN-CQ in 2021: break in the series$"):
        series.at(broken, "CN-CQ", 2021)


def test_in_wide_form_no_column_crosses_a_break(data):
    found = made(("CN", 2020, 5, 0), ("CN", 2021, 6, 0), *(("CN-CQ", year, year, 0) for year in range(2019, 2023)))
    found["breaks"] = (found["place_id"] == "CN-CQ") & found["year"].isin([2019, 2021])
    wide = series.wide(data, found)
    assert list(wide) == ["China", "Chongqing", "Chongqing from 2021"]
    assert {name: wide[name].dropna().index.tolist() for name in wide} == {
        "China": [2020, 2021],
        "Chongqing": [2019, 2020],
        "Chongqing from 2021": [2021, 2022],
    }


def test_a_group_stands_beside_the_nation(data):
    found = series.states(data, "gerd-share-of-grp", "peers")
    assert set(found["place_id"]) == {*data.group("peers"), "CN"}
    assert found.equals(series.states(data, "gerd-share-of-grp", ["CN", *data.group("peers")]))


def test_ratio_carries_the_outermost_quotients_and_all_inputs():
    money, heads = made(("CN-CQ", 2020, 100, 10)), made(("CN-CQ", 2020, 50, 5, True), ("CN-CQ", 2021, 50, 5))
    (row,) = series.ratio(money, heads, "CNY", 2).itertuples()
    assert (row.low, row.value, row.high) == pytest.approx((2 * 90 / 55, 4, 2 * 110 / 45))
    assert row.breaks and row.unit == "CNY"
    assert row.inputs == ("CN-CQ-2020", "CN-CQ-2020")
    with pytest.raises(ValueError, match="positive"):
        series.ratio(money, made(("CN-CQ", 2020, 0, 0)), "CNY")


def test_percent_is_of_the_second_series():
    (row,) = series.percent(made(("CN-CQ", 2020, 10, 1)), made(("CN-CQ", 2020, 50, 0))).itertuples()
    assert (row.low, row.value, row.high) == pytest.approx((18, 20, 22)) and row.unit == "percent"


def test_growth_needs_the_year_before_and_stops_at_a_break():
    grown = series.growth(made(("CN-CQ", 2018, 100, 0), ("CN-CQ", 2020, 110, 0), ("CN-CQ", 2021, 121, 1.21)))
    (row,) = grown.itertuples()
    assert (row.year, row.value) == (2021, pytest.approx(10))
    assert (row.low, row.high) == pytest.approx((100 * (119.79 / 110 - 1), 100 * (122.21 / 110 - 1)))
    assert row.inputs == ("CN-CQ-2020", "CN-CQ-2021")
    (broken,) = series.growth(made(("CN-CQ", 2020, 110, 0), ("CN-CQ", 2021, 50, 0, True))).itertuples()
    assert pd.isna(broken.value) and pd.isna(broken.low)
    assert broken.gap == "break in the series"


def test_open_ends_are_kept(data):
    nearly, more = (
        series.states(data, f"{name}-preliminary", ["CN"]).query("year == 2025")
        for name in ("gerd-basic-research", "gerd")
    )
    assert series.at(nearly, "CN", 2025).interval == Interval(270e9, 280e9, low_open=True, high_open=True)
    assert series.at(more, "CN", 2025).interval == Interval(3.92e12, 4.92e12, low_open=True)
    share = series.at(series.ratio(nearly, more, "percent", 100), "CN", 2025).interval
    assert (share.low, share.high) == pytest.approx((100 * 270 / 4920, 100 * 280 / 3920))
    assert share.low_open and share.high_open
    # Only the low end of "more than" is open: of what is left without it, the high end.
    rest = series.at(series.minus(made(("CN", 2025, 5e12, 0), unit="CNY"), more), "CN", 2025).interval
    assert rest == Interval(0.08e12, 1.08e12, high_open=True)
    before, after = (made(("CN", year, 2e12, 0), unit="CNY") for year in (2024, 2026))
    rise, fall = (series.growth(pd.concat(rows)) for rows in ([before, more], [more, after]))
    ends = [series.at(rows, "CN", year).interval for rows, year in ((rise, 2025), (fall, 2026))]
    assert [(each.low_open, each.high_open) for each in ends] == [(True, False), (False, True)]


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
        with pytest.raises(KeyError, match="no value of CN"):
            function(made(("CN-CQ", 2021, 50, 0)))


def test_an_index_is_in_percent_of_its_year_and_needs_a_series_without_a_break():
    pupils = made(("CN", 2017, 50, 0, True), ("CN", 2018, 60, 0), ("CN-CQ", 2017, 8, 0), ("CN-CQ", 2018, 6, 0))
    index = series.indexed(pupils, 2017)
    assert index["value"].tolist() == pytest.approx([100, 120, 100, 75]) and set(index["unit"]) == {"percent"}
    assert index["inputs"].iloc[-1] == ("CN-CQ-2018", "CN-CQ-2017")
    with pytest.raises(ValueError, match="breaks"):
        series.indexed(made(("CN", 2017, 50, 0), ("CN", 2018, 60, 0, True)), 2017)


def test_a_number_of_rows_comes_from_those_that_it_counts_or_was_chosen_among():
    rows = made(("CN", 2020, 1, 0), ("CN", 2021, -1, 0))
    fell = rows.query("value < 0")
    number = series.number_of(fell, "years with a fall")
    assert (number.value, number.unit, number.formula, number.inputs) == (1, "item", "years with a fall", ("CN-2021",))
    assert series.number_of(fell, "years with a fall", rows).inputs == ("CN-2020", "CN-2021")
    assert series.number_of(rows.query("value > 9"), "none", rows).value == 0


def test_the_rest_of_a_share_turns_its_interval_round():
    shares = made(("CN", 2020, 62.5, 0.5), unit="percent").assign(low_open=True)
    rest = series.at(series.rest_of(shares), "CN", 2020)
    assert (rest.value, rest.interval, rest.unit) == (37.5, Interval(37, 38, high_open=True), "percent")


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
    yearly = data.facts.loc[["rd-bulletin-2021-gerd-cq-2021"]]
    assert series.is_yearly(yearly).all()
    for column, other in (("period_basis", "stated"), ("kind", "target"), ("preferred", "no"), ("period", "2021-12")):
        assert not series.is_yearly(yearly.assign(**{column: other})).any(), column


def test_all_provinces_of_a_series_are_ranked_and_nothing_else():
    """The peers (Chongqing, Sichuan) and other provinces; no nation, country, zone, city or district."""
    provinces = (("CN-AH", 40), ("CN-CQ", 10), ("CN-GX", 30), ("CN-SC", 20))
    others = (("CN", 35), ("US", 25), ("CN-CQ-WSC", 15), ("CN-SC-CDU", 50), ("CN-CQ-500112", 5))
    rows = made(*((place, 2024, value, 0) for place, value in (*provinces, *others)))
    ranked = series.ranks(rows).set_index("place_id")
    assert ranked["value"].to_dict() == {"CN-AH": 1, "CN-GX": 2, "CN-SC": 3, "CN-CQ": 4}
    assert set(ranked["of"]) == {4}
    own = series.rank(rows, "CN-CQ", 2024, "rank")
    assert own.value == 4 and own.inputs == ("CN-AH-2024", "CN-CQ-2024", "CN-GX-2024", "CN-SC-2024")
    peers = rows.loc[rows["place_id"].isin(["CN-CQ", "CN-SC", "CN"])]
    assert series.rank(peers, "CN-CQ", 2024, "rank").value == 2, "among those that the series was selected for"


def test_a_series_without_places_ranks_all_provinces_of_the_dataset(data):
    intensity = series.states(data, "gerd-share-of-grp")
    assert "CN-CQ-HTZ" in set(intensity["place_id"])
    ranked = series.ranks(intensity).query("year == 2024")
    assert set(ranked["place_id"]) == set(data.provinces) & set(intensity.query("year == 2024")["place_id"])
    assert set(ranked["of"]) == {len(ranked)}
    peers = series.ranks(series.states(data, "gerd-share-of-grp", "peers")).query("year == 2024")
    assert set(peers["of"]) == {10}


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


def test_sum_and_difference_carry_the_outermost_ends_breaks_and_inputs():
    whole = made(("CN-CQ", 2020, 100, 10), ("CN-CQ", 2021, 100, 0))
    part = made(("CN-CQ", 2020, 40, 5, True))
    (total,) = series.plus(whole, part).itertuples()
    assert (total.low, total.value, total.high, total.breaks) == (125, 140, 155, True)
    (rest,) = series.minus(whole, part).itertuples()
    assert (rest.low, rest.value, rest.high) == (45, 60, 75)
    assert rest.inputs == ("CN-CQ-2020", "CN-CQ-2020")


def test_three_series_add_up_in_the_years_that_all_have():
    first, second = made(("CN", 2020, 1, 0), ("CN", 2021, 2, 0)), made(("CN", 2020, 10, 0), ("CN", 2021, 20, 0))
    (total,) = series.plus(first, second, made(("CN", 2021, 200, 5))).itertuples()
    assert (total.year, total.low, total.value, total.high) == (2021, 217, 222, 227)
    assert series.plus(first, second)["value"].tolist() == [11, 22]


def test_different_units_are_not_added():
    with pytest.raises(ValueError, match="no sum or difference of values in item, percent"):
        series.plus(made(("CN-CQ", 2020, 1, 0)), made(("CN-CQ", 2020, 1, 0), unit="percent"))


def test_places_are_added_up_in_the_years_that_all_of_them_have():
    rows = made(
        ("CN", 2020, 100, 0),
        ("CN-CQ", 2020, 10, 1),
        ("CN-SC", 2020, 20, 2, True),
        ("CN-BJ", 2020, 50, 0),
        ("CN-CQ", 2021, 11, 1),
    )
    (both,) = series.together(rows, ["CN-CQ", "CN-SC"]).itertuples()
    assert (both.place_id, both.low, both.value, both.high, both.breaks) == ("CN", 27, 30, 33, True)
    assert both.inputs == ("CN-CQ-2020", "CN-SC-2020") and both.unit == "item"


def test_years_are_added_up_and_a_missing_or_broken_one_is_refused():
    rows = made(("CN-CQ", 2018, 10, 1), ("CN-CQ", 2019, 20, 1), ("CN-CQ", 2021, 40, 0), ("CN-CQ", 2022, 1, 0, True))
    both = series.over_years(rows, "CN-CQ", 2018, 2019, "two years")
    assert (both.interval.low, both.value, both.interval.high) == (28, 30, 32)
    assert both.inputs == ("CN-CQ-2018", "CN-CQ-2019")
    assert series.at(rows, "CN-CQ", 2019).value == 20
    with pytest.raises(KeyError, match="no value of CN-CQ in 2020"):
        series.over_years(rows, "CN-CQ", 2018, 2021, "four years")
    with pytest.raises(ValueError, match="breaks between"):
        series.over_years(rows, "CN-CQ", 2021, 2022, "two years")


def test_a_rank_spans_what_the_digits_allow_and_comes_from_all_places_ranked():
    rows = made(("CN-CQ", 2020, 10, 1), ("CN-SC", 2020, 11, 1), ("CN-BJ", 2020, 30, 0), ("CN", 2020, 99, 0))
    rank = series.rank(rows, "CN-CQ", 2020, "rank of one")
    assert (rank.interval.low, rank.value, rank.interval.high) == (2, 3, 3)
    assert rank.inputs == ("CN-BJ-2020", "CN-CQ-2020", "CN-SC-2020")
    assert series.rank(rows, "CN-CQ", 2020, "lowest first", descending=False).value == 1
    with pytest.raises(KeyError, match="no value of CN-CQ in 2021"):
        series.rank(rows, "CN-CQ", 2021, "rank of one")


def test_ranks_over_years_keep_what_the_digits_leave_open():
    rows = made(
        *(("CN-CQ", 2020, 10, 1), ("CN-SC", 2020, 11, 1), ("CN-BJ", 2020, 30, 0)),
        *(("CN-CQ", 2021, 40, 1), ("CN-SC", 2021, 30, 1), ("CN", 2021, 99, 0)),
    )
    ranks = series.ranks_of(rows, "CN-CQ", "rank of one")
    found = {name: (rank.interval.low, rank.value, rank.interval.high) for name, rank in ranks.items()}
    assert found == {"best": (1, 1, 1), "worst": (2, 3, 3), "last": (1, 1, 1), "of": (2, 2, 2)}
    assert all("CN-SC-2021" in rank.inputs and "CN-2021" not in rank.inputs for rank in ranks.values())
    assert ranks["worst"].formula == "worst rank of one, 2020 to 2021"
    assert series.ranks_of(rows, "CN-CQ", "lowest first", descending=False)["last"].value == 2
    with pytest.raises(KeyError, match="no value of CN-SN"):
        series.ranks_of(rows, "CN-SN", "rank of one")


def test_growth_between_is_the_whole_change_and_stops_at_a_break():
    states = made(("CN-CQ", 2010, 100, 1), ("CN-CQ", 2012, 150, 1), ("CN", 2010, 10, 0), ("CN", 2012, 20, 0, True))
    china, own = series.growth(states, 2010, 2012).itertuples()
    assert (own.value, own.low, own.high) == pytest.approx((50, 100 * (149 / 101 - 1), 100 * (151 / 99 - 1)))
    assert own.inputs == ("CN-CQ-2010", "CN-CQ-2012") and own.year == 2012
    of_one = series.growth_of(states, "CN-CQ", 2010, 2012, "one")
    assert (of_one.value, of_one.formula) == (own.value, "growth of one, 2010 to 2012")
    with pytest.raises(KeyError, match="no value of CN in 2012"):
        series.growth_of(states, "CN", 2010, 2012, "all")
    assert pd.isna(china.value) and china.gap == "break in the series"


def test_years_behind_reads_the_other_curve_backwards():
    nation = [("CN", year, value, 0) for year, value in ((2018, 40), (2019, 50), (2020, 60))]
    found = series.years_behind(made(*nation, ("CN-CQ", 2019, 45, 1), ("CN-CQ", 2020, 58, 0)), "CN-CQ")
    first, second = found.itertuples()
    assert (first.value, first.low, first.high) == pytest.approx((0.5, 0.4, 0.6))
    assert first.inputs == ("CN-CQ-2019", "CN-2018", "CN-2019") and first.unit == "year"
    assert second.value == pytest.approx(0.2)
    ahead = series.years_behind(made(*nation, ("CN-CQ", 2018, 55, 0)), "CN-CQ")
    assert ahead["value"].tolist() == pytest.approx([-1.5])


def test_years_behind_takes_the_interval_of_the_other_curve_too():
    nation = [("CN", year, value, 1) for year, value in ((2018, 40), (2019, 50), (2020, 60))]
    (row,) = series.years_behind(made(*nation, ("CN-CQ", 2019, 45, 0)), "CN-CQ").itertuples()
    assert (row.low, row.value, row.high) == pytest.approx((0.4, 0.5, 0.6))


@pytest.mark.parametrize(
    "nation",
    [
        [("CN", 2018, 40, 0), ("CN", 2019, 44, 0)],  # never as high
        [("CN", 2018, 40, 0), ("CN", 2020, 60, 0)],  # two years apart
        [("CN", 2018, 40, 0), ("CN", 2019, 60, 0, True)],  # not comparable
    ],
)
def test_years_behind_says_nothing_where_the_curve_does_not_carry_it(nation):
    (row,) = series.years_behind(made(*nation, ("CN-CQ", 2019, 45, 0)), "CN-CQ").itertuples()
    assert pd.isna(row.value) and row.gap == "beyond the comparable values of CN"
    assert list(row.inputs) == ["CN-CQ-2019"]


def test_years_behind_needs_a_rising_curve():
    nation = [("CN", 2018, 40, 0), ("CN", 2019, 39, 0)]
    with pytest.raises(ValueError, match="do not rise"):
        series.years_behind(made(*nation, ("CN-CQ", 2019, 39.5, 0)), "CN-CQ")


def test_years_behind_of_the_enrolment_ratio(data):
    states = series.states(data, "gross-enrolment-ratio-tertiary", ["CN-CQ", "CN"])
    found = series.years_behind(states, "CN-CQ").set_index("year")
    assert found.loc[1997, "gap"]
    # 53.3 lies between 51.6 of 2019 and 54.4 of 2020.
    assert found.loc[2020, "value"] == pytest.approx(2020 - (2019 + (53.3 - 51.6) / (54.4 - 51.6)))
    assert found.loc[2021, "low"] < 0 < found.loc[2021, "high"]
