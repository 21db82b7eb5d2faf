"""Values computed in a chapter, recorded so that its prose, and anyone else, can refer to them by name."""

import re
from collections import Counter
from collections.abc import Mapping
from html import escape

from cqbook.project.media_types import VALUES
from cqbook.project.output import put_out
from cqbook.quantities.quantity import Quantity

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def publish(values: Mapping[str, Quantity]) -> None:
    """Record computed values as the output of a cell; prose names them as `value:<name>`.

    Args:
        values: by name, words in lower case joined by hyphens; a name stands for one value in the whole book. The list
            of the chapter shows their formulas, so each has its own.

    Raises:
        ValueError: a name has another form, or two values have one formula.
    """
    if wrong := [name for name in values if not NAME.fullmatch(name)]:
        raise ValueError(
            f"{', '.join(map(repr, wrong))}: expected words in lower case, such as schools-lost-since-2010"
        )
    formulas = Counter(value.formula for value in values.values())
    if twice := [name for name, value in values.items() if formulas[value.formula] > 1]:
        raise ValueError(f"{', '.join(twice)}: the same formula; say in each what it is of")
    records = {name: value.as_record() for name, value in values.items()}
    lines = [f"{name}: {value.in_words()} ({value.formula})" for name, value in values.items()]
    rows = "".join(
        f"<tr><td>{name}</td><td>{escape(value.in_words())}</td><td>{escape(value.formula)}</td></tr>"
        for name, value in values.items()
    )
    head = "<tr><th>Name</th><th>Value</th><th>How it was made</th></tr>"
    table = f'<table class="dataframe">{head}{rows}</table>'
    put_out({VALUES: records, "text/html": table, "text/plain": "\n".join(lines)})
