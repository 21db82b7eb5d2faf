"""An example of each kind of chart, drawn from the dataset as a notebook would write it.

The page "Kinds of chart" shows them with their code. The docstring of an example says what its picture shows.
"""

import inspect
import textwrap
from collections.abc import Callable

import pandas as pd

from cqbook import figures
from cqbook.analysis import composite, series
from cqbook.dataset import Dataset
from cqbook.figures import marks
from cqbook.figures.chart import Chart


def lines(data: Dataset) -> Chart:
    """R&D spending as a share of GDP, ten places and China, 2012 to 2024, as first published."""
    intensity = series.states(data, "gerd-share-of-grp", "peers")
    return figures.lines(marks.of_series(data, intensity))


def panels(data: Dataset) -> Chart:
    """Pupils per teacher in primary and lower secondary schools, three places and China, 2010 to 2023."""
    places = ["CN-CQ", "CN", "CN-SC", "CN-SH"]
    levels = {"Primary": "pupil-teacher-ratio-primary", "Lower secondary": "pupil-teacher-ratio-lower-secondary"}
    ratios = [
        marks.of_series(data, series.states(data, name, places)).assign(level=level) for level, name in levels.items()
    ]
    return figures.lines(pd.concat(ratios), panels="level", label="all")


def bars(data: Dataset) -> Chart:
    """R&D spending of Chongqing, 2018 to 2022, and what a document states of 2021."""
    spending = marks.of_series(data, series.states(data, "gerd", ["CN-CQ"])).query("2018 <= year <= 2022")
    spending = marks.in_unit(spending, 1e9, "billion yuan").assign(of="")
    said = marks.stated(data, ["icq-2022-10-gerd"], place=["Chongqing"], year=["2021"], of=["October 2022"])
    return figures.bars(pd.concat([spending, said]), statement=["October 2022"])


def stacked(data: Dataset) -> Chart:
    """Students of regular higher education in Chongqing by programme, 2010 to 2019."""
    kinds = {
        "Bachelor": "tertiary-students-bachelor-regular",
        "Short-cycle": "tertiary-students-short-cycle-regular",
    }
    students = [
        marks.of_series(data, series.states(data, name, ["CN-CQ"])).assign(programme=programme)
        for programme, name in kinds.items()
    ]
    students = marks.in_unit(pd.concat(students).query("year % 3 == 1"), 1000, "thousand students")
    return figures.stacked(students, by="programme")


def ranges(data: Dataset) -> Chart:
    """Shares that two documents state of Chongqing, with what their words allow."""
    shares = {
        "Students of vocational schools who study on": "icq-2025-10-vocational-progression-share",
        "New front-line staff from local colleges": "icq-2025-10-frontline-staff-share",
        "Basic research done by universities": "icq-2025-10-universities-basic-research-share",
        "High-tech zones in industrial output": "icq-2022-10-high-tech-zones-output-share",
    }
    documents = ["October 2025"] * 3 + ["October 2022"]
    return figures.ranges(marks.stated(data, shares.values(), share=list(shares), document=documents), by="document")


def dumbbell(data: Dataset) -> Chart:
    """R&D spending as a share of GDP in 2012 and 2024, ten places and China, as first published."""
    intensity = marks.of_series(data, series.states(data, "gerd-share-of-grp", "peers"))
    return figures.dumbbell(intensity.query("year in [2012, 2024]"), by="year")


def ranking(data: Dataset) -> Chart:
    """R&D spending as a share of GDP in 2024, ten places and China, as first published."""
    intensity = marks.of_series(data, series.states(data, "gerd-share-of-grp", "peers"))
    return figures.ranking(intensity.query("year == 2024"))


def scatter(data: Dataset) -> Chart:
    """R&D spending as a share of GDP and researchers per 10,000 residents, ten places and China, 2023."""
    researchers, residents = (series.states(data, name, "peers") for name in ("researchers-fte", "resident-population"))
    density = marks.of_series(data, series.ratio(researchers, residents, "per-10000-persons", 10_000))
    intensity = marks.of_series(data, series.states(data, "gerd-share-of-grp", "peers"))
    both = pd.concat([intensity.assign(measure="R&D intensity"), density.assign(measure="Researchers")])
    return figures.scatter(both.query("year == 2023"), x="R&D intensity", y="Researchers")


def strips(data: Dataset) -> Chart:
    """Where ten places stand between the weakest and the strongest of them in three measures, and China, 2023."""
    names = {
        "R&D, % of GDP": "gerd-share-of-grp",
        "Tertiary students per 100,000 residents": "tertiary-students-per-100000-persons",
        "Pupils per teacher, primary": "pupil-teacher-ratio-primary",
    }
    measures = {measure: series.states(data, name, "peers") for measure, name in names.items()}
    standing = composite.positions(measures, 2023, lower_is_better=["Pupils per teacher, primary"])
    found = marks.of_rows(data, standing, ["measure", "place_id", "measured", "rank"])
    return figures.strips(found, down="measure", told="measured", aside="rank")


def heat(data: Dataset) -> Chart:
    """Pupils per teacher in primary schools, ten places and China, every third year from 2011 to 2023."""
    ratios = marks.of_series(data, series.states(data, "pupil-teacher-ratio-primary", "peers"))
    return figures.heat(ratios.query("year % 3 == 1"), down="place", across="year", order="value")


def timeline(data: Dataset) -> Chart:
    """R&D spending of Chongqing as a share of GDP: results, and targets of its plans and reports."""
    results = [f"rd-bulletin-{year}-gerd-share-of-grp-cq-{year}" for year in (2012, 2017, 2020, 2022, 2024)]
    targets = {
        "Report of 2018": "cri-2018-01-26-gerd-share-of-grp-cq-2022-target",
        "Plan for science and technology to 2025": "cq-st-plan-14fyp-gerd-share-of-grp-cq-2025-target",
        "Report of 2026": "cri-2026-03-04-gerd-share-of-grp-cq-2026-target",
    }
    names, kinds = [""] * len(results) + list(targets), ["result"] * len(results) + ["target"] * len(targets)
    return figures.timeline(
        marks.stated(data, [*results, *targets.values()], what=names, kind=kinds), target=["target"]
    )


def tiles(data: Dataset) -> Chart:
    """R&D spending as a share of GDP in 2024, ten places, as first published."""
    where = "Beijing 0 3, Tianjin 0 4, Shaanxi 1 1, Jiangsu 1 4, Sichuan 2 0, Chongqing 2 1, Hubei 2 2, Zhejiang 2 4"
    grid = pd.DataFrame(
        [place.split() for place in f"{where}, Shanghai 2 5, Guangdong 3 3".split(", ")],
        columns=["place", "row", "column"],
    ).astype({"row": int, "column": int})
    intensity = marks.of_series(data, series.states(data, "gerd-share-of-grp", "peers"))
    return figures.tiles(intensity.query("year == 2024 and place != 'China'"), grid=grid, classes=4)


# In the order of the page.
EXAMPLES: tuple[Callable[[Dataset], Chart], ...] = (
    lines,
    panels,
    bars,
    stacked,
    ranking,
    dumbbell,
    ranges,
    scatter,
    strips,
    heat,
    timeline,
    tiles,
)


def code(example: Callable[[Dataset], Chart]) -> str:
    """An example as a notebook would have it: its body, with the chart under the name `chart`."""
    body = inspect.getsource(example).split('"""', 2)[2]
    return textwrap.dedent(body).strip().replace("return ", "chart = ") + "\n"
