"""The parts add up to the whole wherever one source, or the preferred ones, state all of them."""

from cqbook.analysis import sums


def test_the_provinces_add_up_to_the_nation(data):
    found = sums.of_provinces(data)
    assert len(found) >= 468, "tables of 31 places and the nation have gone"
    assert set(sums.DIFFERENCES) <= set(found["indicator_id"]), "a reason that nothing needs"
    assert found["fits"].all(), sums.wrong(data)


def test_the_districts_add_up_to_the_city(data):
    found = sums.of_districts(data)
    assert len(found) >= 38
    assert found["fits"].all(), sums.wrong(data)
