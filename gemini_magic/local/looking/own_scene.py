"""What the engine itself has drawn: told from the scene in the file, not seen."""

from collections import Counter

from gemini_magic.local.drawing.colours import from_hex, name_of
from gemini_magic.local.drawing.groups import WORDS
from gemini_magic.local.drawing.scene import Item, Scene
from gemini_magic.local.drawing.words import tokens

_SOURCE = "so says the scene that the engine wrote into the file when it drew it"


def told(scene: Scene, question: str) -> str:
    """The answer to a question about what is on the picture."""
    counts = Counter(_name(item) for item in scene.items if item.kind != WORDS)
    asked = [token.value for token in tokens(question) if token.kind == "motif"]
    if asked and "how many" in question.lower():
        found = [item for item in scene.items if item.kind in asked and _has_colour(item, question)]
        return f"There are {len(found)} × {' or '.join(asked)} on it; {_SOURCE}."
    things = ", ".join(f"{count} × {name}" for name, count in counts.items()) or "no things"
    words = " ".join(f"“{item.words}”" for item in scene.items if item.kind == WORDS)
    drawn = scene.chart
    chart = f", a {drawn.kind} chart of {len(drawn.values)} values" if drawn else ""
    saying = f", and the words {words}" if words else ""
    return f"It shows {things}{chart}{saying} (backdrop: {scene.backdrop}); {_SOURCE}."


def _name(item: Item) -> str:
    colour = f"{name_of(from_hex(item.colour))} " if item.colour else ""
    return f"{colour}{item.words if item.kind == 'pebble' else item.kind}"


def _has_colour(item: Item, question: str) -> bool:
    asked = [token.value for token in tokens(question) if token.kind == "colour"]
    return not asked or (bool(item.colour) and name_of(from_hex(item.colour)) in asked)
