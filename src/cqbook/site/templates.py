"""HTML that docutils cannot say, from the Jinja2 templates in `templates/`, which escape all but plain text (.txt)."""

from typing import Any

from docutils import nodes
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from cqbook.site.languages import marked

_ENVIRONMENT = Environment(
    loader=PackageLoader("cqbook.site"),
    autoescape=select_autoescape(disabled_extensions=("txt",), default=True, default_for_string=True),
    auto_reload=False,  # a template is compiled once a build
    lstrip_blocks=True,
    trim_blocks=True,
    undefined=StrictUndefined,
)
_ENVIRONMENT.filters["chinese"] = lambda text: Markup(marked(str(escape(text))))
# Names in the order in which they are given, letters as they are.
_ENVIRONMENT.policies["json.dumps_kwargs"] = {"ensure_ascii": False}


def render(name: str, **context: Any) -> str:
    """The text of a template, such as "account.html", with these values.

    Raises:
        jinja2.UndefinedError: the template asks for a value that is not given.
    """
    return _ENVIRONMENT.get_template(name).render(context)


def piece(name: str, **context: Any) -> nodes.raw:
    """The same as a part of a page."""
    return nodes.raw("", render(name, **context), format="html")
