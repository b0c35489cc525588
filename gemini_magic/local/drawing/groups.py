"""What a prompt asks for, before it has a place: groups of equal things, and how they relate."""

from dataclasses import dataclass, field

from gemini_magic.local.drawing.colours import RGB
from gemini_magic.local.drawing.scene import Chart

WORDS = "words"


@dataclass
class Group:
    """So many of one motif; `others` are the groups which the relation speaks of."""

    kind: str
    count: int = 1
    colour: RGB | None = None
    size: float = 1
    place: tuple[float, float] | None = None
    relation: str = ""
    others: list[int] = field(default_factory=list)
    words: str = ""
    is_known: bool = False  # "the cat", where another would be "a cat"


@dataclass
class Wish:
    """All that a prompt says of a picture; empty where it says nothing."""

    groups: list[Group] = field(default_factory=list)
    backdrop: str = ""
    colour: RGB | None = None
    style: str = ""
    chart: Chart | None = None
    unknown: list[str] = field(default_factory=list)
