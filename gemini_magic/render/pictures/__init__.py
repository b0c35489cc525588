"""Pictures of numbers: one quiet style, readable on light and on dark, with words and a table.

picture      `Picture`: a PNG, what it says in a sentence, and its numbers
style        colours that colour-blind readers tell apart, neutral greys, no background

What is drawn stands beside the numbers: in `frames.pictures` and `tasks`.
"""

from .picture import Picture
from .style import COLOURS, GREY, MARKERS, canvas, colour_of

__all__ = ["COLOURS", "GREY", "MARKERS", "Picture", "canvas", "colour_of"]
