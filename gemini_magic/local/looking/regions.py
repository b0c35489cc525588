"""Regions of one colour, as boxes, points and masks in the API's coordinates: thousandths, rows
first.
"""

import base64
import io
import json
from collections.abc import Iterator
from typing import Any

from gemini_magic.local.drawing.colours import name_of

_SIDE = 100
_LEAST_SHARE = 0.004
_MOST_BOXES = 25

Cells = list[tuple[int, int]]
"""Rows and columns, in hundredths of the picture."""


def boxes_json(image: Any, *, masks: bool = False) -> str:
    """`[{"box_2d": [ymin, xmin, ymax, xmax], "label": …}]`, from 0 to 1000, largest first.

    With masks each has a `mask`, too: a PNG of its box as a data URI, white where the region is.
    """
    found = [
        {"box_2d": _box(cells), **({"mask": _mask(cells)} if masks else {}), "label": label}
        for label, cells in _found(image)
    ]
    return json.dumps(found, ensure_ascii=False)


def points_json(image: Any) -> str:
    """`[{"point": [y, x], "label": …}]`: of each region the cell next to its middle."""
    found = [{"point": _middle(cells), "label": label} for label, cells in _found(image)]
    return json.dumps(found, ensure_ascii=False)


def _found(image: Any) -> list[tuple[str, Cells]]:
    """Label and cells of each region which is not the background."""
    names = _names(image)
    background = _most_common_at_edge(names)
    found = [
        (name, cells) for name, cells in _regions(names, background)
        if len(cells) >= _LEAST_SHARE * _SIDE * _SIDE
    ]  # fmt: skip
    found.sort(key=lambda region: -len(region[1]))
    return [(f"{name} region", cells) for name, cells in found[:_MOST_BOXES]]


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


def _regions(names: list[list[str]], background: str) -> Iterator[tuple[str, Cells]]:
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


def _box(cells: Cells) -> list[int]:
    rows, columns = [y for y, _ in cells], [x for _, x in cells]
    edges = (min(rows), min(columns), max(rows) + 1, max(columns) + 1)
    return [round(1000 * edge / _SIDE) for edge in edges]


def _middle(cells: Cells) -> list[int]:
    y, x = (sum(cell[axis] for cell in cells) / len(cells) for axis in (0, 1))
    nearest = min(cells, key=lambda cell: (cell[0] - y) ** 2 + (cell[1] - x) ** 2)
    return [round(1000 * (place + 0.5) / _SIDE) for place in nearest]


def _mask(cells: Cells) -> str:
    from PIL import Image

    rows, columns = [y for y, _ in cells], [x for _, x in cells]
    top, left = min(rows), min(columns)
    mask = Image.new("L", (max(columns) + 1 - left, max(rows) + 1 - top))
    for y, x in cells:
        mask.putpixel((x - left, y - top), 255)
    sink = io.BytesIO()
    mask.save(sink, "PNG")
    return f"data:image/png;base64,{base64.b64encode(sink.getvalue()).decode()}"
