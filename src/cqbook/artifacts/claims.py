"""What the documents say on the subject of a chapter, as cards: as stated, what the statistics say, what to write."""

from collections.abc import Collection
from html import escape

from cqbook.analysis import fact_checks
from cqbook.dataset import Dataset
from cqbook.project.media_types import CLAIMS
from cqbook.project.output import put_out


def publish(data: Dataset, observation_ids: Collection[str]) -> None:
    """Put out statements of the documents with their verdicts, in the order given, as the output of the cell.

    Raises:
        ValueError: a name is that of no statement of the documents, or there is none.
    """
    found = fact_checks.claims(data, observation_ids)
    if found.empty:
        raise ValueError("no statements: name at least one")
    records = found.reset_index(names="id").to_dict("records")
    shown = ["subject", "stated", "other", "verdict", "instead"]
    cells = ([f'<td style="text-align: left">{escape(card[name])}</td>' for name in shown] for card in records)
    rows = "".join(f"<tr>{''.join(row)}</tr>" for row in cells)
    head = "".join(f"<th>{name}</th>" for name in ("Subject", "As stated", "Beside it", "Verdict", "What to write"))
    lines = [f"{card['subject']}: {card['stated']}; {card['verdict']}" for card in records]
    put_out(
        {
            CLAIMS: records,
            "text/html": f'<table class="dataframe"><tr>{head}</tr>{rows}</table>',
            "text/plain": "\n".join(lines),
        }
    )
