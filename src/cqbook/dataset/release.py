"""The dataset in the forms in which people take it away: the whole package as a zip, one Parquet file, one spreadsheet.

The same tables give the same files, byte for byte, so that a release can be made again and compared.
"""

import zipfile
from pathlib import Path

import pandas as pd
import xlsxwriter

from cqbook.dataset import workbooks
from cqbook.dataset.descriptor import FILE as DESCRIPTOR
from cqbook.dataset.descriptor import NAME, TITLE
from cqbook.dataset.loading import Dataset, load
from cqbook.dataset.schema import CONFIDENCE, KINDS, MISSING, PREFERRED, PUBLISHER_KINDS, STATUS, TABLES, TOPICS
from cqbook.dataset.workbooks import Sheet
from cqbook.project.errors import UserError
from cqbook.project.paths import DATA, ROOT
from cqbook.project.version import VERSION, released
from cqbook.quantities import formatting

_LICENCE = "LICENSE-CONTENT"
# A zip holds dates; a release names its version instead.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_README = """{title}, version {version}

datapackage.json describes the tables (Data Package, version 2): columns, types, keys, allowed words, missing values.
observations.csv holds the numbers, sources.csv where each comes from, indicators.csv what each measures.
Values stand in base units (yuan, persons, percent). A value that is not there says why by a word.
A text that repeats the number of an observation names it in braces, as in {{own}}; workbook and Parquet file have it.
Where several sources state the same thing, use the row with preferred = yes. Never join two indicators in one line:
two vintages or definitions are two indicators.

The compilation is under CC BY 4.0 (see LICENSE-CONTENT). Cite it as:
{citation}
"""


class ReleaseError(UserError):
    """The files could not be written; the message names the folder."""


def year(data: Dataset) -> int:
    """Year of the present version: that of its release, before that the one in which its data were last read."""
    return int((released() or data.sources["accessed"].max())[:4])


def date(data: Dataset) -> str:
    """Date of the present version by ISO 8601: the day of its release, before that the year alone."""
    return released() or str(year(data))


def write(folder: Path, citation: str) -> list[Path]:
    """Write the report's dataset as a zip, a Parquet file and a spreadsheet into a folder; returns their paths.

    Args:
        folder: where they are written.
        citation: how to cite the dataset, as the files say it.

    Raises:
        DataError: the dataset has problems.
        ReleaseError: the folder cannot be made or written into.
    """
    data = load()
    stem = f"{NAME}-{VERSION}"
    paths = [folder / f"{stem}{suffix}" for suffix in (".zip", ".parquet", ".xlsx")]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_zip(paths[0], citation)
        _write_parquet(data, paths[1])
        _write_workbook(data, paths[2], citation)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise ReleaseError(f"{folder}: name a folder that you may write into ({error})") from None
    return paths


def _write_zip(path: Path, citation: str) -> None:
    """The tables as they are stored, with their description, licence and a word on how to use them."""
    files = {file.name: file.read_bytes() for file in (*DATA.glob("*.csv"), DATA / DESCRIPTOR, ROOT / _LICENCE)}
    files["README.txt"] = _README.format(title=TITLE, version=VERSION, citation=citation).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(files):
            package.writestr(zipfile.ZipInfo(name, _NO_DATE), files[name], zipfile.ZIP_DEFLATED)


def _write_parquet(data: Dataset, path: Path) -> None:
    """All observations with names of indicator, place and source, period bounds and intervals: one flat table."""
    data.facts.reset_index().to_parquet(path, index=False)


def wide(data: Dataset) -> pd.DataFrame:
    """All observations as a person reads them: labels instead of words of the schema, shown units, both bounds.

    `Period` is text; `Year` a number where the period is a whole year.
    """
    rows = data.facts.unnoted
    factor = rows["display_factor"]
    # A cell with nothing but a sign is read out as nothing by a screen reader.
    units = [
        (formatting.unit(unit, shown) or "number").replace("%", "percent")
        for unit, shown in zip(rows["unit"], rows["display_unit"], strict=True)
    ]
    sources = vars(data)["sources"].set_index("source_id").loc[rows["source_id"]].set_index(rows.index)
    places = vars(data)["places"].set_index("place_id").loc[rows["place_id"]].set_index(rows.index)
    value = (rows["value"] / factor).round(10).astype(object)
    return (
        pd.DataFrame(
            {
                "Indicator": rows["indicator"],
                "Indicator in Chinese": rows["indicator_zh"],
                "Topic": rows["topic"],
                "Place": rows["place"],
                "Place in Chinese": places["name_zh"],
                "Period": rows["period"],
                "Year": [int(period) if len(period) == 4 else None for period in rows["period"]],
                "Kind": rows["kind"],
                "Value": value.where(rows["value"].notna(), rows["value_missing"]),
                "Unit": units,
                "Wording": rows["qualifier"].str.replace("-", " "),
                "Lower bound": (rows["low"].astype(float) / factor).round(10),
                "Upper bound": (rows["high"].astype(float) / factor).round(10),
                "Status": rows["status"].map(STATUS),
                "Confidence": rows["confidence"],
                "Preferred": rows["preferred"],
                "Publisher": sources["publisher"],
                "Publication": sources["title"].where(~sources["title"].isin(list(MISSING)), sources["title_zh"]),
                "Published": sources["published"],
                "Address": sources["url"],
                "Source": rows["source_id"],
                "Place in the source": rows["locator"],
                "As printed": rows["printed"],
                "Note": rows["note"],
                "Observation": rows.index,
            }
        )
        .astype({"Year": "Int64"})
        .reset_index(drop=True)
    )


def _write_workbook(data: Dataset, path: Path, citation: str) -> None:
    """A workbook with a cover, what the words mean, and a sheet for each table."""
    tables = {"Notes": ("What the words of the tables mean", _words())}
    for name in dict.fromkeys([*_FIRST, *TABLES]):
        labels = {"topic": TOPICS} if name == "indicators" else {}
        found = wide(data) if name == "observations" else _labelled(getattr(data, name), name, **labels)
        tables[name.replace("_", " ").capitalize()] = (TABLES[name].title, found)
    summaries = [f"Sheet {name}: {title}, {len(table):,} rows" for name, (title, table) in tables.items()]
    sheets = {"Cover": Sheet([TITLE, f"Dataset, version {VERSION}", *_COVER, f"Cite it as: {citation}", *summaries])}
    for name, (title, table) in tables.items():
        sheets[name] = Sheet([title, "This worksheet contains one table."], filled(table))
    workbooks.write(path, TITLE, sheets)


_FIRST = ("observations", "indicators", "sources")
_COVER = (
    "Each sheet holds one table, from row 3 on. The sheet Notes says what its words mean.",
    "Use the rows with Preferred = yes; two vintages or definitions are two indicators and belong in two lines.",
    "The compilation is under CC BY 4.0.",
    "The same tables as plain text, with a machine-readable description, are in the zip file of the release.",
)


def filled(table: pd.DataFrame) -> pd.DataFrame:
    """A table in which no cell is empty: an empty one cannot be told from a forgotten one."""
    cells = table.astype(object)
    return cells.where(cells.notna(), "not-applicable").replace("", "none")


def _words() -> pd.DataFrame:
    """What the words in the tables mean."""
    words = [
        *(("Kind", word, meaning) for word, meaning in KINDS.items()),
        *(("Status", meaning, f"SDMX observation status {code}") for code, meaning in STATUS.items()),
        *(("Confidence", word, meaning) for word, meaning in CONFIDENCE.items()),
        *(("Preferred", word, meaning) for word, meaning in PREFERRED.items()),
        *(("Publisher kind", word, meaning) for word, meaning in PUBLISHER_KINDS.items()),
        *(("Missing value", word, meaning) for word, meaning in MISSING.items()),
        ("Lower and upper bound", "number", "what the words of the source allow, by the reading rules of the report"),
        ("Lower and upper bound", "no limit", "the words of the source set no limit on this side"),
        ("Any", "none", "there is nothing to say"),
    ]
    return pd.DataFrame(words, columns=["Column", "Word", "Meaning"])


def _labelled(table: pd.DataFrame, name: str, **labels: dict[str, str]) -> pd.DataFrame:
    """A table with words of the schema replaced by their labels and column names in plain words."""
    columns = [column.name for column in TABLES[name].columns]
    shown = table[columns].assign(**{column: table[column].map(words) for column, words in labels.items()})
    for column in columns:
        if (label := f"{column}_missing") in table:
            shown[column] = shown[column].astype(object).where(shown[column].notna(), table[label])
    return shown.rename(columns=lambda column: column.replace("_", " ").capitalize())
