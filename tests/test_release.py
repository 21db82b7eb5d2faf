"""The files of a release: whole, readable by other programs, the same when made again."""

import json
import zipfile

import pandas as pd
import pytest

from cqbook.dataset import release
from cqbook.dataset.schema import TABLES
from cqbook.project import version
from cqbook.project.paths import DATA

pytestmark = pytest.mark.slow
CITATION = "Authors. (2025). A dataset. https://example.org"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    return {path.suffix: path for path in release.write(folder, CITATION)}


def validated(descriptor):
    # Here, because a run without slow tests reads this file too.
    from frictionless import Package, system

    with system.use_context(trusted=True):
        return Package(str(descriptor)).validate()


def test_the_package_is_valid_for_frictionless(files, tmp_path):
    with zipfile.ZipFile(files[".zip"]) as package:
        package.extractall(tmp_path)
    report = validated(tmp_path / "datapackage.json")
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:5]
    assert {task.name for task in report.tasks} == {table.file.removesuffix(".csv") for table in TABLES.values()}
    assert {"LICENSE-CONTENT", "README.txt"} <= {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize(
    ("file", "old", "new", "kind"),
    [
        ("observations.csv", ",gerd,CN-CQ,2021,", ",spending,CN-CQ,2021,", "foreign-key"),
        ("observations.csv", "60380000000", "lots", "type-error"),
        ("observations.csv", ",gerd,CN-CQ,2021,reference,", ",gerd,CN-CQ,2021,guess,", "constraint-error"),
        ("places.csv", "CN-CQ,Chongqing", "CN-BJ,Chongqing", "primary-key"),
        ("places.csv", "重庆市", "重庆", "hash-count"),
    ],
)
def test_frictionless_refuses_what_our_validation_refuses(tables, file, old, new, kind):
    path = tables / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8", newline="\n")
    if kind != "hash-count":
        descriptor = json.loads((tables / "datapackage.json").read_text(encoding="utf-8"))
        for resource in descriptor["resources"]:
            del resource["hash"], resource["bytes"]
        (tables / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert kind in {row[0] for row in validated(tables / "datapackage.json").flatten(["type"])}


def test_the_zip_holds_the_tables_as_they_are_stored(files):
    with zipfile.ZipFile(files[".zip"]) as package:
        told = package.read("README.txt").decode()
        assert f"Cite it as:\n{CITATION}\n" in told and "as in {own};" in told
        for path in DATA.glob("*.csv"):
            assert package.read(path.name) == path.read_bytes()


def test_the_parquet_file_holds_every_observation_with_its_interval(data, files):
    table = pd.read_parquet(files[".parquet"])
    assert len(table) == len(data.observations)
    row = table.set_index("observation_id").loc["rd-bulletin-2021-gerd-cq-2021"]
    assert (row["value"], row["low"], row["high"]) == (60.38e9, 60.375e9, 60.385e9)
    assert row["place"] == "Chongqing" and row["indicator"].startswith("Gross domestic")


def test_the_workbook_is_accessible(data, files):
    import openpyxl

    book = openpyxl.load_workbook(files[".xlsx"])
    assert book.sheetnames[:5] == ["Cover", "Notes", "Observations", "Indicators", "Sources"]
    assert len(book.sheetnames) == 2 + len(TABLES), "a sheet for each table"
    assert book["Cover"]["A1"].value and book.properties.title
    assert f"Cite it as: {CITATION}" in [row[0] for row in book["Cover"].iter_rows(values_only=True)]
    for sheet in book.worksheets[1:]:
        (table,) = sheet.tables.values()
        assert table.ref.startswith("A3:") and table.name == sheet.title.replace(" ", "_")
        assert sheet["A1"].value and sheet.freeze_panes == "B4"
        cells = [cell for row in sheet.iter_rows(min_row=3, values_only=True) for cell in row]
        assert None not in cells and "" not in cells
    notes = pd.read_excel(files[".xlsx"], sheet_name="Notes", header=2)
    kinds = pd.read_excel(files[".xlsx"], sheet_name="Sources", header=2)["Publisher kind"]
    assert set(kinds) == set(notes.loc[notes["Column"] == "Publisher kind", "Word"])
    rows = pd.read_excel(files[".xlsx"], sheet_name="Observations", header=2)
    assert len(rows) == len(data.observations)
    row = rows.set_index("Observation").loc["rd-bulletin-2021-gerd-cq-2021"]
    assert (row["Value"], row["Unit"], row["Lower bound"]) == (60.38, "billion yuan", 60.375)
    assert (row["Period"], row["Year"]) == ("2021", 2021)
    assert row["Publisher"].startswith("National Bureau of Statistics")
    more = rows.set_index("Observation").loc["icq-2022-10-gerd"]
    assert (more["Wording"], more["Lower bound"], more["Upper bound"]) == ("more than", 60, 70)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    file = tmp_path / "file"
    file.write_text("mine")
    for folder in (file, file / "below"):
        with pytest.raises(release.ReleaseError, match="name a folder that you may write into"):
            release.write(folder, CITATION)
    assert file.read_text() == "mine"


def test_the_same_tables_give_the_same_bytes(files, tmp_path):
    for path in release.write(tmp_path, CITATION):
        assert path.read_bytes() == files[path.suffix].read_bytes(), path.suffix


def test_the_year_of_a_version_is_that_of_its_release(data, monkeypatch, tmp_path):
    read = int(data.sources["accessed"].max()[:4])
    monkeypatch.setattr(version, "ROOT", tmp_path)
    for text, date, year in (
        (f"version: {version.VERSION}\n", None, read),
        (f"version: {version.VERSION}\ndate-released: 2031-02-03\n", "2031-02-03", 2031),
        ("version: 0.0.1\ndate-released: 2031-02-03\n", None, read),
    ):
        (tmp_path / "CITATION.cff").write_text(text, encoding="utf-8")
        assert (version.released(), release.year(data)) == (date, year)
