"""Provinces add up to the nation and districts to the city, but for rounding and for reasons named here."""

import pandas as pd

from cqbook.dataset import Dataset

# Why the national value holds something else than the 31, and between which percentages their sum lies from it.
_CENTRAL = "institutions and funds of central ministries are in the national value alone"
_BEYOND_MAINLAND = "the national value is the table's total: with Hong Kong, Macao, Taiwan, other countries"
_NOT_IN_A_PROVINCE = (
    "servicemen are in the national value alone; before the census of 2020 the places were estimated apart"
)
DIFFERENCES = {
    "budgetary-education-funds": (-11, -8, _CENTRAL),
    "education-funds-total": (-11.5, -8, _CENTRAL),
    "fiscal-education-funds": (-10.5, -6.5, _CENTRAL),
    "invention-patents-granted": (-5, -0.7, _BEYOND_MAINLAND),
    "invention-patents-in-force": (-8.5, -1.7, _BEYOND_MAINLAND),
    "technology-contract-turnover-output": (-5, -2.5, _BEYOND_MAINLAND),
    "resident-population": (-0.55, -0.1, _NOT_IN_A_PROVINCE),
    "resident-population-before-2020-census-revision": (-0.55, 0.3, _NOT_IN_A_PROVINCE),
}
_ROUNDED_ONE_BY_ONE = "survey-population-"  # persons of the sample survey, weighted
_TABLE = ["indicator_id", "source_id", "period"]
# Of the 38 the same: between which shares of the city's value their sum lies.
# Not every school is in a district: the education commission lists those of two zones, Liangjiang and High-tech, apart.
_LISTED_APART = ("schools-", "students-", "teachers-")
# A district's own budget is without the municipal level, and the two zones have theirs.
_ONE_LEVEL, _ALL_LEVELS = "district-", "local-government-"
BELOW_CITY = {_LISTED_APART: (0.92, 1), _ONE_LEVEL: (0.55, 0.8)}


def of_provinces(data: Dataset) -> pd.DataFrame:
    """Each table of counts or money in which one source states all 31 and the nation.

    Columns: `indicator_id`, `source_id`, `period`; `value`, the sum of the 31, and `nation_value`; `room` and
    `nation_room`, what rounding leaves; `fits`, whether they agree or differ as DIFFERENCES says.
    """
    rows = data.facts
    rows = rows.loc[rows["unit"].isin(["CNY", "item", "person", "person-year"]) & (rows["kind"] == "actual")]
    rows = rows.assign(value=rows["value"].astype(float), room=(rows["high"] - rows["low"]).astype(float) / 2)
    rows.loc[rows["indicator_id"].str.startswith(_ROUNDED_ONE_BY_ONE), "room"] = 0.5
    parts = rows.loc[rows["place_id"].isin(data.provinces)].groupby(_TABLE, observed=True)
    parts = parts.agg(places=("value", "size"), value=("value", "sum"), room=("room", "sum"))
    whole = rows.loc[rows["place_id"] == "CN"].set_index(_TABLE)[["value", "room"]].add_prefix("nation_")
    found = parts.loc[parts["places"] == len(data.provinces)].join(whole, how="inner").reset_index()
    spans = found["indicator_id"].map({name: span[:2] for name, span in DIFFERENCES.items()})
    low, high = (spans.str[end].fillna(0) / 100 * found["nation_value"] for end in (0, 1))
    room = (found["room"] + found["nation_room"]).mask(spans.notna(), 0)
    return found.assign(fits=(found["value"] - found["nation_value"]).between(low - room, high + room))


def districts_by_year(data: Dataset) -> pd.DataFrame:
    """What districts have in a whole year and can be added, so no rate and no average: preferred rows of facts."""
    rows = data.facts
    districts = data.places.loc[data.places["kind"] == "district", "place_id"]
    is_year = rows["preferred"].eq("yes") & rows["kind"].eq("actual") & rows["period"].str.fullmatch("[0-9]{4}")
    can_be_added = rows["unit"].isin(["person", "item", "CNY"]) & ~rows["indicator_id"].str.contains("per-capita")
    return rows.loc[is_year & can_be_added & rows["place_id"].isin(districts)]


def of_districts(data: Dataset) -> pd.DataFrame:
    """Sum of the 38 districts and value of the city, by indicator and year, where the city's is known.

    Columns: `indicator_id`, `period`; `low` and `high`, the ends of the sum; `city_low` and `city_high`; `fits`,
    whether they agree or the sum is a share of the city's value as BELOW_CITY says.
    """
    key = ["indicator_id", "period"]
    found = districts_by_year(data).groupby(key, observed=True)[["low", "high"]].sum().astype(float).reset_index()
    city = data.facts
    city = city.loc[(city["place_id"] == "CN-CQ") & (city["preferred"] == "yes") & (city["kind"] == "actual")]
    city = city.set_index(key)[["low", "high"]].add_prefix("city_").astype(float)
    found["of_city"] = found["indicator_id"].str.replace(f"^{_ONE_LEVEL}", _ALL_LEVELS, regex=True)
    found = found.merge(city, left_on=["of_city", "period"], right_index=True).drop(columns="of_city")
    fits = (found["low"] <= found["city_high"]) & (found["city_low"] <= found["high"])
    for start, (least, most) in BELOW_CITY.items():
        below = (least * found["city_low"] < found["low"]) & (found["high"] < most * found["city_low"])
        fits = fits.mask(found["indicator_id"].str.startswith(start), below)
    return found.assign(fits=fits)


def wrong(data: Dataset) -> list[str]:
    """What does not add up, a line each."""
    provinces, districts = of_provinces(data), of_districts(data)
    return [
        f"{row.indicator_id}, {row.period}, {row.source_id}: the 31 provinces add up to {row.value:.12g},"
        f" the nation has {row.nation_value:.12g}"
        for row in provinces.loc[~provinces["fits"]].itertuples()
    ] + [
        f"{row.indicator_id}, {row.period}: the 38 districts add up to {row.low:.12g} to {row.high:.12g},"
        f" the city has {row.city_low:.12g}"
        for row in districts.loc[~districts["fits"]].itertuples()
    ]
