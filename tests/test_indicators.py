"""Pages of indicators: numbers as their sources print them, and pictures that reach the last year."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cqbook.site import indicators
from cqbook.site.shared import numbers_of_indicators

pytestmark = pytest.mark.slow  # Sphinx is imported


@pytest.mark.parametrize(
    ("value", "printed", "shown"), [(58, "58%", "58"), (60.8, "60.8%", "60.8"), (57.833, "57.833", "57.83")]
)
def test_a_number_has_no_more_decimals_than_its_source_prints(value, printed, shown):
    row = pd.Series({"display_factor": 1, "decimals": 2})
    found = SimpleNamespace(value=value, printed=printed, status="A", source_id="a", Index="b")
    assert indicators._number(row, found).astext() == shown


def test_the_picture_of_coverage_reaches_the_last_year_of_the_dataset():
    years = {year for numbers in numbers_of_indicators().values() for year in numbers.yearly["year"]}
    assert indicators._years()[-1] == max(years)
    assert indicators._runs({max(years)}) == [(max(years) - 2010, 1)]
