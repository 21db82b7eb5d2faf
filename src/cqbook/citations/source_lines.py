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


def day_in_chinese(date: str) -> str:
    """The same in Chinese: 2022年3月7日, 2022年3月 or 2022年."""
    if date in MISSING:
        return "日期不详" if date != "not-applicable" else "持续更新"
    first, _ = periods.bounds(date)
    return f"{first.year}年" + f"{first.month}月" * (len(date) >= 7) + f"{first.day}日" * (len(date) >= 10)


def credit(sources: pd.DataFrame, source_ids: Iterable[str], most: int | None = None, lang: str = "en") -> str:
    """The source line of a figure or table: the publishers, each once with dates of publication.

    Args:
        sources: the table of sources.
        source_ids: one a plotted number, or one a publication.
        most: where there are more publishers, the line names so many, those of most numbers, and counts the others; all
            by default.
        lang: "zh" for a Chinese line, with the Chinese names of the publishers where they are known.
    """
    numbers = pd.Series(list(source_ids)).value_counts()
    rows = sources.set_index("source_id").loc[sorted(numbers.index)]
    if lang == "zh":
        rows = rows.assign(publisher=rows["publisher_zh"].mask(rows["publisher_zh"].isin(MISSING), rows["publisher"]))
    weight = numbers.groupby(rows["publisher"]).sum()
    named = sorted(weight.sort_values(ascending=False, kind="stable").index[:most])
    others = len(weight) - len(named)
    if lang == "zh":
        parts = [f"{name}，{_dates_in_chinese(rows.loc[rows['publisher'] == name, 'published'])}" for name in named]
        more = f"；另有{others}个来源，列于图的页面" if others else ""
        return f"{'；'.join(parts)}{more}。本报告计算。"
    parts = [
        f"{_join(publisher.split('; '))}, {_dates(rows.loc[rows['publisher'] == publisher, 'published'])}"
        for publisher in named
    ]
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


def _dates_in_chinese(published: pd.Series) -> str:
    if len(published) <= _MOST_DATES:
        return "、".join(dict.fromkeys(day_in_chinese(date) for date in published.sort_values()))
    dates = sorted(date for date in published if date not in MISSING)
    return f"{dates[0][:4]}至{dates[-1][:4]}年，{len(published)}份资料"


def _join(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
