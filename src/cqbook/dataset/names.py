"""Places and indicators by what people call them, and the nearest names where there is none."""

import difflib
from collections.abc import Iterable, Mapping

import pandas as pd

from cqbook.project.errors import UnknownNameError

# Chinese names of places are said without the kind of place.
KIND_OF_PLACE = r"(?:省|市|(?:壮族|回族|维吾尔)?自治区)$"
_MOST = 4  # names that are offered


def place_ids(places: pd.DataFrame, wanted: Iterable[str]) -> list[str]:
    """The ids of places that are named by id, by English or by Chinese name, in their order.

    Args:
        places: the table of places.
        wanted: such as CN-CQ, Chongqing, 重庆市 or 重庆.

    Raises:
        UnknownNameError: there is no such place; the message names those that are like it.
    """
    short = places["name_zh"].str.replace(KIND_OF_PLACE, "", regex=True)
    columns = [short, *(places[name].str.casefold() for name in ("name_zh", "name", "place_id"))]
    known = {name: found for column in columns for name, found in zip(column, places["place_id"], strict=True)}
    wanted = list(wanted)
    if unknown := [each for each in wanted if each.casefold() not in known]:
        require("place", unknown, places.set_index("place_id")["name"], "data/places.csv", known)
    return [known[each.casefold()] for each in wanted]


def require(
    what: str, wanted: Iterable[str], titles: pd.Series, where: str, known: Mapping[str, str] | None = None
) -> None:
    """Refuse ids of which there is nothing.

    Args:
        what: they are of, in one word.
        wanted: the ids.
        titles: of all that there is, by their ids.
        where: more of them are named.
        known: other names, in small letters, and the ids behind them.

    Raises:
        UnknownNameError: there is nothing of an id; the message names what has a name like it or one that holds it.
    """
    if not (unknown := [each for each in wanted if each not in titles.index]):
        return
    asked = unknown[0].casefold()
    known = {each.casefold(): each for each in titles.index} | dict(known or {})
    like = [name for name in known if asked and asked in name] + difflib.get_close_matches(asked, known, _MOST)
    near = list(dict.fromkeys(known[name] for name in like))[:_MOST]
    offered = f"do you mean {', '.join(f'{each} ({titles[each]})' for each in near)}? " if near else ""
    raise UnknownNameError(f"no {what} {unknown[0]!r}: {offered}{where} names more")
