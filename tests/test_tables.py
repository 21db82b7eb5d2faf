import pandas as pd
import pytest

from cqbook import tables


@pytest.fixture
def shown(monkeypatch):
    calls = []
    monkeypatch.setattr(tables, "display", lambda outputs, raw: calls.append(outputs))
    return calls


def test_cells_are_whole_named_and_escaped(shown):
    long = "word " * 60 + "<end> & more"
    tables.show(pd.DataFrame({"What": [long], "As printed": ["seven"]}, index=[9]))
    html = shown[0]["text/html"]
    assert "word " * 60 + "&lt;end&gt; &amp; more" in html
    assert '<th scope="col" style="text-align: left">As printed</th>' in html
    assert '<td data-label="As printed" style="text-align: left">seven</td>' in html
    assert shown[0]["text/plain"].splitlines() == ["What\tAs printed", f"{long}\tseven"]
