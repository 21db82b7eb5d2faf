"""Make the Chinese letters of figures: the part of Noto Sans CJK that the report uses, and those it had before.

Run it where a figure says that a glyph is missing: `.venv/bin/python tools/chinese_font.py`. It reads tables, notebooks
and pages, and the whole fonts from the folder that it is given, or from where Debian's package fonts-noto-cjk has them.
"""

import hashlib
import re
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from cqbook.project.paths import BOOK, DATA, NOTEBOOKS, PACKAGE

WHOLE = Path("/usr/share/fonts/opentype/noto")
FONTS = PACKAGE / "figures" / "fonts"
FACE = 2  # simplified Chinese, in the collections
# A name of its own, so that matplotlib never takes a font of the machine instead.
FAMILY = "cqbook Noto Sans SC"
WEIGHTS = {"Regular": 400, "Bold": 600}  # beside Open Sans Semibold
TABLES = ("places", "indicators", "sources", "frameworks")
_CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def characters() -> set[str]:
    """The characters of Chinese texts that figures may show, and frequent ones, which the fonts have from the first."""
    files = [*BOOK.glob("*.md"), *NOTEBOOKS.glob("*.ipynb"), *PACKAGE.glob("figures/**/*.py")]
    files += [DATA / f"{name}.csv" for name in TABLES]
    used = _CHINESE.findall("、，。：；？！（）《》〈〉％～".join(path.read_text("utf-8") for path in files))
    return {*used, *map(chr, TTFont(FONTS / "NotoSansSC-Regular.otf").getBestCmap())}


def make(whole: Path, weight: str, letters: set[str], target: Path) -> None:
    """Write the part of one weight."""
    options = subset.Options(layout_features=[], hinting=False, name_IDs=[0, 13, 14], notdef_outline=True)
    options.drop_tables += ["BASE", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    font = TTFont(whole, fontNumber=FACE, recalcTimestamp=False)
    part = subset.Subsetter(options)
    part.populate(unicodes=map(ord, letters))
    part.subset(font)
    # Pictures name letters by font and place in it, which differs from one part to another.
    digest = hashlib.sha256("".join(sorted(letters)).encode()).hexdigest()[:4]
    names = {1: FAMILY, 2: weight, 4: f"{FAMILY} {weight}", 6: f"cqbookNotoSansSC-{weight[0]}{digest}"}
    for number, name in names.items():
        font["name"].setName(name, number, 3, 1, 0x409)
    font["CFF "].cff.fontNames[0] = names[6]
    font["OS/2"].usWeightClass = WEIGHTS[weight]
    font.save(target)


if __name__ == "__main__":
    letters = characters()
    folder = Path(sys.argv[1]) if sys.argv[1:] else WHOLE
    for name in WEIGHTS:
        path = FONTS / f"NotoSansSC-{name}.otf"
        make(folder / f"NotoSansCJK-{name}.ttc", name, letters, path)
        print(f"{path.name}: {len(letters)} characters, {path.stat().st_size / 1000:.0f} kB")
