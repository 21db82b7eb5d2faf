"""Figures in the book: five parts below one another, which a script turns into tabs; a page for each; the catalogue."""

import math
import re
from typing import Any

import pandas as pd
from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx import addnodes
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from cqbook.artifacts import history
from cqbook.artifacts.registry import Figure, value_name
from cqbook.citations import citing, source_lines
from cqbook.dataset.descriptor import TITLE
from cqbook.figures import marks as marks_module
from cqbook.figures.marks import CHINESE_ENDING
from cqbook.figures.style import MARGIN
from cqbook.project.paths import shown
from cqbook.project.version import VERSION
from cqbook.quantities import formatting
from cqbook.quantities.quantity import Quantity
from cqbook.site import addresses, cited, code
from cqbook.site.figure_files import DOWNLOADS, LICENCE, published
from cqbook.site.languages import CHINESE
from cqbook.site.numbering import number_and_address
from cqbook.site.shared import Tag, counted, dataset, english_figures, figure_record, link, registry, said, table
from cqbook.site.templates import piece, render

_TEXT = re.compile(r'transform="translate\(([\d.]+) ([\d.]+)\) scale\((0\.\d+)')  # of a line, as matplotlib writes it
_MOST_COLUMNS = 6
_MOST_DEFINITIONS = 12  # indicators; a figure that counts statements rests on many more
_MOST_TOPICS = 3  # named in an entry of the catalogue


def unit(figure: Figure, base_url: str) -> nodes.Element:
    """A figure with all its parts, for a page one level below the top."""
    parts = {
        "chart": [_chart(figure, base_url), _name(figure, base_url)],
        "table": _table(figure),
        "notes": _notes(figure),
        "code": [_title("Code"), code.cell(figure.code, waits=True), code.of_chapter(figure.chapter)],
        "cite": _cite(figure, base_url),
    }
    whole = nodes.container(ids=[f"unit-{figure.id}"], classes=["cq-unit"])
    for name, content in parts.items():
        whole += Tag("", *content, tag="div", classes=["cq-part"], attributes={"data-part": name})
    return whole


def _chart(figure: Figure, base_url: str) -> nodes.figure:
    caption = figure.about["caption"]
    made = nodes.figure(
        "", _picture(figure, base_url), nodes.caption(caption, caption), classes=["cq-figure", *_language(figure)]
    )
    made["ids"], made["names"], made["figure_id"] = [figure.id], [figure.id], figure.id
    return made


def _language(figure: Figure) -> list[str]:
    """The class by which docutils says the language of a figure's own texts."""
    return [CHINESE] if figure.is_chinese else []


def _picture(figure: Figure, base_url: str) -> nodes.raw:
    shown = size(published(figure, base_url))
    return piece("chart.html", address=f"../figures/{figure.id}", size=shown, alt=figure.about["alt"])


def _name(figure: Figure, base_url: str) -> nodes.paragraph:
    """What a reader of paper needs to find the figure again; the style sheet shows it in print only."""
    words = f"{figure.id}, version {VERSION}. {addresses.figure(base_url, figure.id)}".strip()
    return nodes.paragraph("", words, classes=["cq-figure-name"])


def size(svg: str) -> tuple[int, int]:
    """Width and height of a picture in pixels of the page, so that nothing moves when it arrives."""
    width, height = (float(number) for number in svg.split('viewBox="0 0 ')[1].split('"')[0].split())
    return round(width * 4 / 3), round(height * 4 / 3)


def drawing(svg: str) -> tuple[float, float]:
    """Where in a picture the drawing begins, below titles and above the source line, and how high it is.

    Both as parts of the picture's height. The lines of titles and source are the last texts that stand at the left
    margin; each of the three has letters of its own size.
    """
    height = float(re.findall(r'viewBox="0 0 \S+ ([\d.]+)"', svg)[0])
    lines: dict[float, list[float]] = {}  # size of the letters to places of their lines
    for left, line, scale in reversed(_TEXT.findall(svg)):
        if abs(float(left) - MARGIN * 72) > 0.01:
            break
        lines.setdefault(100 * float(scale), []).append(float(line))
    (source_size, source), (subtitle_size, subtitle) = list(lines.items())[:2]
    top, bottom = max(subtitle) + 0.5 * subtitle_size, min(source) - 1.2 * source_size
    return top / height, (bottom - top) / height


def _table(figure: Figure) -> list[nodes.Node]:
    """The plotted numbers, at most six columns of them; the file has the rest."""
    marks = figure.marks
    one_unit = marks["unit"].iloc[0] if marks["unit"].nunique() == 1 else ""
    has_room = bool((marks["low"] < marks["high"]).any())
    has_value = bool(marks["value"].notna().any() or (marks["gap"] != "").any())
    measures = [
        *(["Value"] if has_value else []),
        *(["Interval"] if has_room else []),
        *([] if one_unit else ["Unit"]),
    ]
    labels = list(marks.columns[: marks.columns.get_loc("value")])[: _MOST_COLUMNS - len(measures)]
    header = [*(name.replace("_", " ").capitalize() for name in labels), *measures]
    rows = []
    for _, mark in marks.iterrows():
        cells = {"Value": _value(mark), "Interval": marks_module.interval_in_words(mark), "Unit": mark["unit"]}
        rows.append([*(marks_module.label(mark[name]) for name in labels), *(cells[name] for name in measures)])
    right = frozenset(header.index(name) for name in ("Value", "Interval") if name in header)
    unit_words = f"In {one_unit.replace('%', 'percent')}. " if one_unit not in ("", "number") else ""
    words = f"{unit_words}Numbers are rounded here; the Excel and CSV files have every digit and each observation."
    made = [nodes.paragraph("", words, classes=["cq-small"]), table(header, rows, right)]
    if figure.about["numbers"]:
        named = {value_name(figure.id, name): record for name, record in figure.about["numbers"].items()}
        made += [nodes.paragraph("", "Numbers in its texts:", classes=["cq-small"]), computed_values(named)]
    # The script makes the table when it is opened: all at once are too much for a phone.
    return [_title("Table"), Tag("", *made, tag="noscript", attributes={})]


def _value(mark: pd.Series) -> str:
    if math.isnan(mark["value"]):
        return mark["gap"] or "interval only"
    return formatting.number(formatting.four_digits(mark["value"]))


def computed_values(records: dict[str, dict]) -> nodes.bullet_list:
    """Computed values by their names in the whole book, each with an address of its own.

    Args:
        records: name to record, as `Quantity.as_record` makes them.
    """
    made = nodes.bullet_list(classes=["cq-values", "cq-small"])
    for name, record in records.items():
        value = Quantity.from_record(record)
        text = f"{value.formula}: {value.in_words()}"
        made += nodes.list_item("", nodes.paragraph("", text), ids=[f"value-{name}"])
    return made


def _notes(figure: Figure) -> list[nodes.Node]:
    """What the figure does not show, its sources, and what the indicators behind it measure."""
    data = dataset()
    rows = data.facts.loc[figure.observation_ids]
    counts = rows["source_id"].value_counts()
    source_ids = list(dict.fromkeys([*counts.index, *figure.about["also_from"]]))
    sources = data.sources_of(source_ids).set_index("source_id")
    made = [
        _title("Notes and sources"),
        nodes.paragraph("", figure.about["limits"], classes=_language(figure)),
        nodes.bullet_list(),
    ]
    for source_id in source_ids:
        count = counts.get(source_id, 0)
        used = f" Numbers used: {count:,}." if count else " Names are from it, no number."
        told = source(source_id, sources.loc[source_id])
        told += nodes.Text(used)
        made[-1] += nodes.list_item("", told)
    return [*made, *_definitions(rows)]


def source(source_id: str, row: pd.Series) -> nodes.paragraph:
    """A publication in a list of sources: publisher, title, date, and a link to it where it has an address."""
    title, title_zh = said(row["title"]), said(row["title_zh"])
    name = f"{title} {title_zh}".strip() if title else title_zh
    made = nodes.paragraph("", f"{row['publisher']}: ")
    made += [link(name or source_id, f"../book/sources.html#{source_id}")]
    made += nodes.Text(f", {source_lines.day(row['published'])}")
    if url := said(row["url"]):
        made += [nodes.Text(" ("), link("at the publisher", url), nodes.Text(")")]
    made += nodes.Text(".")
    return made


def _definitions(rows: pd.DataFrame) -> list[nodes.Node]:
    """What the indicators behind a figure measure."""
    used = dataset().indicators_of(sorted(rows["indicator_id"].unique()))
    if len(used) > _MOST_DEFINITIONS:
        words = f"The figure counts numbers on {len(used)} indicators; each is defined in the "
        return [nodes.paragraph("", words, link("data dictionary", "../book/dictionary.html"), nodes.Text("."))]
    made = nodes.definition_list()
    for indicator_id, row in used.iterrows():
        term = nodes.term("", "", link(row["name"], f"../indicators/{indicator_id}.html"))
        if name_zh := said(row["name_zh"]):
            term += nodes.Text(f" {name_zh}")
        words = " ".join(text for text in (row["definition"], said(row["caution"])) if text)
        made += nodes.definition_list_item("", term, nodes.definition("", nodes.paragraph("", words)))
    return [made]


def _cite(figure: Figure, base_url: str) -> list[nodes.Node]:
    content = piece(
        "cite.html",
        citations=cited.citations(
            {"Figure": cited.figure(figure, base_url), "Data": cited.figure_data(figure, base_url)}, "../figures"
        ),
        accessed=citing.ACCESSED,
        downloads={f"../figures/{figure.id}{ending}": label for ending, label in DOWNLOADS.items()},
        figure_id=figure.id,
        standing=standing(figure.id),
        embed=embed(figure, base_url) if base_url else "",
    )
    return [_title("Cite and download"), *_other_language(figure), content]


def _other_language(figure: Figure) -> list[nodes.paragraph]:
    """A link to the Chinese version of a figure, if there is one, or from it to the English one."""
    name, words = f"{figure.id}{CHINESE_ENDING}", "中文版"
    if figure.is_chinese:
        name, words = figure.id.removesuffix(CHINESE_ENDING), "English version"
    return [nodes.paragraph("", "", link(words, f"../figures/{name}.html"))] if name in registry().figures else []


def standing(figure_id: str) -> str:
    """Since which version the numbers of a figure stand, and what happened to them."""
    changes = history.changes(figure_record(figure_id), figure_id)
    if changes.empty:
        raise ExtensionError(f"{figure_id} is not in {shown(history.PATH)}: run `make notebooks`")
    first, *later = (row for _, row in changes.iterrows())
    if not later:
        return f"Its numbers stand since version {first['version']}."
    told = " ".join(f"Version {row['version']}: {row['note']}" for row in later)
    return f"Its numbers stand since version {later[-1]['version']}; the figure since {first['version']}. {told}"


def embed(figure: Figure, base_url: str) -> str:
    """HTML that shows the figure on another site, with its title, source and licence and a link back."""
    return render(
        "embed.html",
        page=addresses.figure(base_url, figure.id),
        picture=addresses.figure(base_url, figure.id, ".svg"),
        size=size(published(figure, base_url)),
        report=TITLE,
        licence=LICENCE["name"],
        **{part: figure.about[part] for part in ("title", "source", "alt")},
    )


def topics(figure: Figure) -> list[str]:
    """The topics of the observations behind a figure, the most frequent first."""
    return dataset().facts.loc[figure.observation_ids, "topic"].value_counts().index.tolist()


class ChartDirective(SphinxDirective):
    """A figure of a chapter on another page: picture and caption without an id, and links to its unit and its page."""

    required_arguments = 1

    def run(self):
        """One block."""
        name = self.arguments[0]
        if name not in registry().figures:
            raise self.error(f"no figure is named {name!r}")
        figure = registry().figures[name]
        caption = nodes.paragraph("", f"{figure.about['caption']} ")
        if not figure.is_chinese:
            words = nodes.inline("", name)
            where = {"refdomain": "std", "reftype": "numref", "reftarget": name, "refdoc": self.env.docname}
            caption += [addnodes.pending_xref("", words, refexplicit=False, refwarn=True, **where), nodes.Text(": ")]
        words = "数据、来源、代码" if figure.is_chinese else "data, sources, code"
        caption += link(words, f"../figures/{name}.html")
        made = Tag("", Tag("", caption, tag="figcaption", attributes={}), tag="figure", attributes={})
        made.insert(0, _picture(figure, self.config.html_baseurl))
        made["classes"] = ["cq-figure", "cq-chart", *_language(figure)]
        made["figure_id"] = name
        return [made]


class FigureCatalogueDirective(SphinxDirective):
    """All figures by part and chapter: drawing, finding and topics. Scripts filter and fold them.

    A figure has its own name as address in the list, a chapter `chapter-<number>`.
    """

    def run(self):
        """A list of the chapters, and a section for each part that has figures."""
        chapters: dict[str, list[Figure]] = {}
        for figure in english_figures().values():
            chapters.setdefault(f"notebooks/{figure.chapter}", []).append(figure)
        jump, sections, base_url = nodes.bullet_list(), [], self.config.html_baseurl
        for part in self.config.external_site_map.root.subtrees:
            folds = []
            for figures in (chapters[page] for page in map(str, part.items) if page in chapters):
                name, heading = f"chapter-{int(figures[0].chapter[:2])}", figures[0].heading
                jump += nodes.list_item("", nodes.paragraph("", "", link(heading, f"#{name}")))
                folds.append(
                    _fold(name, f"{heading} ({counted(len(figures), 'figure', 'figures')})", figures, base_url)
                )
            if folds:
                names = {"ids": [nodes.make_id(part.caption)], "names": [part.caption], "classes": ["cq-filter"]}
                sections.append(nodes.section("", nodes.title("", part.caption), *folds, **names))
        return [Tag("", jump, tag="nav", classes=["cq-jump"], attributes={"aria-label": "Chapters"}), *sections]


def _fold(name: str, words: str, figures: list[Figure], base_url: str) -> Tag:
    entries = Tag(
        "", *(_entry(figure, base_url) for figure in figures), tag="ul", classes=["cq-catalogue"], attributes={}
    )
    summary = Tag("", nodes.Text(words), tag="summary", attributes={})
    how = {"open": "open", "data-choices": "topic"}
    return Tag("", summary, entries, tag="details", ids=[name], classes=["cq-group"], attributes=how)


def _entry(figure: Figure, base_url: str) -> Tag:
    page, about = f"../figures/{figure.id}", topics(figure)
    svg = published(figure, base_url)
    width, height = size(svg)
    top, high = drawing(svg)
    # Of the height of the drawing; the margin that leaves out the titles goes by the width, as CSS has it.
    shown = {"ratio": f"{width} / {round(high * height)}", "top": f"{-100 * top * height / width:.2f}%"}
    thumbnail = piece("thumbnail.html", address=page, size=(width, height), **shown)
    finding = nodes.paragraph("", "", link(figure.about["title"], f"{page}.html"))
    more = f" and {len(about) - _MOST_TOPICS} more" if len(about) > _MOST_TOPICS else ""
    told = f". {', '.join(about[:_MOST_TOPICS])}{more}"
    where = nodes.paragraph("", "", numbered(figure.id), nodes.Text(told), classes=["cq-small"])
    topic = {"data-topic": "|".join(about)}
    return Tag("", thumbnail, finding, where, tag="li", ids=[figure.id], classes=["cq-entry"], attributes=topic)


def numbered(name: str) -> nodes.reference:
    """A link to a figure or table that says its number, for pages one level below the top.

    Sphinx's own references give the same, but each reads the whole chapter again.
    """
    return link(*number_and_address(name))


class TableCatalogueDirective(Directive):
    """All tables of the chapters, and the table behind each figure; those of a chapter in one fold."""

    def run(self):
        """One section that can be filtered."""
        chapters: dict[str, dict[str, Any]] = {
            unit.chapter: {"heading": unit.heading.split(": ")[0], "tables": [], "figures": []}
            for unit in [*registry().tables.values(), *english_figures().values()]
        }
        for folder, units in (("tables", registry().tables), ("figures", english_figures())):
            for name, unit in units.items():
                number, address = number_and_address(name)
                title = unit.about["title" if folder == "tables" else "subtitle"]
                row = {"number": number, "address": address, "title": title, "file": f"../{folder}/{name}"}
                chapters[unit.chapter][folder].append(row)
        for chapter in chapters.values():
            counts = (counted(len(chapter[f"{word}s"]), word, f"{word}s") for word in ("table", "figure"))
            chapter["counts"] = " and ".join(words for words in counts if not words.startswith("0"))
        made = nodes.section(ids=["list-of-tables"], names=["list of tables"], classes=["cq-filter"])
        made += nodes.title("", "Tables of the chapters and of the figures")
        made += piece("table_catalogue.html", chapters=[chapters[name] for name in sorted(chapters)])
        return [made]


def _title(text: str) -> nodes.paragraph:
    return nodes.paragraph("", text, classes=["cq-part-title"])
