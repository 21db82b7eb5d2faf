"""The house style: fonts, colours, sizes, and marks that always mean the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib import style as styles
from matplotlib.colors import to_rgb
from matplotlib.typing import ColorType

# Safe for colour-blind readers, and far apart in grey: lightness 27, 61 and 76 of 100.
COLOURS = {
    "main": "#12436D",
    "accent": "#F46A25",
    "accent-ink": "#B84A10",  # the accent, dark enough for text: 5.2 to 1 on white
    "quiet": "#B4BDC4",
    "ink": "#1A1A1A",
    "soft-ink": "#4A4A4A",
}
_FONTS = ("OpenSans-Regular.ttf", "OpenSans-Semibold.ttf", "NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf")
_ADDED: set[str] = set()  # fonts that this process knows already
_GENERIC = ("sans-serif", "serif", "cursive", "fantasy", "monospace")  # families that name no font
WIDTH = 5.0  # inches
MARGIN = 0.08  # inches, around all that is drawn
PANEL_SIZE = 10  # points, of the titles of panels
# Categories that are neither Chongqing nor the nation; dark ones are light on dark pages.
CATEGORIES = ("#5F002D", "#43757B", "#BB74CC", "#4A5400")
CATEGORY_INKS = (*CATEGORIES[:2], "#8F479F", CATEGORIES[3])  # the same for text: at least 4.5 to 1 on white
# The same on dark pages: what stands out on white stands out there too, and what is quiet stays quiet.
DARK = {
    "#FFFFFF": "#121212",  # the page
    COLOURS["main"]: "#A8D4FA",
    COLOURS["accent"]: "#E0571C",
    COLOURS["accent-ink"]: "#F58A52",
    COLOURS["quiet"]: "#5C6670",
    COLOURS["ink"]: "#ECEFF2",
    COLOURS["soft-ink"]: "#B8C0C8",
    CATEGORIES[0]: "#FEDEE9",
    CATEGORIES[1]: "#2CAAA8",
    CATEGORIES[2]: "#895BA8",
    CATEGORIES[3]: "#B4C194",
    CATEGORY_INKS[2]: "#C39AE0",
    "#3D3D3D": "#CDD2D7",  # labels of axes
    "#8C8C8C": "#7A828B",  # axes
    "#E3E3E3": "#2E343C",  # grid
}


@contextmanager
def house() -> Iterator[None]:
    """Draw in the house style; the settings of whoever draws hold again afterwards.

    Letters that the house fonts lack are taken from fonts that these settings name.
    """
    own = [*mpl.rcParams["font.family"], *mpl.rcParams["font.sans-serif"]]
    usual = {*mpl.rcParamsDefault["font.sans-serif"], *_GENERIC}
    folder = files("cqbook.figures")
    for font in _FONTS:
        with as_file(folder / "fonts" / font) as path:
            if str(path) not in _ADDED:
                font_manager.fontManager.addfont(path)
                _ADDED.add(str(path))
    with as_file(folder / "house.mplstyle") as path, styles.context(path):
        families = [*mpl.rcParams["font.family"], *(name for name in own if name not in usual)]
        mpl.rcParams["font.family"] = list(dict.fromkeys(families))
        yield


def luminance(colour: ColorType) -> float:
    """Relative luminance of a colour by WCAG, 0 to 1."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
