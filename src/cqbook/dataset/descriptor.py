"""The Data Package (version 2) descriptor of the dataset, made from the schema that the loader checks against."""

import csv
import hashlib
import json
from importlib.metadata import version
from pathlib import Path

from cqbook.dataset.schema import MISSING, TABLES, Column, Table
from cqbook.dataset.validation import FORMS
from cqbook.project.paths import DATA

FILE = "datapackage.json"
NAME = "chongqing-education-and-innovation"
TITLE = "Chongqing: Education Modernization and Sci-Tech Innovation"
_TYPES = {"number": "number", "positive": "number", "integer": "integer", "count": "integer"}
# Forms that a descriptor can only say as a pattern.
_PATTERNED = ("id", "date", "period", "sha256")


def descriptor(folder: Path = DATA) -> dict:
    """The descriptor for the tables as they stand in a folder, with bytes and hash of each file."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "title": TITLE,
        "description": "Numbers that five news reports and official statistics state on education, science and "
        "technology in Chongqing, China and the places they are compared with, each with wording, period, place and "
        "source.",
        "version": version("cqbook"),
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "contributors": [{"title": "The report's contributors", "roles": ["author"]}],
        "sources": _sources(folder),
        "resources": [_resource(folder, table) for table in TABLES.values()],
    }


def _sources(folder: Path) -> list[dict]:
    """The publications that the numbers come from, with their addresses where the dataset gives one."""
    with (folder / TABLES["sources"].file).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        {"title": f"{row['publisher']}: {row['title']}", **({} if row["url"] in MISSING else {"path": row["url"]})}
        for row in rows
    ]


def text(folder: Path = DATA) -> str:
    """The descriptor as it is stored."""
    return json.dumps(descriptor(folder), indent=2, ensure_ascii=False) + "\n"


def _resource(folder: Path, table: Table) -> dict:
    raw = (folder / table.file).read_bytes()
    return {
        "name": table.file.removesuffix(".csv"),
        "title": table.title,
        "type": "table",
        "path": table.file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(raw),
        "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": [
                _foreign_key(table, column.name, column.refers_to) for column in table.columns if column.refers_to
            ],
        },
    }


def _field(column: Column) -> dict:
    field: dict[str, object] = {
        "name": column.name,
        "type": _TYPES.get(column.form, "string"),
        "description": column.meaning,
    }
    if column.form == "url":
        field["format"] = "uri"
    labels = [{"value": word, "label": meaning} for word, meaning in MISSING.items()]
    # An empty note is no note; everywhere else a cell that says nothing carries a label.
    field["missingValues"] = labels if column.may_be_missing else [""] if column.form == "note" else []
    constraints: dict[str, object] = {} if column.may_be_missing or column.form == "note" else {"required": True}
    if column.words:
        constraints["enum"] = list(column.words)
    elif column.form in _PATTERNED:
        # The standard's patterns know no groups that do not capture.
        constraints["pattern"] = FORMS[column.form].replace("(?:", "(")
    return field | ({"constraints": constraints} if constraints else {})


def _foreign_key(table: Table, column: str, refers_to: str) -> dict:
    target = TABLES[refers_to]
    reference: dict[str, object] = {"fields": [target.key[0]]}
    if target.name != table.name:
        reference["resource"] = target.file.removesuffix(".csv")
    return {"fields": [column], "reference": reference}
