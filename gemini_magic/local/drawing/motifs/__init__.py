"""The motifs, small vector drawings: `shapes`, `sky`, `plants`, `animals`, `creatures`,
`buildings`, `people` and `things`, each a table by name; `motif` says what one is.
"""

from gemini_magic.local.drawing.motifs import (
    animals,
    buildings,
    creatures,
    people,
    plants,
    shapes,
    sky,
    things,
)
from gemini_magic.local.drawing.motifs.motif import Motif

MOTIFS: dict[str, Motif] = {
    **shapes.MOTIFS,
    **sky.MOTIFS,
    **plants.MOTIFS,
    **animals.MOTIFS,
    **creatures.MOTIFS,
    **buildings.MOTIFS,
    **people.MOTIFS,
    **things.MOTIFS,
}

__all__ = ["MOTIFS", "Motif"]
