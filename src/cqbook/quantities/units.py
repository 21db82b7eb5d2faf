"""Units of values: which are counted, which are ratios, what their differences are in, how they are written."""

# Units in which things are counted one by one: an exact count is that number and nothing beside it.
COUNTED_UNITS = frozenset({"item", "person", "year", "rank"})
# In these every printed digit counts, so that "90 %" is read to the percent and not to the ten.
RATIO_UNITS = frozenset(
    {
        "percent",
        "percentage-point",
        "person-year",
        "per-10000-persons",
        "per-100000-persons",
        "pupils-per-teacher",
        "times",
        "index-points",
    }
)
UNIT_WORDS = {
    "CNY": "yuan",
    "percent": "%",
    "percentage-point": "percentage points",
    "person": "persons",
    "person-year": "full-time equivalents",
    "item": "",
    "square-metre": "square metres",
    "per-10000-persons": "per 10,000 persons",
    "per-100000-persons": "per 100,000 persons",
    "pupils-per-teacher": "pupils per teacher",
    "index-points": "points",
    "year": "years",
}


def unit_of_difference(unit: str) -> str:
    """The unit in which two values of a unit differ: percentages differ by percentage points."""
    return "percentage-point" if unit == "percent" else unit
