"""The report, its chapters, figures and data in the words of schema.org, for search engines."""

from typing import Any

import pandas as pd

from cqbook.artifacts.registry import Figure
from cqbook.citations import citing
from cqbook.dataset import release
from cqbook.dataset.descriptor import FILE as DESCRIPTOR
from cqbook.dataset.descriptor import NAME, TITLE, descriptor
from cqbook.dataset.schema import TABLES, TOPICS
from cqbook.project.version import VERSION
from cqbook.quantities import formatting
from cqbook.site import addresses
from cqbook.site.figure_files import LICENCE
from cqbook.site.indicators import coverage_in_words
from cqbook.site.pages import RELEASE
from cqbook.site.shared import dataset, numbers_of_indicators, said

_FORMATS = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".zip": "application/zip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".parquet": "application/vnd.apache.parquet",
}
DATA_PAGE = "book/data"


def _work(kind: str | list[str], page: str, base_url: str) -> dict[str, Any]:
    """What is the same of all parts of the report; addresses only where the book has one."""
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "license": LICENCE["url"],
        **{role: {"@type": "Organization", "name": citing.AUTHOR} for role in ("creator", "author", "publisher")},
        "version": VERSION,
        "datePublished": release.date(dataset()),
    }
    if base_url:
        made["url"] = addresses.of(base_url, f"{page}.html", page)
    return made


_BOOK = {"@type": "Book", "name": TITLE}


def figure(found: Figure, base_url: str) -> dict[str, Any]:
    """The picture and its data."""
    about, page = found.about, f"figures/{found.id}"
    picture = _work("ImageObject", page, base_url) | {
        "identifier": found.id,
        "name": about["title"],
        "description": about["alt"],
        "caption": about["caption"],
        "creditText": TITLE,
        "isPartOf": _BOOK,
        "isBasedOn": {
            "@type": "Dataset",
            "name": f"{about['title']}: plotted numbers",
            "license": LICENCE["url"],
            "description": about["subtitle"],
        },
    }
    if base_url:
        picture["contentUrl"] = addresses.figure(base_url, found.id, ".png")
        picture["isBasedOn"]["distribution"] = _file(base_url, page, f"{page}.csv")
    return picture


def book(description: str, page: str, base_url: str) -> dict[str, Any]:
    """The report as a whole."""
    return _work("Book", page, base_url) | {"name": TITLE, "description": description, "inLanguage": ["en", "zh-Hans"]}


def chapter(title: str, description: str, page: str, base_url: str) -> dict[str, Any]:
    """A chapter, by its title with its number."""
    number, _, name = title.partition(". ")
    return _work(["Article", "Chapter"], page, base_url) | {
        "headline": name,
        "name": name,
        "position": int(number),
        "description": description,
        "inLanguage": "en",
        "isPartOf": _BOOK,
    }


def whole_dataset(page: str, base_url: str) -> dict[str, Any]:
    """The dataset of the report with its files."""
    rows = dataset().facts
    names = [f"{NAME}-{VERSION}{ending}" for ending in RELEASE]
    names += [DESCRIPTOR, *(table.file for table in TABLES.values())]
    return _work("Dataset", page, base_url) | {
        "name": TITLE,
        "description": descriptor()["description"],
        "isAccessibleForFree": True,
        "temporalCoverage": _years(rows),
        "spatialCoverage": sorted(dataset().places.query("kind != 'district'")["name"]),
        "variableMeasured": list(TOPICS.values()),
        "distribution": [_file(base_url, page, f"data/{name}") for name in names],
        "isPartOf": _BOOK,
    }


def indicator(name: str, page: str, base_url: str) -> dict[str, Any]:
    """The numbers of one indicator with their files."""
    row, numbers = dataset().indicators_of([name]).loc[name], numbers_of_indicators()[name]
    made = _work("Dataset", page, base_url) | {
        "identifier": name,
        "name": row["name"],
        "description": f"{row['definition']} Numbers in the dataset: {coverage_in_words(numbers)}.",
        "isAccessibleForFree": True,
        "isPartOf": {"@type": "Dataset", "name": TITLE, "url": addresses.of(base_url, f"{DATA_PAGE}.html", page)},
        "variableMeasured": {
            "@type": "PropertyValue",
            "name": row["name"],
            "unitText": formatting.unit(row["unit"], row["display_unit"]) or "number",
        },
        "temporalCoverage": _years(numbers.all),
        "spatialCoverage": sorted(set(numbers.all["place"])),
        "distribution": [
            _file(base_url, page, f"data/indicators/{name}{ending}") for ending in (".csv", ".json", ".xlsx")
        ],
    }
    if said(row["name_zh"]):
        made["alternateName"] = row["name_zh"]
    return made


def _years(rows: pd.DataFrame) -> str:
    """First and last year of numbers, as ISO 8601 has it; of targets where there is nothing else."""
    known = rows.loc[rows["kind"] != "target"] if (rows["kind"] != "target").any() else rows
    return f"{known['start'].min():%Y}/{known['end'].max():%Y}"


def _file(base_url: str, page: str, path: str) -> dict[str, str]:
    ending = path[path.rindex(".") :]
    return {
        "@type": "DataDownload",
        "encodingFormat": _FORMATS[ending],
        "contentUrl": addresses.of(base_url, path, page),
    }
