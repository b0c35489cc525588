"""A thread as a file for people: Markdown, a page, a notebook; or for programs: JSON.

What the user and the model said goes through the renderer, as it does in a cell: the page runs
nothing, and the Markdown is safe for whoever reads it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from ..chat import Reply, Turn, fold
from ..chat.events import Event, Finish, PartStart
from ..chat.kept import turn_data
from ..errors import UnknownName
from ..render import MimeBundle, render
from ..render.markup import FAINT, attribute, text
from ..render.verbatim import literal

__all__ = ["FORMATS", "Transcript", "transcript"]

_YOU = "You"
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; \
padding: 0 1rem }}</style>
</head>
<body>
<h1>{heading}</h1>
{body}
</body>
</html>
"""


@dataclass(frozen=True)
class Transcript:
    """The text of the file, and the media that go beside it, by their paths relative to it."""

    text: str
    files: Mapping[str, bytes] = field(default_factory=dict, hash=False)


def transcript(thread: str, turns: Sequence[Turn], path: PurePath) -> Transcript:
    """A thread in the format that the ending of `path` names.

    Markdown links to media in the folder "<name>_media" beside it; every other format holds them.
    Raises `UnknownName` for another ending.
    """
    if path.suffix not in FORMATS:
        raise UnknownName("format of a transcript", path.suffix or path.name, FORMATS)
    return FORMATS[path.suffix](thread, turns, path)


def _markdown(thread: str, turns: Sequence[Turn], path: PurePath) -> Transcript:
    blocks = [f"# {literal(thread)}"]
    files: dict[str, bytes] = {}
    for turn in turns:
        for who, bundle in _both(turn, f"{path.stem}_media"):
            blocks.append(f"**{literal(who)}**\n\n{bundle.data['text/markdown']}")
            files |= bundle.files
    return Transcript("\n\n---\n\n".join(blocks) + "\n", files)


def _html(thread: str, turns: Sequence[Turn], path: PurePath) -> Transcript:
    sections = [
        f'<section><h2 style="{FAINT}">{text(who)}</h2>\n{bundle.data["text/html"]}</section>'
        for turn in turns
        for who, bundle in _both(turn)
    ]
    body = "\n<hr>\n".join(sections)
    # A title holds no elements: there they would be read as text.
    return Transcript(_PAGE.format(title=attribute(thread), heading=text(thread), body=body))


def _notebook(thread: str, turns: Sequence[Turn], path: PurePath) -> Transcript:
    """Cells that ask the same again; what code has asked is a cell of Markdown."""
    cells = [_cell(turn, number) for number, turn in enumerate(turns, 1)]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return Transcript(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n")


def _json(thread: str, turns: Sequence[Turn], path: PurePath) -> Transcript:
    data = {"thread": thread, "turns": [turn_data(turn) for turn in turns]}
    return Transcript(json.dumps(data, ensure_ascii=False, indent=1) + "\n")


FORMATS: dict[str, Callable[[str, Sequence[Turn], PurePath], Transcript]] = {
    ".md": _markdown,
    ".html": _html,
    ".ipynb": _notebook,
    ".json": _json,
}
"""What writes a thread, by the ending of the file."""


def _both(turn: Turn, beside: str = "") -> list[tuple[str, MimeBundle]]:
    """Who spoke, and what was said: the user, then the model."""
    asked = _said_by_user(turn)
    # Readers of Markdown show no media that stand in the text.
    bundles = (render(one, beside=beside, inside=0) for one in (asked, turn.reply))
    return list(zip((_YOU, _name_of(turn)), bundles, strict=True))


def _said_by_user(turn: Turn) -> Reply:
    """The question, as if somebody had answered it: then it is shown as answers are."""
    events: Iterable[Event] = map(PartStart, turn.request.parts)
    return fold([*events, Finish("STOP")])


def _name_of(turn: Turn) -> str:
    marks = ["stale"] * turn.is_stale + ["not sent any more"] * turn.is_aside
    name = turn.reply.model_version or turn.request.model or "Gemini"
    return " · ".join([name, *marks])


def _cell(turn: Turn, number: int) -> dict[str, Any]:
    bundle = render(turn.reply)
    origin = turn.request.origin
    # A thread may hold a turn twice, but no cell of a notebook has the id of another.
    known: dict[str, Any] = {
        "id": hashlib.sha256(f"{turn.id}/{number}".encode()).hexdigest()[:12],
        "metadata": {},
    }
    if origin is None:
        said = render(_said_by_user(turn)).data["text/markdown"]
        return {**known, "cell_type": "markdown", "source": f"{said}\n\n---\n\n{_answer(bundle)}"}
    output = {
        "output_type": "display_data",
        "data": dict(bundle.data),
        "metadata": dict(bundle.metadata),
    }
    source = f"%%gemini {origin.line}".rstrip() + f"\n{origin.text}".rstrip()
    return {
        **known,
        "cell_type": "code",
        "execution_count": None,
        "source": source,
        "outputs": [output],
    }


def _answer(bundle: MimeBundle) -> str:
    return str(bundle.data["text/markdown"])
