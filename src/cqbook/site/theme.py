"""The theme's pages made light and safe: icons drawn in the page, no file that nothing uses, no script within it."""

import functools
import html
import re
from importlib.resources import files
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

# What a page may load: its own site, and what it makes itself. To some browsers a page opened from a disk has no site,
# hence `file:`. Styles of elements (columns of tables, places of pictures) are the theme's and MyST's.
POLICY = "; ".join(
    f"{name} {allowed}"
    for name, allowed in {
        "default-src": "'none'",
        "script-src": "'self' file:",
        "style-src": "'self' file: 'unsafe-inline'",
        "img-src": "'self' file: data: blob:",
        "font-src": "'self' file:",
        "connect-src": "'self' file:",
        "base-uri": "'none'",
        "form-action": "'self' file:",
    }.items()
)
_DATA_BLOCK = r'\btype="(?:application/|text/x-)'
_INLINE_SCRIPT = re.compile(rf"<script(?![^>]*(?:\bsrc=|{_DATA_BLOCK}))[^>]*>.*?</script>\s*", re.DOTALL)
_ICON = re.compile(r'<(i|span) class="([^"]*\bfa-[^"]*)"( data-mode="\w+")?[^>]*></\1>')
# Scripts and styles that extensions of Jupyter Book add to every page: what their names (or texts) hold, and the
# classes of the elements that they are for.
_MADE_FOR = {
    "clipboard|copybutton": "highlight",
    "design-tabs|sphinx-design": "sd-",
    "mystnb": "cell",
    "thebe": "thebe",
    "togglebutton|toggle[HO]": "toggle|dropdown",
}
# The theme's style has a rule for each of two thousand icons of a font; its pages know some dozens of them.
_STYLE = "_static/styles/pydata-sphinx-theme.css"
_GLYPHS = re.compile(r"(?:\.fa-[\w-]+::?before,?)+\{content:[^}]*\}")
_THEMES = ("pydata_sphinx_theme", "sphinx_book_theme")


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("build-finished", leave_out_glyphs)
    app.connect("html-page-context", leave_out_unused, priority=900)
    app.connect("html-page-context", escape_title, priority=900)
    app.connect("html-page-context", offer_to_layout)
    app.connect("html-page-context", set_policy, priority=900)


def leave_out_unused(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Leave out the scripts and styles of extensions that nothing on the page uses."""
    body = context.get("body", "")
    unused = [words for words, classes in _MADE_FOR.items() if not re.search(rf'class="[^"]*\b({classes})', body)]
    unused.append("sphinx_highlight")  # for Sphinx's own search
    for kind in ("script_files", "css_files"):
        context[kind] = [
            file
            for file in context[kind]
            if not any(re.search(words, f"{file.filename} {file.attributes.get('body', '')}") for words in unused)
        ]


def escape_title(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Escape the title that the theme prints above a page, which may come from the data."""
    context["pagetitle"] = html.escape(context.get("pagetitle", ""))


def offer_to_layout(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Let the layout draw icons and drop scripts."""
    context["draw_icons"] = draw_icons
    context["without_inline_scripts"] = without_inline_scripts


def set_policy(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Say before anything else in the page what it may load, so that a browser refuses all else."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{html.escape(POLICY, quote=False)}">\n'
    context["metatags"] = policy + context.get("metatags", "")


def without_inline_scripts(page: str) -> str:
    """HTML of the theme without the scripts in it, which the policy forbids; `theme.js` does what is needed of them."""
    return _INLINE_SCRIPT.sub("", page).replace('onclick="window.print()"', "data-print")


def leave_out_glyphs(app: Sphinx, exception: Exception | None) -> None:
    """Take the rules of icons that the theme never draws out of its style, a third of it."""
    path = Path(app.outdir) / _STYLE
    if exception is None and path.is_file():
        known = _icons_of_theme()
        lighter = _GLYPHS.sub(
            lambda rule: rule[0] if known & set(re.findall(r"\.fa-([\w-]+)", rule[0])) else "",
            path.read_text(encoding="utf-8"),
        )
        path.write_text(lighter, encoding="utf-8", newline="\n")


def _icons_of_theme() -> set[str]:
    """The icons that its templates and code name."""
    paths = [path for name in _THEMES for path in Path(str(files(name))).rglob("*") if path.suffix in (".html", ".py")]
    return {name for path in paths for name in re.findall(r"\bfa-([\w-]+)", path.read_text(encoding="utf-8"))}


def draw_icons(page: str) -> str:
    """HTML of the theme with its icons as SVG. One that is not in `icons/` stays and comes from the theme's font."""
    return _ICON.sub(_drawn, page)


def _drawn(found: re.Match) -> str:
    classes = [name for name in found[2].split() if name not in ("fa-solid", "fas")]
    names = [name for name in classes if name.removeprefix("fa-") in _icons()]
    if not names:
        return found[0]
    attributes = f'class="svg-inline--fa {" ".join(classes)}"{found[3] or ""} aria-hidden="true"'
    return _icons()[names[0].removeprefix("fa-")].replace("<svg", f"<svg {attributes}", 1)


@functools.cache
def _icons() -> dict[str, str]:
    folder = files("cqbook.site") / "icons"
    return {
        path.name.removesuffix(".svg"): path.read_text(encoding="utf-8").strip()
        for path in folder.iterdir()
        if path.name.endswith(".svg")
    }
