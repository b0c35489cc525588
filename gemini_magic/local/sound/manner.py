"""How a text is to be said, from the words of a style: cheerfully, in a whisper, slowly."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Manner:
    """Changes to a voice; several add up."""

    pitch: int = 0
    speed: float = 1.0
    liveliness: int = 0
    variant: str = ""


_MOST_CHARACTERS = 1_000
_MANNERS = (
    (r"cheer|happ|joy|excit|upbeat|enthusias|playful|欢快|高兴", Manner(8, 1.08, 25)),
    (r"laugh|giggl", Manner(10, 1.05, 30)),
    (r"sad|sorrow|melanchol|tired|bored|sigh", Manner(-8, 0.85, -25)),
    (r"whisper|hush|quiet", Manner(0, 0.92, -20, "whisper")),
    (r"spooky|ominous|scary|mysterious", Manner(-14, 0.82, 10)),
    (r"ang(?:ry|er)|furious|shout|yell", Manner(4, 1.12, 30)),
    (r"calm|gentl|sooth|soft|relax", Manner(-2, 0.9, -15)),
    (r"slow", Manner(0, 0.75)),
    (r"fast|quick|rapid|hurr", Manner(0, 1.3)),
    (r"deep|low voice", Manner(-15)),
    (r"high(?:-| )(?:voice|pitch)|child", Manner(18)),
    (r"monoton|robot|flat", Manner(0, 1.0, -60)),
)


def manner_from(style: str) -> Manner:
    """The manner that the words of a style ask for; unknown words change nothing."""
    style = style[:_MOST_CHARACTERS]
    pitch, speed, liveliness, variant = 0, 1.0, 0, ""
    for pattern, manner in _MANNERS:
        if re.search(pattern, style, re.IGNORECASE):
            pitch += manner.pitch
            speed *= manner.speed
            liveliness += manner.liveliness
            variant = manner.variant or variant
    return Manner(pitch, speed, liveliness, variant)
