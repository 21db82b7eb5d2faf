"""Chapter 4, its findings recomputed from the tables alone, and compared with what the stored notebook records."""

import pandas as pd
import pytest

from cqbook.artifacts import registry
from cqbook.project.paths import DATA, NOTEBOOKS

RECORDED = registry.read([NOTEBOOKS / "04-vocational-education.ipynb"]).values
ROWS = pd.read_csv(DATA / "observations.csv", dtype=str, keep_default_na=False).set_index("observation_id")
TEN = ["CN-CQ", "CN-BJ", "CN-SH", "CN-TJ", "CN-JS", "CN-ZJ", "CN-GD", "CN-HB", "CN-SC", "CN-SN"]


def series(indicator):
    """Yearly values, one row a place and one column a year."""
    rows = ROWS.query("indicator_id == @indicator and preferred == 'yes' and kind == 'actual'")
    rows = rows.loc[rows["period"].str.fullmatch("[0-9]{4}") & (rows["period_basis"] == "reference")]
    return rows.assign(value=rows["value"].astype(float)).pivot(index="place_id", columns="period", values="value")


def recorded(name):
    return RECORDED[f"vocational-{name}"].quantity


@pytest.fixture(scope="module")
def tables():
    return {
        "schools": series("students-secondary-vocational"),
        "general": series("students-upper-secondary-general"),
        "teachers": series("teachers-secondary-vocational"),
        "courses": series("tertiary-students-short-cycle-regular"),
        "regular": series("tertiary-students-regular"),
        "graduates": series("tertiary-graduates-regular"),
        "degrees": series("bachelor-degrees-awarded"),
        "leavers": series("graduates-secondary-vocational"),
    }


def test_short_cycle_courses_overtake_the_schools_in_2018(tables):
    ahead = tables["courses"].loc["CN-CQ"].gt(tables["schools"].loc["CN-CQ", "2010":"2019"])
    assert ahead.index[ahead].tolist() == ["2018", "2019"]
    assert recorded("students-courses-last").value == tables["courses"].loc["CN-CQ", "2019"] == 364_562
    assert recorded("students-schools-last").value == tables["schools"].loc["CN-CQ", "2019"] == 317_203
    # "later counts come from another table"
    assert tables["schools"].loc["CN-CQ", "2019":].dropna().index.tolist() == ["2019", "2024", "2025"]
    assert ROWS.loc["cq-yearbook-2025-students-secondary-vocational-cq-2024", "status"] == "B"


def test_share_and_rank_of_vocational_schools(tables):
    share = 100 * tables["schools"] / (tables["schools"] + tables["general"])
    assert recorded("upper-secondary-last").value == pytest.approx(share.loc["CN-CQ", "2019"])
    assert share.loc[["CN-CQ", "CN"], "2019"].round(1).tolist() == [34.0, 33.5]
    assert recorded("upper-secondary-rank").value == share.loc[TEN, "2019"].rank(ascending=False)["CN-CQ"] == 5
    assert ROWS.loc["nbs-data-students-secondary-vocational-cn-2021", "status"] == "B"


def test_only_sichuan_has_more_students_per_teacher(tables):
    ratio = tables["schools"] / tables["teachers"]
    assert recorded("teachers-last").value == pytest.approx(ratio.loc["CN-CQ", "2019"])
    assert ratio.loc[TEN, "2019"].gt(ratio.loc["CN-CQ", "2019"]).pipe(lambda more: more.index[more]).tolist() == [
        "CN-SC"
    ]


def test_the_share_without_a_bachelor_degree_is_the_largest_of_ten(tables):
    in_courses = 100 * tables["courses"] / tables["regular"]
    without = 100 * (tables["graduates"] - tables["degrees"]) / tables["graduates"]
    assert in_courses.loc[TEN, "2019"].idxmax() == without.loc[TEN, "2024"].idxmax() == "CN-CQ"
    assert recorded("colleges-last").value == pytest.approx(in_courses.loc["CN-CQ", "2019"])
    assert recorded("colleges-without-last").value == pytest.approx(without.loc["CN-CQ", "2024"])
    # More places fell than rose, as the text says.
    assert in_courses.loc[TEN].eval("`2019` < `2010`").sum() == 8
    jump = (tables["graduates"] - tables["degrees"]).loc["CN-CQ"].pct_change(fill_method=None)
    assert jump.idxmax() == "2022" and recorded("graduates-jump").value == pytest.approx(100 * jump["2022"])


def test_the_stated_sum_of_graduates_needs_others_than_regular_ones(tables):
    stated = float(ROWS.loc["icq-2025-10-graduates", "value"])
    regular = tables["graduates"].loc["CN-CQ"]
    five = regular["2021":"2025"].sum()
    assert regular["2025"] == 336_300
    assert recorded("five-years-five").value == five == 1_439_500
    assert recorded("five-years-covered").value == pytest.approx(100 * five / stated)
    rest = recorded("five-years-rest").interval
    # Four numbers rounded to a hundred, the last one, too, and one rounded to ten thousand.
    assert [rest.low, rest.high] == pytest.approx([stated - five - 5250, stated - five + 5250])
    assert rest.low > 400_000


def test_all_school_leavers_fill_the_rest_and_those_who_stop_less_than_half(tables):
    leaver = tables["leavers"].loc["CN-CQ", "2024"]
    rest = float(ROWS.loc["icq-2025-10-graduates", "value"]) - 1_439_500
    assert 5 * leaver > rest and 0.43 < 5 * leaver * 0.3 / rest < 0.45
    marks = registry.read([NOTEBOOKS / "04-vocational-education.ipynb"]).figures["fig-vocational-five-years"].marks
    last_bar = marks.loc[marks["bar"] == "or all leavers", "value"].sum()
    assert last_bar == pytest.approx((1_439_500 + 5 * leaver) / 1000)


def test_shares_and_targets_have_no_base():
    targets = pd.read_csv(DATA / "targets.csv", dtype=str, keep_default_na=False).set_index("target_id")
    for name in ("high-level-vocational-colleges", "modern-industry-colleges", "joint-graduate-training-platforms"):
        assert targets.loc[f"icq-2025-02-{name}", ["base_id", "result_id"]].tolist() == ["not-stated", "not-found"]
    checks = pd.read_csv(DATA / "checks.csv", dtype=str, keep_default_na=False).set_index("observation_id")
    assert checks.loc["icq-2025-10-vocational-progression-share", "verdict"] == "mistranslated"
    assert recorded("majors-net").value == 116 - 25


def test_names_of_clusters_that_were_found():
    nodes = pd.read_csv(DATA / "frameworks.csv", dtype=str, keep_default_na=False)
    clusters = nodes.loc[(nodes["framework"] == "33618") & (nodes["level"] == "cluster"), "parent_id"].value_counts()
    assert clusters.sum() == 14 and clusters["33618-new-star"] == 2
