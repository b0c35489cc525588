"""Realtime input becomes user turns: by silence, or where the client marks begin and end."""

import base64
import binascii
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from gemini_magic.local.live.activity import Activity, Detector
from gemini_magic.local.live.setup import Setup
from gemini_magic.local.wire.errors import InvalidArgument

Wire = dict[str, Any]

_RATE = 16_000
_RATES = range(8_000, 48_001)
_MOST_SECONDS = 60  # of one turn
_SECONDS_BEFORE = 0.4  # of sound that precede the moment at which speech is noticed
_PIECE_SECONDS = 0.02  # a change between two pieces is noticed where it is
_MOST_PICTURES = 4
_MOST_PICTURE_BYTES = 4 * 1024 * 1024
_ORDER = ("activityStart", "mediaChunks", "audio", "video", "text", "audioStreamEnd",
          "activityEnd")  # fmt: skip


@dataclass(frozen=True)
class Sound:
    """16-bit mono PCM."""

    pcm: bytes
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / self.rate


@dataclass(frozen=True)
class Said:
    """A turn of the user: parts, and what was heard if anything."""

    parts: list[Wire] = field(default_factory=list)
    sound: Sound | None = None


class Ear:
    """Gathers sound, pictures and typed text; bounded, so that the oldest is forgotten."""

    def __init__(self, setup: Setup) -> None:
        self._detection = setup.detection
        self._is_manual = setup.detection.get("disabled", False)
        self._hears_silence = setup.hears_silence
        self._rate = _RATE
        self._detector = Detector(_RATE, self._detection)
        self._sound = bytearray()
        self._is_active = False
        self._typed: list[Wire] = []
        self._pictures: deque[Wire] = deque(maxlen=_MOST_PICTURES)
        self.heard_seconds = 0.0

    def hear(self, realtime: Wire) -> Iterator[Activity | Said]:
        """What follows of an input: that an activity began, or the turn that has ended."""
        for name in _ORDER:
            if name in realtime:
                yield from self._HEARS[name](self, realtime[name])

    def _audio(self, blob: Wire) -> Iterator[Activity | Said]:
        pcm, rate = _pcm_from(blob)
        if rate != self._rate:
            self._rate, self._detector = rate, Detector(rate, self._detection)
            self._sound.clear()
        piece_bytes = 2 * round(rate * _PIECE_SECONDS)
        for start in range(0, len(pcm), piece_bytes):
            piece = pcm[start : start + piece_bytes]
            self.heard_seconds += len(piece) / 2 / rate
            self._sound += piece
            if not self._is_manual:
                yield from self._noticed(piece)
            self._forget_what_is_old()

    def _noticed(self, pcm: bytes) -> Iterator[Activity | Said]:
        change = self._detector.feed(pcm)
        if change is None and self._is_active and self._seconds >= _MOST_SECONDS:
            change = Activity.ENDED
        if change is not None and self._is_active != (change is Activity.STARTED):
            yield from self._start() if change is Activity.STARTED else self._end()

    def _start(self) -> Iterator[Activity | Said]:
        self._is_active = True
        yield Activity.STARTED

    def _end(self) -> Iterator[Activity | Said]:
        self._is_active = False
        yield Activity.ENDED
        sound = Sound(bytes(self._sound), self._rate) if self._sound else None
        self._sound.clear()
        typed, self._typed = self._typed, []
        if sound or typed or self._pictures:
            yield Said([*self._looked_at(), *typed], sound)

    def _looked_at(self) -> list[Wire]:
        pictures = [*self._pictures]
        self._pictures.clear()
        return pictures

    def _video(self, blob: Wire) -> Iterator[Activity | Said]:
        if not blob.get("mimeType", "").startswith("image/"):
            raise InvalidArgument(
                f"realtime_input.video is {blob.get('mimeType')!r}; send frames as image/jpeg."
            )
        if len(blob.get("data", "")) > _MOST_PICTURE_BYTES:
            raise InvalidArgument(
                f"A frame of video has more than {_MOST_PICTURE_BYTES} characters of Base64."
            )
        self._pictures.append({"inlineData": blob})
        yield from ()

    def _text(self, text: str) -> Iterator[Activity | Said]:
        part = {"text": text}
        if self._is_active:
            self._typed.append(part)
        else:
            yield Activity.STARTED
            yield Said([*self._looked_at(), part])

    def _media_chunks(self, blobs: list[Wire]) -> Iterator[Activity | Said]:
        """The older form of audio and video."""
        for blob in blobs:
            is_picture = blob.get("mimeType", "").startswith("image/")
            yield from self._video(blob) if is_picture else self._audio(blob)

    def _audio_stream_end(self, has_ended: bool) -> Iterator[Activity | Said]:
        if self._is_manual:
            raise InvalidArgument(
                "audio_stream_end is for automatic activity detection, which is disabled."
            )
        if has_ended and self._is_active:
            yield from self._end()
        self._detector = Detector(self._rate, self._detection)

    def _activity_start(self, mark: Wire) -> Iterator[Activity | Said]:
        self._check_manual()
        if not self._is_active:
            if not self._hears_silence:
                self._sound.clear()
            yield from self._start()

    def _activity_end(self, mark: Wire) -> Iterator[Activity | Said]:
        self._check_manual()
        if self._is_active:
            yield from self._end()

    def _check_manual(self) -> None:
        if not self._is_manual:
            raise InvalidArgument(
                "Explicit activity control is not supported when automatic activity detection is "
                "enabled."
            )

    @property
    def _seconds(self) -> float:
        return len(self._sound) / 2 / self._rate

    def _forget_what_is_old(self) -> None:
        kept = _MOST_SECONDS if self._is_active or self._hears_silence else _SECONDS_BEFORE
        spare = len(self._sound) - 2 * round(kept * self._rate)
        if spare > 0:
            del self._sound[: spare + spare % 2]

    _HEARS: ClassVar[dict[str, Callable[[Any, Any], Iterator[Activity | Said]]]] = {
        "activityStart": _activity_start,
        "mediaChunks": _media_chunks,
        "audio": _audio,
        "video": _video,
        "text": _text,
        "audioStreamEnd": _audio_stream_end,
        "activityEnd": _activity_end,
    }


def _pcm_from(blob: Wire) -> tuple[bytes, int]:
    mime_type = blob.get("mimeType", "")
    found = re.fullmatch(r"audio/(?:pcm|l16)((?:;[^;]*)*)", mime_type.replace(" ", "").lower())
    if found is None:
        raise InvalidArgument(
            f"Audio is {mime_type!r}; a Live session hears audio/pcm;rate=16000, 16 bits, mono."
        )
    told = re.search(r";rate=(\d{1,6})(?:;|$)", found[1])
    rate = int(told[1]) if told else _RATE
    if rate not in _RATES:
        raise InvalidArgument(f"Audio has {rate} samples a second; it may have 8000 to 48000.")
    try:
        pcm = base64.b64decode(blob.get("data", "").translate(_STANDARD) + "==")
    except binascii.Error as error:
        raise InvalidArgument(f"The data of an audio blob is not Base64: {error}.") from error
    return pcm[: len(pcm) // 2 * 2], rate


_STANDARD = str.maketrans("-_", "+/")
