"""Makes the film of a plan: the stage, given first and last frames, words that appear, a badge."""

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from gemini_magic.local.drawing.brush import INK
from gemini_magic.local.drawing.lettering import write
from gemini_magic.local.drawing.painter import with_badge
from gemini_magic.local.film.cast import Cast, cast_from
from gemini_magic.local.film.move import eased
from gemini_magic.local.film.mp4 import FPS
from gemini_magic.local.film.plan import Plan, picture_bytes
from gemini_magic.local.film.reel import Reel, check_encoder, reel_from
from gemini_magic.local.film.stage import Stage

Picture = Callable[[float], Image.Image]

_MOST_SECONDS = 60
_LENGTHENED = {1280, 720}
_DISSOLVE = 0.2
_ZOOM = 0.14


class Unfilmable(ValueError):
    """A plan of which no film can be made, with the reason."""


def shoot(plan: Plan) -> bytes:
    """An mp4. Raises `Unfilmable`, `NotOurs` for an alien film, and `NoEncoder`."""
    check_encoder()
    if plan.earlier is None:
        return _reel(plan, (plan.width, plan.height), None).mp4()
    earlier = reel_from(_read(plan.earlier))
    if {*earlier.size} != _LENGTHENED:
        raise Unfilmable(f"the earlier film has {'x'.join(map(str, earlier.size))}, not 720p")
    count = earlier.count + plan.seconds * FPS
    if count > _MOST_SECONDS * FPS:
        raise Unfilmable(
            f"the longer film would take {count / FPS:g} s, and {_MOST_SECONDS} are the most"
        )
    return earlier.then(_reel(plan, earlier.size, earlier.draw(earlier.count - 1))).mp4()


def _reel(plan: Plan, size: tuple[int, int], before: Image.Image | None) -> Reel:
    count = plan.seconds * FPS
    cast = cast_from(plan.prompt, plan.negative)
    picture = _pictures(plan, cast, size, before)
    title = _title(plan, cast)
    words = (
        _caption(title or cast.words, size, on_card=bool(title)) if title or cast.words else None
    )

    def draw(number: int) -> Image.Image:
        t = number / (count - 1)
        frame = picture(t)
        if words is not None:
            _reveal(frame, words, t)
        shown: Image.Image = with_badge(frame)
        return shown

    return Reel(size, count, draw)


def _pictures(plan: Plan, cast: Cast, size: tuple[int, int], before: Image.Image | None) -> Picture:
    """What is behind words and badge: a picture that comes nearer, or the stage."""
    first = _opened(plan.first, size) if plan.first else None
    last = _opened(plan.last, size) if plan.last else None
    if first is not None:
        return lambda t: _between(first, last, t)
    pictures = [_opened(one, None) for one in plan.references]
    stage = Stage(cast, size, plan.seconds, plan.seed, pictures)
    if before is None:
        return stage.frame
    return lambda t: (
        stage.frame(t)
        if t >= _DISSOLVE
        else Image.blend(before, stage.frame(t), eased(t / _DISSOLVE))
    )


def _between(first: Image.Image, last: Image.Image | None, t: float) -> Image.Image:
    """From the first picture, nearer and nearer, to the last one where there is one."""
    near = _nearer(first, eased(t))
    if last is None:
        return near
    return Image.blend(near, _nearer(last, eased(1 - t)), eased(t))


def _nearer(picture: Image.Image, share: float) -> Image.Image:
    if share == 0:
        return picture.copy()
    width, height = picture.size
    cut_x, cut_y = _ZOOM * share * width / 2, _ZOOM * share * height / 2
    box = (cut_x, cut_y, width - cut_x, height - cut_y)
    return picture.resize(picture.size, Image.Resampling.BILINEAR, box=box)


def _title(plan: Plan, cast: Cast) -> str:
    """What stands on a film whose prompt names nothing that can be drawn."""
    is_empty = not (cast.actors or cast.backdrop or plan.first or plan.references)
    return (cast.words or plan.prompt[:120]) if is_empty else ""


def _caption(words: str, size: tuple[int, int], *, on_card: bool) -> Image.Image:
    """White with a shadow; on the card of an abstract backdrop, dark and within it."""
    width, height = size
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(image, "RGBA")
    box = (0.14 * width, 0.34 * height, 0.86 * width, 0.66 * height)
    letters = 0.11 * min(size)
    below = letters / 16
    write(draw, words, box, INK, most=letters)
    if not on_card:
        above = (box[0] - below, box[1] - below, box[2] - below, box[3] - below)
        write(draw, words, above, (255, 255, 255), most=letters)
    return image


def _reveal(frame: Image.Image, words: Image.Image, t: float) -> None:
    """The words appear from left to right in the first half."""
    left, top, right, bottom = words.getbbox() or (0, 0, 1, 1)
    shown = left + round((right - left) * min(1.0, t / 0.5))
    if shown > left:
        piece = words.crop((left, top, shown, bottom))
        frame.paste(piece, (left, top), piece)


def _opened(data: str, size: tuple[int, int] | None) -> Image.Image:
    """A picture, cut to the film's shape where a size is given."""
    try:
        image = Image.open(io.BytesIO(picture_bytes(data)))
        picture = ImageOps.exif_transpose(image).convert("RGB")
    # Damaged pictures fail in as many ways as there are decoders.
    except Exception as error:
        raise Unfilmable(f"a picture cannot be read ({type(error).__name__})") from error
    return ImageOps.fit(picture, size) if size else picture


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Unfilmable(f"the earlier film is gone ({error.strerror})") from error
