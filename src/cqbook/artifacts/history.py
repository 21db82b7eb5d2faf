"""The record of figures: which numbers each figure had in each version, and what happened where they changed.

`book/figure-history.csv` has one row a figure and version. Rows of released versions are never touched; those of the
present one are renewed with the notebooks until it is released. Where the numbers differ from the version before, or a
figure is gone, a person writes into `note` what happened.
"""

from importlib.metadata import version

import pandas as pd

from cqbook.artifacts.registry import Registry
from cqbook.project.errors import UserError
from cqbook.project.paths import BOOK, shown
from cqbook.project.version import released

PATH = BOOK / "figure-history.csv"
COLUMNS = ["version", "figure_id", "data_sha256", "title", "note"]
WITHDRAWN = "withdrawn"


class HistoryError(UserError):
    """The record of figures cannot be read, or lacks a note; the message says which and what to do."""


def read() -> pd.DataFrame:
    """The record, all cells as text.

    Raises:
        HistoryError: the file cannot be read or has other columns.
    """
    if not PATH.is_file():
        return pd.DataFrame(columns=COLUMNS, dtype=str)
    try:
        rows = pd.read_csv(PATH, dtype=str, keep_default_na=False)
    except (ValueError, OSError) as error:  # pandas' own errors and those of decoding are of these
        reason = str(error).splitlines()[0]
        raise HistoryError(f"{shown(PATH)}: cannot be read ({reason}): restore it from the last commit") from None
    if list(rows) != COLUMNS:
        raise HistoryError(
            f"{shown(PATH)}: expected the columns {', '.join(COLUMNS)}; restore the file from the last commit"
        )
    return rows


def renewed(record: pd.DataFrame, registry: Registry, now: str | None = None) -> pd.DataFrame:
    """The record with the rows of the present version as the stored notebooks have them; notes are kept.

    Args:
        record: the record as it stands.
        registry: the figures of the stored notebooks.
        now: the version to renew; that of the package by default.
    """
    now = now or version("cqbook")
    earlier = record.loc[record["version"] != now]
    notes = record.loc[record["version"] == now].set_index("figure_id")["note"].to_dict()
    last = latest(earlier)
    rows = [
        (now, figure.id, figure.data_hash, figure.about["title"], notes.get(figure.id, ""))
        for figure in registry.figures.values()
    ]
    for figure_id, row in last.loc[~last.index.isin(registry.figures)].iterrows():
        known = row["note"] if row["data_sha256"] == WITHDRAWN else ""
        rows.append((now, figure_id, WITHDRAWN, row["title"], notes.get(figure_id, known)))
    return pd.concat([earlier, pd.DataFrame(rows, columns=COLUMNS).sort_values("figure_id")], ignore_index=True)


def is_frozen(record: pd.DataFrame) -> bool:
    """Whether the rows of the present version may not change any more, because it is released."""
    return released() is not None and version("cqbook") in set(record["version"])


def latest(record: pd.DataFrame) -> pd.DataFrame:
    """The newest row of each figure, indexed by figure_id."""
    return record.drop_duplicates("figure_id", keep="last").set_index("figure_id")


def changes(record: pd.DataFrame, figure_id: str) -> pd.DataFrame:
    """The rows of one figure in which it is new or its numbers differ from the version before, in order."""
    rows = record.loc[record["figure_id"] == figure_id]
    return rows.loc[rows["data_sha256"] != rows["data_sha256"].shift()]


def withdrawn(record: pd.DataFrame) -> pd.DataFrame:
    """The figures that are gone, indexed by figure_id: the rows of the version in which each was withdrawn."""
    last = latest(record)
    gone = last.index[last["data_sha256"] == WITHDRAWN]
    rows = [changes(record, figure_id).iloc[-1] for figure_id in gone]
    return pd.DataFrame(rows, columns=COLUMNS).set_index("figure_id")


def problems(record: pd.DataFrame, registry: Registry) -> list[str]:
    """What the record lacks: rows that are not renewed, and changes that nobody has explained."""
    if not renewed(record, registry).equals(record.reset_index(drop=True)):
        if is_frozen(record):
            what = f"version {version('cqbook')} is released, and the figures have changed since"
            return [
                f"{shown(PATH)}: {what}: set the next version in pyproject.toml and CITATION.cff, run `make notebooks`"
            ]
        return [f"{shown(PATH)}: does not say what the notebooks hold: run `make notebooks`"]
    found = []
    for figure_id in record["figure_id"].unique():
        for _, row in changes(record, figure_id).iloc[1:].iterrows():
            if not row["note"].strip():
                what = "was withdrawn" if row["data_sha256"] == WITHDRAWN else "has other numbers than before"
                found.append(
                    f"{shown(PATH)}: {figure_id} {what} in version {row['version']}: write into `note` of that row "
                    "what happened"
                )
    return found
