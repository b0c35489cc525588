"""AV1 mp4 from the AVIF sequence that Pillow writes, and back: they differ in a few fixed bytes.

Both are ISO base media files (ISO/IEC 14496-12). No byte moves, so sample offsets stay right; the
still picture's `meta` becomes a `free` box that says who made the film.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MARK = b"Drawn by the local engine of gemini-magic, by rules; not by Gemini."
FPS = 24

_CONTAINERS = frozenset({b"moov", b"trak", b"edts", b"mdia"})
_FILM_BRANDS = (b"isom", b"iso6", b"mp41", b"mp42", b"av01", b"iso8")
# No brand of these asks for a `meta` box: a film that is opened again has none.
_SEQUENCE_BRANDS = (b"avis", b"msf1", b"iso8")
# Where fields stand in the payload of a box of version 1: times, then clocks and durations.
_TIMES = {b"mvhd": 4, b"tkhd": 4, b"mdhd": 4}
_CLOCKS = {b"mvhd": 20, b"mdhd": 20}
_DURATIONS = {b"mvhd": 24, b"tkhd": 28, b"mdhd": 24, b"elst": 8}


class NotOurs(ValueError):
    """The bytes are no film of this engine."""


@dataclass(frozen=True)
class Box:
    """One box: its four letters and where its payload lies."""

    kind: bytes
    start: int
    end: int


def boxes(data: bytes | bytearray, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """The boxes of a file in order, those within containers after their container."""
    end = len(data) if end is None else end
    while start < end:
        if end - start < 8:
            raise NotOurs(f"{end - start} bytes after the last box")
        size, kind = struct.unpack_from(">I4s", data, start)
        if not 8 <= size <= end - start:
            raise NotOurs(f"the box {kind!r} has {size} bytes, and {end - start} are left")
        yield Box(kind, start + 8, start + size)
        if kind in _CONTAINERS:
            yield from boxes(data, start + 8, start + size)
        start += size


def mp4_from(avif: bytes, frames: int) -> bytes:
    """The film of an AVIF sequence; each frame lasts 1/24 s, and nothing depends on the clock."""
    film = bytearray(avif)
    for box in boxes(avif):
        if box.kind == b"ftyp":
            _write_brands(film, box, b"isom", _FILM_BRANDS)
        elif box.kind == b"meta":
            film[box.start - 4 : box.start] = b"free"
            film[box.start : box.end] = MARK.ljust(box.end - box.start, b"\0")[
                : box.end - box.start
            ]
        elif box.kind == b"hdlr":
            film[box.start + 8 : box.start + 12] = b"vide"
        elif box.kind in _DURATIONS:
            _write_times(film, box, frames)
    return bytes(film)


def avif_from(film: bytes) -> bytes:
    """The AVIF sequence that a film of this engine was, or `NotOurs`."""
    sequence = bytearray(film)
    found = [*boxes(film)]
    if not any(box.kind == b"free" and film.startswith(MARK, box.start) for box in found):
        raise NotOurs("the video was not made by this engine")
    for box in found:
        if box.kind == b"ftyp":
            _write_brands(sequence, box, b"avis", _SEQUENCE_BRANDS)
        elif box.kind == b"hdlr":
            sequence[box.start + 8 : box.start + 12] = b"pict"
    return bytes(sequence)


def _write_brands(file: bytearray, box: Box, major: bytes, brands: tuple[bytes, ...]) -> None:
    """Fills the box: the last brand is repeated where there is room for more."""
    room = max(0, box.end - box.start - 8) // 4
    filled = [*brands, *[brands[-1]] * room][:room]
    file[box.start : box.start + 4] = major
    file[box.start + 8 : box.start + 8 + 4 * room] = b"".join(filled)


def _write_times(film: bytearray, box: Box, frames: int) -> None:
    if film[box.start] != 1:
        raise ValueError(f"{box.kind!r} is of version {film[box.start]}; libavif writes version 1")
    if box.kind in _TIMES:
        struct.pack_into(">QQ", film, box.start + _TIMES[box.kind], 0, 0)
    if box.kind in _CLOCKS:
        struct.pack_into(">I", film, box.start + _CLOCKS[box.kind], FPS)
    if box.kind == b"elst":
        film[box.start + 3] = 0  # AVIF repeats for ever; a film plays once
    struct.pack_into(">Q", film, box.start + _DURATIONS[box.kind], frames)
