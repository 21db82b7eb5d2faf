"""The output of a cell: in Jupyter with all that it carries, in plain Python as its text."""

import sys
from collections.abc import Mapping
from typing import Any

from cqbook.project.media_types import OURS


def put_out(held: Mapping[str, Any], about: Mapping[str, Any] | None = None) -> None:
    """Put out what a cell shows.

    Args:
        held: by media type; "text/plain" is all that is printed where no notebook listens.
        about: what is said of a media type, such as the alternative text of a picture.
    """
    ipython = sys.modules.get("IPython")
    if ipython and ipython.get_ipython():
        from IPython.display import display

        display(dict(held), raw=True, metadata={**OURS, **(about or {})})
    else:
        print(held["text/plain"])
