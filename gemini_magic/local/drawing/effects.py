"""What can be done to finished pixels: colour, light, turning, size, and the textures of styles."""

import random
from collections.abc import Callable
from typing import Any

from gemini_magic.local.drawing.scene import Effect

_MOST_SIDE = 4096
_LEAST_SIDE = 16


def apply(image: Any, effect: Effect) -> Any:
    """The changed image; unknown effects, from a stranger's file, change nothing."""
    change = EFFECTS.get(effect.name)
    return change(image, effect.value) if change else image


def _greyscale(image: Any, _: float) -> Any:
    return image.convert("L").convert("RGB")


def _sepia(image: Any, _: float) -> Any:
    from PIL import ImageOps

    return ImageOps.colorize(image.convert("L"), (44, 28, 16), (255, 244, 220))


def _invert(image: Any, _: float) -> Any:
    from PIL import ImageOps

    return ImageOps.invert(image)


def _brightness(image: Any, factor: float) -> Any:
    from PIL import ImageEnhance

    return ImageEnhance.Brightness(image).enhance(max(0.05, min(factor, 4)))


def _contrast(image: Any, factor: float) -> Any:
    from PIL import ImageEnhance

    return ImageEnhance.Contrast(image).enhance(max(0.05, min(factor, 4)))


def _saturation(image: Any, factor: float) -> Any:
    from PIL import ImageEnhance

    return ImageEnhance.Color(image).enhance(max(0, min(factor, 4)))


def _blur(image: Any, share: float) -> Any:
    from PIL import ImageFilter

    return image.filter(ImageFilter.GaussianBlur(max(0.2, min(share, 10) / 100 * min(image.size))))


def _sharpen(image: Any, _: float) -> Any:
    from PIL import ImageFilter

    return image.filter(ImageFilter.UnsharpMask(3, 160))


def _rotate(image: Any, degrees: float) -> Any:
    """Clockwise; right angles change the shape, others keep it and fill from the corner."""
    from PIL import Image

    right = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180,
             270: Image.Transpose.ROTATE_90}  # fmt: skip
    degrees %= 360
    if degrees in right:
        return image.transpose(right[int(degrees)])
    corner = image.getpixel((0, 0))
    return image.rotate(-degrees, Image.Resampling.BICUBIC, fillcolor=corner)


def _mirror(image: Any, _: float) -> Any:
    from PIL import ImageOps

    return ImageOps.mirror(image)


def _upside_down(image: Any, _: float) -> Any:
    from PIL import ImageOps

    return ImageOps.flip(image)


def _crop(image: Any, share: float) -> Any:
    """The middle, a share of width and height, in per cent."""
    keep = max(5, min(share, 100)) / 100
    width, height = image.size
    dx, dy = width * (1 - keep) / 2, height * (1 - keep) / 2
    return image.crop((round(dx), round(dy), round(width - dx), round(height - dy)))


def _square(image: Any, _: float) -> Any:
    width, height = image.size
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    return image.crop((left, top, left + side, top + side))


def _resize(image: Any, per_cent: float) -> Any:
    width, height = (max(_LEAST_SIDE, round(side * per_cent / 100)) for side in image.size)
    return _within(image, width, height)


def _resize_to_width(image: Any, pixels: float) -> Any:
    width = max(_LEAST_SIDE, round(pixels))
    return _within(image, width, round(image.height * width / image.width))


def _within(image: Any, width: int, height: int) -> Any:
    from PIL import Image

    shrink = min(1, _MOST_SIDE / max(width, height))
    size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
    return image.resize(size, Image.Resampling.LANCZOS)


def _pixels(image: Any, count: float) -> Any:
    """Blocks, about so many on the shorter side."""
    from PIL import Image

    step = max(1, round(min(image.size) / max(8, min(count, 256))))
    small = image.resize(
        (max(1, image.width // step), max(1, image.height // step)), Image.Resampling.BOX
    )
    small = small.quantize(32, dither=Image.Dither.NONE).convert("RGB")
    return small.resize(image.size, Image.Resampling.NEAREST)


def _paper(image: Any, seed: float) -> Any:
    """The grain of watercolour paper, and a soft edge."""
    from PIL import Image, ImageChops, ImageFilter

    dice = random.Random(seed)
    side = 96
    grain = Image.frombytes("L", (side, side), dice.randbytes(side * side))
    grain = grain.resize(image.size, Image.Resampling.BICUBIC).point(lambda v: 232 + v * 23 // 255)
    soft = image.filter(ImageFilter.GaussianBlur(min(image.size) / 700))
    return ImageChops.multiply(soft, grain.convert("RGB"))


EFFECTS: dict[str, Callable[[Any, float], Any]] = {
    "greyscale": _greyscale, "sepia": _sepia, "invert": _invert, "brightness": _brightness,
    "contrast": _contrast, "saturation": _saturation, "blur": _blur, "sharpen": _sharpen,
    "rotate": _rotate, "mirror": _mirror, "upside down": _upside_down, "crop": _crop,
    "square": _square, "resize": _resize, "width": _resize_to_width, "pixels": _pixels,
    "paper": _paper,
}  # fmt: skip
# Those after which a picture has another size than it was painted in.
RESIZING = frozenset({"crop", "square", "resize", "width"})
