"""What the documents promise, and by which signs a promise can be judged; nothing here is typed, all follows from data.

A commitment is a target that one of the five documents states, or a named part of a framework in `PROMISED`.
"""

from collections.abc import Iterator

import pandas as pd

from cqbook.dataset import Dataset
from cqbook.dataset.schema import MISSING, STATE_KINDS

# Frameworks whose parts are promises. The others are layouts, or order results, complaints and requests. Their goal is
# no commitment of its own: the last phase promises it with its date.
PROMISED = ("158n", "plan-2035-phases")
CRITERIA = {
    "number": "a value to be reached is printed",
    "date": "a year is printed or follows from the words; the end of a plan counts if the plan has no phases",
    "start": "data/targets.csv links a starting value to the target, printed with it or taken from statistics",
    "measure": "a value of the same measure and place has been reported at least once, by anyone",
}


def audit(data: Dataset) -> pd.DataFrame:
    """All commitments, one row each, indexed by the id of the observation or of the part of a framework.

    Columns: `name`, `printed` (the number as printed, empty where there is none), `source_id`, `locator`, `framework`
    (the part on top, empty for targets), one column of yes or no for each of CRITERIA, `due` (the year or years, empty
    where no date is given), `reported` ("same measure", "other measure or place" or "nothing"; empty where there is no
    number), `evidence` (the observations that report it: all of the same measure, or the nearest other one; of other
    places only those that the own one lies in count), and `inputs` (the statements behind the row; none for a part that
    no document counts).
    """
    rows = [*_targets(data), *_parts(data)]
    return pd.DataFrame(rows).set_index("commitment_id")


def _targets(data: Dataset) -> Iterator[dict]:
    links = data.targets.set_index("target_id")
    for name, row in data.statements.loc[data.statements["kind"] == "target"].iterrows():
        link = links.loc[name]
        known = data.of_indicators(row["indicator_id"])
        known = known.loc[known["place_id"].isin(_and_above(data, row["place_id"]))]
        anywhere = known.loc[known["kind"].isin(STATE_KINDS) & known["value"].notna()].sort_values("end", kind="stable")
        here = anywhere.index[anywhere["place_id"] == row["place_id"]]
        if len(here):
            reported, evidence = "same measure", tuple(here)
        elif link["comparable"] == "no":
            reported, evidence = "other measure or place", (link["result_id"],)
        else:
            reported = "nothing" if anywhere.empty else "other measure or place"
            evidence = tuple(anywhere.index[-1:])
        dated = link["date_basis"] == "given"
        yield {
            "commitment_id": name,
            "name": row["indicator"],
            "printed": row["printed"],
            "source_id": row["source_id"],
            "locator": row["locator"],
            "framework": "",
            "number": True,
            "date": dated,
            "start": link["base"] != "none",
            "measure": reported == "same measure",
            "due": row["period"] if dated else "",
            "reported": reported,
            "evidence": evidence,
            "inputs": (name,),
        }


def _and_above(data: Dataset, place_id: str) -> list[str]:
    """A place, and those that it lies in."""
    parent_of, found = data.places.set_index("place_id")["parent_id"], []
    while place_id in parent_of.index:
        found.append(place_id)
        place_id = parent_of[place_id]
    return found


def _parts(data: Dataset) -> Iterator[dict]:
    """The named parts at the ends of the frameworks; a part that stands for others without naming them is none."""
    frameworks = data.frameworks.set_index("node_id")
    with_parts = set(frameworks["parent_id"])
    for name, row in frameworks.sort_values(["parent_id", "order"]).iterrows():
        line = [name]
        while frameworks.loc[line[-1], "parent_id"] not in MISSING:
            line.append(frameworks.loc[line[-1], "parent_id"])
        if name in with_parts or line[-1] not in PROMISED or row["complete"] == "incomplete" or row["level"] == "goal":
            continue
        counted = [frameworks.loc[node, "observation_id"] for node in line]
        year = row["printed"] if row["level"] == "phase" else ""
        yield {
            "commitment_id": name,
            "name": row["name"],
            "printed": "",
            "source_id": row["source_id"],
            "locator": row["locator"],
            "framework": line[-1],
            "number": False,
            "date": bool(year),
            "start": False,
            "measure": False,
            "due": year,
            "reported": "",
            "evidence": (),
            "inputs": tuple(each for each in counted if each not in MISSING)[:1],
        }
