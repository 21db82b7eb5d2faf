"""Cells from pale to dark, and letters that stand out on them. They look the same on dark pages."""

import seaborn as sns
from matplotlib.colors import Colormap

from cqbook.figures import style
from cqbook.figures.style import COLOURS

# Not the ink of other texts, which turns pale on dark pages. Black, because no cell is less than 4.5 to 1 from it and
# from white.
_INK = "#000000"
_MIDDLE = 0.179  # of luminance: as far from black as from white


def shades(is_below_zero: bool = False) -> Colormap:
    """From pale to dark; in another colour for what is below zero."""
    return sns.light_palette(COLOURS["accent-ink" if is_below_zero else "main"], as_cmap=True)


def ink(cell: str) -> str:
    """The colour of letters on a cell of a colour."""
    return _INK if style.luminance(cell) > _MIDDLE else "#FFFFFF"
