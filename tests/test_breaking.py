"""A sample of what `make break` does: no damage of a table goes through, and no slip in a number is seen by nobody."""

import importlib.util

import pytest

from cqbook.project.paths import ROOT

pytestmark = pytest.mark.slow  # the whole dataset is checked for each

spec = importlib.util.spec_from_file_location("breaking", ROOT / "tools" / "breaking.py")
breaking = importlib.util.module_from_spec(spec)
spec.loader.exec_module(breaking)


@pytest.fixture(scope="module")
def folder():
    with breaking.copy_of_data() as place:
        yield place


def sample():
    """Each kind of damage once, the next kind in the next table."""
    kinds = {}
    for damage in breaking.damages():
        kinds.setdefault(damage.name, []).append(damage)
    return [found[7 * number % len(found)] for number, found in enumerate(kinds.values())]


@pytest.mark.parametrize("damage", sample(), ids=lambda damage: f"{damage.name}, {damage.file}")
def test_a_damaged_table_is_refused_with_its_name(folder, damage):
    outcome, told = breaking.come_of(damage, folder)
    assert outcome not in (breaking.TAKEN, breaking.TRACEBACK), told
    assert "\n" not in told and damage.file in told and len(told) < 1000


def test_a_slip_in_a_number_is_noticed(folder):
    """A wrong order of magnitude by more than the review, which a person must read."""
    watch = breaking.Watch()
    found = [(slip, watch.noticed_by(slip, folder)) for slip in breaking.slips(watch.drawn()[::1800], watch.rows)]
    assert len(found) >= 16
    assert [slip for slip, who in found if who == breaking.NOBODY] == []
    large = [who for slip, who in found if slip.name in ("tenfold", "a tenth", "万 for 亿", "亿 for 万")]
    assert len(large) >= 8 and breaking.REVIEW not in large
