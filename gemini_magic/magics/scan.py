"""`%gemini scan`: keys and tokens in notebooks, by cell; never more than their beginning."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import InvalidRequest
from ..errors.keys import found_keys
from .table import print_table

__all__ = ["scan"]

_MEDIA = ("image/", "audio/", "video/")
_ADVICE = "Revoke what was ever shared, then clear it here; keys belong into GEMINI_API_KEY."


class Found(NamedTuple):
    """One key: its file, its cell by number (from 1) or line, where in it, what, how it begins."""

    file: str
    cell: str
    where: str
    kind: str
    begins: str


def scan(arguments: Sequence[str]) -> None:
    """Look into the notebooks here, or into files and folders that are named."""
    files = list(_files(arguments))
    if not files:
        raise InvalidRequest("there is no notebook here to look into; %gemini scan PATH")
    found: list[Found] = []
    unread = []
    for file in files:
        try:
            found += _in_file(file)
        except (OSError, ValueError) as error:
            unread.append(f"{file} cannot be read: {error}")
    for line in unread:
        print(line)
    if found:
        print_table([["file", "cell", "in", "what", "begins"], *found], numbers_from=9)
        print(_ADVICE)
    else:
        count = len(files) - len(unread)
        print(f"no key was found in {count} file{'s' * (count != 1)}")


def _files(arguments: Sequence[str]) -> Iterator[Path]:
    if not arguments:
        yield from sorted(Path().glob("*.ipynb"))
    for name in arguments:
        path = Path(name).expanduser()
        if path.is_dir():
            yield from sorted(path.rglob("*.ipynb"))
        elif path.is_file():
            yield path
        else:
            raise InvalidRequest(f"there is no file {name!r} to look into")


def _in_file(file: Path) -> Iterator[Found]:
    text = file.read_text("utf-8", errors="replace")
    if file.suffix != ".ipynb":
        for number, line in enumerate(text.splitlines(), 1):
            for key in found_keys(line):
                yield Found(str(file), f"line {number}", "", key.kind, key.shown)
        return
    notebook = json.loads(text)
    if not isinstance(notebook, dict):
        raise ValueError("it is no notebook")
    for number, cell in enumerate(notebook.pop("cells", None) or (), 1):
        for where in ("source", "outputs", "attachments", "metadata"):
            for kind, begins in _in_value(cell.get(where)):
                yield Found(str(file), str(number), where, kind, begins)
    for kind, begins in _in_value(notebook):
        yield Found(str(file), "", "metadata", kind, begins)


def _in_value(value: Any) -> Iterator[tuple[str, str]]:
    """Kind and beginning of each key in a piece of JSON; lists of lines are one text."""
    if isinstance(value, str):
        yield from ((key.kind, key.shown) for key in found_keys(value))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            if not name.startswith(_MEDIA):
                yield from _in_value(name)
                yield from _in_value(item)
    elif isinstance(value, list):
        if all(isinstance(item, str) for item in value):
            yield from _in_value("".join(value))
        else:
            for item in value:
                yield from _in_value(item)
