"""Pictures of tables: one quiet style, readable on light and on dark, with words and numbers.

picture      `Picture`: a PNG with what it says in a sentence, and its numbers as a table
style        colours that colour-blind readers tell apart, neutral greys, no background
embedding_map, usage, evaluation, batch      what is drawn
"""

from .embedding_map import embedding_map
from .picture import Picture

__all__ = ["Picture", "embedding_map"]
