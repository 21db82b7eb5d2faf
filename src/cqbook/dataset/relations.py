"""What rows of the dataset must be to one another: units, periods, preference, guards of checks, bases of targets.

Every function takes tables of text cells that have passed `validation.check_cells` and `validation.check_references`.
The observations may be a million rows, so they are looked at by whole columns.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import numpy as np
import pandas as pd

from cqbook.dataset import named_numbers, preference
from cqbook.dataset.reading import Problem
from cqbook.dataset.schema import MISSING, PROVINCE_ID, PROVINCE_KINDS, STATE_KINDS
from cqbook.quantities import periods
from cqbook.quantities.intervals import Interval, point
from cqbook.quantities.numerals import SCALES, as_float, is_no_number, read_plain, read_printed, tidied, unread_scale
from cqbook.quantities.reading_rules import read
from cqbook.quantities.units import UNITS, unit_of_difference

_OBSERVATIONS = "data/observations.csv"
_PARAGRAPH = r"p[1-9][0-9]*"
_QUALIFIER_WORDS = (
    ("more-than", re.compile(r"\b(more than|over|above|exceed\w*|surpass\w*)\b|超过|多$|余", re.IGNORECASE)),
    ("nearly", re.compile(r"\b(nearly|almost|close to)\b|近", re.IGNORECASE)),
    ("about", re.compile(r"\b(about|around|approximately|roughly)\b|约", re.IGNORECASE)),
    ("at-least", re.compile(r"\b(at least|no fewer than|no less than)\b|不少于|以上", re.IGNORECASE)),
    ("at-most", re.compile(r"\b(at most|no more than|up to)\b", re.IGNORECASE)),
    ("less-than", re.compile(r"\b(less than|fewer than|below|under)\b", re.IGNORECASE)),
)
_UNIT_WORDS = {"CNY": "元", "person": "人"}  # as heads of Chinese tables have them behind 万 and 亿
_MAY_EXCEED_100 = re.compile(r"\bgross\b|growth|rise", re.IGNORECASE)
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MOST_DAYS = 7  # from a stated day to the day of print
_NO_COUNTERPART = "not-checkable"


def check(tables: dict[str, pd.DataFrame]) -> list[Problem]:
    """All problems between cells and between tables; checks and targets only where the observations are sound."""
    observations, sources = tables["observations"], tables["sources"]
    fact = preference.fact_numbers(observations)
    problems = [
        *check_sources(sources),
        *check_events(sources),
        *check_publishers(sources),
        *check_places(tables["places"]),
        *check_frameworks(tables["frameworks"]),
        *check_indicators(tables["indicators"]),
        *check_observations(observations, tables["indicators"], sources),
        *check_values(observations, tables["indicators"]),
        *check_days(observations, sources),
        *check_same_fact(observations, fact),
        *check_printed(observations),
        *check_reach(observations, sources),
        *check_preferred(observations, sources, fact),
    ]
    if not problems:
        problems = [
            *check_checks(tables["checks"], observations),
            *check_targets(tables["targets"], observations),
            *named_numbers.check(tables),
        ]
    return problems


def _named(observations: pd.DataFrame, names: pd.DataFrame) -> dict[str, dict[str, str]]:
    """The observations that a table names, each as its cells, by observation_id."""
    wanted = {name for column in names for name in names[column]}
    rows = observations.loc[observations["observation_id"].isin(list(wanted))]
    return rows.set_index("observation_id").to_dict("index")


def _each(cells: pd.Series, function: Callable[[str], object]) -> np.ndarray:
    """The function of every cell; computed once for each distinct text."""
    codes, texts = cells.factorize()
    return np.array([function(text) for text in texts])[codes] if len(texts) else np.array([])


def check_sources(sources: pd.DataFrame) -> Iterator[Problem]:
    """A document has a SHA-256 of its text, nothing else has, and no two have the same."""
    file, cells = "data/sources.csv", sources["sha256"]
    is_document = sources["tier"] == "document"
    has_hash = ~cells.isin(list(MISSING))
    for wrong, message in (
        (cells.duplicated() & has_hash, "another document has this text"),
        (is_document & ~has_hash, "a document needs the SHA-256 of its text"),
        (~is_document & has_hash, "expected not-applicable: no document"),
    ):
        for index, value in cells[wrong].items():
            yield Problem(file, index + 2, "sha256", value, message)


def check_events(sources: pd.DataFrame) -> Iterator[Problem]:
    """An event is reported by a document and by another publication, else its name says nothing."""
    rows = sources.loc[~sources["event_id"].isin(list(MISSING)), ["event_id", "tier"]]
    is_document = rows["tier"] == "document"
    for among, message in (
        (is_document, "no document reports this event: give the document this event_id, or write not-applicable"),
        (~is_document, "only documents report this event: give another report this event_id, or write not-applicable"),
    ):
        for index, event in rows.loc[~among.groupby(rows["event_id"]).transform("any"), "event_id"].items():
            yield Problem("data/sources.csv", index + 2, "event_id", event, message)


def check_publishers(sources: pd.DataFrame) -> Iterator[Problem]:
    """A publisher is of one kind in all its rows."""
    first: dict[str, tuple[int, str]] = {}
    for index, publisher, kind in sources[["publisher", "publisher_kind"]].itertuples(name=None):
        row, expected = first.setdefault(publisher, (index, kind))
        if kind != expected:
            message = f"{publisher} is {expected} in row {row + 2}: write one kind in all rows of a publisher"
            yield Problem("data/sources.csv", index + 2, "publisher_kind", kind, message)


def check_places(places: pd.DataFrame) -> Iterator[Problem]:
    """A place lies in another one, not in itself; the provinces of China are those with the id of one."""
    file = "data/places.csv"
    yield from _circles(file, places["place_id"], places["parent_id"])
    is_province = places["kind"].isin(PROVINCE_KINDS) & (places["parent_id"] == "CN")
    for index in places.index[is_province != places["place_id"].str.fullmatch(PROVINCE_ID)]:
        message = f"an id such as CN-CQ is for places in CN of kind {', '.join(PROVINCE_KINDS)}, which all have one"
        yield Problem(file, index + 2, "kind", places["kind"][index], message)


def check_observations(
    observations: pd.DataFrame, indicators: pd.DataFrame, sources: pd.DataFrame
) -> Iterator[Problem]:
    """What the cells of one observation say must fit together."""
    unit_of = dict(zip(indicators["indicator_id"], indicators["unit"], strict=True))
    pair = preference.numbered(observations, ["indicator_id", "unit"])
    first = observations.loc[~pair.duplicated(), ["indicator_id", "unit"]]
    for number, indicator, unit in zip(pair[first.index], first["indicator_id"], first["unit"], strict=True):
        if unit != unit_of[indicator]:
            for index in pair.index[pair == number]:
                message = f"the unit of this indicator is {unit_of[indicator]}"
                yield Problem(_OBSERVATIONS, index + 2, "unit", unit, message)
    of_document = observations["source_id"].isin(sources.loc[sources["tier"] == "document", "source_id"])
    own = observations.loc[of_document]
    for index, value in own.loc[~own["locator"].str.fullmatch(_PARAGRAPH), "locator"].items():
        message = "a document's number needs its paragraph: p and the number of the non-empty line, such as p7"
        yield Problem(_OBSERVATIONS, index + 2, "locator", value, message)
    for index, value in own.loc[own["value"].isin(list(MISSING)), "value"].items():
        yield Problem(_OBSERVATIONS, index + 2, "value", value, "a document's number needs its value")
    point_change = (observations["kind"] == "change") & ~_each(observations["period"], periods.is_interval)
    for index, value in observations.loc[point_change, "period"].items():
        message = "a change needs the two dates it runs between, such as 2017/2021"
        yield Problem(_OBSERVATIONS, index + 2, "period", value, message)


def check_values(observations: pd.DataFrame, indicators: pd.DataFrame) -> Iterator[Problem]:
    """No count below zero or with a fraction, no share above the whole; changes may be all of these."""
    numbers = observations.loc[~observations["value"].isin(list(MISSING)) & (observations["kind"] != "change")]
    value, unit = as_float(numbers["value"]), numbers["unit"].astype("str")
    may_be_negative = unit.map({name: known.may_be_negative for name, known in UNITS.items()})
    for index, text in numbers.loc[(value < 0) & ~may_be_negative, "value"].items():
        yield Problem(_OBSERVATIONS, index + 2, "value", text, f"a number of {unit[index]} cannot be negative")
    is_counted = unit.map({name: known.digits == "counted" for name, known in UNITS.items()})
    for index, text in numbers.loc[(value % 1 != 0) & is_counted, "value"].items():
        message = f'{unit[index]} counts one by one: a mean needs a unit with digits "each" (quantities/units.py)'
        yield Problem(_OBSERVATIONS, index + 2, "value", text, message)
    name_of = dict(zip(indicators["indicator_id"], indicators["name"], strict=True))
    large = numbers.loc[(value > 100) & (unit == "percent"), ["value", "indicator_id"]]
    for index, text, indicator in large.itertuples(name=None):
        if not _MAY_EXCEED_100.search(name_of[indicator]):
            message = "more than 100 percent: only what is called a gross ratio, growth or rise can be"
            yield Problem(_OBSERVATIONS, index + 2, "value", text, message)


def check_days(observations: pd.DataFrame, sources: pd.DataFrame) -> Iterator[Problem]:
    """A day that a document states is one of the week before it came out."""
    published = dict(zip(sources["source_id"], sources["published"], strict=True))
    documents = sources.loc[sources["tier"] == "document", "source_id"]
    own = observations.loc[observations["source_id"].isin(documents) & (observations["period_basis"] == "stated")]
    days = own.loc[own["period"].astype("str").str.fullmatch(_DAY)]
    for index, period, source in days[["period", "source_id"]].itertuples(name=None):
        lag = periods.bounds(published[source])[0] - periods.bounds(period)[0]
        if not 0 <= lag.days <= _MOST_DAYS:
            message = f"{source} came out on {published[source]}: a day that it states lies at most a week before"
            yield Problem(_OBSERVATIONS, index + 2, "period", period, message)


def check_indicators(indicators: pd.DataFrame) -> Iterator[Problem]:
    """The factor of the unit that is shown is the one that its words say."""
    for index, unit, shown, factor in indicators[["unit", "display_unit", "display_factor"]].itertuples(name=None):
        expected = SCALES.get(shown, SCALES.get(shown.partition(" ")[0], 1))
        if float(factor) != expected:
            message = f'"{shown}" are {expected:,} of {unit}: correct the unit or its factor'
            yield Problem("data/indicators.csv", index + 2, "display_factor", factor, message)


def check_same_fact(observations: pd.DataFrame, fact: pd.Series) -> Iterator[Problem]:
    """No source states the same fact twice."""
    both = preference.numbered(
        pd.DataFrame({"fact": fact, "source_id": observations["source_id"]}), ["fact", "source_id"]
    )
    if not both.duplicated().any():
        return
    first = both.index.to_series().groupby(both).transform("first")
    for index in observations.index[both.duplicated()]:
        message = f"states the same indicator, place, period, kind and source as row {first[index] + 2}"
        yield Problem(_OBSERVATIONS, index + 2, "observation_id", observations["observation_id"][index], message)


def check_printed(observations: pd.DataFrame) -> Iterator[Problem]:
    """The value is what the printed number reads, and the qualifier is the word beside it."""
    rows = observations.loc[~observations["value"].isin(list(MISSING)), ["value", "qualifier", "printed"]]
    plain = read_plain(rows["printed"])
    # Floats of the same decimal number differ in the last bits at most.
    fits = np.isclose(plain, as_float(rows["value"]), rtol=1e-14, atol=0)
    unit = observations["unit"]
    for index, value, qualifier, printed in rows.loc[~fits].itertuples(name=None):
        tidy = tidied(printed)
        number = read_printed(tidy)
        scale = unread_scale(Decimal(value), number.value) if number else None
        column, cell = "printed", printed
        if is_no_number(printed):
            message = f"is no number: leave the row out, or write one of {', '.join(MISSING)} as its value"
        elif number is None:
            message = "no number can be read in it: write the number as the source prints it"
        elif scale:
            scale += _UNIT_WORDS.get(unit[index], "") if scale in "万亿" else ""
            message = f'is not the value, {value}: where the head of the table says {scale}, write "{tidy} {scale}"'
        elif tidy != printed:
            message = (
                f'write "{tidy}": digits 0 to 9, no space in a number, no mark of a footnote (its words go to note)'
            )
        elif number.value != Decimal(value):
            column, cell = "value", value
            message = f"does not fit the printed number, which reads {number.value:f}"
        else:
            message = ""
        if message:
            yield Problem(_OBSERVATIONS, index + 2, column, cell, message)
        stated = next((word for word, form in _QUALIFIER_WORDS if form.search(printed)), None)
        if stated and stated != qualifier:
            message = f'the printed number says "{printed}": write {stated}'
            yield Problem(_OBSERVATIONS, index + 2, "qualifier", qualifier, message)


def check_reach(observations: pd.DataFrame, sources: pd.DataFrame) -> Iterator[Problem]:
    """A source states facts of the periods it reaches, and none that began after it was published."""
    facts = observations.loc[~observations["kind"].isin(["target", "structure"]), ["period", "source_id"]]
    start = _each(facts["period"], lambda period: periods.bounds(period)[0].toordinal())
    end = _each(facts["period"], lambda period: periods.bounds(period)[1].toordinal())
    reach, issued = (dict(zip(sources["source_id"], sources[name], strict=True)) for name in ("reach", "published"))
    first = _each(facts["source_id"], lambda name: _ordinals(reach[name])[0])
    last = _each(facts["source_id"], lambda name: _ordinals(reach[name])[1])
    published = _each(facts["source_id"], lambda name: _ordinals(issued[name])[1])
    for index, period, source in facts.loc[(start < first) | (end > last)].itertuples(name=None):
        message = f"{source} reaches {reach[source]} (data/sources.csv): correct the period or the reach"
        yield Problem(_OBSERVATIONS, index + 2, "period", period, message)
    for index, period, source in facts.loc[start > published].itertuples(name=None):
        message = f"{source} was published {issued[source]}, before this period: is it a target?"
        yield Problem(_OBSERVATIONS, index + 2, "period", period, message)


def _ordinals(period: str) -> tuple[float, float]:
    """First and last day as numbers; without a limit where the period is not known."""
    if period in MISSING:
        return -np.inf, np.inf
    start, end = periods.bounds(period)
    return start.toordinal(), end.toordinal()


def check_preferred(observations: pd.DataFrame, sources: pd.DataFrame, fact: pd.Series) -> Iterator[Problem]:
    """Of all sources of one fact one is preferred, and it is the first in the stated order."""
    first = preference.first(observations, sources, fact)
    wrong = (observations["preferred"] == "yes") != first
    if not wrong.any():
        return
    names = observations["observation_id"]
    best = pd.Series(names.index[first], index=fact[first])
    for index in observations.index[wrong]:
        row = best[fact[index]]
        message = f"{names[row]} (row {row + 2}) comes first in the order of sources: run `make data`"
        yield Problem(_OBSERVATIONS, index + 2, "preferred", observations["preferred"][index], message)


def check_frameworks(frameworks: pd.DataFrame) -> Iterator[Problem]:
    """A part stands in the framework of its parent, under no part of itself, and has a place of its own."""
    file = "data/frameworks.csv"
    yield from _circles(file, frameworks["node_id"], frameworks["parent_id"])
    framework_of = dict(zip(frameworks["node_id"], frameworks["framework"], strict=True))
    for index, parent, framework in frameworks[["parent_id", "framework"]].itertuples(name=None):
        if parent in MISSING:
            continue
        if framework_of.get(parent, framework) != framework:
            yield Problem(file, index + 2, "framework", framework, f"its parent belongs to {framework_of[parent]}")
    for index in frameworks.index[frameworks.duplicated(["framework", "parent_id", "order"])]:
        yield Problem(file, index + 2, "order", frameworks["order"][index], "another part has this place already")


def _circles(file: str, keys: pd.Series, parents: pd.Series) -> Iterator[Problem]:
    """Rows that stand below themselves."""
    parent_of = dict(zip(keys, parents, strict=True))
    for index, key, parent in zip(keys.index, keys, parents, strict=True):
        seen, above = {key}, parent
        while above in parent_of and above not in seen:
            seen.add(above)
            above = parent_of[above]
        if above in seen:
            yield Problem(file, index + 2, "parent_id", parent, "a row cannot stand below itself")


def check_checks(checks: pd.DataFrame, observations: pd.DataFrame) -> Iterator[Problem]:
    """The guards of a check hold, and its verdict follows from the intervals of both sides.

    A target is read as its printed number: the words beside it make no other threshold.
    """
    named = _named(observations, checks[list(_SIDES)])
    for index, row in zip(checks.index, checks.to_dict("records"), strict=True):
        problems = [*_check_sides(row, named)] or list(_check_verdict(row, named))
        for column, message in problems:
            yield Problem("data/checks.csv", index + 2, column, row[column], message)


# Where a side of a comparison stands, and where the value it had when the verdict was given.
_SIDES = {"observation_id": "guard_statement", "against": "guard", "base": "guard_base"}
_Rows = dict[str, dict[str, str]]


def _check_sides(row: dict[str, str], named: _Rows) -> Iterator[tuple[str, str]]:
    """What is wrong with the sides of one check: column and message."""
    if row["against"] in MISSING and row["verdict"] != _NO_COUNTERPART:
        yield "against", f"only a statement that is {_NO_COUNTERPART} can be without a counterpart"
    if row["observation_id"] in (row["against"], row["base"]):
        yield "against", "a statement cannot be checked against itself"
    if row["base"] not in MISSING and named[row["observation_id"]]["kind"] != "change":
        yield "base", "only a change is compared with two values: write not-applicable"
    for column, guard in _SIDES.items():
        side = row[column]
        if side in MISSING:
            if row[guard] not in MISSING:
                yield guard, f"there is no {column} that it could guard: write not-applicable"
            continue
        value = named[side]["value"]
        if value in MISSING:
            yield column, f"{side} has no value to compare"
        elif row[guard] in MISSING:
            yield guard, f"a guard is missing: set it to {value}"
        elif Decimal(row[guard]) != Decimal(value):
            yield guard, f"{side} now says {value}: judge the pair again, then set the guard to it"


def _check_verdict(row: dict[str, str], named: _Rows) -> Iterator[tuple[str, str]]:
    if row["verdict"] not in ("agrees", "agrees-after-rounding", "contradicted"):
        return
    own = _interval(named[row["observation_id"]])
    other = _other_side(row, named)
    if isinstance(other, str):
        yield "against", other
        return
    meet = own.overlaps(other)
    if row["verdict"] == "contradicted" and meet:
        yield "verdict", f"the intervals of the two sides share values: {own} and {other}"
    elif row["verdict"] != "contradicted" and not meet:
        yield "verdict", f"the intervals of the two sides share no value: {own} and {other}"


def _other_side(row: dict[str, str], named: _Rows) -> Interval | str:
    """What a statement is compared with: an observation, or the change between two; a message where units differ."""
    statement, against = named[row["observation_id"]], named[row["against"]]
    if row["base"] in MISSING:
        if statement["unit"] != against["unit"]:
            return f"it is in {against['unit']}, the statement in {statement['unit']}"
        return _interval(against)
    base = named[row["base"]]
    if base["unit"] != against["unit"]:
        return f"it is in {against['unit']}, its base in {base['unit']}"
    later, earlier = _interval(against), _interval(base)
    try:
        if statement["unit"] == "percent" and base["unit"] != "percent":
            return (later / earlier).map(lambda ratio: 100 * (ratio - 1))
        if statement["unit"] == unit_of_difference(base["unit"]):
            return later - earlier
    except ValueError:
        return f"no change can be computed from {earlier} to {later}"
    return f"a change in {statement['unit']} cannot be computed from values in {base['unit']}"


def check_targets(targets: pd.DataFrame, observations: pd.DataFrame) -> Iterator[Problem]:
    """A target is one, has the base it claims, and is set beside results of the same thing where it says so."""
    named = _named(observations, targets[["target_id", "base_id", "result_id"]])
    for index, target in zip(targets.index, targets.to_dict("records"), strict=True):
        for column, message in _check_target(target, named):
            yield Problem("data/targets.csv", index + 2, column, target[column], message)
    known = set(targets["target_id"])
    names = observations.loc[observations["kind"] == "target", "observation_id"]
    for index, name in names[~names.isin(list(known))].items():
        yield Problem(_OBSERVATIONS, index + 2, "kind", "target", f"{name} needs its row in data/targets.csv")


def _check_target(target: dict[str, str], named: _Rows) -> Iterator[tuple[str, str]]:
    aim = named[target["target_id"]]
    if aim["kind"] != "target":
        yield "target_id", f"is of kind {aim['kind']}, expected target"
    if target["date_basis"] == "plan-end" and aim["period_basis"] == "reference":
        yield "date_basis", "the period_basis of the target is reference, so its source names the date: write given"
    if aim["value"] in MISSING and target["comparable"] == "yes":
        yield "target_id", "has no value to compare"
    if target["base_id"] == target["result_id"] and target["base_id"] not in MISSING:
        yield "result_id", "is the base too: name a later value"
    has_base = target["base_id"] not in MISSING
    if target["base"] != "none" and not has_base:
        yield "base_id", f"a base is claimed ({target['base']}): name its observation, or write none as base"
    if target["base"] == "none" and has_base:
        yield "base", "a base is named: say whether it is stated by the plan or comes from statistics"
    has_result = target["result_id"] not in MISSING
    if (target["comparable"] == "nothing-published") == has_result:
        yield "result_id", f"does not fit comparable = {target['comparable']}"
    for column in ("base_id", "result_id"):
        if target[column] in MISSING:
            continue
        row = named[target[column]]
        if row["kind"] not in (*STATE_KINDS, "change"):
            yield column, f"is of kind {row['kind']}, expected what was the case"
        if row["value"] in MISSING:
            yield column, "has no value to compare"
        if column == "result_id" and target["base_id"] not in MISSING:
            base = named[target["base_id"]]
            if periods.bounds(base["period"])[1] > periods.bounds(row["period"])[1]:
                yield column, f"is of {row['period']}, before its base of {base['period']}"
        if column == "result_id" and periods.bounds(row["period"])[0] > periods.bounds(aim["period"])[1]:
            yield column, f"is of {row['period']}, after the target's date {aim['period']}: name an earlier value"
        if target["comparable"] == "yes":
            for part in ("indicator_id", "place_id", "unit"):
                if row[part] != aim[part]:
                    yield column, f"has another {part} than the target: {row[part]}, {aim[part]}"


def _interval(row: dict[str, str]) -> Interval:
    if row["kind"] == "target":
        return point(float(row["value"]))
    return read(float(row["value"]), row["qualifier"], row["printed"], row["unit"])
