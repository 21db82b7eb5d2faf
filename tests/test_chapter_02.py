"""What chapter 2 finds about the 38 districts, recomputed with plain pandas."""

import pytest
from plain import said, table, yearly

PLACES = table("places").query("kind == 'district'").set_index("place_id")
CENTRE, NEW, SOUTH_EAST = "central-urban-area", "new-urban-area", "south-east"
ZHONG, YUZHONG, BISHAN, WULONG = (f"CN-CQ-500{code}" for code in (233, 103, 120, 156))
LEVELS = ("primary", "lower-secondary", "upper-secondary-general")


def districts(indicator, year=2024):
    """One value a district."""
    found = yearly(indicator)[year].loc[PLACES.index].dropna()
    assert len(found) == 38, indicator
    return found


def by_group(values):
    return values.groupby(PLACES["group"]).sum()


def grown(indicator):
    return districts(indicator) / districts(indicator, 2023) - 1


def test_primary_pupils_became_more_in_nine_districts():
    pupils = grown("students-primary")
    rose = set(pupils[pupils > 0].index)
    central = set(PLACES[PLACES["group"] == CENTRE].index)
    assert len(central) == 9 and rose == central - {YUZHONG} | {BISHAN}
    assert (pupils < 0).sum() == 29 and pupils.idxmin() == ZHONG
    assert PLACES["name"][pupils.idxmax()] == "Beibei"
    children = grown("registered-population-0-17")
    assert set(children[children > 0].index) == central and (children < 0).sum() == 29


def test_primary_teachers_have_most_pupils_in_the_centre_and_upper_secondary_ones_fewest():
    ratios = {name: [districts(f"{who}-{name}") for who in ("students", "teachers")] for name in LEVELS}
    together = {name: by_group(pupils) / by_group(teachers) for name, (pupils, teachers) in ratios.items()}
    assert together["primary"].idxmax() == CENTRE and together["primary"].idxmin() == SOUTH_EAST
    assert together["primary"][CENTRE] == pytest.approx(17.1, abs=0.05)
    upper = together["upper-secondary-general"]
    assert upper.idxmin() == CENTRE and upper.idxmax() == NEW
    primary, upper = (pupils / teachers for pupils, teachers in (ratios["primary"], ratios["upper-secondary-general"]))
    assert (primary.idxmax(), primary.idxmin()) == (BISHAN, WULONG)
    assert (primary > upper)[PLACES["group"] == CENTRE].all()
    without = (PLACES["group"] == CENTRE) & (PLACES.index != YUZHONG)
    assert primary[without].min() > 16 > primary[YUZHONG]


def test_the_richer_half_spends_as_much_for_each_pupil_as_the_poorer_half():
    pupils = sum(districts(f"students-{name}") for name in LEVELS)
    spent = districts("district-education-expenditure")
    order = districts("gdp-per-capita-preliminary").sort_values(ascending=False).index
    richer, poorer = (spent[half].sum() / pupils[half].sum() for half in (order[:19], order[19:]))
    assert richer == pytest.approx(18_357, abs=0.5) and poorer == pytest.approx(18_377, abs=0.5)
    assert 0 < poorer / richer - 1 < 0.0015, "0.1 percent more"
    # No rank correlation to speak of either.
    assert abs((spent / pupils).corr(districts("gdp-per-capita-preliminary"), method="spearman")) < 0.1
    groups = by_group(spent) / by_group(pupils)
    assert groups.idxmin() == CENTRE and groups.idxmax() == SOUTH_EAST
    assert groups[SOUTH_EAST] / groups[CENTRE] == pytest.approx(1.12, abs=0.005)


def test_few_districts_collect_half_of_what_they_spend():
    covered = districts("district-general-budget-revenue") / districts("district-general-budget-expenditure")
    assert (covered >= 0.5).sum() == 12
    assert [PLACES["name"][place] for place in (covered.idxmin(), covered.idxmax())] == ["Chengkou", "Jiulongpo"]


def test_numbers_of_teachers_move_the_way_of_pupils_and_money_does_not():
    pupils, teachers, money = map(grown, ("students-primary", "teachers-primary", "district-education-expenditure"))
    assert ((pupils < 0) & (teachers < 0)).sum() == 26 and ((pupils > 0) & (teachers > 0)).sum() == 9
    assert list(money[money < 0].index) == [ZHONG] and ((money > 0) & (money < 0.01)).sum() == 21
    sizes = {"500102": (10.4, 5.0), "500154": (1.0, 5.2)}  # Fuling and Kaizhou
    for code, lost in sizes.items():
        assert [-100 * rows[f"CN-CQ-{code}"] for rows in (teachers, pupils)] == pytest.approx(lost, abs=0.05)
    then, now = (
        by_group(districts("students-primary", year)) / by_group(districts("teachers-primary", year))
        for year in (2023, 2024)
    )
    assert (now - then).abs().max() < 0.3
    schools = districts("schools-primary") - districts("schools-primary", 2023)
    assert schools.sum() == -125 and schools.min() == schools[ZHONG] == -32


def test_the_centre_has_the_units_of_research_and_the_counties_the_students():
    def share(indicator):
        return by_group(districts(indicator))[CENTRE] / yearly(indicator, "CN-CQ")[2024]

    assert share("units-research-and-development") == pytest.approx(0.75, abs=0.005)
    assert share("resident-population") == pytest.approx(0.33, abs=0.005)
    assert share("students-upper-secondary-general") == pytest.approx(0.21, abs=0.005)
    upper = "students-upper-secondary-general"
    outside = 1 - districts(upper).sum() / yearly(upper, "CN-CQ")[2024]
    assert outside == pytest.approx(0.023, abs=0.0005)


def test_children_are_a_larger_share_in_the_centre_and_in_the_south_east():
    children, everyone = districts("registered-population-0-17"), districts("registered-population")
    share = (by_group(children) / by_group(everyone)).sort_values()
    assert list(share.index[-2:]) == [SOUTH_EAST, CENTRE]
    assert (children / everyone).idxmin() == YUZHONG


def test_what_stands_outside_the_districts():
    outside = {
        year: yearly("students-primary", "CN-CQ")[year] - districts("students-primary", year).sum()
        for year in (2023, 2024)
    }
    assert outside[2024] == 117_391 and outside[2024] / outside[2023] == pytest.approx(1.055, abs=0.0005)
    money = districts("district-education-expenditure").sum()
    assert money / yearly("local-government-education-expenditure", "CN-CQ")[2024] == pytest.approx(0.77, abs=0.005)


def test_more_special_schools_than_districts_and_a_third_of_upper_secondary_schools():
    assert said("cq-yearbook-2025-special-education-schools-cq-2024") > len(PLACES)
    schools = districts("schools-upper-secondary-general").sum()
    assert schools == 274 and schools / 3 < said("icq-2025-02-specialised-high-schools") < schools / 2
