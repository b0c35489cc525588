"""Regions of one colour, as boxes in the API's coordinates: thousandths, rows first."""

import json
from collections.abc import Iterator
from typing import Any

from gemini_magic.local.drawing.colours import name_of

_SIDE = 100
_LEAST_SHARE = 0.004
_MOST_BOXES = 25


def boxes_json(image: Any) -> str:
    """`[{"box_2d": [ymin, xmin, ymax, xmax], "label": …}]`, from 0 to 1000, largest first."""
    found = [{"box_2d": box, "label": label} for label, box in boxes(image)]
    return json.dumps(found, ensure_ascii=False)


def boxes(image: Any) -> list[tuple[str, list[int]]]:
    """Label and box of each region which is not the background."""
    names = _names(image)
    background = _most_common_at_edge(names)
    found = [
        (len(cells), name, cells) for name, cells in _regions(names, background)
        if len(cells) >= _LEAST_SHARE * _SIDE * _SIDE
    ]  # fmt: skip
    found.sort(key=lambda region: -region[0])
    return [(f"{name} region", _box(cells)) for _, name, cells in found[:_MOST_BOXES]]


def _names(image: Any) -> list[list[str]]:
    from PIL import Image

    small = image.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.NEAREST)
    raw = small.tobytes()
    known: dict[bytes, str] = {}
    names = []
    for i in range(0, len(raw), 3):
        pixel = raw[i : i + 3]
        if pixel not in known:
            known[pixel] = name_of((pixel[0], pixel[1], pixel[2]))
        names.append(known[pixel])
    return [names[y * _SIDE : (y + 1) * _SIDE] for y in range(_SIDE)]


def _most_common_at_edge(names: list[list[str]]) -> str:
    edge = [*names[0], *names[-1], *(row[0] for row in names), *(row[-1] for row in names)]
    return max(set(edge), key=edge.count)


def _regions(
    names: list[list[str]], background: str
) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Connected cells of one name, by flooding."""
    seen: set[tuple[int, int]] = set()
    for y, row in enumerate(names):
        for x, name in enumerate(row):
            if name == background or (y, x) in seen:
                continue
            cells, front = [], [(y, x)]
            seen.add((y, x))
            while front:
                cy, cx = front.pop()
                cells.append((cy, cx))
                for ny, nx in ((cy + 1, cx), (cy - 1, cx), (cy, cx + 1), (cy, cx - 1)):
                    is_inside = 0 <= ny < _SIDE and 0 <= nx < _SIDE
                    if is_inside and (ny, nx) not in seen and names[ny][nx] == name:
                        seen.add((ny, nx))
                        front.append((ny, nx))
            yield name, cells


def _box(cells: list[tuple[int, int]]) -> list[int]:
    rows, columns = [y for y, _ in cells], [x for _, x in cells]
    edges = (min(rows), min(columns), max(rows) + 1, max(columns) + 1)
    return [round(1000 * edge / _SIDE) for edge in edges]
