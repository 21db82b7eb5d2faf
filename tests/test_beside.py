"""Work that is done beside the pages gives what it would give here: its result, what it has read, its errors."""

import os
import types

import pytest
from sphinx.errors import ExtensionError

from cqbook.dataset import reads
from cqbook.site import beside

pytestmark = pytest.mark.slow  # Sphinx is imported

MANY = [f"name {number}" for number in range(beside.FEW + 1)]


@pytest.fixture
def app():
    made = types.SimpleNamespace()
    yield made
    beside.end(made, None)


def work(name):
    reads.NOTED.add(f"facts:{name}")
    if name == "name 3":
        raise ValueError(name)
    if name == "name 5":
        os._exit(1)
    return os.getpid()


@pytest.mark.parametrize("names", [MANY, MANY[:2]])
def test_what_is_read_is_noted_here_wherever_it_is_done(app, names):
    jobs = beside.Jobs(app, names, work)
    reads.NOTED.clear()
    assert (jobs.result("name 1") != os.getpid()) == (names == MANY)
    assert reads.noted() == ["facts:name 1"], "nothing of another name"
    assert jobs.names == names


def test_an_error_is_raised_where_the_result_is_asked_for(app):
    jobs = beside.Jobs(app, [name for name in MANY if name != "name 5"] + ["name 10"], work)
    with pytest.raises(ValueError, match="name 3"):
        jobs.result("name 3")


def test_a_process_that_is_stopped_is_told_in_words(app):
    jobs = beside.Jobs(app, MANY, work)
    with pytest.raises(ExtensionError, match="stopped from outside"):
        for name in MANY:
            if name != "name 3":
                jobs.result(name)
