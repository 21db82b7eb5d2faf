"""Mark Chinese terms as Chinese, so that screen readers pronounce them and browsers choose the right letters."""

import re

from docutils import nodes
from sphinx.application import Sphinx

_CHINESE = re.compile(
    r"[\u3400-\u9fff\uff00-\uffef\u3000-\u303f“”—（）]*[\u3400-\u9fff][\u3400-\u9fff\uff00-\uffef\u3000-\u303f“”—（）0-9]*"
)
CHINESE = "language-zh-Hans"  # docutils writes a class of this form as a lang attribute


def mark_chinese(app: Sphinx, doctree: nodes.Element, document: str) -> None:
    """Wrap each run of Chinese in the text of a page in an element of its own language."""
    for text in list(doctree.findall(nodes.Text)):
        if isinstance(text.parent, nodes.raw) or not _CHINESE.search(text) or _is_within_chinese(text):
            continue
        pieces, end = [], 0
        for run in _CHINESE.finditer(text):
            pieces += [nodes.Text(text[end : run.start()]), nodes.inline("", run.group(), classes=[CHINESE])]
            end = run.end()
        text.parent.replace(text, [piece for piece in [*pieces, nodes.Text(text[end:])] if piece.astext()])


def mark_chinese_page(app: Sphinx, doctree: nodes.document) -> None:
    """Mark a page as Chinese as a whole whose first lines say "lang: zh-Hans", and English figures on it as English."""
    if app.env.metadata[app.env.docname].get("lang") != "zh-Hans":
        return
    for part in doctree.findall(nodes.Element):
        if part.parent is doctree and isinstance(part, nodes.section):
            part["classes"].append(CHINESE)
        if "cq-chart" in part.get("classes", ()) and CHINESE not in part["classes"]:
            part["classes"].append("language-en")


def _is_within_chinese(node: nodes.Node) -> bool:
    while node := node.parent:
        if CHINESE in node.get("classes", ()):
            return True
    return False


def marked(html: str) -> str:
    """The same for a piece of HTML that holds no Chinese within its tags."""
    return _CHINESE.sub(r'<span lang="zh-Hans">\g<0></span>', html)
