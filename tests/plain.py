"""The tables read with plain pandas: from them the tests of the chapters compute findings again without the package."""

import pandas as pd

from cqbook.project.paths import DATA

PLACES = ["CN-CQ", "CN-BJ", "CN-SH", "CN-TJ", "CN-JS", "CN-ZJ", "CN-GD", "CN-HB", "CN-SC", "CN-SN"]
ROWS = pd.read_csv(DATA / "observations.csv", dtype={"value": str})
ROWS["number"] = pd.to_numeric(ROWS["value"], errors="coerce")


def table(name):
    """A table of the dataset, every cell as its text."""
    return pd.read_csv(DATA / f"{name}.csv", dtype=str, keep_default_na=False)


def yearly(indicator, *place):
    """Preferred actual values of whole years: places in rows, years in columns; one place as a column of years."""
    rows = ROWS[(ROWS["indicator_id"] == indicator) & (ROWS["preferred"] == "yes") & (ROWS["kind"] == "actual")]
    rows = rows[rows["period"].str.fullmatch("[0-9]{4}") & (rows["period_basis"] == "reference")]
    wide = rows.assign(year=rows["period"].astype(int)).pivot(index="place_id", columns="year", values="number")
    return wide.loc[place[0]].dropna() if place else wide


def said(observation):
    """The number of one observation."""
    (number,) = ROWS.loc[ROWS["observation_id"] == observation, "number"]
    return number
