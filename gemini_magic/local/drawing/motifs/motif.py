"""What a motif is: how to paint it, how large it is by nature, and where it belongs."""

from collections.abc import Callable
from dataclasses import dataclass

from gemini_magic.local.drawing.brush import Brush, Point
from gemini_magic.local.drawing.colours import RGB


@dataclass(frozen=True)
class Motif:
    """`place` is sky, ground, water or any; `head` is where a hat sits, in the motif's square."""

    paint: Callable[[Brush, RGB], None]
    colour: RGB
    place: str = "any"
    size: float = 0.34
    head: Point | None = None
