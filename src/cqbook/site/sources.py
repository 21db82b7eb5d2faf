"""The list of publications: what each is, how it was seen, how many numbers rest on it, and what uses them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive

from cqbook.citations import source_lines
from cqbook.dataset import Dataset, reads
from cqbook.dataset.schema import MISSING, SEEN_AS
from cqbook.site import uses
from cqbook.site.numbering import number_and_address
from cqbook.site.records import Parts, Record, enumerated, records
from cqbook.site.shared import counted, dataset, said

_HEADINGS = {
    "document": "The five documents",
    "official": "Official statistics and notices",
    "plan": "Plans and policies",
    "news": "News reports",
    "secondary": "Texts that cite others",
}
_FIRST = 5  # publications of a kind that stand open where there is room
_MOST_TOPICS = 2  # named in the first lines of a publication
_MOST_INDICATORS = 3  # linked from a publication


class SourceListDirective(Directive):
    """All publications by kind, those with most numbers first; each can be linked to by its name."""

    def run(self):
        """One section a kind."""
        data = dataset()
        about = _Use(data)
        made = []
        for tier, heading in _HEADINGS.items():
            rows = [row for row in data.sources.itertuples(index=False) if row.tier == tier]
            if not rows:
                continue
            rows.sort(key=about.rank)
            first, rest = rows[:_FIRST], rows[_FIRST:]
            folds = {
                "with most numbers": first,
                "more that figures or texts of the report use": [row for row in rest if about.is_used(row.source_id)],
                "more": [row for row in rest if not about.is_used(row.source_id)],
            }
            told = {
                f"{len(group):,} {words}": [_record(data, about, row) for row in group]
                for words, group in folds.items()
                if group
            }
            section = nodes.section(ids=[f"tier-{tier}"], names=[heading], classes=["cq-filter"])
            section += nodes.title("", heading)
            numbers = sum(about.counts[row.source_id].total() for row in rows)
            words = f"{counted(len(rows), 'publication', 'publications')} with {counted(numbers, 'number', 'numbers')}."
            section += nodes.paragraph("", words)
            section += records(told, choices="publisher", group=next(iter(told)))
            made.append(section)
        return made


class _Use:
    """What each publication is used for: numbers by indicator and by topic, figures and chapters, by its name."""

    def __init__(self, data: Dataset):
        reads.NOTED.add("facts")
        facts = data.facts.unnoted
        self.indicators = dict(data.indicators[["indicator_id", "name"]].itertuples(index=False))
        self.counts, self.topics = (
            _counters(zip(facts["source_id"], facts[column], strict=True)) for column in ("indicator_id", "topic")
        )
        self.figures: dict[str, list[str]] = defaultdict(list)
        for figure, rows in uses.of_figures(data):
            for name in {*rows["source_id"], *figure.about["also_from"]}:
                self.figures[name].append(figure.id)
        self.chapters: dict[str, list[str]] = defaultdict(list)
        for chapter, rows in uses.of_texts(data).items():
            for name in set(rows["source_id"]):
                self.chapters[name].append(chapter)

    def is_used(self, name: str) -> bool:
        return bool(self.figures[name] or self.chapters[name])

    def rank(self, row: Any) -> tuple:
        """What publications are ordered by: most numbers first, then most figures."""
        name = row.source_id
        return -self.counts[name].total(), -len(self.figures[name]), row.publisher, row.published, name


def _counters(pairs: Iterable[tuple[str, str]]) -> dict[str, Counter]:
    made: dict[str, Counter] = defaultdict(Counter)
    for (name, value), count in Counter(pairs).items():
        made[name][value] = count
    return made


def _record(data: Dataset, about: _Use, row: Any) -> Record:
    name, title, title_zh, url = row.source_id, said(row.title), said(row.title_zh), said(row.url)
    return Record(
        id=name,
        title=title or title_zh,
        title_zh=title_zh if title else "",
        line=f"{row.publisher}, {source_lines.day(row.published)}. {_used_for(about, name)}",
        facts=[
            ("Publisher", f"{row.publisher} {said(row.publisher_zh)}".strip()),
            ("Kind", row.publisher_kind.replace("-", " ")),
            ("Author", said(row.authors)),
            ("Address", [(url, url)] if url else ""),
            ("Seen", f"{SEEN_AS[row.seen_as]}, {source_lines.day(row.accessed)}"),
            ("Reaches", said(row.reach).replace("/", " to ")),
            ("Same event", _same_event(data, row)),
            ("Numbers", _numbers(about, name)),
            ("Figures", enumerated(map(number_and_address, about.figures[name]))),
            ("Texts", enumerated((f"chapter {int(c[:2])}", f"../notebooks/{c}.html") for c in about.chapters[name])),
            ("Note", row.note),
            ("Name", [(name, f"#{name}")]),
        ],
        chosen_by=[row.publisher_kind.replace("-", " ")],
    )


def _used_for(about: _Use, name: str) -> str:
    """Such as "216 numbers (Enterprises; Talent; 2 more topics), in 3 figures and the text of 1 chapter"."""
    topics, count = [topic for topic, _ in about.topics[name].most_common()], about.counts[name].total()
    if (more := len(topics) - _MOST_TOPICS) > 0:
        topics[_MOST_TOPICS:] = [counted(more, "more topic", "more topics")]
    parts = [f"{counted(count, 'number', 'numbers')} ({'; '.join(topics)})" if count else "Names only, no number"]
    figures, chapters = len(about.figures[name]), len(about.chapters[name])
    used = [counted(figures, "figure", "figures")] if figures else []
    used += [f"the text of {counted(chapters, 'chapter', 'chapters')}"] if chapters else []
    return ", ".join([*parts, f"in {' and '.join(used)}"] if used else parts)


def _numbers(about: _Use, name: str) -> Parts:
    """How many there are and on which indicators, with links to those of most numbers."""
    counts = about.counts[name].most_common()
    links = [(about.indicators[indicator], f"../indicators/{indicator}.html") for indicator, _ in counts]
    more = len(links) - _MOST_INDICATORS
    rest = [f"; {counted(more, 'more indicator', 'more indicators')}"] if more > 0 else []
    named = enumerated(links[:_MOST_INDICATORS], "; ")
    return [f"{about.counts[name].total():,}", ": " if links else "", *named, *rest]


def _same_event(data: Dataset, row: Any) -> Parts:
    """Links to the other publications that report the press conference or plan that this one reports."""
    if row.event_id in MISSING:
        return ""
    names = data.sources.loc[data.sources["event_id"] == row.event_id, "source_id"]
    return enumerated((name, f"#{name}") for name in names[names != row.source_id])
