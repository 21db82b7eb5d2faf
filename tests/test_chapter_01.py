"""What chapter 1 finds, recomputed from the tables with nothing but pandas, against what its notebook records."""

import pandas as pd
import pytest

from cqbook.artifacts import registry
from cqbook.project import paths

RECORDED = registry.read([paths.NOTEBOOKS / "01-children-and-schools.ipynb"]).values
ROWS = pd.read_csv(paths.DATA / "observations.csv", dtype=str).set_index("observation_id")
VALUES = pd.to_numeric(ROWS["value"], errors="coerce")
PEERS = ["CN-CQ", "CN-BJ", "CN-SH", "CN-TJ", "CN-JS", "CN-ZJ", "CN-GD", "CN-HB", "CN-SC", "CN-SN"]


def recorded(name):
    return RECORDED[f"access-{name}"].quantity


def of_year(indicator, year):
    """Preferred values of one year by place."""
    rows = ROWS.loc[
        (ROWS["indicator_id"] == indicator)
        & (ROWS["period"] == str(year))
        & (ROWS["kind"] == "actual")
        & (ROWS["preferred"] == "yes")
    ]
    return pd.Series(VALUES[rows.index].to_numpy(), index=rows["place_id"])


def said_in_october(indicator):
    return VALUES[f"cns-2025-10-20-{indicator}-cq-2025-10-20"]


@pytest.mark.parametrize(
    ("level", "before", "now"),
    [
        ("pre-primary", "ratios-before", "ratios-lead"),
        ("upper-secondary", "lead-upper-secondary-2020", "lead-upper-secondary-2025"),
    ],
)
def test_the_leads_over_the_nation(level, before, now):
    ratio = f"gross-enrolment-ratio-{level}"
    then, latest = of_year(ratio, 2020), of_year(ratio, 2024)
    assert recorded(before).value == pytest.approx(then["CN-CQ"] - then["CN"])
    assert recorded(now).value == pytest.approx(said_in_october(ratio) - latest["CN"])
    assert 0 < recorded(now).interval.high < recorded(before).interval.low


def test_the_lead_in_preschool_of_february_and_the_fall_in_upper_secondary():
    ratio = "gross-enrolment-ratio-pre-primary"
    lead = VALUES[f"cq-press-2025-02-27-{ratio}-cq-2025-02-27"] - of_year(ratio, 2023)["CN"]
    assert recorded("ratios-lead-february").value == pytest.approx(lead)
    upper = [of_year("gross-enrolment-ratio-upper-secondary", year)["CN-CQ"] for year in (2022, 2023, 2024)]
    assert upper == sorted(upper, reverse=True) and upper[-1] == said_in_october(
        "gross-enrolment-ratio-upper-secondary"
    )


def test_upper_secondary_has_stood_still_since_2019():
    rows = ROWS.loc[
        (ROWS["indicator_id"] == "gross-enrolment-ratio-upper-secondary")
        & (ROWS["place_id"] == "CN-CQ")
        & (ROWS["kind"] == "actual")
    ]
    span = recorded("upper-secondary-since-2019").interval
    assert rows["period"].min() == "2019"
    assert 98.4 <= span.low <= VALUES[rows.index].min() and VALUES[rows.index].max() <= span.high <= 99


@pytest.mark.parametrize(
    ("indicator", "implied"),
    [
        ("gross-enrolment-ratio-pre-primary", "implied-pre-primary"),
        ("gross-enrolment-ratio-upper-secondary", "implied-upper-secondary"),
        ("retention-rate-compulsory", "implied-retention"),
    ],
)
def test_the_stated_rises_are_larger_than_those_from_2020_and_2019(indicator, implied):
    state = VALUES[f"cq-press-2025-02-27-{indicator}-cq-2025-02-27"]
    rise = VALUES[f"cq-press-2025-02-27-{indicator}-change-cq-2018-2023"]
    assert recorded(implied).value == pytest.approx(state - rise)
    for year in (2019, 2020):
        assert rise > state - of_year(indicator, year)["CN-CQ"]
    if indicator == "gross-enrolment-ratio-pre-primary":
        assert recorded("rises-stated").value == rise
        assert recorded("rises-found").value == pytest.approx(state - of_year(indicator, 2020)["CN-CQ"])


def test_retention_breaks_between_the_two_conferences_of_2025():
    february = VALUES["cq-press-2025-02-27-retention-rate-compulsory-cq-2025-02-27"]
    assert said_in_october("retention-rate-compulsory") - february > 2
    assert ROWS.loc["cns-2025-10-20-retention-rate-compulsory-cq-2025-10-20", "status"] == "B"


def test_public_share_and_inclusive_coverage_are_two_indicators():
    assert recorded("public-public").value == said_in_october("preschool-public-share") == 57.03
    assert recorded("public-inclusive").value == said_in_october("preschool-inclusive-coverage") == 95.2
    assert VALUES["icq-2022-10-preschool-public-share"] < recorded("public-public").value


def test_kindergartens_lost_a_third_and_general_secondary_schools_grew():
    def pupils(level, year):
        return of_year(f"students-{level}", year)["CN"]

    fell = 100 * (1 - pupils("pre-primary", 2025) / pupils("pre-primary", 2020))
    assert recorded("pupils-lost").value == pytest.approx(fell) and round(fell) == 33
    for level in ("lower-secondary", "upper-secondary-general"):
        assert pupils(level, 2025) > pupils(level, 2024) > pupils(level, 2020)
    entrants = {year: of_year("entrants-primary", year)["CN"] for year in (2023, 2025)}
    assert recorded("entrants-fell").value == pytest.approx(100 * (1 - entrants[2025] / entrants[2023]))


def test_kindergartens_of_chongqing_emptied_as_those_of_the_nation():
    own = {
        (level, year): of_year(f"students-{level}", year)["CN-CQ"]
        for level in ("pre-primary", "primary", "upper-secondary-general")
        for year in (2017, 2019, 2025)
    }
    before = of_year("students-pre-primary", 2020)["CN-CQ"]
    assert recorded("pupils-own").value == pytest.approx(100 * (1 - own["pre-primary", 2025] / before))
    primary = [of_year("students-primary", year)["CN-CQ"] for year in range(2018, 2026)]
    assert max(primary) < own["primary", 2017], "primary schools of Chongqing have fewer pupils in every year since"
    assert own["upper-secondary-general", 2025] > own["upper-secondary-general", 2019]
    assert recorded("third-of-kindergartens-2025").value == pytest.approx(own["pre-primary", 2025] / 3)


def test_the_preschool_age_group_shrank_while_the_ratio_rose():
    def group(place, year):
        pupils, ratio = of_year("students-pre-primary", year), of_year("gross-enrolment-ratio-pre-primary", year)
        return 100 * pupils[place] / ratio[place]

    shrank = 100 * (1 - group("CN", 2024) / group("CN", 2020))
    assert recorded("children-shrank").value == pytest.approx(shrank) and 30 < shrank < 32
    assert 0.97 < group("CN-CQ", 2020) / group("CN-CQ", 2017) < 1
    ratio = of_year("gross-enrolment-ratio-pre-primary", 2020) / of_year("gross-enrolment-ratio-pre-primary", 2017)
    assert recorded("children-ratio").value == pytest.approx(100 * (ratio["CN-CQ"] - 1))


@pytest.mark.parametrize(
    ("year", "residents", "low", "high"),
    [
        (2017, "resident-population-before-2020-census-revision-cq-2016", -0.001, 0.001),
        (2011, "resident-population-cq-2010", 0.15, 0.2),
    ],
)
def test_the_kindergarten_count_of_2017_fits_the_yearbook_and_that_of_2011_does_not(year, residents, low, high):
    made = VALUES[f"nbs-data-students-per-100000-pre-primary-cq-{year}"] * VALUES[f"nbs-data-{residents}"] / 1e5
    assert recorded(f"kindergarten-check-{year}").value == pytest.approx(made)
    assert low < made / VALUES[f"cqedu-2018-98-students-pre-primary-cq-{year}"] - 1 < high


@pytest.mark.parametrize(
    ("level", "name", "place"),
    [
        ("primary", "primary", 3),
        ("lower-secondary", "lower-secondary", 7),
        ("upper-secondary-general", "upper-secondary", 10),
    ],
)
def test_pupils_per_teacher_and_their_ranks(level, name, place):
    ratios = {year: of_year(f"pupil-teacher-ratio-{level}", year)[PEERS] for year in (2010, 2023)}
    assert ratios[2023]["CN-CQ"] < ratios[2010]["CN-CQ"]
    assert ratios[2023].rank()["CN-CQ"] == recorded(f"rank-{name}").value == place
    assert recorded(f"rank-{name}-places").value == len(PEERS)


def test_chongqing_had_the_most_students_in_special_education_in_2019():
    per_head = {
        year: 1e5 * of_year("students-special-education", year) / of_year("resident-population", year)
        for year in (2019, 2021, 2025)
    }
    assert recorded("special-city").value == pytest.approx(per_head[2025]["CN-CQ"]) and (
        per_head[2025]["CN-CQ"] < per_head[2021]["CN-CQ"]
    )
    assert recorded("special-nation").value == pytest.approx(per_head[2025]["CN"])
    assert per_head[2019][PEERS].idxmax() == "CN-CQ" and recorded("rank-special").value == 1


def test_the_pace_to_the_target_of_education_communities():
    missing = (
        VALUES["icq-2025-02-education-community-share"]
        - VALUES["cns-2025-10-20-education-community-share-cq-2025-10-20"]
    )
    pace = recorded("communities-needed").interval
    # From 20 October 2025 to the first and to the last day of 2027.
    assert pace.low < missing / 2.2 < missing / 1.2 < pace.high < 2 * missing
