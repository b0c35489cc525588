"""What a camera wrote into a picture: its name, the time, the place."""

from typing import Any

_MAKE, _MODEL, _SOFTWARE, _TIME, _DETAILS, _PLACE = 0x010F, 0x0110, 0x0131, 0x0132, 0x8769, 0x8825
_TIME_TAKEN, _EXPOSURE, _APERTURE, _SENSITIVITY, _LENS = 0x9003, 0x829A, 0x829D, 0x8827, 0xA434
_LONGEST = 80


def camera_notes(image: Any) -> dict[str, str]:
    """What is known, by a name for people; empty where the picture carries no EXIF."""
    notes = image.getexif()
    details = notes.get_ifd(_DETAILS)
    found = {
        "camera": " ".join(_text(notes.get(tag)) for tag in (_MAKE, _MODEL)).strip(),
        "lens": _text(details.get(_LENS)),
        "taken": _text(details.get(_TIME_TAKEN) or notes.get(_TIME)),
        "exposure": _exposure(details.get(_EXPOSURE)),
        "aperture": f"f/{_number(details[_APERTURE]):g}" if details.get(_APERTURE) else "",
        "ISO": _text(details.get(_SENSITIVITY)),
        "software": _text(notes.get(_SOFTWARE)),
    }
    return {name: text for name, text in found.items() if text}


def place(image: Any) -> str:
    """Latitude and longitude in degrees; empty where the picture does not say."""
    notes = image.getexif().get_ifd(_PLACE)
    try:
        latitude, longitude = _degrees(notes[2]), _degrees(notes[4])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ""  # no place, or one that cannot be read
    return f"{latitude:.5f}° {_text(notes.get(1))}, {longitude:.5f}° {_text(notes.get(3))}"


def has_place(image: Any) -> bool:
    return bool(place(image))


def _degrees(value: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in value)
    return degrees + minutes / 60 + seconds / 3600


def _exposure(value: Any) -> str:
    seconds = _number(value)
    if not seconds:
        return ""
    return f"1/{1 / seconds:.0f} s" if seconds < 0.5 else f"{seconds:g} s"


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0


def _text(value: Any) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")
    return "".join(c for c in text if c.isprintable())[:_LONGEST].strip()
