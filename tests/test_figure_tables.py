"""The table beside a figure."""

import pytest

from cqbook.artifacts.registry import Figure
from cqbook.site import figures

pytestmark = pytest.mark.slow  # Sphinx is imported

HEAD = "place,value,low,high,low_open,high_open,unit,gap,source_ids,observation_ids\n"
FULL = "Beijing,80786,80786,80786,False,False,persons,,a,b\n"
NONE = "Chongqing,,,,False,False,persons,not named in the notice,,\n"
ROOM = "Shanghai,60000,60000,70000,True,False,persons,,a,b\n"


@pytest.mark.parametrize(("rows", "expected"), [(FULL + NONE, False), (FULL + NONE + ROOM, True)])
def test_a_gap_alone_makes_no_column_of_intervals(rows, expected):
    made = figures._table(Figure({"id": "fig-a", "numbers": {}}, HEAD + rows, "05-x", "5. A chapter", "<svg/>", ""))
    text = "\n".join(part.astext() for part in made)
    assert ("Interval" in text) is expected and "not named in the notice" in text
