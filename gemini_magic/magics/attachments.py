"""What the flags of a cell attach to its prompt: `-i`, `--see` and `--above`."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..api.media_type import media_type_of
from ..api.types import FileData, Part
from ..attach import Attachment, Terms, attached, fenced
from ..attach.fragment import narrowed, split_fragment
from ..attach.interpolation import Field, named_value
from ..attach.media import by_address
from ..errors import InvalidRequest, UnknownName
from .surroundings import RunCell, Surroundings

__all__ = ["cells_above", "named_attachments", "seen"]

_CHARACTERS_ABOVE = 16_000  # about 4000 tokens
_LONGEST_OUTPUT = 2_000
_ADDRESS = re.compile(r"https?://\S+|gs://\S+", re.IGNORECASE)


def named_attachments(
    given: Sequence[str], names: Mapping[str, Any], terms: Terms
) -> Iterator[Attachment]:
    """What `-i` names: an address, a variable, else the files that a path or a pattern fits; and
    the part of it that a fragment names.
    """
    for name in given:
        is_file = Path(name).expanduser().exists()  # whose name may hold anything
        medium, fragment = (name, None) if is_file else split_fragment(name)
        for found in _named(medium, names, terms):
            yield found if fragment is None else narrowed(found, fragment)


def _named(name: str, names: Mapping[str, Any], terms: Terms) -> Iterator[Attachment]:
    if _ADDRESS.fullmatch(name):
        yield _at(name, terms)
    elif (field := named_value(name, names)) is not None:
        found = attached(field.value, name, terms)
        yield found or _said(field)
    else:
        for path in _paths(name, names):
            found = attached(path, str(path), terms)
            assert found is not None  # a file is never said in a word
            yield found


def _at(address: str, terms: Terms) -> Attachment:
    """A film on YouTube, or a file that the service fetches itself; pages are for --url."""
    if (film := attached(address, address, terms)) is not None:
        return film
    try:
        mime_type = media_type_of(address.partition("?")[0].rpartition("/")[2], b"\0")
    except InvalidRequest:
        mime_type = "text/html"
    if mime_type == "text/html":
        raise InvalidRequest(
            f"{address!r} is a page and no file; write it into the prompt and add --url"
        )
    return by_address(FileData(file_uri=address, mime_type=mime_type), address, mime_type)


def _said(field: Field) -> Attachment:
    """What is short, with its name."""
    text = fenced(str(field.value), f"`{field.name}`")
    return Attachment.of(Part(text=text), field.name, "text")


def _paths(pattern: str, names: Mapping[str, Any]) -> list[Path]:
    expanded = Path(pattern).expanduser()
    if expanded.exists():
        return [expanded]
    found = [Path(path) for path in sorted(glob.glob(str(expanded), recursive=True))]
    files = [path for path in found if path.is_file()]
    if not files:
        here = [path.name for path in Path.cwd().iterdir()]
        variables = [name for name in names if not name.startswith("_")]
        raise UnknownName("file or variable", pattern, [*here, *variables])
    return files


def seen(around: Surroundings | None, terms: Terms) -> Attachment:
    """What `--see` shows: the last output."""
    field = around.last_output() if around is not None else None
    if field is None:
        raise InvalidRequest("--see finds no output; run a cell first that shows or returns one")
    return attached(field.value, field.name, terms) or _said(field)


def cells_above(
    around: Surroundings | None, most: int, terms: Terms, *, with_pictures: bool
) -> Iterator[Attachment]:
    """The last cells, oldest first, as many as the budget allows and at most so many (0: all)."""
    if most < 0:
        raise InvalidRequest(f"--above {most} is no number of cells; leave it out for all")
    chosen: list[RunCell] = []
    room = _CHARACTERS_ABOVE
    for cell in around.cells() if around is not None else ():
        room -= len(_told(cell))
        if (chosen and room < 0) or (most and len(chosen) == most):
            break
        chosen.append(cell)
    if not chosen:
        raise InvalidRequest("--above finds no cell that ran before this one; leave it out")
    chosen.reverse()
    told = "\n\n".join(map(_told, chosen))[-_CHARACTERS_ABOVE:]
    count = f"{len(chosen)} cells" if len(chosen) > 1 else "1 cell"
    text = fenced(told, "The notebook's cells that ran before this one, with outputs", "python")
    yield Attachment.of(Part(text=text), "above", "code", count)
    for cell in chosen if with_pictures else ():
        for picture in cell.pictures:
            if (found := attached(picture, f"picture of cell {cell.number}", terms)) is not None:
                yield found


def _told(cell: RunCell) -> str:
    told = f"# In [{cell.number}]\n{cell.source}"
    if not cell.output:
        return told
    output = cell.output
    if len(output) > _LONGEST_OUTPUT:
        half = _LONGEST_OUTPUT // 2
        output = f"{output[:half]}\n… {len(output) - 2 * half:,} characters …\n{output[-half:]}"
    return f"{told}\n# Out [{cell.number}]\n{output}"
