"""The commands behind `make`: check the data, verify it against the documents, run notebooks, build the book.

Each imports what it needs when it is called: to check the data takes no notebook and no book.
"""

import argparse
import contextlib
import errno
import io
import sys
from pathlib import Path

from cqbook.dataset import load
from cqbook.dataset.schema import TABLES
from cqbook.project.errors import UserError
from cqbook.project.files import write_if_changed
from cqbook.project.paths import BOOK, DATA, IS_REPORT, ROOT, SITE, shown

# The README shows one figure of the book; it is renewed with the notebooks.
README_PICTURE = BOOK / "_static" / "fig-links-chain.svg"


def check_data(_: argparse.Namespace) -> int:
    """Load and validate the dataset."""
    data = load()
    print(
        "data: "
        + ", ".join(f"{len(getattr(data, table.name))} {table.file}" for table in TABLES.values())
        + ": no problems"
    )
    return 0


def renew_data(_: argparse.Namespace) -> int:
    """Sort the tables, raise confirmed values, mark preferred ones, and rewrite what is made from them."""
    from cqbook.citations import bibliography
    from cqbook.dataset import descriptor, renewal, review

    changed = renewal.renew()
    data = load()
    made = {DATA / descriptor.FILE: descriptor.text(), bibliography.PATH: bibliography.bibtex(data)}
    changed += [path for path, text in made.items() if write_if_changed(path, text)]
    committed = review.of_last_commit(DATA)
    if committed is not None:
        now = (DATA / TABLES["observations"].file).read_text(encoding="utf-8")
        if lines := review.in_lines(committed, now):
            print("\n".join(["against the last commit; look at each before you commit:", *lines]))
    print(
        f"sorted, preferred values marked; written anew: {', '.join(map(shown, changed))}"
        if changed
        else "data: all up to date"
    )
    return 0


def release_data(arguments: argparse.Namespace) -> int:
    """Write the dataset as a zip, a Parquet file and a spreadsheet."""
    from cqbook.citations import cite
    from cqbook.dataset import release
    from cqbook.site import addresses, cited

    citation = cite(cited.whole_dataset(addresses.configured()), "apa")
    for path in release.write(arguments.to, citation):
        print(shown(path.resolve()))
    return 0


def verify(arguments: argparse.Namespace) -> int:
    """Compare the dataset with the documents, print the coverage and fail on a gap."""
    from cqbook.dataset import documents

    if arguments.documents is None:
        print("documents: skipped, no folder given (make test DOCUMENTS=folder)")
        return 0
    report = documents.verify(load(), arguments.documents.expanduser())
    if len(report.coverage):
        print(report.coverage.to_string(index=False))
    for gap in report.gaps:
        print(gap, file=sys.stderr)
    print("documents: every number is accounted for" if not report.gaps else f"documents: {len(report.gaps)} gaps")
    return 1 if report.gaps else 0


def draw_series(arguments: argparse.Namespace) -> int:
    """Draw all yearly series as small pictures, and list the changes that neither a break nor a note explains."""
    from cqbook.analysis import jumps
    from cqbook.figures import contact_sheets

    data = load()
    for _, row in (found := jumps.unexplained(jumps.yearly(data))).iterrows():
        print(jumps.in_words(row))
    print(f"series: {len(found)} changes far above what is usual that no break and no note explains")
    pages = contact_sheets.write(data, arguments.to)
    print(f"{len(pages)} pages in {shown(arguments.to.resolve())}")
    return 0


# Full, at a limit, or not to be written to.
_OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES)
_MOST_REASONS = 4  # in one line


def run_notebooks(arguments: argparse.Namespace) -> int:
    """Run the notebooks that are stale, or only name them."""
    from cqbook.project import built

    with contextlib.nullcontext() if arguments.check else built.alone():
        return _bring_up_to_date(arguments.check)


def _bring_up_to_date(is_check: bool) -> int:
    from cqbook.artifacts import freshness, history, notebooks, registry

    load()  # a mistake in the tables is told once, before any notebook meets it
    around = freshness.Surroundings()
    stale = notebooks.stale(around)
    for path, reasons in stale.items():
        more = f" and {len(reasons) - _MOST_REASONS} more" if len(reasons) > _MOST_REASONS else ""
        print(f"{shown(path)}: changed since it ran: {', '.join(reasons[:_MOST_REASONS])}{more}", file=sys.stderr)
    untidy = [path for path in notebooks.untidy() if path not in stale]
    for path in untidy if is_check else ():
        print(f"{shown(path)}: was saved by an editor in a form of its own", file=sys.stderr)
    if is_check and (stale or untidy):
        print("run `make notebooks`", file=sys.stderr)
        return 1
    notebooks.run(stale, around)
    for path in untidy:
        notebooks.store(path, notebooks.tidied(notebooks.read(path)))
        print(f"  {path.stem}: put back into the form in which notebooks are stored")
    found, record = registry.read(), history.read()
    if README_PICTURE.stem not in found.figures:
        raise notebooks.NotebookError(f"no notebook draws {README_PICTURE.stem}, which the README shows")
    if not is_check:
        if not history.is_frozen(record):
            record = history.renewed(record, found)
            write_if_changed(history.PATH, record.to_csv(index=False, lineterminator="\n"))
        write_if_changed(README_PICTURE, found.figures[README_PICTURE.stem].svg)
    for problem in (problems := history.problems(record, found)):
        print(problem, file=sys.stderr)
    if problems and is_check:
        return 1
    if not stale and not untidy:
        print("notebooks: all up to date")
    return 0


def check_prose(arguments: argparse.Namespace) -> int:
    """Compare the numbers of the text with what they name; rewrite those that are stale and say what to read again."""
    from cqbook.artifacts import notebooks, registry
    from cqbook.prose import binding, references

    found = registry.read()
    data = load()
    resolve = references.resolver(data, found)
    texts = binding.texts()
    if stale := notebooks.stale():
        print(f"prose: these are stale, run `make notebooks`: {', '.join(path.stem for path in stale)}")
    if arguments.write:
        for path in texts:
            renewal = binding.renew(path, resolve)
            if renewal.diff:
                print(renewal.diff)
                print(
                    f"{shown(path)}: sentences to read again, whose words compare: {len(renewal.sentences) or 'none'}"
                )
            for sentence in renewal.sentences:
                print(f"{shown(path)}: read again: {sentence}")
    problems = binding.check(texts, resolve, references.names(data, found))
    print("\n".join(problems) if problems else "prose: every number agrees with what it names")
    return 1 if problems else 0


def make_book(arguments: argparse.Namespace) -> int:
    """Run the notebooks that are stale, build the book, and name the page to open."""
    from cqbook.project import built

    with built.alone():
        if not arguments.afresh and built.is_current():
            print(f"the book is up to date: open {shown(SITE / 'index.html')}")
            return 0
        from cqbook.site import contents
        from cqbook.site.build import build

        contents.check(ROOT)
        _bring_up_to_date(is_check=False)
        _refuse_contradictions()
        print("building the book", flush=True)
        page = build(afresh=arguments.afresh)
    print(f"open {shown(page)}")
    return 0


def _refuse_contradictions() -> None:
    """No page goes out with a number in its text that the data contradict."""
    from cqbook.artifacts import registry
    from cqbook.prose import binding, references

    found, data = registry.read(), load()
    problems = binding.check(
        binding.texts(), references.resolver(data, found), references.names(data, found), only_bound=True
    )
    if problems:
        raise UserError("\n".join([*problems, "the text contradicts the data: run `make prose`, then `make book`"]))


def main() -> int:
    """Run one command; a mistake in the data, a notebook or a page ends in its message, not in a traceback."""
    parser = argparse.ArgumentParser(prog="cqbook", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, function in (
        ("check", check_data),
        ("data", renew_data),
        ("verify", verify),
        ("notebooks", run_notebooks),
        ("prose", check_prose),
        ("book", make_book),
        ("release", release_data),
        ("series", draw_series),
    ):
        command = commands.add_parser(name, help=function.__doc__, description=function.__doc__)
        command.set_defaults(name=name, function=function)
        if name == "verify":
            command.add_argument(
                "--documents", type=Path, help="folder of the five texts; without it nothing is verified"
            )
        if name == "release":
            command.add_argument("--to", type=Path, default=ROOT / "_build" / "release", help="folder to write into")
        if name == "series":
            command.add_argument("--to", type=Path, default=ROOT / "_build" / "series", help="folder to write into")
        if name == "prose":
            command.add_argument("--write", action="store_true", help="rewrite stale numbers in the notebooks")
        if name == "book":
            command.add_argument("--afresh", action="store_true", help="make all pages again")
        if name == "notebooks":
            command.add_argument("--check", action="store_true", help="run nothing; fail if one is stale")
    arguments = parser.parse_args()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console that has no Chinese letters shows something in their place
            stream.reconfigure(errors="backslashreplace")
    if not IS_REPORT and arguments.function is not check_data:
        print(
            f"cqbook {arguments.name} works in the report's own folder; here load() and the figures work",
            file=sys.stderr,
        )
        return 1
    try:
        return arguments.function(arguments)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        print(f'{error.name} is not installed: python -m pip install ".[book,notebooks]"', file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno not in _OF_THE_DISK:
            raise
        print(
            f"{shown(Path(error.filename or ROOT))}: {error.strerror}; what stood before still stands", file=sys.stderr
        )
        return 1
