"""Indicators by words of their names and definitions."""

import pandas as pd

from cqbook.dataset.loading import Dataset, load


def find(words: str, data: Dataset | None = None) -> pd.DataFrame:
    """The indicators in whose name, definition or topic all words stand, or else most of them.

    Args:
        words: in English or Chinese, in any case, such as "R&D personnel" or "专利".
        data: the dataset; the report's own by default.

    Returns:
        One row for each, those with most values first, indexed by indicator_id: `title`, `title_zh`, `unit`, `years`
        (first to last with a value, aims apart) and `places` (how many have one).
    """
    data = data or load()
    rows = data.indicators.set_index("indicator_id")
    texts = rows.index.str.cat([rows[name] for name in ("name", "name_zh", "topic", "definition")], sep=" ")
    held = sum(texts.str.casefold().str.contains(word, regex=False).astype(int) for word in words.casefold().split())
    facts = data.facts.of_indicators(rows.index[(held > 0) & (held == held.max())] if words.split() else [])
    facts = facts.loc[(facts["kind"] == "actual") & facts["value"].notna()]
    groups = facts.groupby("indicator_id", observed=True)
    first, last = groups["start"].min().dt.year.astype(str), groups["end"].max().dt.year.astype(str)
    order = groups.size().sort_values(ascending=False, kind="stable").index
    found = rows.loc[order, ["name", "name_zh", "display_unit"]].set_axis(["title", "title_zh", "unit"], axis=1)
    years = first.where(first == last, first + " to " + last)
    return found.assign(years=years, places=groups["place_id"].nunique())
