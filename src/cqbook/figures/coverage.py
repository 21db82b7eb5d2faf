"""What the marks of a figure cover: places and years, words for its texts and the limit of what these may name."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from cqbook.dataset import Dataset
from cqbook.figures import marks as of_marks
from cqbook.figures.kinds.looks import HOME, NATION
from cqbook.quantities.numerals import CARDINALS
from cqbook.quantities.quantity import Quantity

FIELDS = ("place", "places", "others", "of", "year", "first_year", "last_year")
_MOST_NAMED = 4  # places; more are counted
_WORD_OF = {number: word for word, number in CARDINALS.items() if number <= 12}
_YEAR = re.compile(r"(?<![^\W\u3400-\u9fff])(?:19|20)\d\d(?![^\W\u3400-\u9fff])")
# "Two" is left out, which stands for anything: the larger of the two.
_COUNT = rf"(?<![\w-])(?P<count>{'|'.join(word for word, number in CARDINALS.items() if number > 2)})(?![\w-])"
_NO_NOUN = r"(?=\s*(?:[^\w\s]|$)|\s+(?:in|by|and|but|from|to|with)\b)"
_RANKED = (
    re.compile(rf"\b(?:of|among)\s+(?:all\s+)?(?:the\s+)?{_COUNT}{_NO_NOUN}", re.IGNORECASE),
    re.compile(rf"(?P<beside>\band\s+)?{_COUNT}(?P<other>\s+other)?\s+(?:places|provinces)\b", re.IGNORECASE),
)


@dataclass(frozen=True)
class Coverage:
    """Places and years of the marks of a figure; its properties are the fields of texts.

    own: the one place beside the nation, or those of several that stand out.
    known: the places that have a value, as they first occur.
    years: of the marks, from the first to the last.
    bases: the numbers of places among which something is ranked.
    held_places: what a text may name: places of the marks, of the observations behind them, and those around them.
    held_years: those of the labels and of the observations.
    names: how Chinese texts call the places; empty for English texts.
    """

    own: list[str]
    known: list[str]
    years: list[int]
    bases: list[int]
    held_places: set[str]
    held_years: set[int]
    names: Mapping[str, str]

    @property
    def place(self) -> str:
        """The one place of the marks beside the nation, or the one that stands out."""
        if len(self.own) != 1:
            raise ValueError(f"the marks are of {', '.join(self.own or self.known)}: highlight one of them")
        return self.names.get(self.own[0], self.own[0])

    @property
    def places(self) -> str:
        """All places that have a value: up to four by their names, more by their number."""
        if len(self.known) > _MOST_NAMED:
            count = len(self.known)
            return f"{count}个地区" if self.names else f"{_in_words(count)} places"
        in_order = sorted(self.known, key=lambda name: (name not in self.own, name != NATION))
        *names, last = (self.names.get(name, name) for name in in_order)
        comma, and_ = ("、", "和") if self.names else (", ", " and ")
        return f"{comma.join(names)}{and_}{last}" if names else last

    @property
    def others(self) -> str:
        """How many places have a value beside the nation and `place`."""
        self.place  # noqa: B018 - raises where it is not settled
        count = len({*self.known} - {NATION, self.own[0]})
        return str(count) if self.names else _in_words(count)

    @property
    def of(self) -> str:
        """Among how many places something is ranked: those that have a value, without the nation."""
        if len(self.bases) > 1:
            raise ValueError(f"there are ranks among {' and among '.join(map(str, self.bases))} places")
        return str(self.bases[0]) if self.names else _in_words(self.bases[0])

    @property
    def year(self) -> str:
        """The one year of the marks."""
        if len(self.years) > 1:
            raise ValueError(f"the marks are of {_spans(self.years)}: use first_year or last_year")
        return self.first_year

    @property
    def first_year(self) -> str:
        """The first year of the marks."""
        return str(self.years[0])

    @property
    def last_year(self) -> str:
        """The last year of the marks."""
        return str(self.years[-1])

    def in_name(self, name: str) -> str:
        """The name of a mark with its fields filled in: "place, 2024" is "Chongqing, 2024"."""
        parts = (part.strip() for part in name.split(","))
        return ", ".join(getattr(self, part) if part in FIELDS else part for part in parts)


def of(
    data: Dataset, marks: pd.DataFrame, highlight: Collection[str], ranks: Iterable[Quantity], lang: str = "en"
) -> Coverage:
    """The coverage of marks.

    The place of a mark is the one that its labels name, or else those of the observations behind it. The years are
    those of the label `year`, or else those in any label, or else those of the observations.

    Args:
        data: the dataset.
        marks: the marks.
        highlight: labels of the marks that stand out; Chongqing where these name no place.
        ranks: those that the texts show; the observations behind a rank tell among how many places it is one.
        lang: of the texts and of the labels.
    """
    names, facts = set(data.places["name"]), data.facts.loc[of_marks.inputs(marks)]
    chinese = (
        {} if lang == "en" else dict(zip(of_marks.place_names(data), of_marks.place_names(data, lang), strict=True))
    )
    english = {name: english for english, name in chinese.items()}
    labels = marks[of_marks.labels(marks)].map(lambda label: english.get(label, of_marks.label(label)))
    highlight, is_known = [english.get(name, name) for name in highlight], marks["low"].notna()
    places = pd.Series(
        [
            [label for label in told if label in names] or list(facts["place"][list(inputs)])
            for told, inputs in zip(labels.itertuples(index=False), marks["inputs"], strict=True)
        ],
        marks.index,
    )
    every, known = (list(dict.fromkeys(rows.explode().dropna())) for rows in (places, places[is_known]))
    own = [name for name in every if name != NATION] or every
    if len(own) > 1:
        own = [name for name in own if name in highlight] or [HOME] * (HOME in own)
    behind = {
        year
        for first, last in zip(facts["start"].dt.year, facts["end"].dt.year, strict=True)
        for year in range(first, last + 1)
    }
    told = {int(year) for text in labels.to_numpy().ravel() for year in _YEAR.findall(text)}
    plain = {int(text) for text in labels.loc[is_known].get("year", ()) if _YEAR.fullmatch(text)}
    return Coverage(
        own,
        known,
        years=sorted(plain or told or behind),
        bases=sorted({len(places_of(data, rank)) for rank in ranks} - {0, 1} or {len({*known} - {NATION})}),
        held_places=_with_those_around(data, {*every, *facts["place"]}),
        held_years=told | behind,
        names=chinese,
    )


def places_of(data: Dataset, number: Quantity) -> set[str]:
    """The places of the observations behind a quantity, without the nation."""
    return set(data.facts.loc[list(number.inputs), "place"]) - {NATION}


def unheld(data: Dataset, coverage: Coverage, text: str) -> list[str]:
    """What a text names and the marks do not hold: places, years, and a number of places that is none of theirs."""
    places = [name for name in places_in(data, text, bool(coverage.names)) if name not in coverage.held_places]
    years = sorted({int(year) for year in _YEAR.findall(text)} - coverage.held_years)
    refused = [f"names {name}, and the marks are of {', '.join(sorted(coverage.held_places))}" for name in places]
    refused += [f"names {year}, and the marks are of {_spans(sorted(coverage.held_years))}" for year in years]
    for found in (found for pattern in _RANKED for found in pattern.finditer(text)):
        without_own = any(found.groupdict().get(word) for word in ("beside", "other"))
        if CARDINALS[found["count"].lower()] + without_own not in coverage.bases:
            refused.append(
                f"says {found[0]!r}, and the marks are of {' or '.join(map(_in_words, coverage.bases))} places"
            )
    return refused


def places_in(data: Dataset, text: str, is_chinese: bool = False) -> list[str]:
    """The places that a text names, in English; a name within a longer one is not meant."""
    if is_chinese:
        english = of_marks.place_names(data)
        known = {
            name: english[place]
            for lang in (data.places.set_index("place_id")["name_zh"], of_marks.place_names(data, "zh"))
            for place, name in lang.items()
        }
        pattern = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
        return list(dict.fromkeys(known[name] for name in re.findall(pattern, text)))
    by_length = sorted(data.places["name"], key=len, reverse=True)
    pattern = rf"\b(?:{'|'.join(map(re.escape, by_length))}|(?P<nation>[Tt]he nation))(?!\w)"
    return list(dict.fromkeys(NATION if found["nation"] else found[0] for found in re.finditer(pattern, text)))


def _with_those_around(data: Dataset, names: set[str]) -> set[str]:
    """Places and those of which they are a part; not the nation, which has numbers of its own."""
    rows = data.places.set_index("place_id")
    held = set(names)
    for place in rows.index[rows["name"].isin(names)]:
        while (place := rows["parent_id"].get(place)) in rows.index and rows.loc[place, "name"] != NATION:
            held.add(rows.loc[place, "name"])
    return held


def _in_words(count: int) -> str:
    return _WORD_OF.get(count, str(count))


def _spans(years: list[int]) -> str:
    """Years in words, those that follow one another as a span: "2012, 2015 to 2024"."""
    starts = [year for year in years if year - 1 not in years]
    ends = [year for year in years if year + 1 not in years]
    pairs = zip(starts, ends, strict=True)
    return ", ".join(f"{start}" if start == end else f"{start} to {end}" for start, end in pairs)
