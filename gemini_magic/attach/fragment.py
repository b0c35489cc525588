"""Fragments: what stands behind `#` in the name of a medium, and says which part of it counts.

`t=1:30,2:00` is a stretch of a film (from, to; either may be missing), `fps=2` how many frames of
a second are looked at, `res=low` how closely; several are joined by `&`. Times are written as in
W3C's Media Fragments. Source of the limits: Google's guides to video and to media resolution.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from ..api.types import Part, PartMediaResolution, VideoMetadata
from ..errors import InvalidRequest, UnknownName
from .attachment import Attachment, Sent
from .tokens import LEVELS, tokens_of

__all__ = ["Fragment", "narrowed", "split_fragment"]

_FRAGMENT = re.compile(r"#(?=(?:t|fps|res|page)=)")
_TIME = re.compile(r"(?:npt:)?(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d+)?)s?")
_MOST_FPS = 24


class Fragment(NamedTuple):
    """Seconds from the beginning of a film, frames of a second, a key of `LEVELS`."""

    start: float | None = None
    end: float | None = None
    fps: float | None = None
    resolution: str = ""

    @property
    def note(self) -> str:
        """The same for people."""
        span = f"{_clock(self.start or 0)} to {'the end' if self.end is None else _clock(self.end)}"
        facts = [
            span if self.start is not None or self.end is not None else "",
            f"{self.fps:g} {'frame' if self.fps == 1 else 'frames'} a second" if self.fps else "",
            f"resolution {self.resolution}" if self.resolution else "",
        ]
        return ", ".join(filter(None, facts))


def split_fragment(name: str) -> tuple[str, Fragment | None]:
    """What is named, and what of it; None where no fragment of ours stands behind it.

    Raises `InvalidRequest` for one that cannot be read.
    """
    medium, *rest = _FRAGMENT.split(name, maxsplit=1)
    if not rest or not medium:
        return name, None
    fragment = Fragment()
    for pair in rest[0].split("&"):
        key, _, value = pair.partition("=")
        if key not in _KEYS:
            raise UnknownName("part of a fragment", key, _KEYS)
        fragment = _KEYS[key](fragment, value, name)
    return medium, fragment


def narrowed(attachment: Attachment, fragment: Fragment) -> Attachment:
    """The attachment with its media narrowed. Raises `InvalidRequest` where there is no film."""
    pairs = zip(attachment.parts, attachment.sent, strict=True)
    found = [_narrowed(part, sent, fragment) for part, sent in pairs]
    return Attachment(tuple(part for part, _ in found), tuple(sent for _, sent in found))


def _narrowed(part: Part, sent: Sent, fragment: Fragment) -> tuple[Part, Sent]:
    if part.inline_data is None and part.file_data is None:
        raise InvalidRequest(f"{sent.name!r} is {sent.kind}; only media have a #{{t,fps,res}}=")
    tokens = sent.tokens
    if fragment.resolution:
        level = PartMediaResolution(level=LEVELS[fragment.resolution])
        part = part.model_copy(update={"media_resolution": level})
        tokens = tokens_of(part, fragment.resolution)
    if fragment[:3] != (None, None, None):
        if sent.kind != "video":
            raise InvalidRequest(f"{sent.name!r} is no film ({sent.kind}); leave out t= and fps=")
        stretch = VideoMetadata()
        if fragment.start is not None:
            stretch.start_offset = f"{fragment.start:g}s"
        if fragment.end is not None:
            stretch.end_offset = f"{fragment.end:g}s"
        if fragment.fps is not None:
            stretch.fps = fragment.fps
        part = part.model_copy(update={"video_metadata": stretch})
    note = ", ".join(filter(None, [sent.note, fragment.note]))
    return part, replace(sent, note=note, tokens=tokens)


def _with_times(fragment: Fragment, value: str, name: str) -> Fragment:
    first, _, last = value.partition(",")
    start, end = (_seconds(time, name) if time else None for time in (first, last))
    if (start is None and end is None) or (end is not None and end <= (start or 0)):
        raise InvalidRequest(f"{name!r}: t={value} is no stretch; give t=FROM,TO, as t=1:30,2:00")
    return fragment._replace(start=start, end=end)


def _with_fps(fragment: Fragment, value: str, name: str) -> Fragment:
    try:
        fps = float(value)
    except ValueError:
        fps = 0.0
    if not 0 < fps <= _MOST_FPS:
        raise InvalidRequest(f"{name!r}: fps={value} is no rate; give 0.1 to {_MOST_FPS}")
    return fragment._replace(fps=fps)


def _with_resolution(fragment: Fragment, value: str, name: str) -> Fragment:
    if value not in LEVELS:
        raise UnknownName("media resolution", value, LEVELS)
    return fragment._replace(resolution=value)


def _no_pages(fragment: Fragment, value: str, name: str) -> Fragment:
    raise InvalidRequest(
        f"{name!r}: the API reads documents whole; say in the prompt which pages matter, or cut "
        "them out with pypdf"
    )


_KEYS: dict[str, Callable[[Fragment, str, str], Fragment]] = {
    "t": _with_times,
    "fps": _with_fps,
    "res": _with_resolution,
    "page": _no_pages,
}


def _seconds(time: str, name: str) -> float:
    match = _TIME.fullmatch(time)
    if match is None:
        raise InvalidRequest(f"{name!r}: {time!r} is no time; write seconds, or 1:30, or 1:02:03")
    hours, minutes, seconds = (float(group or 0) for group in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes:.0f}:{rest:04.1f}" if rest % 1 else f"{minutes:.0f}:{rest:02.0f}"
