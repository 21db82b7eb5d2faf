"""Verify the dataset against the texts of the five documents.

Three questions: is each text the one that the dataset was made from (SHA-256), does each observation's printed number
stand in its paragraph, and is every numeral and number word of every text accounted for: by an observation, by a part
of a framework, or by a row of other-numbers.csv. The texts belong to their publisher and are not part of the report;
their folder is a setting.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cqbook.dataset.loading import Dataset
from cqbook.project.errors import UserError
from cqbook.quantities.numerals import Token, tokens


class DocumentsError(UserError):
    """The folder of the documents cannot be used; the message says why."""


@dataclass(frozen=True)
class Claim:
    """A row of the dataset that says: this printed number stands in that paragraph."""

    file: str
    row: str
    source_id: str
    locator: str
    printed: str
    times: int = 1


@dataclass(frozen=True)
class Report:
    """What the verification found.

    coverage: one row a document: how many numbers its text holds and what accounts for them.
    gaps: one message for each thing that is wrong; empty where all is accounted for.
    """

    coverage: pd.DataFrame
    gaps: list[str]


def paragraphs(text: str) -> dict[str, str]:
    """The non-empty lines of a text by their locator, from p1."""
    lines = [line for line in text.splitlines() if line.strip()]
    return {f"p{number}": line for number, line in enumerate(lines, 1)}


def claims(data: Dataset) -> list[Claim]:
    """Every row of the dataset that accounts for a number of a document."""
    documents = data.sources.loc[data.sources["tier"] == "document", "source_id"]
    made = []
    for file, table, key in (
        ("observations", data.observations, "observation_id"),
        ("frameworks", data.frameworks.loc[data.frameworks["printed"] != "not-applicable"], "node_id"),
        ("other-numbers", data.other_numbers, "printed"),
    ):
        rows = table.loc[table["source_id"].isin(documents)]
        times = rows["times"] if "times" in rows else pd.Series(1, index=rows.index)
        for row, source, locator, printed, count in zip(
            rows[key], rows["source_id"], rows["locator"], rows["printed"], times, strict=True
        ):
            made.append(Claim(file, row, source, locator, printed, count))
    return made


def verify(data: Dataset, folder: Path) -> Report:
    """Compare the dataset with the documents in a folder.

    Args:
        data: the loaded dataset.
        folder: holds the five texts (*.txt, UTF-8), under any names: they are known by their SHA-256.

    Raises:
        DocumentsError: the folder is missing or holds no text.
    """
    files = _files_by_hash(folder)
    documents = data.sources.loc[data.sources["tier"] == "document"]
    all_claims = claims(data)
    gaps, counts = [], []
    for source_id, digest in zip(documents["source_id"], documents["sha256"], strict=True):
        if digest not in files:
            hint = "; line ends or encoding may have been changed"
            gaps.append(f"{source_id}: no text in the folder has its SHA-256 ({digest[:12]}...){hint}")
            continue
        own = [claim for claim in all_claims if claim.source_id == source_id]
        count, found = _verify_document(source_id, files[digest].decode("utf-8"), own)
        counts.append(count)
        gaps += found
    columns = ["document", "numbers", "observations", "frameworks", "other-numbers", "unaccounted"]
    return Report(pd.DataFrame(counts, columns=columns), gaps)


def _files_by_hash(folder: Path) -> dict[str, bytes]:
    if folder.is_file():
        raise DocumentsError(f"the folder of the documents is a file: {folder}")
    if not folder.is_dir():
        raise DocumentsError(f"the folder of the documents does not exist: {folder}")
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise DocumentsError(f"the folder of the documents holds no .txt file: {folder}")
    return {hashlib.sha256(raw).hexdigest(): raw for raw in (file.read_bytes() for file in files)}


def _verify_document(source_id: str, text: str, own: list[Claim]) -> tuple[dict, list[str]]:
    lines = paragraphs(text)
    gaps = [
        f"{source_id} {claim.locator}: {claim.file}.csv, {claim.row}: the document has no such paragraph"
        for claim in own
        if claim.locator not in lines
    ]
    count = dict.fromkeys(("numbers", "observations", "frameworks", "other-numbers", "unaccounted"), 0)
    for locator, line in lines.items():
        found = tokens(line)
        free = list(found)
        # The longest expression first, so that "10" does not take the digits that "10 million" needs.
        for claim in sorted((c for c in own if c.locator == locator), key=lambda c: -len(c.printed)):
            for _ in range(claim.times):
                taken = _take(claim.printed, line, free)
                if not taken:
                    where = f"{source_id} {locator}: {claim.file}.csv, {claim.row}"
                    gaps.append(f'{where}: "{claim.printed}" is not in the paragraph')
                count[claim.file] += len(taken)
        gaps += [
            f'{source_id} {locator}: "{token.text}" is accounted for by no row (...{_around(line, token)}...)'
            for token in free
        ]
        count["numbers"] += len(found)
        count["unaccounted"] += len(free)
    return {"document": source_id, **count}, gaps


def _take(printed: str, line: str, free: list[Token]) -> list[Token]:
    """Remove from the free tokens those of the first free place where the printed expression stands whole."""
    start_edge = r"(?<![A-Za-z0-9.,])" if printed[0].isalnum() else ""
    for match in re.finditer(rf"{start_edge}{re.escape(printed)}(?![a-z]|[.,]?\d)", line):
        inside = [token for token in tokens(line) if match.start() <= token.start and token.end <= match.end()]
        if inside and all(token in free for token in inside):
            for token in inside:
                free.remove(token)
            return inside
    return []


def _around(line: str, token: Token) -> str:
    return line[max(0, token.start - 15) : token.end + 15]


def accounted(data: Dataset) -> pd.DataFrame:
    """What accounts for the numbers of each document, counted from the dataset alone.

    One row a document: `numbers` (all of them; equal to those in the text as long as `verify` finds no gap),
    `observations`, `frameworks`, `other-numbers`.
    """
    files = ("observations", "frameworks", "other-numbers")
    rows = [
        {"document": claim.source_id, "file": claim.file, "numbers": len(tokens(claim.printed)) * claim.times}
        for claim in claims(data)
    ]
    counts = pd.DataFrame(rows).pivot_table(
        index="document", columns="file", values="numbers", aggfunc="sum", fill_value=0
    )
    counts = counts.reindex(columns=list(files), fill_value=0).astype(int)
    counts.insert(0, "numbers", counts.sum(axis=1))
    return counts.reset_index().rename_axis(columns=None)
