"""What is on a picture, as a value; its JSON travels in the picture's file, so edits redraw it."""

import json
import math
from dataclasses import asdict, dataclass
from typing import Any

from gemini_magic.local.drawing.colours import RGB, from_hex

MOST_ITEMS = 60
MOST_LETTERS = 160
MOST_EFFECTS = 12
MOST_VALUES = 24
_LONGEST_JSON = 40_000


@dataclass(frozen=True)
class Item:
    """A motif: its centre in shares of width and height, its size in shares of the shorter side."""

    kind: str
    x: float
    y: float
    size: float
    colour: str = ""  # "#rrggbb"; empty for the motif's own
    words: str = ""

    @property
    def rgb(self) -> RGB | None:
        return from_hex(self.colour) if self.colour else None


@dataclass(frozen=True)
class Chart:
    """Numbers to be shown: `kind` is bar, line or pie."""

    kind: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    title: str = ""


@dataclass(frozen=True)
class Effect:
    """Something done to the finished pixels, such as ("rotate", 90)."""

    name: str
    value: float = 0


@dataclass(frozen=True)
class Scene:
    """A picture before it is painted; equal scenes give equal pixels."""

    backdrop: str = "plain"
    colour: str = ""  # of the backdrop; empty for its own
    items: tuple[Item, ...] = ()
    style: str = "flat"
    chart: Chart | None = None
    effects: tuple[Effect, ...] = ()
    seed: int = 7

    def to_json(self) -> str:
        """ASCII, as PNG's text chunks want it."""
        return json.dumps(asdict(self), separators=(",", ":"))


def scene_from(text: str) -> Scene:
    """The scene in a file's JSON, which anyone may have written: `ValueError` where it is none."""
    if len(text) > _LONGEST_JSON:
        raise ValueError(f"A scene's JSON has at most {_LONGEST_JSON} letters, not {len(text)}.")
    try:
        return _scene(json.loads(text))
    except (KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError(f"This is not the JSON of a scene: {error!r}.") from error


def _scene(value: dict[str, Any]) -> Scene:
    chart = value["chart"]
    return Scene(
        backdrop=_word(value["backdrop"]),
        colour=_colour(value["colour"]),
        items=tuple(_item(item) for item in value["items"][:MOST_ITEMS]),
        style=_word(value["style"]),
        chart=_chart(chart) if chart else None,
        effects=tuple(
            Effect(_word(effect["name"]), _number(effect["value"], 4096))
            for effect in value["effects"][:MOST_EFFECTS]
        ),
        seed=int(_number(value["seed"], 2**40)),
    )


def _item(value: dict[str, Any]) -> Item:
    return Item(
        kind=_word(value["kind"]),
        x=_number(value["x"], 2),
        y=_number(value["y"], 2),
        size=max(0.005, _number(value["size"], 2)),
        colour=_colour(value["colour"]),
        words=_word(value["words"]),
    )


def _chart(value: dict[str, Any]) -> Chart:
    return Chart(
        kind=_word(value["kind"]),
        labels=tuple(_word(label) for label in value["labels"][:MOST_VALUES]),
        values=tuple(_number(number, 1e15) for number in value["values"][:MOST_VALUES]),
        title=_word(value["title"]),
    )


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value[:MOST_LETTERS]


def _number(value: Any, most: float) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise TypeError(f"{value!r} is no number")
    return max(-most, min(number, most))


def _colour(value: Any) -> str:
    text = _word(value)
    return text if not text else f"#{''.join(f'{part:02x}' for part in from_hex(text))}"
