from dataclasses import replace

import nbformat
import pytest

from cqbook.analysis import stated
from cqbook.artifacts import registry
from cqbook.artifacts.notebooks import NotebookError
from cqbook.project import media_types
from cqbook.prose.references import resolver


def notebook(path, *outputs):
    """A notebook under the title "1. A chapter" with one cell that has these outputs."""
    shown = [nbformat.v4.new_output("display_data", output) for output in outputs]
    cells = [nbformat.v4.new_markdown_cell("# 1. A chapter\n\ntext"), nbformat.v4.new_code_cell("x", outputs=shown)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


@pytest.fixture
def outputs(data):
    record = stated(data, "icq-2022-10-gerd").as_record()
    csv = "what,value,low,high,low_open,high_open,unit,gap,source_ids,observation_ids\n"
    csv += "a,,60,70,True,False,billion yuan,,icq-2022-10,icq-2022-10-gerd\n"
    about = {"id": "fig-a-b", "title": "T", "numbers": {"most_of": record}}
    return {
        "figure": {media_types.FIGURE: about, media_types.SVG: "<svg/>", media_types.CSV: csv},
        "table": {media_types.TABLE: {"id": "tab-a", "title": "T"}, media_types.CSV: "What\na\n"},
        "values": {media_types.VALUES: {"spent": record}},
    }


def test_everything_with_a_name_is_found(tmp_path, outputs):
    found = registry.read([notebook(tmp_path / "01-x.ipynb", *outputs.values())])
    figure = found.figures["fig-a-b"]
    assert (figure.chapter, figure.heading, figure.svg, figure.code) == ("01-x", "1. A chapter", "<svg/>", "x")
    assert figure.observation_ids == ["icq-2022-10-gerd"]
    assert figure.marks["value"].isna().all() and figure.marks["gap"].tolist() == [""]
    assert list(found.tables) == ["tab-a"]
    assert {name: value.figure_id for name, value in found.values.items()} == {"a-b-most-of": "fig-a-b", "spent": None}


@pytest.mark.parametrize("kind", ["figure", "table", "values"])
def test_a_name_used_twice_is_refused(tmp_path, outputs, kind):
    paths = [notebook(tmp_path / f"0{n}-x.ipynb", outputs[kind]) for n in (1, 2)]
    with pytest.raises(NotebookError, match=r"02-x.ipynb: .* is used twice; the first is in 01-x"):
        registry.read(paths)


def test_names_of_the_prose_are_resolved(tmp_path, outputs, data):
    resolve = resolver(data, registry.read([notebook(tmp_path / "01-x.ipynb", outputs["values"])]))
    assert resolve("value:spent").value == resolve("obs:icq-2022-10-gerd").value == 60e9
    for unknown in ("value:lost", "obs:lost", "else:x"):
        with pytest.raises(KeyError):
            resolve(unknown)


def test_an_observation_without_a_value_stands_for_no_number(data):
    observations = data.observations.copy()
    is_gerd = observations["observation_id"] == "icq-2022-10-gerd"
    observations.loc[is_gerd, ["value", "value_missing"]] = [float("nan"), "not-published"]
    resolve = resolver(replace(data, observations=observations), registry.Registry({}, {}, {}))
    with pytest.raises(KeyError):
        resolve("obs:icq-2022-10-gerd")
