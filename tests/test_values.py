import pytest

from cqbook.artifacts import values
from cqbook.project import media_types
from cqbook.quantities import Quantity
from cqbook.quantities.intervals import Interval

SHARE = Quantity(Interval(1 / 3, 2 / 3, low_open=True), "percent", "made up", ("a", "b"), 0.5)


def test_values_are_put_out_by_name(monkeypatch):
    calls = []
    monkeypatch.setattr(values, "put_out", lambda outputs, *_: calls.append(outputs))
    values.publish({"share-of-all": SHARE})
    assert calls[0][media_types.VALUES]["share-of-all"]["inputs"] == ["a", "b"]
    assert calls[0]["text/plain"] == "share-of-all: 0.5 %, interval more than 0.3333, up to 0.6667 (made up)"


def test_two_values_of_one_formula_are_refused():
    other = Quantity(Interval(1, 1), "percent", "another", ("a",))
    with pytest.raises(ValueError, match="share, part: the same formula"):
        values.publish({"share": SHARE, "other": other, "part": SHARE})


@pytest.mark.parametrize("name", ["Share", "share_of", "", "a b"])
def test_a_bad_name_is_refused(name):
    with pytest.raises(ValueError, match="expected words in lower case"):
        values.publish({name: SHARE})
