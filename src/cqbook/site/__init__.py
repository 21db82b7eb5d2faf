"""The book's Sphinx extension: pages made from the dataset, and settings that depend on where the book is published."""

import shutil
from importlib.metadata import version
from pathlib import Path

from cqbook.descriptor import FILE as DESCRIPTOR
from cqbook.intervals import RULES_VERSION
from cqbook.paths import DATA
from cqbook.site.languages import mark_chinese
from cqbook.site.numbering import number_by_chapter
from cqbook.site.pages import CoverageDirective, StatementsDirective, TablesDirective, register_records


def setup(app):
    """Register with Sphinx."""
    app.add_directive("statements", StatementsDirective)
    app.add_directive("coverage", CoverageDirective)
    app.add_directive("dataset-tables", TablesDirective)
    app.connect("doctree-read", register_records)
    # After Sphinx has numbered the figures (priority 500).
    app.connect("env-get-updated", number_by_chapter, priority=900)
    app.connect("config-inited", set_substitutions)
    app.connect("config-inited", set_theme_options)
    # After the bibliography has been written into its page.
    app.connect("doctree-resolved", mark_chinese, priority=900)
    app.connect("html-page-context", drop_unused_scripts, priority=900)
    app.connect("build-finished", copy_data)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def set_theme_options(app, config) -> None:
    """What _config.yml cannot say without losing Jupyter Book's own options.

    Buttons that lead to the repository stay away as long as no repository is set in _config.yml.
    """
    has_repository = bool(config.html_theme_options.get("repository_url"))
    config.html_theme_options |= {
        "use_repository_button": has_repository,
        "use_issues_button": has_repository,
        "use_source_button": has_repository,
        "use_fullscreen_button": False,
        "navigation_with_keys": False,
        # The search field stands in the side bar: no second one above it.
        "navbar_persistent": [],
    }
    # Light or dark as the reader's system has it.
    config.html_context.setdefault("default_mode", "auto")


def set_substitutions(app, config) -> None:
    """Let pages write {{ version }} (from pyproject.toml) and {{ rules_version }}."""
    config.myst_substitutions |= {"version": version("cqbook"), "rules_version": RULES_VERSION}


def copy_data(app, exception) -> None:
    """Put the tables of the dataset beside the pages, where their addresses are stable: data/observations.csv."""
    if exception is None and app.builder.format == "html":
        target = Path(app.outdir) / "data"
        target.mkdir(exist_ok=True)
        for path in [*DATA.glob("*.csv"), DATA / DESCRIPTOR]:
            shutil.copyfile(path, target / path.name)


def drop_unused_scripts(app, page, template, context, doctree) -> None:
    """Leave out the scripts of Thebe: Jupyter Book adds them (twice) although no page has live code."""
    context["script_files"] = [
        script
        for script in context["script_files"]
        if "thebe" not in f"{script.filename} {script.attributes.get('body', '')}".lower()
    ]
