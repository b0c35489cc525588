"""The shapes and sizes that the API knows: pixels by aspect ratio, and what a picture costs."""

from gemini_magic.local.wire.errors import InvalidArgument, Violation

# Pixels at 1K, as Google's guide to image generation lists them for Gemini 3.
_PIXELS = {
    "1:1": (1024, 1024), "2:3": (848, 1264), "3:2": (1264, 848), "3:4": (896, 1200),
    "4:3": (1200, 896), "4:5": (928, 1152), "5:4": (1152, 928), "9:16": (768, 1376),
    "16:9": (1376, 768), "21:9": (1584, 672), "1:4": (512, 2048), "4:1": (2048, 512),
    "1:8": (384, 3072), "8:1": (3072, 384),
}  # fmt: skip
# … and for Gemini 2.5, which knows no other size.
_PIXELS_OF_2_5 = {
    **_PIXELS, "2:3": (832, 1248), "3:2": (1248, 832), "3:4": (864, 1184), "4:3": (1184, 864),
    "4:5": (896, 1152), "5:4": (1152, 896), "9:16": (768, 1344), "16:9": (1344, 768),
    "21:9": (1536, 672),
}  # fmt: skip
_SIZES = {"512": 0.5, "1K": 1.0, "2K": 2.0, "4K": 4.0}
# As recorded: 1,290 for Gemini 2.5, 1,120 for Gemini 3; 4K as the guide says.
_TOKENS = {"512": 747, "1K": 1120, "2K": 1120, "4K": 2000}
_TOKENS_OF_2_5 = 1290


def checked(config: dict[str, str]) -> tuple[str, str]:
    """Aspect ratio, empty where none is asked for, and size; `InvalidArgument` for unknown ones."""
    ratio, size = config.get("aspectRatio", ""), config.get("imageSize", "1K")
    if ratio and ratio not in _PIXELS:
        raise _wrong("aspect_ratio", ratio, list(_PIXELS))
    if size not in _SIZES:
        raise _wrong("image_size", size, list(_SIZES))
    return ratio, size


def pixels(model: str, ratio: str, size: str) -> tuple[int, int]:
    """Width and height of a picture."""
    table = _PIXELS_OF_2_5 if model.startswith("gemini-2.5") else _PIXELS
    width, height = table[ratio or "1:1"]
    return round(width * _SIZES[size]), round(height * _SIZES[size])


def tokens(model: str, size: str) -> int:
    """What the API counts for one picture."""
    return _TOKENS_OF_2_5 if model.startswith("gemini-2.5") else _TOKENS[size]


def _wrong(name: str, value: str, known: list[str]) -> InvalidArgument:
    field = f"generation_config.image_config.{name}"
    text = f"{field} is {value!r}; it must be one of {', '.join(known)}."
    return InvalidArgument(text, [Violation(field, text)])
