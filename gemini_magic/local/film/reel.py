"""A film under way: pictures that are drawn when the encoder asks for them, so none is kept."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, features

from gemini_magic.local.film.mp4 import NotOurs, avif_from, mp4_from

Draw = Callable[[int], Image.Image]

_QUALITY = 62
_FASTEST = 10


class NoEncoder(RuntimeError):
    """This Pillow cannot write AVIF."""


@dataclass(frozen=True)
class Reel:
    """So many RGB frames of one size; `draw` makes one of them, asked for in order."""

    size: tuple[int, int]
    count: int
    draw: Draw

    def mp4(self) -> bytes:
        """The film: AV1 without sound, 24 frames a second. Raises `NoEncoder`."""
        check_encoder()
        output = io.BytesIO()
        # Pillow's clock counts milliseconds; `mp4_from` sets the true one.
        _Frames(self).save(
            output,
            "AVIF",
            save_all=True,
            duration=1,
            speed=_FASTEST,
            quality=_QUALITY,
            max_threads=1,
        )
        return mp4_from(output.getvalue(), self.count)

    def then(self, more: "Reel") -> "Reel":
        def draw(number: int) -> Image.Image:
            return self.draw(number) if number < self.count else more.draw(number - self.count)

        return Reel(self.size, self.count + more.count, draw)


def reel_from(film: bytes) -> Reel:
    """The frames of an earlier film of this engine; `NotOurs` for all other bytes."""
    with _readable():
        earlier = Image.open(io.BytesIO(avif_from(film)), formats=["AVIF"])

    def draw(number: int) -> Image.Image:
        with _readable():
            earlier.seek(number)
            return earlier.convert("RGB")

    return Reel(earlier.size, getattr(earlier, "n_frames", 1), draw)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except NotOurs:
        raise
    # Damaged films fail in more ways than Pillow documents.
    except Exception as error:
        raise NotOurs(f"the video is damaged ({type(error).__name__})") from error


def check_encoder() -> None:
    """Raises `NoEncoder`, which says what to install."""
    if not features.check("avif"):
        raise NoEncoder(
            "films need a Pillow that writes AVIF: pip install --upgrade 'pillow>=11.3', whose "
            "wheels for Linux, macOS and Windows do"
        )


class _Frames(Image.Image):
    """What Pillow takes for an animation: seeking draws."""

    is_animated = True

    def __init__(self, reel: Reel) -> None:
        super().__init__()
        self.n_frames = reel.count
        self._reel = reel
        self._mode, self._size = "RGB", reel.size
        self._number = -1
        self.seek(0)

    def seek(self, frame: int) -> None:
        if frame >= self.n_frames:
            raise EOFError
        if frame != self._number:
            self.im = self._reel.draw(frame).im
            self._number = frame

    def tell(self) -> int:
        return self._number
