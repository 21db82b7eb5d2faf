"""Outputs of notebooks as parts of the book: figures and tables with number and target, computed values in a list."""

from collections.abc import Callable
from io import StringIO

import pandas as pd
from docutils import nodes

from cqbook.artifacts import tables
from cqbook.project.media_types import CLAIMS, CSV, FIGURE, OURS, PNG, SVG, TABLE, VALUES
from cqbook.site import cited, figures
from cqbook.site.indicators import address
from cqbook.site.languages import marked
from cqbook.site.shared import Tag, dataset, registry
from cqbook.site.templates import piece


class TableFigure(nodes.General, nodes.Element):
    """A table of a chapter under its caption, numbered as a table."""


def open_table(translator: nodes.NodeVisitor, node: nodes.Element) -> None:
    """Opening tag of a table of a chapter."""
    translator.body.append(translator.starttag(node, "div"))


def close_table(translator: nodes.NodeVisitor, node: nodes.Element) -> None:
    """Closing tag of a table of a chapter."""
    translator.body.append("</div>\n")


class _Renderer:
    """MyST-NB plugin for one of our types; leaves all others alone."""

    mime_type: str
    mime_priority_overrides: tuple
    nodes: Callable[..., list]

    @classmethod
    def handle_mime(cls, renderer, data, inline):
        """Docutils nodes for an output of the plugin's type, None for any other."""
        if inline or data.mime_type != cls.mime_type:
            return None
        made = cls.nodes(data.content, renderer.renderer.document.settings.env)
        document = renderer.renderer.document
        for part in made:
            for target in part.findall(lambda node: isinstance(node, nodes.figure | TableFigure)):
                document.note_explicit_target(target, target)
        return made


class FigureRenderer(_Renderer):
    """An output of `cqbook.figures.publish`."""

    mime_type = FIGURE
    mime_priority_overrides = (("*", FIGURE, 1),)

    @staticmethod
    def nodes(content, env):
        """The figure with its five parts; nothing for a Chinese version, which has its own page only."""
        figure = registry().figures[content["id"]]
        return [] if figure.is_chinese else [figures.unit(figure, env.config.html_baseurl)]


class TableRenderer(_Renderer):
    """An output of `cqbook.tables.publish`."""

    mime_type = TABLE
    mime_priority_overrides = (("*", TABLE, 2),)

    @staticmethod
    def nodes(content, env):
        """The table under its caption, with its source and file."""
        table = registry().tables[content["id"]]
        frame = pd.read_csv(StringIO(table.csv), dtype=str, keep_default_na=False)
        made = TableFigure("", nodes.caption(content["title"], content["title"]), classes=["cq-table-figure"])
        made["ids"], made["names"] = [table.id], [table.id]
        made += piece("table.html", table=marked(tables.html(frame)), source=content["source"], table_id=table.id)
        work = cited.table(table, env.config.html_baseurl)
        return [made, cited.block({"Table": work}, "../tables", f"cite-{table.id}", "Cite this table")]


class ValuesRenderer(_Renderer):
    """An output of `cqbook.values.publish`."""

    mime_type = VALUES
    mime_priority_overrides = (("*", VALUES, 3),)

    @staticmethod
    def nodes(content, env):
        """One folded list; each value can be linked to by its name."""
        summary = nodes.raw("", f"<summary>Computed values of this chapter ({len(content)})</summary>", format="html")
        return [
            Tag("", summary, figures.computed_values(content), tag="details", classes=["cq-computed"], attributes={})
        ]


class ClaimsRenderer(_Renderer):
    """An output of `cqbook.claims.publish`."""

    mime_type = CLAIMS
    mime_priority_overrides = (("*", CLAIMS, 4),)

    @staticmethod
    def nodes(content, env):
        """A card for each statement, which leads to the statement and to the other side."""
        data = dataset()
        others = {card["id"]: card["other_id"] and address(data, card["other_id"], "../") for card in content}
        return [piece("claims.html", cards=content, others=others)]


class CompanionRenderer:
    """The other types of an output of ours, which are there for Jupyter and for the registry."""

    mime_priority_overrides = ()

    @staticmethod
    def handle_mime(renderer, data, inline):
        """Nothing, for what stands beside one of our types; None for any other output."""
        beside = data.mime_type in (SVG, PNG, CSV, "text/html", "text/plain")
        return [] if beside and data.output_metadata.items() >= OURS.items() else None
