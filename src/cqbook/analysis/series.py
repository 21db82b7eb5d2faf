"""Yearly series from the dataset, and series computed from them. Nothing computed is ever stored.

A series is a frame with one row a place and year: `place_id`, `year`, `value`, the interval that the reading rules
allow (`low`, `high`, `low_open`, `high_open`), `unit`, `breaks` (the value is not comparable with the year before) and
`inputs` (names of the observations it comes from). A computed series has the same columns, so that series can be
computed from it in turn. What cannot be computed has an empty value and says why in `gap`.

Ranks come in three shapes: `ranks`, of all places and years, a series to draw; for texts `rank`, of one place and year,
and `ranks_of`, the best, worst and last of one place. All are ranks among the provinces that the series holds: among
all of them where it was selected without places, among a group where for that.

Growth in logarithms is 100 times the difference of natural logarithms over the years between: percent a year with
growth compounded all the time. Of the factors of a product it adds up (`cqbook.analysis.decomposition`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce

import numpy as np
import pandas as pd

from cqbook.dataset import Dataset
from cqbook.dataset.schema import PLACE_GROUPS, PROVINCE_ID
from cqbook.project.errors import UnknownNameError
from cqbook.quantities.intervals import PARTS, Interval, added, divided, multiplied, subtracted
from cqbook.quantities.quantity import NotComparableError, Quantity, exact, total
from cqbook.quantities.units import unit_of_difference

COLUMNS = ["place_id", "year", "value", *PARTS, "unit", "breaks", "inputs", "gap"]
NATION = "CN"
LOG_UNIT = "percent a year"  # of growth in logarithms
_MOST_NAMED = 5  # places in a message
_BREAK = "break in the series"


def states(data: Dataset, indicator_id: str, places: str | Sequence[str] | None = None) -> pd.DataFrame:
    """The preferred yearly values of one indicator, as published, in its unit.

    Args:
        data: the dataset.
        indicator_id: one indicator, which is one definition and one vintage.
        places: one place or several, by id or name (CN-CQ, Chongqing, 重庆), or the name of a group of places.csv,
            which means its places and the nation, beside which they stand; all by default.

    Raises:
        KeyError: no such indicator or place; the message names those that are like it.
        ValueError: an empty list of places.
    """
    if isinstance(places, str):
        places = [*data.group(places), NATION] if places in PLACE_GROUPS else [places]
    if places is not None:
        places = data.place_ids(places)
        if not places:
            raise ValueError("no place is named: name at least one, or leave `places` out for all")
    rows = data.of_indicators(indicator_id)
    return of_observations(rows if places is None else rows.loc[rows["place_id"].isin(places)])


def of_observations(facts: pd.DataFrame) -> pd.DataFrame:
    """The preferred yearly values among some observations, those of several indicators by place and year, too.

    Args:
        facts: rows of `Dataset.facts`, all of an indicator and place or none: a break is told by the one before.
    """
    rows = facts.loc[is_yearly(facts)]
    return in_order(
        rows.assign(
            year=rows["period"].astype(int),
            breaks=_breaks(rows),
            inputs=[(name,) for name in rows.index],
            **{part: rows[part].astype(bool if part.endswith("open") else float) for part in PARTS},
        )
    )


def wide(data: Dataset, series: pd.DataFrame) -> pd.DataFrame:
    """The values of a series in wide form, to draw with `.plot()` or seaborn: years down, places across.

    After a break a place goes on in a column of its own, "Chongqing from 2018": no line joins what is not comparable.
    """
    rows = series.sort_values(["place_id", "year"])
    piece = [rows["place_id"], rows.groupby("place_id")["breaks"].cumsum()]
    first, start = (rows.groupby(by)["year"].transform("min") for by in ("place_id", piece))
    name = rows["place_id"].map(data.places.set_index("place_id")["name"])
    rows = rows.assign(place=name.where(start == first, name + " from " + start.astype(str)))
    return rows.pivot(index="year", columns="place", values="value")[rows["place"].unique()]


def of_provinces(series: pd.DataFrame) -> pd.DataFrame:
    """The values of provinces and of what has their rank: none of nations, cities below them, districts or zones."""
    return series.loc[series["place_id"].str.fullmatch(PROVINCE_ID) & series["value"].notna()]


def is_yearly(facts: pd.DataFrame) -> pd.Series:
    """Which observations belong in a yearly series: the preferred values that are about one whole year."""
    return (
        (facts["kind"] == "actual")
        & (facts["period_basis"] == "reference")
        & (facts["preferred"] == "yes")
        & facts["period"].str.fullmatch("[0-9]{4}")
        & facts["value"].notna()
    )


def _breaks(rows: pd.DataFrame) -> pd.Series:
    """Whether a value cannot be compared with the one before: it is marked so, or one of them is defined otherwise."""
    ordered = rows.sort_values(["indicator_id", "place_id", "period"])
    before = ordered.groupby(["indicator_id", "place_id"])["status"].shift()
    return (ordered["status"].isin(["B", "D"]) | (before == "D")).reindex(rows.index)


def plus(first: pd.DataFrame, *others: pd.DataFrame) -> pd.DataFrame:
    """One series plus others, place by place and year by year; no row where one of them has no value.

    A break in any of them is a break of the sum.

    Raises:
        NotComparableError: the series have different units.
    """
    _require_one_unit(first, *others)
    return reduce(lambda one, two: combined(one, two, added, lambda unit: unit), others, first)


def minus(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """One series less another, otherwise as `plus`; percentages give percentage points."""
    _require_one_unit(first, second)
    return combined(first, second, subtracted, unit_of_difference)


def ratio(numerator: pd.DataFrame, denominator: pd.DataFrame, unit: str, factor: float = 1) -> pd.DataFrame:
    """One series over another, otherwise as `plus`: per head, per pupil, shares.

    Args:
        numerator: a series of positive values.
        denominator: a series of positive values.
        unit: unit of the result.
        factor: the quotient is multiplied by it: 100 for a share in percent, 100,000 for a value per 100,000.

    Raises:
        ValueError: a value is not positive.
    """
    require_positive(numerator)
    require_positive(denominator)
    return scaled(combined(numerator, denominator, divided, lambda _: unit), factor)


def percent(part: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """One series in percent of another, otherwise as `ratio`."""
    return ratio(part, whole, "percent", 100)


def together(series: pd.DataFrame, places: Sequence[str], place_id: str = NATION) -> pd.DataFrame:
    """Some places added up year by year, as the series of one place; no row where one of them has no value.

    A break of any of them is a break of the sum.

    Args:
        series: counts or money.
        places: those added up.
        place_id: the place that the sum is a part of, so that it can be set against it.

    Raises:
        NotComparableError: the values have different units.
    """
    _require_one_unit(series)
    own = series.loc[series["place_id"].isin(places) & series["value"].notna()]
    complete = own.loc[own.groupby("year")["place_id"].transform("nunique") == len(set(places))]
    sums, any_of = ("value", "low", "high", "inputs"), ("low_open", "high_open", "breaks")
    how = dict.fromkeys(sums, "sum") | dict.fromkeys(any_of, "any") | {"unit": "first"}
    return in_order(complete.groupby("year", as_index=False).agg(how).assign(place_id=place_id))


def gap_to(series: pd.DataFrame, place_id: str = NATION) -> pd.DataFrame:
    """Each place less one place in the same year; percentages give percentage points.

    Raises:
        KeyError: the series has no row of that place.
    """
    return minus(*_others_and(series, place_id))


def share_of(series: pd.DataFrame, place_id: str = NATION) -> pd.DataFrame:
    """Each place in percent of one place in the same year; for counts and money.

    Raises:
        KeyError: the series has no row of that place.
    """
    return ratio(*_others_and(series, place_id), "percent", 100)


def indexed(series: pd.DataFrame, year: int) -> pd.DataFrame:
    """Each value in percent of that of one year of the same place; for counts and money.

    Raises:
        ValueError: the series breaks after its first year, or a value is not positive.
    """
    if series.loc[series["year"] > series.groupby("place_id")["year"].transform("min"), "breaks"].any():
        raise ValueError("the series breaks: not all values can be compared with one year")
    base = series.loc[series["year"] == year].drop(columns="year")
    return ratio(series, series[["place_id", "year"]].merge(base, on="place_id"), "percent", 100)


def _others_and(series: pd.DataFrame, place_id: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of all other places, and beside each of them the row of one place in the same year."""
    one = series.loc[series["place_id"] == place_id]
    if one.empty:
        raise no_value(series, place_id)
    others = series.loc[series["place_id"] != place_id]
    return others, others[["place_id", "year"]].merge(one.drop(columns="place_id"), on="year")


def growth(
    series: pd.DataFrame, first: int | None = None, last: int | None = None, *, a_year: bool = False, log: bool = False
) -> pd.DataFrame:
    """Change in percent of the earlier value: a series, dated to the later year.

    Where a break lies between the two years nothing is computed: the value is empty and `gap` says so. There is no row
    where one of the two years has no value.

    Args:
        series: a series of positive values.
        first: the earlier year; the year before each by default.
        last: the later year, where the earlier one is given.
        a_year: constant growth a year that leads from the first year to the last (compound annual growth rate).
        log: growth a year in logarithms.

    Raises:
        ValueError: the last year does not come after the first, or a value is not positive.
    """
    earlier, later, years = _pair(series, first, last)
    require_positive(earlier)
    require_positive(later)
    ratio = combined(earlier, later, lambda one, two: divided(two, one), lambda _: LOG_UNIT if log else "percent")

    def grown(times: pd.Series) -> pd.Series:
        if log:
            return 100 * np.log(times) / years
        return 100 * (times ** (1 / years if a_year else 1) - 1)

    return _empty_at_breaks(ratio.assign(**{part: grown(ratio[part]) for part in ("value", "low", "high")}))


def change(series: pd.DataFrame, first: int | None = None, last: int | None = None) -> pd.DataFrame:
    """Later value less earlier value, otherwise as `growth`; percentages give percentage points."""
    earlier, later, _ = _pair(series, first, last)
    return _empty_at_breaks(combined(earlier, later, lambda one, two: subtracted(two, one), unit_of_difference))


def _pair(series: pd.DataFrame, first: int | None, last: int | None) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Earlier and later values, both dated to the later year, with the breaks between them; and the years between."""
    if first is None or last is None:
        return series.assign(year=series["year"] + 1, breaks=False), series, 1
    if last <= first:
        raise ValueError(f"{last} does not come after {first}")
    start, end = (series.loc[series["year"] == year] for year in (first, last))
    between = series.loc[(series["year"] > first) & (series["year"] <= last)]
    broken = set(between.loc[between["breaks"], "place_id"])
    return start.assign(year=last, breaks=False), end.assign(breaks=end["place_id"].isin(broken)), last - first


def _empty_at_breaks(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.copy()
    rows.loc[rows["breaks"], ["value", "low", "high"]] = np.nan
    rows.loc[rows["breaks"], ["low_open", "high_open"]] = False
    rows.loc[rows["breaks"], "gap"] = _BREAK
    return rows


def years_behind(states: pd.DataFrame, place_id: str, other: str = NATION) -> pd.DataFrame:
    """How many years before each value of a place the other place had it; negative where the other has it later.

    The other's value is taken to rise evenly from one year to the next. Nothing is said, and `gap` tells why, where a
    part of the interval lies beyond the other's values, or between two of them that are not one year apart or not
    comparable.

    Raises:
        ValueError: the values of the other place do not rise from each year to the next.
    """
    curve = states.loc[(states["place_id"] == other) & states["value"].notna()].sort_values("year")
    if not (curve[["value", "low", "high"]].diff().iloc[1:] > 0).all(axis=None):
        raise ValueError(f"the values of {other} do not rise from each year to the next")
    rows = []
    for _, row in states.loc[(states["place_id"] == place_id) & states["value"].notna()].iterrows():
        # The longest lag: the place is as low as its interval allows, the other reached that as early as it may have.
        pairs = {"value": ("value", "value"), "high": ("low", "high"), "low": ("high", "low")}
        found = {part: _when(curve, of_curve, row[own]) for part, (own, of_curve) in pairs.items()}
        known = all(found.values())
        lags = {part: row["year"] - when[0] if known and when else float("nan") for part, when in found.items()}
        used = {name for when in found.values() if known and when for names in when[1] for name in names}
        gap = "" if known else f"beyond the comparable values of {other}"
        ends = {"low_open": row["high_open"], "high_open": row["low_open"]}
        rows.append({**row, **lags, **ends, "unit": "year", "inputs": (*row["inputs"], *sorted(used)), "gap": gap})
    return pd.DataFrame(rows, columns=COLUMNS)


def _when(curve: pd.DataFrame, part: str, wanted: float) -> tuple[float, tuple] | None:
    """When a rising curve had a value, and the inputs of the two years around; None where that cannot be said."""
    for before, after in zip(curve.iloc[:-1].itertuples(), curve.iloc[1:].itertuples(), strict=True):
        low, high = getattr(before, part), getattr(after, part)
        if low <= wanted <= high:
            if after.year - before.year != 1 or after.breaks:
                return None
            return before.year + (wanted - low) / (high - low), (before.inputs, after.inputs)
    return None


def scaled(series: pd.DataFrame, factor: float) -> pd.DataFrame:
    """The series times a factor, in the same unit."""
    ends = multiplied(series, Interval(factor, factor))
    return series.assign(value=factor * series["value"], **dict(zip(PARTS, ends, strict=True)))


def rest_of(shares: pd.DataFrame) -> pd.DataFrame:
    """What shares in percent leave of the whole: a hundred less each, in percent."""
    turned = scaled(shares, -1)
    return turned.assign(**{part: 100 + turned[part] for part in ("value", "low", "high")})


def ranks(series: pd.DataFrame, descending: bool = True) -> pd.DataFrame:
    """Place of each province among those of the series with a value in the same year; equal values share a place.

    What is no province (`of_provinces`) has no rank and takes none.

    `low` and `high` are the best and the worst place that the intervals allow: two places whose printed values do not
    settle the order share a span. The column `of` counts the places that have a value, `missing` names those that have
    none in that year but in another.
    """
    rows = of_provinces(series)
    everybody = set(rows["place_id"])
    ranked = []
    for _, year in rows.groupby("year"):
        sign = -1 if descending else 1
        value = sign * year["value"].to_numpy()
        best, worst = (sign * year["high"], sign * year["low"]) if descending else (year["low"], year["high"])
        best, worst = best.to_numpy(), worst.to_numpy()
        ranked.append(
            year.assign(
                value=(value[:, None] > value[None, :]).sum(axis=1) + 1.0,
                low=(best[:, None] > worst[None, :]).sum(axis=1) + 1.0,
                high=len(year) - (worst[:, None] < best[None, :]).sum(axis=1) * 1.0,
                low_open=False,
                high_open=False,
                unit="rank",
                of=len(year),
                missing=", ".join(sorted(everybody - set(year["place_id"]))),
            )
        )
    made = pd.concat(ranked) if ranked else rows.assign(of=0, missing="")
    return made.sort_values(["place_id", "year"], ignore_index=True)[[*COLUMNS, "of", "missing"]]


def at(series: pd.DataFrame, place_id: str, year: int, formula: str = "as published") -> Quantity:
    """The value of one place and year.

    Raises:
        KeyError: the series has no value there.
    """
    return _quantity(_rows(series, place_id, [year]).iloc[0], formula)


def rank(series: pd.DataFrame, place_id: str, year: int, formula: str, descending: bool = True) -> Quantity:
    """The rank of one place in one year, as `ranks` gives it; the inputs are those of all places ranked.

    Raises:
        KeyError: the series has no value there.
    """
    ranked = ranks(series, descending)
    own = at(ranked, place_id, year, formula)
    inputs = sorted({name for names in ranked.loc[ranked["year"] == year, "inputs"] for name in names})
    return Quantity(own.interval, "rank", formula, tuple(inputs), own.value)


def ranks_of(series: pd.DataFrame, place_id: str, what: str, descending: bool = True) -> dict[str, Quantity]:
    """The `best`, `worst` and `last` rank of one place over all years of a series, and `of` how many places at least.

    The inputs are those of all places ranked in all years.

    Args:
        series: the series.
        place_id: the place.
        what: what is ranked, such as "rank of Chongqing".
        descending: whether the largest value is the first.

    Raises:
        KeyError: the series has no value of that place.
    """
    ranked = ranks(series, descending)
    own = ranked.loc[ranked["place_id"] == place_id]
    if own.empty:
        raise no_value(series, place_id)
    first, last, inputs = own["year"].min(), own["year"].max(), tuple(sorted(set(ranked["inputs"].sum())))
    years, parts = f"{first} to {last}" if first < last else f"{last}", own[["value", "low", "high"]]

    def made(rank: pd.Series, formula: str) -> Quantity:
        return Quantity(Interval(rank["low"], rank["high"]), "rank", formula, inputs, float(rank["value"]))

    return {
        "best": made(parts.min(), f"best {what}, {years}"),
        "worst": made(parts.max(), f"worst {what}, {years}"),
        "last": made(parts.iloc[-1], f"{what}, {last}"),
        "of": exact(own["of"].min(), "item", f"places ranked, {years}", inputs),
    }


def growth_of(series: pd.DataFrame, place_id: str, first: int, last: int, what: str) -> Quantity:
    """Growth of one place between two years, as `growth` gives it.

    Raises:
        KeyError: the series has no value in one of the years, or breaks between them.
        ValueError: as for `growth`.
    """
    return at(growth(series, first, last), place_id, last, f"growth of {what}, {first} to {last}")


def over_years(series: pd.DataFrame, place_id: str, first: int, last: int, formula: str) -> Quantity:
    """The sum of one place over all years from the first to the last.

    Raises:
        KeyError: a year has no value.
        ValueError: the series breaks after the first year.
    """
    rows = _rows(series, place_id, range(first, last + 1))
    if rows["breaks"].iloc[1:].any():
        raise ValueError(f"the series of {place_id} breaks between {first} and {last}: nothing is added up across it")
    return total((_quantity(row, formula) for _, row in rows.iterrows()), formula)


def number_of(rows: pd.DataFrame, formula: str, among: pd.DataFrame | None = None) -> Quantity:
    """How many rows of a series were chosen, such as places or years.

    Args:
        rows: the chosen rows.
        formula: what they are.
        among: the rows that they were chosen from, whose inputs the number has; by default those of the chosen rows.
    """
    compared = rows if among is None else among
    return exact(len(rows), "item", formula, {name for names in compared["inputs"] for name in names})


def of_year(quantities: Mapping[str, Quantity], year: int) -> pd.DataFrame:
    """A series of one year, from a quantity by place."""
    rows = [
        {"place_id": place, "value": each.value, **{part: getattr(each.interval, part) for part in PARTS}}
        | {"unit": each.unit, "inputs": each.inputs}
        for place, each in quantities.items()
    ]
    return in_order(pd.DataFrame(rows).assign(year=year, breaks=False))


def no_value(series: pd.DataFrame, place_id: str, years: Sequence[int] = ()) -> UnknownNameError:
    """The error that a series has no value of a place, in some years or at all: what it has, or why there is none."""
    own = series.loc[series["place_id"] == place_id]
    held, known = sorted(own.loc[own["value"].notna(), "year"]), sorted(set(series["place_id"]))
    when = f" in {', '.join(map(str, years))}" if years else ""
    if gaps := sorted(set(own.loc[own["year"].isin(years), "gap"]) - {""}):
        return UnknownNameError(f"the series has no value of {place_id}{when}: {', '.join(gaps)}")
    has = f"it has {', '.join(known[:_MOST_NAMED])}{' and others' if len(known) > _MOST_NAMED else ''}"
    if held:
        has = (
            f"it has {held[0]} to {held[-1]}"
            if len(held) == held[-1] - held[0] + 1 > 1
            else f"it has {', '.join(map(str, held))}"
        )
    return UnknownNameError(f"the series has no value of {place_id}{when}: {has if known else 'it is empty'}")


def combined(
    first: pd.DataFrame, second: pd.DataFrame, operation: Callable, unit: Callable[[str], str]
) -> pd.DataFrame:
    """What an operation makes of two series, place by place and year by year.

    What one of the two could not compute, neither can what is computed from both. A break in either is a break.

    Args:
        first: a series.
        second: a series.
        operation: `added`, `subtracted`, `multiplied` or `divided` of `cqbook.quantities.intervals`.
        unit: gives the unit of the result for that of the first series.
    """
    both = first.merge(second, on=["place_id", "year"], suffixes=("", "_of"), validate="one_to_one")
    one, two = both[list(PARTS)], both[[f"{part}_of" for part in PARTS]].set_axis(list(PARTS), axis=1)
    ends = dict(zip(PARTS, operation(one, two), strict=True))
    values, *_ = operation(_points(both["value"]), _points(both["value_of"]))
    return in_order(
        both.assign(
            value=values,
            **ends,
            unit=both["unit"].map(unit),
            breaks=both["breaks"] | both["breaks_of"],
            inputs=both["inputs"] + both["inputs_of"],
            gap=both["gap"].where(both["gap"] != "", both["gap_of"]),
        )
    )


def in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows as a series: its columns, by place and year."""
    made = rows.assign(gap=rows.get("gap", ""))
    return made.sort_values(["place_id", "year"], ignore_index=True)[COLUMNS]


def require_positive(series: pd.DataFrame) -> None:
    """Refuse a series of which a quotient has no meaning.

    Raises:
        ValueError: a value may be zero or negative.
    """
    if (series["low"] <= 0).any():
        raise ValueError("quotients are defined for positive values only")


def _require_one_unit(*series: pd.DataFrame) -> None:
    if len(units := {unit for each in series for unit in each["unit"]}) > 1:
        raise NotComparableError(f"no sum or difference of values in {', '.join(sorted(units))}")


def _points(values: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"low": values, "high": values, "low_open": False, "high_open": False})


def _quantity(row: pd.Series, formula: str) -> Quantity:
    span = Interval(*(row[part] for part in PARTS))
    return Quantity(span, row["unit"], formula, tuple(row["inputs"]), float(row["value"]))


def _rows(series: pd.DataFrame, place_id: str, years: Iterable[int]) -> pd.DataFrame:
    rows = series.loc[(series["place_id"] == place_id) & series["year"].isin(years) & series["value"].notna()]
    if missing := sorted(set(years) - set(rows["year"])):
        raise no_value(series, place_id, missing)
    return rows.sort_values("year")
