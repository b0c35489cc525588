"""Where hats, glasses and bows go on those who wear them."""

from gemini_magic.local.drawing.motifs import MOTIFS

_SHARE_OF_WEARER = 0.34
# From the top of the head down, in shares of the wearer's size; a hat stands on it.
_DROPS = {"glasses": 0.18, "bow": 0.37}


def worn(kind: str, wearer: str, wearer_size: float, factor: float) -> tuple[float, float, float]:
    """Offset from the wearer's centre, right and down, and size; all in one unit."""
    motif = MOTIFS.get(wearer)
    x, y = motif.head if motif and motif.head else (0.0, -0.95)
    size = wearer_size * _SHARE_OF_WEARER * factor
    drop = _DROPS[kind] * wearer_size if kind in _DROPS else -0.3 * size
    return x * wearer_size / 2, y * wearer_size / 2 + drop, size
