"""Ranks among all 31 provinces that the chapters print beside those of the ten, from the tables alone."""

import pytest
from plain import PLACES, table, yearly

from cqbook.artifacts import registry
from cqbook.project import paths

ALL = table("places").query("kind in ['province', 'municipality', 'autonomous-region']")["place_id"].tolist()
PEOPLE, GDP, GERD = yearly("resident-population"), yearly("gdp"), yearly("gerd")
STUDENTS, BUDGET = yearly("tertiary-students-regular"), yearly("local-government-general-budget-expenditure")
EDUCATION, SCIENCE = (yearly(f"local-government-{it}-expenditure") for it in ("education", "budget-sci-tech"))
RESEARCHERS, PERSONNEL = yearly("researchers-fte"), yearly("rd-personnel-fte")
GRADUATES, DEGREES = yearly("tertiary-graduates-regular"), yearly("bachelor-degrees-awarded")
TEACHERS = {
    level: yearly(f"pupil-teacher-ratio-{level}") for level in ("primary", "lower-secondary", "upper-secondary-general")
}
# The name of the value, what is ranked, whether the largest is first.
RANKS = {
    "access-rank-primary": (TEACHERS["primary"][2023], True),
    "access-rank-lower-secondary": (TEACHERS["lower-secondary"][2023], True),
    "access-fullest-rank": (TEACHERS["upper-secondary-general"][2023], True),
    "access-rank-special-all": ((yearly("students-special-education") / PEOPLE)[2019], True),
    "tertiary-graduate-students-rank": ((yearly("graduate-students") / PEOPLE)[2024], True),
    "tertiary-teachers-rank-all": (yearly("student-teacher-ratio-tertiary-regular")[2019], True),
    "vocational-colleges-rank-2010": ((1 - DEGREES / GRADUATES)[2010], True),
    "vocational-colleges-rank-2024": ((1 - DEGREES / GRADUATES)[2024], True),
    "gerd-rise-rank-all": (GERD[2024] / GERD[2012], True),
    "gerd-growth-rank-all-2024": (GERD[2024] / GERD[2023], True),
    "gerd-ranks-amount-2012": (GERD[2012], True),
    "gerd-ranks-amount-2024": (GERD[2024], True),
    "gerd-budget-now": ((SCIENCE / BUDGET)[2023], True),
    "innovation-standing-personnel-last": ((PERSONNEL / PEOPLE)[2023], True),
    "innovation-standing-researchers-last": ((RESEARCHERS / PEOPLE)[2023], True),
    "gerd-ranks-intensity-2012": ((GERD / GDP)[2012], True),
    "gerd-ranks-intensity-2024": ((GERD / GDP)[2024], True),
    "peers-measures-graduates-last": ((GRADUATES / PEOPLE)[2024], True),
    "peers-measures-gdp-last": ((GDP / PEOPLE)[2024], True),
    "peers-measures-education-last": ((EDUCATION / PEOPLE)[2023], True),
    "peers-movers-rank": ((GERD / GDP)[2024] - (GERD / GDP)[2012], True),
    "peers-beta-rank": ((GERD / GDP)[2024] / (GERD / GDP)[2012], True),
}


@pytest.fixture(scope="module")
def stored():
    return registry.read(sorted(paths.NOTEBOOKS.glob("*.ipynb"))).values


@pytest.mark.parametrize("name", RANKS)
def test_a_rank_of_all_provinces(stored, name):
    values, largest_first = RANKS[name]
    values = values.reindex(ALL)
    assert len(ALL) == 31 and values.notna().all() and set(PLACES) < set(ALL)
    assert stored[name].quantity.value == values.rank(ascending=not largest_first)["CN-CQ"]
