"""The tables of the dataset: columns, types, keys and allowed words. The one place where they are written down."""

from dataclasses import dataclass, field

from cqbook.quantities.reading_rules import QUALIFIERS
from cqbook.quantities.units import UNITS

# A value that is not there says why. An empty cell is allowed in notes only.
MISSING = {
    "not-stated": "the source does not say",
    "not-applicable": "there can be none",
    "not-published": "it exists, the publisher does not give it out",
    "not-found": "looked for, not found",
}


@dataclass(frozen=True)
class Column:
    """One column: its meaning, the form of its cells, and what they may refer to.

    form: id, text, note, number, positive, integer, count, date, period, url, sha256 or word.
    words: the allowed words of a word column, each with its meaning.
    refers_to: the table whose key the cells must be in.
    may_be_missing: whether the labels of MISSING may stand in a cell.
    numbers: what holds for those of its text, one of NUMBERS; empty for a column that may name none.
    """

    name: str
    form: str
    meaning: str
    words: dict[str, str] = field(default_factory=dict)
    refers_to: str | None = None
    may_be_missing: bool = False
    numbers: str = ""


# Numbers of a text that an observation has: its name stands for them in braces (`named_numbers`).
NUMBERS = {
    "named": "every number is such a name, only dates and the like are typed",
    "unrepeated": "others may be typed, but none that an observation of the same indicator and place has",
}


@dataclass(frozen=True)
class Table:
    """One table: its name, file, key and columns. Rows are unique by the key and sorted by it."""

    name: str
    title: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def file(self) -> str:
        """Name of the CSV file under data/."""
        return f"{self.name.replace('_', '-')}.csv"

    def column(self, name: str) -> Column:
        """The column of this name."""
        return next(column for column in self.columns if column.name == name)


UNIT_DEFINITIONS = {name: unit.definition for name, unit in UNITS.items()}
TOPICS = {
    "education-access": "Access and completion",
    "schools-and-teachers": "Schools, pupils and teachers",
    "higher-education": "Higher education",
    "vocational-education": "Vocational education",
    "opening-up": "Opening up",
    "education-finance": "Education finance",
    "attainment": "Educational attainment",
    "research-and-development": "Research and development",
    "patents-and-papers": "Patents, papers and contracts",
    "innovation-platforms": "Innovation platforms",
    "enterprises": "Enterprises",
    "talent": "Talent",
    "population-and-economy": "Population and economy",
    "rankings": "Rankings and indices",
    "city-building": "City building and finance",
    "plans": "Parts of plans",
}
TIERS = {
    "document": "one of the five documents that the report is about",
    "official": "statistics office, ministry or municipal body",
    "plan": "plan or policy",
    "news": "news report",
    "secondary": "text that cites another",
}
# Which kind of publication is preferred where several state one fact: the first of these groups.
TIERS_BY_PREFERENCE = (("official", "plan"), ("news",), ("document",), ("secondary",))
PUBLISHER_KINDS = {
    "national-statistical-office": "National Bureau of Statistics, alone or with other bodies of the state",
    "national-body": "ministry, agency, congress or another body of the state",
    "local-body": "government, bureau or committee of a province, city or zone, alone or with the survey office there",
    "news-organisation": "news agency, newspaper, broadcaster, news site or service for press releases",
    "other": "institute, university, journal, company or international organisation",
}
SEEN_AS = {
    "official": "on the publisher's own official page",
    "news": "at a news organisation",
    "mirror": "on a copy of unknown standing",
    "secondary": "cited in another text",
}
PERIOD_BASIS = {
    "reference": "the number is about that period",
    "stated": "the source only says now, or counts from now: the period follows from the date of the statement",
}
KINDS = {
    "actual": "a state or flow that is reported",
    "target": "a value to be reached; the period is the target date",
    "baseline": "the starting value of a target",
    "change": "a difference or growth over the period",
    "structure": "a number of parts of a plan or framework",
}
# Kinds of a state: what a source reports, not what it plans.
STATE_KINDS = ("actual", "baseline")
STATUS = {  # SDMX code list CL_OBS_STATUS
    "A": "normal",
    "B": "break in the series",
    "D": "definition differs",
    "E": "estimated",
    "P": "provisional",
}
CONFIDENCE = {
    "high": "clear what is counted, where and when, and seen at the publisher, at a news organisation or in two "
    "copies; a value seen in one copy is raised where another publication, seen elsewhere, fits it and none disagrees",
    "medium": "seen in one copy only, or part of what is counted, where or when is our reading",
}
PREFERRED = {
    "yes": "the one to use for this indicator, place, period and kind",
    "no": "another source says it too, and comes later in the stated order",
}
LEFT_OUT = {
    "already-in-documents": "states again what one of the five documents says",
    "low-confidence": "a lead, not good enough as evidence",
    "no-usable-origin": "no publication that can be named stands behind it",
    "duplicate": "the same number from the same publication is in the dataset",
    "superseded": "an interim or mistyped form of a number in the dataset",
    "definition-unclear": "what is counted, where or when cannot be said",
    "computed-elsewhere": "not printed by its source but computed from other numbers; the report computes it itself",
    "not-needed": "good, but no question of the report needs it",
}
PROVINCE_KINDS = ("municipality", "province", "autonomous-region")
# Their ids, and no others: a series, which holds no more than ids, tells by them what is ranked among what.
PROVINCE_ID = "CN-[A-Z]{2}"
PLACE_GROUPS = {
    "peers": "the ten provinces and cities that the report compares",
    "central-urban-area": "districts of Chongqing: the central urban area",
    "new-urban-area": "districts of Chongqing: the new urban area around it",
    "north-east": "districts and counties of Chongqing: the north-east, at the Three Gorges",
    "south-east": "districts and counties of Chongqing: the south-east, in the Wuling mountains",
    "not-applicable": "in no group",
}
DATE_BASIS = {
    "given": "a date is printed or follows from the words; the end of a plan counts if the plan has no phases",
    "plan-end": "no date stands beside the number and the plan has phases: the end of the plan is taken",
}
COMPARABLE = {
    "yes": "base, result and target measure the same thing",
    "no": "what is reported measures something else; the note says what",
    "nothing-published": "no result is known",
}
VERDICTS = {
    "agrees": "both intervals share values",
    "agrees-after-rounding": "they agree once both are rounded alike",
    "definition-differs": "two things are measured; nothing can be computed from the pair",
    "mistranslated": "the original says something else",
    "baseline-differs": "the change is measured from another base",
    "contradicted": "same thing, and no value fits both",
    "not-checkable": "no counterpart exists, or none that decides",
}
NOT_OURS = {
    "date": "a date, or a year that the period column of an observation holds",
    "period": "a span of time that the period column of an observation holds",
    "name": "part of a proper name",
    "definition": "part of what an observation measures, not a result",
    "ordinal": "a claim to be the first, not a count",
    "figure-of-speech": "one of, two-way and the like",
    "repeat": "a number that stands again in a heading",
    "photo-caption": "belongs to a picture",
    "contact": "telephone, registration or licence number",
    "other-topic": "outside education, science, technology and the plans",
}


def _id(name, meaning, refers_to=None, may_be_missing=False):
    return Column(name, "id", meaning, refers_to=refers_to, may_be_missing=may_be_missing)


def _word(name, meaning, words):
    return Column(name, "word", meaning, words=words)


def _text(name, meaning, may_be_missing=False, numbers=""):
    return Column(name, "text", meaning + (_NAMED if numbers else ""), may_be_missing=may_be_missing, numbers=numbers)


def _note(name="note", meaning="what a reader must know; may be empty", numbers=""):
    return Column(name, "note", meaning + (_NAMED if numbers else ""), numbers=numbers)


_NAMED = "; a name in braces, {own} or {an observation_id}, stands for the number of that observation"


_SOURCE = _id("source_id", "the publication", "sources")
_LOCATOR = _text(
    "locator",
    "p<n>: the n-th non-empty line of a document's text; elsewhere the name of the table",
    may_be_missing=True,
)
_PRINTED = _text("printed", "the number as the source prints it, never its sentence")

TABLES = {
    table.name: table
    for table in (
        Table(
            "sources",
            "Publications",
            ("source_id",),
            (
                _id("source_id", "stable name of the publication"),
                _word("tier", "what kind of publication", TIERS),
                _text("publisher", "in English"),
                _text("publisher_zh", "in Chinese", may_be_missing=True),
                _word("publisher_kind", "what kind of body publishes it", PUBLISHER_KINDS),
                _text("title", "in English; in brackets where it is ours", may_be_missing=True),
                _text("title_zh", "in Chinese", may_be_missing=True),
                _text("authors", "names, joined by a semicolon", may_be_missing=True),
                Column("published", "date", "day, month or year of publication", may_be_missing=True),
                Column(
                    "url",
                    "url",
                    "address at the publisher, or of the known reprint that the note names",
                    may_be_missing=True,
                ),
                _word("seen_as", "how the numbers were seen", SEEN_AS),
                Column("accessed", "date", "day on which the text was read"),
                _word("language", "of the text", {"en": "English", "zh": "Chinese"}),
                Column("sha256", "sha256", "of the text, for the five documents", may_be_missing=True),
                Column("reach", "period", "from the first to the last period it states facts of", may_be_missing=True),
                _id(
                    "event_id",
                    "press conference or plan that it reports, shared by a document and the other reports of it",
                    may_be_missing=True,
                ),
                _note(),
            ),
        ),
        Table(
            "places",
            "Places",
            ("place_id",),
            (
                _id("place_id", "ISO 3166-2 where there is a code; of a district its division code: CN-CQ-500101"),
                _text("name", "in English"),
                _text("name_zh", "in Chinese"),
                _word(
                    "kind",
                    "what kind of place",
                    {
                        "country": "state",
                        "municipality": "province-level city",
                        "province": "province",
                        "autonomous-region": "region of the rank of a province",
                        "city": "city below a province",
                        "district": "district or county of a municipality",
                        "region": "several places taken together",
                        "zone": "zone or park",
                    },
                ),
                _id("parent_id", "the place it lies in", "places", may_be_missing=True),
                _word("group", "the places it is compared with", PLACE_GROUPS),
                Column("tile_row", "count", "row of its tile, from the north", may_be_missing=True),
                Column("tile_column", "count", "column of its tile, from the west", may_be_missing=True),
                _note(),
            ),
        ),
        Table(
            "indicators",
            "Indicators",
            ("indicator_id",),
            (
                _id("indicator_id", "stable name of the indicator"),
                _text("name", "in English, by the standard's name where there is one"),
                _text("name_zh", "in Chinese", may_be_missing=True),
                _word("topic", "group of indicators", TOPICS),
                _word("unit", "in which values are stored", UNIT_DEFINITIONS),
                _text("definition", "what is measured"),
                _word(
                    "direction",
                    "what more of it means",
                    {
                        "higher-is-better": "more is the aim",
                        "lower-is-better": "less is the aim",
                        "no-direction": "neither",
                    },
                ),
                _text(
                    "display_unit",
                    "unit in which the dictionary shows it; a chart writes the unit, or what its code says",
                ),
                Column("display_factor", "positive", "stored value divided by this gives the shown value"),
                Column("decimals", "integer", "decimal places when shown"),
                _text(
                    "standard",
                    "concept of an international standard that it follows or comes near",
                    may_be_missing=True,
                ),
                _text("standard_code", "code of that standard", may_be_missing=True),
                _text("caution", "the trap a reader must know", may_be_missing=True, numbers="unrepeated"),
            ),
        ),
        Table(
            "observations",
            "Observations: one number that one source states",
            ("observation_id",),
            (
                _id("observation_id", "stable name of the observation; its address in the book"),
                _id("indicator_id", "what is measured", "indicators"),
                _id("place_id", "where", "places"),
                Column("period", "period", "ISO 8601: year, month, day, or two joined by a slash"),
                _word("period_basis", "where the period comes from", PERIOD_BASIS),
                _word("kind", "what kind of statement", KINDS),
                Column("value", "number", "plain number in the indicator's unit", may_be_missing=True),
                _word("qualifier", "how the source words the number", dict.fromkeys(QUALIFIERS, "see reading rules")),
                _word("unit", "unit of the value", UNIT_DEFINITIONS),
                _SOURCE,
                _LOCATOR,
                _PRINTED,
                _word("status", "SDMX CL_OBS_STATUS", STATUS),
                _word("confidence", "how sure the reading is", CONFIDENCE),
                _word("preferred", "which of several sources to use", PREFERRED),
                _id("copy_id", "the copy in which the number was seen", "copies", may_be_missing=True),
                _note(numbers="unrepeated"),
            ),
        ),
        Table(
            "targets",
            "Targets with their starting value and their result",
            ("target_id",),
            (
                _id("target_id", "the observation that states the target", "observations"),
                _word("date_basis", "where the target's date comes from", DATE_BASIS),
                _word(
                    "base",
                    "where the starting value comes from",
                    {
                        "stated": "the plan or document states it",
                        "statistics": "taken from another source",
                        "none": "none is known",
                    },
                ),
                _id("base_id", "the starting value", "observations", may_be_missing=True),
                _id("result_id", "the latest comparable or nearest value", "observations", may_be_missing=True),
                _word("comparable", "whether base and result measure what the target measures", COMPARABLE),
                _note(numbers="named"),
            ),
        ),
        Table(
            "frameworks",
            "Named parts of plans and frameworks",
            ("node_id",),
            (
                _id("node_id", "stable name of the part"),
                _id("parent_id", "the part it belongs to", "frameworks", may_be_missing=True),
                _id("framework", "the framework it belongs to"),
                _id("level", "kind of part"),
                Column("order", "count", "place among the parts of the same parent, from 1"),
                _text("name", "in English, in our words"),
                _text("name_zh", "in Chinese", may_be_missing=True),
                _SOURCE,
                _LOCATOR,
                _id("observation_id", "the observation that counts the parts", "observations", may_be_missing=True),
                _text("printed", "the numeral or ordinal that a document prints for this part", may_be_missing=True),
                _word(
                    "complete",
                    "whether all parts below are listed",
                    {
                        "complete": "all are listed",
                        "incomplete": "the list has known holes",
                        "not-applicable": "has no parts",
                    },
                ),
                _note(),
            ),
        ),
        Table(
            "checks",
            "Comparisons of a statement with other evidence",
            ("check_id",),
            (
                _id("check_id", "stable name of the check"),
                _id("observation_id", "the statement", "observations"),
                _id("against", "the observation it is compared with", "observations", may_be_missing=True),
                _id(
                    "base",
                    "where the statement is a change: the starting value of the other side",
                    "observations",
                    may_be_missing=True,
                ),
                _text("question", "what one would like to know", numbers="named"),
                _word("verdict", "what the comparison gives", VERDICTS),
                _text("explanation", "why", numbers="named"),
                _text(
                    "instead",
                    "what to write in place of the statement",
                    may_be_missing=True,
                    numbers="named",
                ),
                Column("guard_statement", "number", "value of the statement that the verdict rests on"),
                Column("guard", "number", "value of the other side that the verdict rests on", may_be_missing=True),
                Column("guard_base", "number", "starting value of the other side", may_be_missing=True),
                _word("status", "state of the check", {"final": "settled", "open": "evidence is still missing"}),
            ),
        ),
        Table(
            "copies",
            "Public repositories in which copies of statistics were seen",
            ("copy_id",),
            (
                _id("copy_id", "stable name of the copy"),
                _text("repository", "owner and name"),
                _text("commit", "the state of the repository that was read"),
                _note("note", "what it holds, and what is known of its weaknesses"),
            ),
        ),
        Table(
            "left_out",
            "Candidates that were not taken in",
            ("candidate_id",),
            (
                _id("candidate_id", "stable name of the candidate"),
                _text("indicator", "what it was said to measure"),
                _id("place_id", "where", "places"),
                Column("period", "period", "when"),
                _text("publisher", "who was named as its origin", may_be_missing=True),
                _text("title", "the publication that was named", may_be_missing=True),
                _word("reason", "the rule that keeps it out", LEFT_OUT),
                _note(),
            ),
        ),
        Table(
            "other_numbers",
            "Numbers of the documents that are no facts of ours",
            ("source_id", "locator", "printed"),
            (
                _SOURCE,
                _LOCATOR,
                _PRINTED,
                _word("reason", "why it is no observation", NOT_OURS),
                Column("times", "count", "how often it stands in the paragraph in this sense"),
                _note(),
            ),
        ),
    )
}
