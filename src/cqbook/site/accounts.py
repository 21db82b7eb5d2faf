"""Numbers in the prose: each a quiet mark that leads to its record, and opens its account where scripts run."""

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from cqbook.citations import source_lines
from cqbook.prose.binding import ENDS
from cqbook.prose.markdown import read_target
from cqbook.prose.references import OBSERVATION, VALUE
from cqbook.quantities import formatting
from cqbook.site.indicators import address
from cqbook.site.pages import period, reading
from cqbook.site.records import Parts, enumerated
from cqbook.site.shared import dataset, registry, said
from cqbook.site.templates import render

_KIND_WORDS = {
    "actual": "a reported state",
    "target": "a target",
    "baseline": "a starting value",
    "change": "a change",
    "structure": "a number of parts",
}
logger = logging.getLogger(__name__)
_MOST_INPUTS = 6  # named in an account; of more, only their count


class BoundNumber(nodes.inline):
    """A number of the text; `target` names what it stands for."""


def bind_numbers(app: Sphinx, doctree: nodes.document) -> None:
    """Turn links such as obs:icq-2022-10-gerd into bound numbers."""
    for reference in list(doctree.findall(nodes.reference)):
        target = read_target(reference.get("refuri", ""))
        if target is None:
            continue
        name, end = target
        if end is not None and end not in ENDS:
            logger.warning(f"{name}?{end}: after the question mark stands {' or '.join(ENDS)}", location=reference)
        elif not _is_known(name):
            logger.warning(f"{name} names no observation or computed value", location=reference)
        else:
            # A percent sign does not begin a line.
            text = reference.astext().replace(" %", "\N{NO-BREAK SPACE}%")
            reference.replace_self(BoundNumber("", "", nodes.Text(text), target=name, classes=["cq-bound"]))


def _is_known(name: str) -> bool:
    if name.startswith(VALUE):
        return name.removeprefix(VALUE) in registry().values
    return dataset().facts.has(name.removeprefix(OBSERVATION))


def show_number(translator: nodes.NodeVisitor, node: nodes.Element) -> None:
    """Opening tag of a bound number: a link that works without a script."""
    name = node["target"]
    attributes = {"href": _record(name), "data-account": _account_id(name)}
    translator.body.append(translator.starttag(node, "a", "", **attributes))


def leave_number(translator: nodes.NodeVisitor, node: nodes.Element) -> None:
    """Closing tag of a bound number."""
    translator.body.append("</a>")


def append_accounts(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Add the account of each number of a page, once, at its end."""
    if doctree is not None and "body" in context:
        names = dict.fromkeys(node["target"] for node in doctree.findall(BoundNumber))
        context["body"] += render("accounts.html", accounts=[_account(name) for name in names])


def _account_id(name: str) -> str:
    return f"account-{name.replace(':', '-')}"


def _record(name: str) -> str:
    """Address of the full record of a number, from a page one level below the top."""
    if name.startswith(VALUE):
        value = registry().values[name.removeprefix(VALUE)]
        # A Chinese version stands on its own page only.
        is_chinese = value.figure_id is not None and registry().figures[value.figure_id].is_chinese
        page = f"figures/{value.figure_id}" if is_chinese else f"notebooks/{value.chapter}"
        return f"../{page}.html#value-{name.removeprefix(VALUE)}"
    return address(dataset(), name.removeprefix(OBSERVATION), "../")


def _account(name: str) -> dict:
    title, lines = _of_value(name) if name.startswith(VALUE) else _of_observation(name.removeprefix(OBSERVATION))
    return {"id": _account_id(name), "title": title, "lines": lines, "record": _record(name)}


def _of_observation(observation_id: str) -> tuple[str, list[tuple[str, Parts]]]:
    data = dataset()
    row = data.facts.loc[observation_id]
    source = data.sources_of([row["source_id"]]).iloc[0]
    unit = formatting.unit(row["unit"], row["display_unit"])
    span = data.interval(observation_id).map(lambda end: end / row["display_factor"])
    checks = data.checks.loc[data.checks["observation_id"] == observation_id]
    word = row["qualifier"].replace("-", " ")
    said_how = "" if word == "exact" or word in row["printed"] else f", {word}"
    title, published = said(source["title"]) or said(source["title_zh"]), source_lines.day(source["published"])
    return f"{row['indicator']} {said(row['indicator_zh'])}".strip(), [
        ("Stated", f"“{row['printed']}”{said_how}; {_KIND_WORDS[row['kind']]}"),
        ("Read as", f"{reading(row, span)} {unit}".strip()),
        ("For", f"{row['place']}, {period(row)}"),
        ("Source", f"{source['publisher']}, {title}, {published}{_locator(row)}"),
        ("Checked", ", ".join(verdict.replace("-", " ") for verdict in checks["verdict"].unique())),
    ]


def _of_value(name: str) -> tuple[str, list[tuple[str, Parts]]]:
    data, value = dataset(), registry().values[name.removeprefix(VALUE)].quantity
    computed: Parts = f"in this report, from {len(value.inputs):,} numbers"
    if len(value.inputs) <= _MOST_INPUTS:
        facts = data.facts.loc[list(value.inputs)]
        links = [
            (f"{row.indicator}, {row.place}, {row.period}: {row.printed}", address(data, row.Index, "../"))
            for row in facts.itertuples()
        ]
        # A value that counts thousands of observations may name none of them.
        computed = ["in this report, from ", *enumerated(links, "; ")] if links else "in this report"
    return value.formula[:1].upper() + value.formula[1:], [
        ("Value", value.in_words()),
        ("Computed", computed),
        ("Name", name.removeprefix(VALUE)),
    ]


def _locator(row: pd.Series) -> str:
    """Where in its source a number stands: a paragraph of a document, or the name of a table; nothing if unknown."""
    if row["tier"] == "document":
        return f", paragraph {row['locator'][1:]}"
    return f", {row['locator']}" if said(row["locator"]) else ""
