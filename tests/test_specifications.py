"""Charts that a reader changes: each specification draws real numbers, in the colours that always mean the same."""

import json
import re

import pytest
import vl_convert

from cqbook import series
from cqbook.figures.specifications import SPECIFICATIONS
from cqbook.figures.style import COLOURS

ROLES = {"CN-CQ": "home", "CN": "nation"}


@pytest.fixture
def rows(data):
    """R&D intensity as the page fills it in: rows of each specification."""
    found = series.states(data, "gerd-share-of-grp", [*data.provinces, "CN"])
    places = data.places.set_index("place_id")
    found = found.assign(role=found["place_id"].map(ROLES).fillna("other"), line=found["place_id"])
    found["name"] = found["place_id"].map(places["name"])
    found["shown"] = found["value"].map("{:.2f}".format)
    last = found.loc[found["year"] == 2024].sort_values("value", ascending=False)
    grid = last.loc[last["place_id"] != "CN"].assign(
        row=last["place_id"].map(places["tile_row"]), column=last["place_id"].map(places["tile_column"])
    )
    grid = grid.assign(words=grid["name"].str.split(), is_dark=grid["value"] > 3)
    columns = ["year", "value", "low", "high", "role", "line", "name", "shown"]
    tiles = [*columns, "row", "column", "words", "is_dark"]
    made = {
        "lines": found[columns],
        "ranking": last[columns],
        "tiles": grid[tiles],
        "gains": grid.assign(value=grid["value"] - 2)[tiles],
        "scatter": last.assign(x=last["value"], y=last["value"] ** 2)[["x", "y", "role"]],
    }
    return {name: frame.to_dict("records") for name, frame in made.items()}


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_a_specification_draws_each_of_its_rows(name, rows):
    made = SPECIFICATIONS[name]()
    label = {"px": 20, "py": 30, "name": "Chongqing", "role": "home"}
    made["datasets"] = {"rows": rows[name], "labels": [label], "picked": [label], "empty": []}
    svg = vl_convert.vegalite_to_svg({**made, "width": 600, "height": 400}, vl_version="6.4")
    if name in ("tiles", "gains"):
        assert svg.count(">Chongqing<") == 1 and len(rows[name]) == 31
        assert all(f">{row['shown']}<" in svg for row in rows[name])
    else:
        for role in ("main", "accent", "quiet"):
            assert COLOURS[role].lower() in svg.lower()
        marks = re.findall(r'aria-roledescription="(circle|bar)"', svg)
        assert len(marks) == len(rows[name])
    assert f'stroke="{COLOURS["ink"]}"' in svg, "a ring marks the value that is told"


def test_specifications_hold_no_data_and_ask_for_none():
    for make in SPECIFICATIONS.values():
        text = json.dumps(make())
        assert '"url"' not in text and '"values"' not in text and '"datasets"' not in text
