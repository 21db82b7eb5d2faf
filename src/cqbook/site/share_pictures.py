"""The picture that another site or WeChat shows where a page of the report is shared: share/<page>.png.

The page's figure, or the name of its indicator, stands in the square in the middle, to which some sites cut a picture.
"""

import functools
import io
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, astuple, dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from PIL import Image
from sphinx.application import Sphinx

from cqbook.artifacts.registry import Figure
from cqbook.dataset.descriptor import TITLE
from cqbook.dataset.schema import TOPICS
from cqbook.figures import style
from cqbook.figures.style import COLOURS
from cqbook.site import figures, indicators, meta
from cqbook.site.beside import Files
from cqbook.site.figure_files import kept, made_with
from cqbook.site.figures import drawing
from cqbook.site.shared import dataset, numbers_of_indicators, registry, said

_FONTS = files("cqbook.figures") / "fonts"
_MOST_COLOURS = 64  # of a picture: more would only make it larger

# What is said comes in as data, so that no letter of it can be taken for a command.
_PAGE = b"""
#let said = sys.inputs
#let ink = rgb(said.ink)
#set document(date: none)
#set page(width: 1200pt, height: 630pt, margin: 0pt, fill: white)
#set text(font: ("Open Sans", "cqbook Noto Sans SC"), lang: said.lang, size: 20pt, fill: ink, hyphenate: false)
#set par(leading: 0.5em)
#let column(x, body) = place(dx: x, dy: 32pt, block(width: 237pt, height: 566pt, body))
#place(rect(width: 285pt, height: 630pt, fill: rgb(said.main)))
#place(dx: 915pt, rect(width: 285pt, height: 630pt, fill: rgb("#E4EAEF")))
#column(24pt, {
  set text(fill: white)
  text(if said.title.len() > 90 { 24pt } else { 30pt }, weight: 600, said.title)
  if said.report != said.title { place(bottom, text(18pt, said.report)) }
})
#column(939pt, {
  said.told
  place(bottom, text(14pt, said.source))
})
#if said.svg != "" {
  let (upper, high) = (float(said.top), float(said.high))
  let picture(..size) = image(bytes(said.svg), format: "svg", ..size)
  // As large as fits, by width or by height; above and below the drawing it is cut.
  context {
    let whole = measure(picture(width: 600pt))
    let scale = calc.min(1, 590pt / (whole.height * high))
    let (width, height) = (600pt * scale, whole.height * scale)
    place(center + horizon, box(width: width, height: height * high, clip: true,
      place(top + left, dy: -height * upper, picture(width: width, height: height))))
  }
} else {
  place(center + horizon, block(width: 570pt, {
    text(44pt, weight: 600, fill: rgb(said.main), said.name)
    parbreak()
    text(34pt, said.name_zh)
  }))
}
"""


@dataclass(frozen=True)
class Card:
    """What a picture shows: beside a figure, or else the name of an indicator or of the report, what is said of it.

    title: at the left. svg: the figure. told, source: at the right, above and below. lang: of the texts. name, name_zh:
    in the middle where there is no figure.
    """

    title: str
    svg: str = ""
    told: str = ""
    source: str = ""
    lang: str = "en"
    name: str = ""
    name_zh: str = ""


def begin(app: Sphinx) -> Files:
    """Begin with the pictures of the indicators of which something has changed."""
    folder = Path(app.outdir) / "share" / indicators.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return Files(app, indicators.pages(app), "picture of {}", functools.partial(_write_indicator, folder=folder))


def _write_indicator(page: str, folder: Path) -> None:
    name = page.rpartition("/")[2]
    _write(_card_of_indicator(name), folder / f"{name}.png")


def end(app: Sphinx, files: Files) -> None:
    """Wait for these, and write the other pictures; remove those that no page has any more."""
    top, cards = Path(app.outdir), _cards_of_figures(app)
    files.end()
    wanted = {top / meta.picture(app, page) for page in [*cards, *indicators.pages(app)]}
    for path in set((top / "share").rglob("*.png")) - wanted:
        path.unlink()
    for folder in {path.parent for path in wanted}:
        folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor() as pool:
        # Drawing leaves Python's lock alone; list() raises what went wrong.
        list(pool.map(lambda page: _write(cards[page], top / meta.picture(app, page)), cards))


def _write(card: Card, path: Path) -> None:
    shutil.copyfile(kept([*astuple(card), _maker()], ".png", functools.partial(draw, card)), path)


def _cards_of_figures(app: Sphinx) -> dict[str, Card]:
    """Of each figure, each page that shows one, and the first page of the book."""
    found = registry().figures
    cards = {
        f"figures/{name}": _card(each.about["title"], each.about["subtitle"], each) for name, each in found.items()
    }
    for page in sorted(app.env.found_docs):
        title = app.env.titles[page].astext()
        if name := meta.figure(app.env, page):
            cards[page] = _card(title, found[name].about["title"], found[name])
        elif page == app.config.root_doc:
            cards[page] = Card(title, name=title)
    return cards


def _card(title: str, told: str, figure: Figure) -> Card:
    source = f"{'来源：' if figure.is_chinese else 'Source: '}{figure.about['source']}"
    return Card(title, figure.svg, told, source, figure.lang)


def _card_of_indicator(name: str) -> Card:
    row = dataset().indicators_of([name]).loc[name]
    told = indicators.coverage_in_words(numbers_of_indicators()[name])
    return Card(TOPICS[row["topic"]], told=told, name=row["name"], name_zh=said(row["name_zh"]))


def draw(card: Card) -> bytes:
    """The picture as PNG."""
    # Here, because it is large, and only pictures that are not kept need it.
    import typst

    top, high = drawing(card.svg) if card.svg else (0.0, 0.0)
    colours = {name: COLOURS[name] for name in ("main", "ink")}
    said = {**asdict(card), **colours, "report": TITLE, "top": str(top), "high": str(high)}
    with as_file(_FONTS) as fonts:
        how: dict[str, Any] = {"font_paths": [fonts], "ignore_system_fonts": True, "sys_inputs": said}
        png = typst.compile(_PAGE, format="png", ppi=72, **how)
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").quantize(_MOST_COLOURS, Image.Quantize.FASTOCTREE).save(out, "PNG")
    return out.getvalue()


@functools.cache
def _maker() -> str:
    fonts = [path for path in Path(str(_FONTS)).iterdir() if path.suffix in (".otf", ".ttf")]
    return made_with(Path(__file__), Path(figures.__file__), Path(style.__file__), *fonts)
