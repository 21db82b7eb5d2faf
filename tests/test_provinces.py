"""The 31 provinces and cities add up to the nation, table by table, but for rounding and for reasons named here."""

import pytest

# What the national value holds beyond the 31, and between which percentages the sum of the 31 lies from it.
ADMINISTERED_CENTRALLY = "institutions and funds of central ministries are in the national value alone"
BEYOND_MAINLAND = "the national value is the table's total: with Hong Kong, Macao, Taiwan, other countries"
NOT_IN_A_PROVINCE = (
    "servicemen are in the national value alone; before the census of 2020 the places were estimated apart"
)
DIFFERENCES = {
    "budgetary-education-funds": (-11, -8, ADMINISTERED_CENTRALLY),
    "education-funds-total": (-11.5, -8, ADMINISTERED_CENTRALLY),
    "fiscal-education-funds": (-10.5, -6.5, ADMINISTERED_CENTRALLY),
    "invention-patents-granted": (-5, -0.7, BEYOND_MAINLAND),
    "invention-patents-in-force": (-8.5, -1.7, BEYOND_MAINLAND),
    "technology-contract-turnover-output": (-5, -2.5, BEYOND_MAINLAND),
    "resident-population": (-0.55, -0.1, NOT_IN_A_PROVINCE),
    "resident-population-before-2020-census-revision": (-0.55, 0.3, NOT_IN_A_PROVINCE),
}
# Persons of the sample survey are weighted and rounded one by one.
ROUNDED_PERSONS = "survey-population-"
TABLE = ["indicator_id", "source_id", "period"]


@pytest.fixture(scope="module")
def sums(data):
    """Sum of the 31 and national value, with the room that rounding leaves, where one source states all 32."""
    places = data.places[data.places["kind"].isin(["municipality", "province", "autonomous-region"])]["place_id"]
    assert len(places) == 31
    rows = data.facts
    rows = rows[rows["unit"].isin(["CNY", "item", "person", "person-year"]) & (rows["kind"] == "actual")]
    rows = rows.assign(value=rows["value"].astype(float), room=(rows["high"] - rows["low"]).astype(float) / 2)
    rows.loc[rows["indicator_id"].str.startswith(ROUNDED_PERSONS), "room"] = 0.5
    parts = rows[rows["place_id"].isin(places)].groupby(TABLE, observed=True)
    parts = parts.agg(places=("value", "size"), value=("value", "sum"), room=("room", "sum"))
    whole = rows[rows["place_id"] == "CN"].set_index(TABLE)[["value", "room"]].add_prefix("nation_")
    return parts[parts["places"] == 31].join(whole, how="inner").reset_index()


def test_the_provinces_add_up_to_the_nation(sums):
    assert len(sums) >= 468, "tables of 31 places and the nation have gone"
    rest = sums[~sums["indicator_id"].isin(DIFFERENCES)]
    apart = (rest["value"] - rest["nation_value"]).abs() > rest["room"] + rest["nation_room"]
    assert rest[apart].empty, rest.loc[apart, [*TABLE, "value", "nation_value"]].to_string()


@pytest.mark.parametrize("indicator", DIFFERENCES)
def test_what_does_not_add_up_differs_as_its_reason_says(sums, indicator):
    low, high, reason = DIFFERENCES[indicator]
    tables = sums[sums["indicator_id"] == indicator].set_index("period")
    differences = 100 * (tables["value"] / tables["nation_value"] - 1)
    assert len(differences) and differences.between(low, high).all(), f"{reason}\n{differences.round(2)}"
