"""Convergence: growth by level, dispersion, and how much of either hangs on single places."""

import math

import numpy as np
import pytest
from plain import PLACES as PEERS
from test_series import made

from cqbook.analysis import convergence

PLACES = sorted([*PEERS, "CN-AH"])


def panel(*years, breaks=()):
    """Values by year, each a mapping of place to value; what is no province, far away, must not count."""
    rows = [(place, year, 1000, 0) for year, _ in years for place in ("CN", "CN-CQ-500112", "US")]
    rows += [
        (place, year, value, 0, *[True] * (year in breaks)) for year, held in years for place, value in held.items()
    ]
    return made(*rows, unit="percent")


def levels(*values):
    return dict(zip(PLACES, values, strict=False))


def test_beta_is_the_growth_that_goes_with_twice_the_level():
    start = levels(1, 2, 4, 8, 16)
    end = {place: value * 1.01 ** (10 - math.log2(value)) for place, value in start.items()}
    found = convergence.beta(panel((2012, start), (2013, end)), 2012, 2013)
    assert found.points["growth"].tolist() == pytest.approx([100 * (1.01**power - 1) for power in (10, 9, 8, 7, 6)])
    assert found.slope == pytest.approx(np.polyfit([0, 1, 2, 3, 4], found.points["growth"], 1)[0])
    assert found.at_one == pytest.approx(np.polyfit([0, 1, 2, 3, 4], found.points["growth"], 1)[1])
    assert set(found.left_out) == set(PLACES[:5]) and "CN" not in found.points.index
    without = np.polyfit([1, 2, 3, 4], found.points["growth"][1:], 1)[0]
    assert found.left_out[PLACES[0]] == pytest.approx(without)
    assert found.bootstrap.low <= found.slope <= found.bootstrap.high
    fits = found.fits().set_index(["place_id", "measure"])["value"]
    assert fits["", "level"].tolist() == [1, 16] and fits[PLACES[0], "level"].tolist() == [1, 16]
    assert fits["", "growth"].tolist() == pytest.approx([found.at_one, found.at_one + 4 * found.slope])
    assert fits[PLACES[0], "growth"].iloc[1] - fits[PLACES[0], "growth"].iloc[0] == pytest.approx(4 * without)
    whole = found.derived("slope", by_leaving_out=True)
    assert whole.interval.low == pytest.approx(min(found.left_out.values())) and whole.unit == "percentage-point"
    assert "CN-CQ-2012" in whole.inputs and "CN-CQ-2013" in whole.inputs


def test_an_earlier_level_keeps_chance_in_the_first_year_out():
    """All places are alike but for an odd year: growth from it falls with its level, growth by an older level not."""
    odd = levels(1, 2, 3, 4, 5)
    states = panel((2010, levels(2, 3, 2, 3, 2)), (2011, odd), (2012, levels(3, 3, 3, 3, 3)))
    assert convergence.beta(states, 2011, 2012).slope < -40
    assert convergence.beta(states, 2011, 2012, level_year=2010).points["start"].tolist() == [2, 3, 2, 3, 2]


def test_beta_refuses_a_break_and_few_places():
    broken = panel((2012, levels(1, 2, 3, 4)), (2013, levels(2, 3, 4, 5)), breaks=(2013,))
    with pytest.raises(ValueError, match="breaks between"):
        convergence.beta(broken, 2012, 2013)
    with pytest.raises(ValueError, match="3 places"):
        convergence.beta(panel((2012, levels(1, 2, 3)), (2013, levels(2, 3, 4))), 2012, 2013)


def test_sigma_counts_ratios_or_distances():
    states = panel((2012, levels(1, 2, 4)), (2013, levels(2, 4, 8)), (2014, levels(1, 2)))
    relative, absolute = convergence.sigma(states), convergence.sigma(states, relative=False)
    assert list(relative) == [2012, 2013]  # a year with a place missing is left out
    assert [each.value for each in relative.values()] == pytest.approx([math.log(2)] * 2)
    assert absolute[2013].value == pytest.approx(2 * absolute[2012].value)
    # Without the middle one the ends are two doublings apart, without an end one doubling.
    span = relative[2012].interval
    assert (span.low, span.high) == pytest.approx((math.log(2) / 2**0.5, 2 * math.log(2) / 2**0.5))
    assert (relative[2012].unit, absolute[2012].unit) == ("natural logarithm", "percentage-point")
    assert relative[2012].inputs == tuple(f"{place}-2012" for place in PLACES[:3])
    with pytest.raises(ValueError, match="2 places"):
        convergence.sigma(panel((2012, levels(1, 2))))
