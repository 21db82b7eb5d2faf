"""Reading and writing files of the report."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from cqbook.project.errors import UserError
from cqbook.project.paths import ROOT


def read_text(path: Path, root: Path = ROOT) -> str:
    """What a text file of the report holds.

    Raises:
        UserError: it is not there, or not in UTF-8; the message names it as it lies under the root.
    """
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    try:
        raw = path.read_bytes()
        return raw.decode("utf-8").replace("\r\n", "\n")
    except FileNotFoundError:
        raise UserError(f"{name}: is missing: restore it from the last commit") from None
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UserError(f"{name}, line {line}: is not UTF-8{looks_like(raw)}: save it as UTF-8") from None


def looks_like(raw: bytes) -> str:
    """What a file that is not UTF-8 is in, as far as one can tell: words to put behind "is not UTF-8"."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw[:200]:
        return " but UTF-16 (a spreadsheet calls it Unicode text)"
    try:
        letters = [letter for letter in raw.decode("gb18030") if letter > "\x7f"]
    except UnicodeDecodeError:
        return ""
    is_chinese = 2 * sum("\u4e00" <= letter <= "\u9fff" or letter in "，。；：、（）" for letter in letters) > len(
        letters
    )
    return " but probably GBK (as a Chinese Excel saves CSV)" if is_chinese else ""


def read_yaml(path: Path, root: Path = ROOT) -> dict[str, Any]:
    """The settings that a YAML file of the report holds.

    Raises:
        UserError: as `read_text`, or it holds no settings.
    """
    name = path.relative_to(root).as_posix()
    try:
        found = yaml.safe_load(read_text(path, root))
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise UserError(f"{name}{where}: is no YAML that can be read: {problem or error}") from None
    if not isinstance(found, dict):
        raise UserError(f"{name}: holds no settings, lines such as title: ...: restore it from the last commit")
    return found


def write_all(texts: Mapping[Path, str]) -> list[Path]:
    """Write text files: all of them or, where one cannot be written, none. One that says the same keeps its date.

    Nobody reads one half written.

    Returns:
        Those that were written.

    Raises:
        OSError: a file cannot be written; what stood before still stands.
    """
    contents = {path: text.encode() for path, text in texts.items()}
    changed = {path: raw for path, raw in contents.items() if not (path.is_file() and path.read_bytes() == raw)}
    fresh = {path: path.with_name(f"{path.name}.new") for path in changed}
    try:
        for path, raw in changed.items():
            try:
                fresh[path].write_bytes(raw)
            except OSError as error:  # of which one at writing has no name of the file
                raise OSError(error.errno, error.strerror, str(path)) from error
        for path, new in fresh.items():
            new.replace(path)
    finally:
        for new in fresh.values():
            new.unlink(missing_ok=True)
    return list(changed)


def write_if_changed(path: Path, text: str) -> bool:
    """Write one text file as `write_all` does, and say whether it was written."""
    return bool(write_all({path: text}))
