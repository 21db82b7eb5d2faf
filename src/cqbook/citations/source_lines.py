"""Source lines of figures and tables: who published what they show, and when."""

from collections.abc import Iterable

import pandas as pd

from cqbook.dataset.schema import MISSING
from cqbook.quantities import periods


def day(date: str) -> str:
    """An ISO 8601 date in words: 7 March 2022, March 2022 or 2022; "undated page" where there is none."""
    if date in MISSING:
        return "undated page" if date != "not-applicable" else "kept up to date"
    first, _ = periods.bounds(date)
    return {4: f"{first:%Y}", 7: f"{first:%B %Y}"}.get(len(date), f"{first.day} {first:%B %Y}")


def credit(sources: pd.DataFrame, source_ids: Iterable[str], most: int | None = None) -> str:
    """The source line of a figure or table: the publishers, each once with dates of publication.

    Args:
        sources: the table of sources.
        source_ids: one a plotted number, or one a publication.
        most: where there are more publishers, the line names so many, those of most numbers, and counts the others; all
            by default.
    """
    numbers = pd.Series(list(source_ids)).value_counts()
    rows = sources.set_index("source_id").loc[sorted(numbers.index)]
    weight = numbers.groupby(rows["publisher"]).sum()
    named = sorted(weight.sort_values(ascending=False, kind="stable").index[:most])
    parts = [
        f"{_join(publisher.split('; '))}, {_dates(rows.loc[rows['publisher'] == publisher, 'published'])}"
        for publisher in named
    ]
    others = len(weight) - len(named)
    if others:
        parts.append(f"{others} other{'s' if others > 1 else ''}, listed with the figure")
    return "; ".join(parts) + ". Calculation: this report."


_MOST_DATES = 5  # of one publisher in a source line


def _dates(published: pd.Series) -> str:
    """Dates of publication; the first and the last where there are many."""
    if len(published) <= _MOST_DATES:
        return _join(list(dict.fromkeys(day(date) for date in published.sort_values())))
    dates = sorted(date for date in published if date not in MISSING)
    return f"{dates[0][:4]} to {dates[-1][:4]}, {len(published)} publications"


def _join(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
