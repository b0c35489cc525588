"""Pictures as files: small PNGs that carry their scene, and strangers' files opened with care."""

import io
import re
from typing import Any

from gemini_magic.local.drawing.memory import one_picture
from gemini_magic.local.drawing.scene import Scene, scene_from

_SCENE = "gemini-magic-scene"
_SIZE = "gemini-magic-size"
_MOST_PIXELS = 32_000_000
_MOST_SIDE = 6400  # 4K at 21:9 is that wide
_MOST_SIDE_OPENED = 2048
_BYTES_PER_PIXEL = 0.18  # about 190 kB for 1024 × 1024


class Unreadable(Exception):
    """Bytes that are no picture, or one that would take too much memory to open."""


def png(image: Any, scene: Scene | None = None, painted: tuple[int, int] | None = None) -> bytes:
    """As few colours as the size wants, none lost where the picture is simple.

    The scene travels with it, and the size at which it was painted, which effects may change.
    """
    from PIL import PngImagePlugin

    notes = PngImagePlugin.PngInfo()
    notes.add_text("Software", "gemini-magic local engine, not Gemini")
    if scene is not None:
        notes.add_text(_SCENE, scene.to_json())
        notes.add_text(_SIZE, "{}x{}".format(*(painted or image.size)))
    with one_picture():
        return _small_png(image, notes)


def _small_png(image: Any, notes: Any) -> bytes:
    from PIL import Image

    most = max(60_000, _BYTES_PER_PIXEL * image.width * image.height)
    data = _saved(image, "PNG", pnginfo=notes)
    for colours in (256, 128, 48):
        if len(data) <= most:
            break
        few = image.quantize(colours, dither=Image.Dither.NONE)
        data = _saved(few, "PNG", pnginfo=notes)
    return data


def jpeg(image: Any, quality: int = 85) -> bytes:
    return _saved(image, "JPEG", quality=quality, optimize=True)


def _saved(image: Any, format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def opened(data: bytes) -> Any:
    """A Pillow image, not yet decoded, of bounded size; `Unreadable` says what is wrong."""
    from PIL import Image

    try:
        image = Image.open(io.BytesIO(data))
    except Image.DecompressionBombError as error:
        raise Unreadable("it is too large to open") from error
    except (OSError, ValueError, SyntaxError, OverflowError) as error:
        raise Unreadable("it is not a readable image") from error
    if image.width * image.height > _MOST_PIXELS:
        raise Unreadable(
            f"it is too large to open: {image.width} × {image.height} pixels, of at most "
            f"{_MOST_PIXELS:,}"
        )
    return image


def upright(image: Any) -> Any:
    """Its pixels in RGB on white, turned as its EXIF says; `Unreadable` for broken data.

    What is longer than 2048 pixels comes shrunk to that.
    """
    with one_picture():
        return _upright(image)


def _upright(image: Any) -> Any:
    from PIL import Image, ImageOps

    try:
        if max(image.size) > _MOST_SIDE_OPENED:
            image.thumbnail((_MOST_SIDE_OPENED, _MOST_SIDE_OPENED))
        turned = ImageOps.exif_transpose(image)
        if turned.mode in ("RGB", "L"):
            return turned.convert("RGB")
        seen = turned.convert("RGBA")
        ground = Image.new("RGBA", seen.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, seen).convert("RGB")
    except (OSError, ValueError, SyntaxError, OverflowError, Image.DecompressionBombError) as error:
        raise Unreadable("its data are broken") from error


def painted_size(image: Any) -> tuple[int, int]:
    """At which size the scene of a picture was painted; its own size where it does not say."""
    note = image.info.get(_SIZE)
    match = re.fullmatch(r"(\d{2,4})x(\d{2,4})", note) if isinstance(note, str) else None
    width, height = (int(match[1]), int(match[2])) if match else image.size
    return min(width, _MOST_SIDE), min(height, _MOST_SIDE)


def scene_in(image: Any) -> Scene | None:
    """The scene that a picture of this engine carries."""
    text = image.info.get(_SCENE)
    if not isinstance(text, str):
        return None
    try:
        return scene_from(text)
    except ValueError:  # anyone may write this note; without a scene the picture is a stranger's
        return None
